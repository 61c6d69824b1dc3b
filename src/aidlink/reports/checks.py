"""Sheets about the data's faults: completeness, warnings, swings, and how many each source has."""

from collections import Counter

import pyarrow as pa

from aidlink.quality import CHECKS, Quality
from aidlink.quality.swings import CHANGES
from aidlink.records import Kind
from aidlink.reports.sheet import Book, Cell, Column, Style

_CODE, _NUMBER, _SHARE, _MONEY = Style.CODE, Style.NUMBER, Style.SHARE, Style.MONEY
_MOST_ROWS = 20_000  # a spreadsheet stays usable; the rest is counted in a last line

_COMPLETENESS = (
    Column("文件", 34),
    Column("工作表", 16),
    Column("必填项", 14),
    Column("行数", 8, _NUMBER),
    Column("缺", 8, _NUMBER),
    Column("完整率", 9, _SHARE),
    Column("说明", 24),
)
_PROBLEMS = (
    Column("类别", 8, _CODE),
    Column("问题", 18),
    Column("村", 10),
    Column("救助类型", 10),
    Column("姓名", 9, _CODE),
    Column("身份证号", 20, _CODE),
    Column("依据", 48),
    Column("文件", 30),
    Column("工作表", 14),
    Column("行号", 8, _NUMBER),
)
_FAULTS = (Column("资料类别", 14), Column("文件", 40), Column("问题", 24), Column("行数", 9, _NUMBER))
_SWINGS = (
    Column("月份", 9, _CODE),
    Column("村", 12),
    Column("救助类型", 12),
    Column("变动", 9, _CODE),
    Column("户（人）数", 9, _NUMBER),
    Column("偶然约", 9, _NUMBER),
    Column("偶然发生的可能", 11, _CODE),
    Column("变动前（元）", 13, _MONEY),
    Column("变动后（元）", 13, _MONEY),
    Column("说明", 46),
)
#: Of these groups of checks the town's own warnings are made; the others are for the sources.
_WARNED = ("完整性", "逻辑", "超期")


def write_completeness(book: Book, quality: Quality) -> None:
    """Write the sheet 完整性: a row for every required field of every sheet."""
    rows: list[list[Cell]] = []
    for row in quality.completeness.to_pylist():
        absent = row["missing"] is None
        share = None if absent or not row["rows"] else 1 - row["missing"] / row["rows"]
        note = "这张表没有这一列" if absent else None
        rows.append([row["source"], row["sheet"], row["label"], row["rows"], row["missing"], share, note])
    book.table("完整性", _COMPLETENESS, rows, nothing="没有名册和发放明细。")


def write_warnings(book: Book, quality: Quality) -> None:
    """Write the sheet 预警: what is incomplete, illogical or overdue, row by row."""
    found = [row for row in quality.problems.to_pylist() if CHECKS[row["check"]].group in _WARNED]
    rows: list[list[Cell]] = [
        [
            CHECKS[row["check"]].group, CHECKS[row["check"]].label,
            row["village"], row["programme"], row["name"],
            row["number"], row["evidence"], row["source"], row["sheet"], row["row"],
        ]
        for row in found[:_MOST_ROWS]
    ]  # fmt: skip
    if len(found) > _MOST_ROWS:
        rows.append([None, f"另有 {len(found) - _MOST_ROWS} 行未列出", *[None] * 8])
    book.table("预警", _PROBLEMS, rows, nothing="没有发现缺项、逻辑错误和超期。")


def write_swings(book: Book, swings: pa.Table) -> None:
    """Write the sheet 异常变动."""
    rows: list[list[Cell]] = [
        [
            f"{row['month'] // 100}-{row['month'] % 100:02d}", row["village"], row["programme"],
            CHANGES[row["change"]],
            row["count"], round(row["expected"], 1), _chance(row["p_value"]), row["cents_before"] / 100,
            row["cents_after"] / 100, row["evidence"],
        ]
        for row in swings.to_pylist()
    ]  # fmt: skip
    book.table("异常变动", _SWINGS, rows, nothing="没有超出偶然的变动。")


def _chance(p_value: float) -> str:
    """A probability in words.

    >>> _chance(0.012), _chance(1e-9)
    ('约83分之1', '不到百万分之1')
    """
    return "不到百万分之1" if p_value < 1e-6 else f"约{round(1 / p_value)}分之1"  # noqa: PLR2004 - a million


def write_faults(book: Book, quality: Quality) -> None:
    """Write the sheet 反馈汇总: how many rows of each source are wrong or doubtful, and in what."""
    counts = Counter((row["kind"], row["source"], row["check"]) for row in quality.problems.to_pylist())
    order = list(CHECKS)
    rows: list[list[Cell]] = [
        [Kind(kind).label, source, CHECKS[check].label, number]
        for (kind, source, check), number in sorted(
            counts.items(), key=lambda item: (*item[0][:2], order.index(item[0][2]))
        )
    ]
    book.table("反馈汇总", _FAULTS, rows, nothing="没有发现问题。")
