"""Dates, months and amounts as reasons write them."""

from collections.abc import Iterable


def day_text(day: int) -> str:
    """A day yyyymmdd in Chinese.

    >>> day_text(20260903), day_text(0)
    ('2026年9月3日', '不详')
    """
    return f"{day // 10000}年{day // 100 % 100}月{day % 100}日" if day else "不详"


def month_text(month: int) -> str:
    """A month yyyymm in Chinese.

    >>> month_text(202609), month_text(0)
    ('2026年9月', '月份不详')
    """
    return f"{month // 100}年{month % 100}月" if month else "月份不详"


def yuan_text(cents: int | None) -> str:
    """An amount of money in Chinese.

    >>> yuan_text(123450), yuan_text(50000), yuan_text(None)
    ('1234.50元', '500元', '金额不详')
    """
    if cents is None:
        return "金额不详"
    return f"{cents // 100}元" if cents % 100 == 0 else f"{cents / 100:.2f}元"


def months_text(months: Iterable[int]) -> str:
    """Different months yyyymm in order, as one text."""
    return "、".join(month_text(month) for month in sorted(set(months)))
