"""The sheets that people fill in: one a kind of finding, masked, the answer columns at the end."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import pyarrow.compute as pc

from aidlink.findings.frame import FindingKind, Place
from aidlink.masking import mask_account, mask_id, mask_name
from aidlink.reports.month import Month
from aidlink.reports.sheet import Book, Cell, Column, Style

ANSWERS = ("属实", "不属实", "无法核实")
_MOST_LINES = 8  # of evidence: a row stays readable, and a spreadsheet's rows are of limited height

_GRADE_TEXTS = {
    "NO_MATCH": "不一致",
    "CLOSE": "相近",
    "UNABLE": "无法比对",
    "OTHER_WITH_EVIDENCE": "他人账户有佐证",
    "OTHER_NO_EVIDENCE": "他人账户无佐证",
    "INSTITUTION": "机构账户",
    "TWO_IDS": "两个号码",
    "ONE_ID": "同号异名",
    "EXCLUDED": "互斥救助",
    "TWO_ROSTERS": "两地名册",
    "TWO_FILES": "一户两档",
    "NOT_LISTED": "不在名册",
    "UNPAID": "漏发",
    "AMOUNT": "金额不符",
}


@dataclass(frozen=True, slots=True)
class Clue:
    """A finding with the two records that it is about, and every record that speaks, in its order."""

    finding: Mapping[str, Any]
    left: Mapping[str, Any]
    right: Mapping[str, Any]
    speaking: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class _Part:
    """A column of a clue sheet, and what it shows of a clue."""

    column: Column
    value: Callable[[Clue], Cell]


def grade_text(grade: str) -> str:
    """A grade as the sheets show it.

    >>> grade_text("A"), grade_text("CLOSE")
    ('A', '相近')
    """
    return _GRADE_TEXTS.get(grade, grade)


def write_clues(book: Book, month: Month, kind: FindingKind) -> None:
    """Write the sheet of one kind; the strongest grade first, and a grade by village."""
    parts = [*_PERSON, *_MIDDLE[kind], *_ANSWERED]
    clues = sorted(_clues(month, kind), key=_order)
    rows = [[part.value(clue) for part in parts] for clue in clues]
    sheet = book.table(
        kind.label, [part.column for part in parts], rows, nothing=f"本月没有发现{kind.label}的线索。"
    )
    sheet.freeze_panes(1, len(_PERSON) - 1)
    if rows:
        book.print_two_wide(sheet, len(_PERSON))


def _clues(month: Month, kind: FindingKind) -> list[Clue]:
    told = [*_TOLD, "sources"] if kind in _MANY_SPEAK else _TOLD
    findings = month.findings.filter(pc.equal(month.findings["kind"], str(kind))).select(told).to_pylist()
    spoken = {finding["finding_id"]: _spoken(finding) for finding in findings}
    places = {place for each in spoken.values() for place in each}
    places |= {_place(finding, side) for finding in findings for side in ("left", "right")}
    records = month.records_at(places, _FIELDS)
    return [
        Clue(
            finding,
            records.get(_place(finding, "left"), {}),
            records.get(_place(finding, "right"), {}),
            [records.get(place, {}) for place in spoken[finding["finding_id"]]],
        )
        for finding in findings
    ]


def _spoken(finding: Mapping[str, Any]) -> list[Place]:
    """Where the records that speak stand, in a kind whose sheet shows more than two."""
    return [Place(each["source"], each["sheet"], each["row"]) for each in finding.get("sources", ())]


def _order(clue: Clue) -> tuple[int, str, str]:
    grades = list(FindingKind(clue.finding["kind"]).grades)
    return grades.index(clue.finding["grade"]), _village(clue), clue.finding["finding_id"]


def _place(finding: Mapping[str, Any], side: str) -> Place:
    return Place(finding[f"{side}_source"], finding[f"{side}_sheet"], finding[f"{side}_row"])


def _where(side: str) -> Callable[[Clue], str]:
    def where(clue: Clue) -> str:
        place = _place(clue.finding, side)
        # A text file's only sheet is called after the file.
        sheet = "" if place.sheet == PurePath(place.source).stem else f"\n{place.sheet}"
        return f"{place.source}{sheet}\n第{place.row}行"

    return where


def _unless(grade: str, value: Callable[[Clue], Cell]) -> Callable[[Clue], Cell]:
    """Nothing for a grade whose findings have no such record."""
    return lambda clue: None if clue.finding["grade"] == grade else value(clue)


def _village(clue: Clue) -> str:
    for record in (clue.left, clue.finding, clue.right):  # as its own list writes it, if it does
        village = record.get("village") or record.get("village_key")
        if village:
            return str(village)
    return ""


def _name(record: Mapping[str, Any], field: str = "name") -> str:
    return mask_name(record.get(f"{field}_text") or record.get(field))


def _day(record: Mapping[str, Any], field: str) -> dt.date | None:
    day = record.get(f"{field}_day") or 0
    return dt.date(day // 10000, day // 100 % 100, day % 100) if day else None


def _first_day(clue: Clue, field: str) -> dt.date | None:
    """A date as the strongest record tells it, else the first of the others that does."""
    return next((day for each in (clue.right, *clue.speaking) if (day := _day(each, field))), None)


def _evidence(clue: Clue) -> str:
    lines = clue.finding["evidence"]
    beyond = len(lines) - _MOST_LINES
    shown = [*lines[:_MOST_LINES], f"……另有{beyond}条"] if beyond > 0 else lines
    return "\n".join(shown)


def _yuan(record: Mapping[str, Any]) -> float | None:
    cents = record.get("amount_cents")
    return None if cents is None else cents / 100


def _at_stake(clue: Clue) -> float | None:
    cents = clue.finding["cents"]
    return None if cents is None else cents / 100


def _pay_month(record: Mapping[str, Any]) -> str:
    month = record.get("pay_month_month") or (record.get("pay_date_day") or 0) // 100
    return f"{month // 100}-{month % 100:02d}" if month else ""


_CODE, _TEXT, _DATE, _MONEY = Style.CODE, Style.TEXT, Style.DATE, Style.MONEY

_PERSON = (
    _Part(Column("编号", 16, _CODE), lambda clue: clue.finding["finding_id"]),
    _Part(Column("等级", 15, _CODE), lambda clue: grade_text(clue.finding["grade"])),
    _Part(Column("村", 10), _village),
    _Part(Column("姓名", 8, _CODE), lambda clue: _name(clue.left)),
    _Part(Column("身份证号", 19, _CODE), lambda clue: mask_id(clue.left.get("resident_id"))),
)

_MIDDLE: dict[FindingKind, tuple[_Part, ...]] = {
    FindingKind.SUSPECTED_DEATH: (
        _Part(Column("名册中的位置", 17), _where("left")),
        _Part(Column("死亡登记的位置", 17), _where("right")),
        _Part(Column("登记姓名", 9, _CODE), lambda clue: _name(clue.right)),
        _Part(Column("死亡日期", 11, _DATE), lambda clue: _first_day(clue, "death_date")),
        _Part(Column("火化日期", 11, _DATE), lambda clue: _first_day(clue, "cremation_date")),
        _Part(Column("户籍注销日期", 11, _DATE), lambda clue: _first_day(clue, "cancel_date")),
    ),
    FindingKind.DUPLICATE_PAYMENT: (
        _Part(Column("救助类型", 10), lambda clue: clue.left.get("programme")),
        _Part(Column("发放月份", 9, _CODE), lambda clue: _pay_month(clue.left)),
        _Part(Column("第一笔的位置", 17), _where("left")),
        _Part(Column("第一笔金额", 11, _MONEY), lambda clue: _yuan(clue.left)),
        _Part(Column("第二笔的位置", 17), _where("right")),
        _Part(Column("第二笔金额", 11, _MONEY), lambda clue: _yuan(clue.right)),
        _Part(Column("第二笔姓名", 9, _CODE), lambda clue: _name(clue.right)),
        _Part(Column("账号", 10, _CODE), lambda clue: mask_account(clue.left.get("account_digits"))),
    ),
    FindingKind.ACCOUNT_NAME_MISMATCH: (
        _Part(Column("户主", 9, _CODE), lambda clue: _name(clue.right, "head_name")),
        _Part(Column("账户户名", 9, _CODE), lambda clue: _name(clue.right, "account_name")),
        _Part(Column("账号", 10, _CODE), lambda clue: mask_account(clue.right.get("account_digits"))),
        _Part(Column("本人的位置", 17), _where("left")),
        _Part(Column("账户的位置", 17), _where("right")),
    ),
    # What is not paid stands in no list of payments, and what is not listed on no roster.
    FindingKind.PAYMENT_MISMATCH: (
        _Part(Column("救助类型", 10), lambda clue: clue.left.get("programme")),
        _Part(Column("名册中的位置", 17), _unless("NOT_LISTED", _where("left"))),
        _Part(Column("发放记录的位置", 17), _unless("UNPAID", _where("right"))),
        _Part(Column("核定金额", 11, _MONEY), _unless("NOT_LISTED", lambda clue: _yuan(clue.left))),
        _Part(Column("发放金额", 11, _MONEY), _unless("UNPAID", lambda clue: _yuan(clue.right))),
    ),
}

_ANSWERED = (
    _Part(Column("说明", 32), lambda clue: clue.finding["reason"]),
    _Part(Column("证据", 38), _evidence),
    _Part(Column("涉及金额（元）", 10, _MONEY), _at_stake),
    _Part(Column("建议核查方式", 24), lambda clue: clue.finding["check"]),
    _Part(Column("核查结果", 9, Style.ANSWER, ANSWERS), lambda _: None),
    _Part(Column("原因说明", 15, Style.ANSWER), lambda _: None),
    _Part(Column("核查人", 8, Style.ANSWER), lambda _: None),
    _Part(Column("核查日期", 11, Style.ANSWER_DATE), lambda _: None),
)

# Kinds whose sheet shows what every record says, not only the two in question.
_MANY_SPEAK = (FindingKind.SUSPECTED_DEATH,)
_TOLD = [
    "finding_id", "kind", "grade", "village", "reason", "check", "evidence", "cents",
    "left_source", "left_sheet", "left_row", "right_source", "right_sheet", "right_row",
]  # fmt: skip
_FIELDS = frozenset(
    {
        "name", "name_text", "resident_id", "village", "village_key", "programme", "pay_month_month",
        "pay_date_day", "amount_cents", "account_digits", "account_name", "account_name_text",
        "head_name", "head_name_text", "death_date_day", "cremation_date_day", "cancel_date_day",
    }
)  # fmt: skip
