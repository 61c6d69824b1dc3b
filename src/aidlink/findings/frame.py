"""The one shape of a finding, whatever rule made it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa

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
    ]
)


class FindingKind(StrEnum):
    """What is suspected."""

    SUSPECTED_DEATH = "suspected_death"
    DUPLICATE_PAYMENT = "duplicate_payment"
    ACCOUNT_NAME_MISMATCH = "account_name_mismatch"

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
}
_GRADES = {
    FindingKind.SUSPECTED_DEATH: {
        "A": "身份证号相同，姓名相符",
        "B": "身份证号相同，姓名不符，可能是号码登记错误",
    },
    FindingKind.DUPLICATE_PAYMENT: {
        "A": "同一身份证号，同月同类救助发放两次以上",
        "B": "同一账号，同月同类救助发放给两人以上",
    },
    FindingKind.ACCOUNT_NAME_MISMATCH: {
        "NO_MATCH": "户名与本人、户主都不一致",
        "CLOSE": "户名与本人或户主只差同音、形近的字",
        "UNABLE": "户名有遮挡或生僻字，无法比对",
    },
}
_LETTERS = {
    FindingKind.SUSPECTED_DEATH: "D",
    FindingKind.DUPLICATE_PAYMENT: "P",
    FindingKind.ACCOUNT_NAME_MISMATCH: "A",
}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a record stands: file, sheet, and the row that the spreadsheet shows."""

    source: str
    sheet: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One suspicion about the record at `left`, raised by the record at `right`."""

    kind: FindingKind
    grade: str
    keys: tuple[str | int, ...]
    left: Place
    right: Place
    reason: str
    probability: float | None = None
    weight: float | None = None


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
    return pa.Table.from_pylist([_row(name, item) for name, item in kept.items()], schema=FINDINGS)


def _row(name: str, item: Finding) -> dict[str, str | int | float | None]:
    return {
        "finding_id": name,
        "kind": str(item.kind),
        "grade": item.grade,
        "left_source": item.left.source,
        "left_row": item.left.row,
        "right_source": item.right.source,
        "right_row": item.right.row,
        "probability": item.probability,
        "weight": item.weight,
        "reason": item.reason,
        "left_sheet": item.left.sheet,
        "right_sheet": item.right.sheet,
    }
