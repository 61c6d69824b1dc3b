"""Dates and months as reasons write them."""


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
