"""反馈单 (双向反馈): one workbook a source file, with that file's records found wrong or doubtful alone.

Each goes to the office that keeps the list, so it says file, sheet and row of that list in full, and of any
other list no more than what kind of list it is: no office gets another's records.
"""

import datetime as dt
import re
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path, PurePath
from typing import Any

import pyarrow as pa
from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from aidlink.quality import CHECKS
from aidlink.records import Kind
from aidlink.reports.sheet import Book, Cell, Column, Style

SHEET = "反馈单"
RESULTS = ("已更正", "原记录无误", "待查")
_COLUMNS = (
    Column("工作表", 18),
    Column("行号", 8, Style.NUMBER),
    Column("姓名", 9, Style.CODE),
    Column("身份证号", 20, Style.CODE),
    Column("问题", 18),
    Column("依据", 56),
    Column("处理结果", 11, Style.ANSWER, RESULTS),
    Column("处理说明", 20, Style.ANSWER),
    Column("处理人", 9, Style.ANSWER),
    Column("处理日期", 11, Style.ANSWER_DATE),
)
_HOW = (
    "请逐行核对原始材料：确有错误的，在原表中更正，下月起按更正后的报送；原记录无误的，也请写明。",
    "只填黄色的格。姓名、身份证号已遮挡，请按工作表和行号到原表查看。所列是疑似问题，不是结论。",
)
_TOP = 4  # the header's row, from 0
_MOST_ROWS = 20_000  # a spreadsheet stays usable; the rest is counted in a last line
_PLACE = re.compile(r"（(?:[^（）]|（[^（）]*）)*第\d+行）")  # a file's name may hold brackets
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def write_feedback(folder: Path, problems: pa.Table, as_of: dt.date) -> list[Path]:
    """Write a workbook for every source with problems; the same problems give the same bytes.

    Args:
        folder: an existing folder to write into.
        problems: of schema `aidlink.quality.PROBLEMS`.
        as_of: the last day that the data speak of.

    Returns:
        The files, by name.

    Raises:
        OSError: a file cannot be written.
    """

    def owner(row: Mapping[str, Any]) -> tuple[str, str]:
        return row["source"], row["kind"]

    written: list[Path] = []
    for (source, kind), group in groupby(sorted(problems.to_pylist(), key=owner), key=owner):
        path = folder / f"{file_name(source, Kind(kind), {each.stem for each in written})}.xlsx"
        rows = sorted(group, key=lambda row: (row["sheet"], row["row"]))
        _write(path, source, Kind(kind), rows, as_of)
        written.append(path)
    return sorted(written)


def file_name(source: str, kind: Kind, taken: set[str]) -> str:
    """The name of a source's workbook, without its suffix: what kind of list it is, and the list's own name.

    >>> file_name("死亡人口202610.csv", Kind.DEATH, set())
    '死亡人口 死亡人口202610'
    """
    plain = _UNFIT.sub("_", f"{kind.label} {PurePath(source).stem}")
    name, at = plain, 1
    while name in taken:
        at += 1
        name = f"{plain} {at}"
    return name


def own_evidence(row: Mapping[str, Any]) -> str:
    """The evidence of a problem without the places of rows in other files.

    >>> own_evidence({"source": "a.csv", "evidence": "另有9月5日（b.xls第5行）、9月7日（a.csv第9行）"})
    '另有9月5日、9月7日（a.csv第9行）'
    """

    def kept(found: re.Match[str]) -> str:
        own = found[0].startswith((f"（{row['source']}第", f"（{row['source']}“"))
        return found[0] if own else ""

    return _PLACE.sub(kept, row["evidence"])


def _write(path: Path, source: str, kind: Kind, found: list[Mapping[str, Any]], as_of: dt.date) -> None:
    workbook = Workbook(str(path))
    workbook.set_properties(
        {"title": SHEET, "author": "aidlink", "created": dt.datetime.combine(as_of, dt.time())}
    )
    book = Book(workbook)
    sheet = book.add_sheet(SHEET)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, "资料问题反馈单", book.title)
    day = f"{as_of.year}年{as_of.month}月{as_of.day}日"
    told = f"{kind.label}：{source}　　资料截至：{day}　　共 {len(found)} 处"
    sheet.write_string(1, 0, told, book.section)
    for at, line in enumerate(_HOW, start=2):
        sheet.write_string(at, 0, line, book.plain)
    rows = [_row(row) for row in found[:_MOST_ROWS]]
    after = book.block(sheet, _TOP, _COLUMNS, rows)
    if len(found) > _MOST_ROWS:
        sheet.write_string(after, 0, f"另有 {len(found) - _MOST_ROWS} 处未列出", book.plain)
    for at, column in enumerate(_COLUMNS):
        sheet.set_column(at, at, column.width)
    sheet.freeze_panes(_TOP + 1, 0)
    sheet.repeat_rows(_TOP)
    sheet.autofilter(_TOP, 0, after - 1, len(_COLUMNS) - 1)
    try:
        workbook.close()
    except FileCreateError as error:
        raise OSError(*error.args) from error


def _row(row: Mapping[str, Any]) -> list[Cell]:
    check = CHECKS[row["check"]].label
    return [row["sheet"], row["row"], row["name"], row["number"], check, own_evidence(row), *([None] * 4)]
