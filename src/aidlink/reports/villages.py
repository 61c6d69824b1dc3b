"""线索核查单: one workbook a village, with that village's open clues alone, to be filled in and sent back.

Masked, and without anything of the bank: no account, not even its last digits, and no holder. Every cell is
locked but those to fill in (there is no password: the lock is against slips), and a hidden column holds each
row's key, by which the row is known again however the sheet was sorted, filtered or saved.
"""

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from aidlink.findings.frame import FindingKind
from aidlink.ledger.answering import Decision
from aidlink.ledger.keys import RowKey
from aidlink.ledger.state import Answer, Status
from aidlink.reports.clues import grade_text
from aidlink.reports.sheet import Book, Cell, Column, Style

SHEET = "线索核查单"
UNKNOWN = "村名不详"
#: Headers that the reader of a filled-in sheet finds its columns by.
ID, NAME, NUMBER, KEY = "编号", "姓名", "身份证号", "核对码"
RESULT, DECISION, REASON, CHECKER, DAY = "核查结果", "处理意见", "原因说明", "核查人", "核查日期"

_COLUMNS = (
    Column(ID, 16, Style.CODE),
    Column("类别", 10),
    Column("状态", 9, Style.CODE),
    Column("等级", 10),
    Column(NAME, 9, Style.CODE),
    Column(NUMBER, 20, Style.CODE),
    Column("说明", 38),
    Column("依据", 44),
    Column("建议核查方式", 24),
    Column("办理期限", 11, Style.DATE),
    Column(RESULT, 10, Style.ANSWER, tuple(Answer)),
    Column(DECISION, 10, Style.ANSWER, tuple(Decision)),
    Column(REASON, 18, Style.ANSWER),
    Column(CHECKER, 8, Style.ANSWER),
    Column(DAY, 11, Style.ANSWER_DATE),
    Column(KEY, 12, Style.CODE),
)
_HOW = (
    # both lines fit the columns that are printed on both pages
    (
        f"只填黄色的格，“{CHECKER}”“{DAY}”必填；“{Answer.FALSE}”“{Answer.UNABLE}”或“{Decision.STOP}”的，"
        f"必须写明“{REASON}”。"
    ),
    "所列都是需要核实的疑似线索，不是结论；未经核实和书面说明理由，不得停发。其他内容请不要改动，填好后原样交回。",
)
_TOP = 4  # the header's row, from 0
_HELD = 6  # columns that stay in sight, and are printed on both pages
_PLACE = re.compile(
    r"（[^（）]*第\d+行）|，?见[^，。；]*第\d+行"
)  # the town's files, which a village has not
_ACCOUNT = re.compile(r"账号\*+\d*")
_HOLDER = re.compile(r"，?户名(?!不一致)[^，。；（）]*\*[^，。；（）]*")
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def write_villages(folder: Path, clues: pd.DataFrame, as_of: dt.date) -> list[Path]:
    """Write a workbook for every village that has open clues; the same clues give the same bytes.

    Args:
        folder: an existing folder to write into.
        clues: as `Ledger.clues` gives them; what is settled, or found true and to be put right, is left out.
        as_of: the last day that the month's data speak of.

    Returns:
        The files, by name.

    Raises:
        OSError: a file cannot be written.
    """
    waiting = clues[(clues["status"] != Status.CLEARED) & (clues["answer"] != Answer.TRUE)]
    written = []
    for village, own in sorted(waiting.groupby("village"), key=lambda pair: str(pair[0])):
        path = folder / f"{_UNFIT.sub('_', str(village)) or UNKNOWN}.xlsx"
        _write(path, str(village) or UNKNOWN, own.to_dict("records"), as_of)
        written.append(path)
    return written


def without_bank(text: str) -> str:
    """A line without accounts and their holders.

    >>> without_bank("2026年10月低保，420元，账号****5698"), without_bank("账号****4314，户名卢*欣")
    ('2026年10月低保，420元', '')
    """
    text = _HOLDER.sub("", text)
    text = re.sub(rf"，{_ACCOUNT.pattern}", "", text)
    return _ACCOUNT.sub("同一账户", text) if _ACCOUNT.sub("", text).strip("，。；") else ""


def _write(path: Path, village: str, clues: Sequence[Mapping[Any, Any]], as_of: dt.date) -> None:
    workbook = Workbook(str(path))
    workbook.set_properties(
        {"title": SHEET, "author": "aidlink", "created": dt.datetime.combine(as_of, dt.time())}
    )
    book = Book(workbook)
    sheet = book.add_sheet(SHEET)
    _write_head(book, sheet, village, as_of, min(clue["due"] for clue in clues))
    rows = [_row(clue, as_of) for clue in sorted(clues, key=_order)]
    after = book.block(sheet, _TOP, _COLUMNS, rows)
    for at, column in enumerate(_COLUMNS):
        sheet.set_column(at, at, column.width, None, {"hidden": column.header == KEY})
    hidden = book.format({"align": "fill"})  # which does not spill over into the blank cells beside it
    for number, row in enumerate(rows, start=_TOP + 1):
        sheet.write_string(number, len(_COLUMNS) - 1, str(row[-1]), hidden)
    sheet.print_area(0, 0, after - 1, len(_COLUMNS) - 2)
    sheet.freeze_panes(_TOP + 1, _HELD)
    sheet.repeat_rows(_TOP)
    book.print_two_wide(sheet, _HELD)
    sheet.autofilter(_TOP, 0, after - 1, len(_COLUMNS) - 1)
    allowed = ("sort", "autofilter", "format_columns", "format_rows", "select_locked_cells")
    sheet.protect("", dict.fromkeys(allowed, True))
    try:
        workbook.close()
    except FileCreateError as error:
        raise OSError(*error.args) from error


def _write_head(book: Book, sheet: Worksheet, village: str, as_of: dt.date, due: dt.date) -> None:
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, SHEET, book.title)
    told = f"村（社区）：{village}　　资料截至：{_day(as_of)}　　最早办理期限：{_day(due)}"
    sheet.write_string(1, 0, told, book.section)
    for at, line in enumerate(_HOW, start=2):
        sheet.write_string(at, 0, line, book.plain)


def _row(clue: Mapping[Any, Any], as_of: dt.date) -> list[Cell]:
    details = json.loads(clue["details"])
    person = details["people"][0] if details["people"] else {"name": "", "number": ""}
    month = as_of.year * 100 + as_of.month
    key = RowKey(clue["finding_id"], month, clue["fingerprint"])
    lines = [without_bank(_PLACE.sub("", line)) for line in details["evidence"]]
    if clue["seen"] != month:
        lines.append("本月资料中未再出现，仍须核实回复")
    if clue["answer"]:
        lines.append(f"上次核查：{clue['answer']}，{clue['reason'] or ''}")
    reason = without_bank(details["reason"])
    shown = (clue["finding_id"], person["name"], person["number"])
    return [
        clue["finding_id"],
        FindingKind(clue["kind"]).label,
        Status(clue["status"]).label,
        grade_text(clue["grade"]),
        person["name"],
        person["number"],
        reason,
        "\n".join(line for line in dict.fromkeys(lines) if line),
        details["check"],
        clue["due"],
        *([None] * 5),
        key.text(shown),
    ]


def _order(clue: Mapping[Any, Any]) -> tuple[int, int, str]:
    kind = FindingKind(clue["kind"])
    grades = [*kind.grades, clue["grade"]]
    return list(FindingKind).index(kind), grades.index(clue["grade"]), str(clue["finding_id"])


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
