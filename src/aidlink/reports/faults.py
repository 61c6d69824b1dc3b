"""What can be wrong with a row that came back: each fault in a sentence, with what to do about it."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from aidlink.dates import parse_date
from aidlink.ledger.answering import Decision, Told, same_answer
from aidlink.ledger.state import Answer
from aidlink.reports.returned import Returned
from aidlink.reports.villages import CHECKER, DAY, DECISION, REASON, RESULT

#: What is wrong, and what to do, in Chinese.
Fault: TypeAlias = tuple[str, str]

UNKNOWN: Fault = ("台账里没有这条线索", "确认核查单是不是用这个台账发出的，或先运行那个月份")
_EDITED: Fault = (
    "编号、姓名、身份证号或隐藏的“核对码”被改动过，认不出是哪条线索",
    "用原来发出的核查单重新填写这一行",
)
_MOST_DAYS = 366  # after the sheet's month; a later answer is a slip in the year


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be taken in, and what to do about it; it shows nobody's name or number.

    A file that cannot be read at all has the row 0; a text file has no sheet ("").
    """

    file: str
    sheet: str
    row: int
    what: str
    remedy: str

    def __str__(self) -> str:
        sheet = f" 工作表“{self.sheet}”" if self.sheet else ""
        place = f"{sheet} 第 {self.row} 行" if self.row else ""
        return f"{self.file}{place}：{self.what}。请{self.remedy}。"


def faults(row: Returned, clue: Mapping[Any, Any] | None) -> list[Fault]:
    """Everything that keeps a filled-in row from being taken in.

    Args:
        row: not blank.
        clue: the clue that its key names, None if there is no such clue or no key.
    """
    if row.key is None:
        return [_EDITED]
    if clue is None:
        return [UNKNOWN]
    return [*_result_faults(row.cells), *_missing(row.cells), *_day_faults(row, clue)]


def read_answer(row: Returned) -> Told:
    """The answer of a row without faults."""
    key, cells = row.key, row.cells
    day = read_day(cells[DAY])
    if key is None or day is None:
        message = "the row has faults"
        raise ValueError(message)
    return Told(
        finding_id=key.finding_id,
        month=key.month,
        fingerprint=key.fingerprint,
        answer=Answer(cells[RESULT]),
        decision=Decision(cells[DECISION]) if cells[DECISION] else None,
        reason=cells[REASON],
        checker=cells[CHECKER],
        checked_on=day,
        file=row.file,
        sheet=row.sheet,
        row=row.row,
    )


def read_day(text: str) -> dt.date | None:
    """The day that a cell says; None if it says none."""
    ymd = parse_date(text).ymd
    return dt.date(ymd // 10000, ymd // 100 % 100, ymd % 100) if ymd else None


def ledger_fault(told: Told, held: Mapping[str, Any] | None) -> Fault | None:
    """Whether an answer contradicts the clue's last one in the ledger.

    A later sheet, or a later day on the same sheet, corrects what was said before.
    """
    if held is None or same_answer(told, held) or told.month > held["month"]:
        return None
    if told.month < held["month"]:
        return ("台账里已有更新月份的核查结果", "以新的核查单为准；要更正的，在最新的核查单上填写")
    changed = (str(told.answer), told.decision or None) != (held["answer"], held["decision"])
    if changed and told.checked_on <= held["checked_on"]:
        return (
            f"台账里已登记为“{held['answer']}{held['decision'] or ''}”，与这里不一致",
            "核实以哪次为准；确要更正的，“核查日期”填更正的日期（晚于上次）",
        )
    return None


def double_fault(told: Told, other: Told) -> Fault | None:
    """Whether two rows answer one clue differently."""
    if (told.answer, told.decision) == (other.answer, other.decision):
        return None
    where = f"{other.file} 工作表“{other.sheet}” 第 {other.row} 行"
    return (f"同一条线索有两个不同的结果，另一个在 {where}", "核实以哪个为准，改成一致或清空一个")


def _result_faults(cells: Mapping[str, str]) -> Iterator[Fault]:
    answer, decision, reason = cells[RESULT], cells[DECISION], cells[REASON]
    if not answer:
        yield ("填了其他内容，没有选“核查结果”", "选择核查结果，或把这一行的黄色格全部清空")
    else:
        yield from _unlisted(Answer, answer, RESULT)
    if decision:
        yield from _unlisted(Decision, decision, DECISION)
    if decision == Decision.STOP:
        if not reason:
            yield ("处理意见是“停发”，没有书面理由，不能登记", "在“原因说明”里写明停发理由")
        if answer in {Answer.FALSE, Answer.UNABLE}:
            yield (f"核查结果是“{answer}”，却要停发", "核对后改正核查结果或处理意见")
    elif answer in {Answer.FALSE, Answer.UNABLE} and not reason:
        yield (f"核查结果是“{answer}”，没有填“原因说明”", "写一句原因")


def _unlisted(kind: type[StrEnum], text: str, column: str) -> Iterator[Fault]:
    if text not in set(kind):
        yield (f"“{column}”填的内容不在可选范围内", f"从下拉列表中选择：{'、'.join(kind)}")


def _missing(cells: Mapping[str, str]) -> Iterator[Fault]:
    if not cells[CHECKER]:
        yield ("没有填“核查人”", "填写核查人姓名")
    if not cells[DAY]:
        yield ("没有填“核查日期”", "填写核查日期，例如 2026-11-03")
    elif read_day(cells[DAY]) is None:
        yield ("“核查日期”看不懂", "改填为如 2026-11-03 的日期")


def _day_faults(row: Returned, clue: Mapping[Any, Any]) -> Iterator[Fault]:
    day, month = read_day(row.cells[DAY]), row.key.month if row.key else 0
    first = int(clue["first_month"])
    begins, issued = (dt.date(each // 100, each % 100, 1) for each in (first, max(month, first)))
    if day and not begins <= day <= issued + dt.timedelta(_MOST_DAYS):
        yield ("“核查日期”早于线索的月份，或晚了一年以上", "核对年份后改正")
