"""The one shape of a finding, whatever rule made it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pyarrow as pa

PERSON = pa.struct(
    [
        pa.field("role", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("number", pa.string(), nullable=False),
    ]
)
SOURCE = pa.struct(
    [
        pa.field("role", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("sheet", pa.string(), nullable=False),
        pa.field("row", pa.int32(), nullable=False),
    ]
)
FINDINGS = pa.schema(
    [
        pa.field("finding_id", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("grade", pa.string(), nullable=False),
        pa.field("left_source", pa.string(), nullable=False),
        pa.field("left_row", pa.int32(), nullable=False),
        pa.field("right_source", pa.string(), nullable=False),
        pa.field("right_row", pa.int32(), nullable=False),
        pa.field("probability", pa.float64()),  # null where an equality, not the model, made the finding
        pa.field("weight", pa.float64()),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("left_sheet", pa.string(), nullable=False),
        pa.field("right_sheet", pa.string(), nullable=False),
        pa.field("village", pa.string()),
        pa.field("people", pa.list_(PERSON), nullable=False),
        pa.field("evidence", pa.list_(pa.string()), nullable=False),
        pa.field("check", pa.string(), nullable=False),
        pa.field("cents", pa.int64()),  # null where no money is known to be at stake
        pa.field("months", pa.int32()),
        pa.field("sources", pa.list_(SOURCE), nullable=False),
    ]
)


class FindingKind(StrEnum):
    """What is suspected."""

    SUSPECTED_DEATH = "suspected_death"
    DUPLICATE_PAYMENT = "duplicate_payment"
    ACCOUNT_NAME_MISMATCH = "account_name_mismatch"
    PAYMENT_MISMATCH = "payment_mismatch"

    @property
    def label(self) -> str:
        """The kind as the office calls it; also its sheet's name."""
        return _LABELS[self]

    @property
    def grades(self) -> dict[str, str]:
        """Every grade of this kind with its meaning in Chinese, the strongest first."""
        return _GRADES[self]


_LABELS = {
    FindingKind.SUSPECTED_DEATH: "疑似死亡",
    FindingKind.DUPLICATE_PAYMENT: "重复发放",
    FindingKind.ACCOUNT_NAME_MISMATCH: "户名不一致",
    FindingKind.PAYMENT_MISMATCH: "漏发错发",
}
# MATCH is no grade of an account: an account that is as it should be is never a finding.
_GRADES = {
    FindingKind.SUSPECTED_DEATH: {
        "A": "身份证号相同，姓名相符",
        "B": "身份证号相同，姓名不符，可能是号码登记错误",
        "C": "身份证号有误或残缺，改正后相符，姓名、出生日期相符",
        "D": "没有可用的身份证号，姓名、出生日期、村相符",
        "R": "来源互相矛盾，或死亡日期之后仍有在世迹象",
    },
    FindingKind.DUPLICATE_PAYMENT: {
        "A": "同一人，同月同类救助发放两次以上",
        "TWO_IDS": "同一人用两个身份证号领取（新旧号码、号码写错）",
        "EXCLUDED": "同一人同时享受不能同时享受的救助",
        "TWO_ROSTERS": "同一人同时在两地名册享受同类救助",
        "TWO_FILES": "同一户有两个档案",
        "B": "同一账号，同月收了不是一户的两人以上的款",
        "ONE_ID": "同一身份证号，发给姓名不同的人（多是号码填错）",
    },
    FindingKind.ACCOUNT_NAME_MISMATCH: {
        "NO_MATCH": "户名与本人、户主都不一致，查不到关系",
        "OTHER_NO_EVIDENCE": "户名是家庭成员、亲属或监护人，没有备注佐证",
        "CLOSE": "户名与本人或户主只差同音、形近等的字",
        "UNABLE": "户名有遮挡、缺失或生僻字，无法比对",
        "OTHER_WITH_EVIDENCE": "户名是家庭成员、亲属或监护人，已有备注佐证",
        "INSTITUTION": "集中供养，发放至供养机构账户（供了解）",
    },
    FindingKind.PAYMENT_MISMATCH: {
        "NOT_LISTED": "不在名册：有发放，名册上没有",
        "UNPAID": "漏发：名册在享，没有发放",
        "AMOUNT": "金额不符：发放金额与名册核定的不同",
    },
}
_LETTERS = {
    FindingKind.SUSPECTED_DEATH: "D",
    FindingKind.DUPLICATE_PAYMENT: "P",
    FindingKind.ACCOUNT_NAME_MISMATCH: "A",
    FindingKind.PAYMENT_MISMATCH: "M",
}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a record stands: file, sheet, and the row that the spreadsheet shows."""

    source: str
    sheet: str
    row: int


def place_text(place: Place) -> str:
    """A place in words; a text file's one sheet bears the file's name and is not said.

    >>> place_text(Place("名册.xlsx", "低保", 3)), place_text(Place("发放.csv", "发放", 4))
    ('名册.xlsx“低保”第3行', '发放.csv第4行')
    """
    sheet = f"“{place.sheet}”" if place.sheet and not place.source.startswith(f"{place.sheet}.") else ""
    return f"{place.source}{sheet}第{place.row}行"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom a finding concerns (救助对象, 死者, 户主, 收款人 ...), name and number masked already."""

    role: str
    name: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A record that speaks for or against a finding, and what it is in it: 名册, 死亡登记, 发放记录 ..."""

    role: str
    source: str
    sheet: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One suspicion about the record at `left`, raised by the record at `right`.

    Args:
        kind: what is suspected.
        grade: one of `kind.grades`.
        keys: what makes the suspicion this one in every month: the persons' keys, never row numbers.
        left: the record that it is about.
        right: the record that raised it.
        reason: one Chinese sentence that a village official understands.
        probability: of the persons being one, null where an equality and not the model found them.
        weight: the match weight in bits, null likewise.
        village: the village that has to check it.
        people: everybody concerned, the beneficiary first.
        evidence: Chinese lines, one fact each, with dates and amounts, masked.
        check: the suggested check, in Chinese.
        cents: money at stake, in cents.
        months: months that this money was for.
        sources: every record that speaks.
    """

    kind: FindingKind
    grade: str
    keys: tuple[str | int, ...]
    left: Place
    right: Place
    reason: str
    probability: float | None = None
    weight: float | None = None
    village: str | None = None
    people: tuple[Person, ...] = ()
    evidence: tuple[str, ...] = ()
    check: str = ""
    cents: int | None = None
    months: int | None = None
    sources: tuple[Source, ...] = ()


def finding_id(kind: FindingKind, keys: Iterable[str | int]) -> str:
    """A stable name for a suspicion, from its kind and the persons' keys; never from row numbers.

    >>> finding_id(FindingKind.SUSPECTED_DEATH, [44082319500315123])
    'D-7F11B2A2A2A1'
    """
    text = "\0".join([kind, *map(str, keys)])
    return f"{_LETTERS[kind]}-{hashlib.sha256(text.encode()).hexdigest()[:12].upper()}"


def to_table(findings: Iterable[Finding]) -> pa.Table:
    """Findings as a table of schema `FINDINGS`, one row an id, in the order of kind, grade and id.

    Where two findings share kind and keys, the one with the stronger grade and the earlier rows stays.
    """
    rank = {(kind, grade): at for kind in FindingKind for at, grade in enumerate(kind.grades)}
    kinds = list(FindingKind)
    ordered = sorted(
        ((finding_id(item.kind, item.keys), item) for item in findings),
        key=lambda pair: (
            kinds.index(pair[1].kind),
            rank[pair[1].kind, pair[1].grade],
            pair[0],
            pair[1].left,
            pair[1].right,
        ),
    )
    kept: dict[str, Finding] = {}
    for name, item in ordered:
        kept.setdefault(name, item)
    return pa.table(_columns(list(kept), list(kept.values())), schema=FINDINGS)


def _columns(names: list[str], items: list[Finding]) -> list[pa.Array]:
    """The columns of `FINDINGS`: a dictionary a finding would take longer to make than to fill."""
    own = {
        "finding_id": names,
        "left_source": [item.left.source for item in items],
        "left_row": [item.left.row for item in items],
        "right_source": [item.right.source for item in items],
        "right_row": [item.right.row for item in items],
        "left_sheet": [item.left.sheet for item in items],
        "right_sheet": [item.right.sheet for item in items],
    }
    nested = {
        "people": _structs([item.people for item in items], PERSON),
        "sources": _structs([item.sources for item in items], SOURCE),
    }
    return [
        nested[field.name]
        if field.name in nested
        else pa.array(own.get(field.name) or [getattr(item, field.name) for item in items], field.type)
        for field in FINDINGS
    ]


def _structs(lists: list[tuple[Person, ...]] | list[tuple[Source, ...]], kind: pa.StructType) -> pa.Array:
    flat = [each for some in lists for each in some]
    parts = [pa.array([getattr(each, field.name) for each in flat], field.type) for field in kind.fields]
    ends = np.cumsum([0, *map(len, lists)], dtype=np.int32)
    return pa.ListArray.from_arrays(ends, pa.StructArray.from_arrays(parts, fields=kind.fields))
