"""The findings of one month, as a person at a keyboard handles them."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from aidlink.errors import UsageError
from aidlink.findings.frame import FindingKind
from aidlink.html import card, element, likely, table

_SHOWN = 10


@dataclass(frozen=True, repr=False)
class Findings:
    """What should be checked.

    Args:
        table: one row a finding, of schema `aidlink.findings.FINDINGS`; the strongest grade of a kind first.
        as_of: the last day that the data speak of.
    """

    table: pa.Table
    as_of: dt.date

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def __repr__(self) -> str:
        """Counts only: nobody's name."""
        found = Counter(zip(self.table["kind"].to_pylist(), self.table["grade"].to_pylist(), strict=True))
        parts = [
            f"{kind.label} "
            + "、".join(f"{grade} {found[kind, grade]}" for grade in kind.grades if found[kind, grade])
            for kind in FindingKind
            if any(found[kind, grade] for grade in kind.grades)
        ]
        return f"<Findings {self.as_of}: {len(self):,}{'; ' if parts else ''}{'; '.join(parts)}>"

    def _repr_html_(self) -> str:
        found = Counter(zip(self.table["kind"].to_pylist(), self.table["grade"].to_pylist(), strict=True))
        counts = [
            (kind.label, grade, meaning, found[kind, grade])
            for kind in FindingKind
            for grade, meaning in kind.grades.items()
            if found[kind, grade]
        ]
        parts = [element("p", "只是疑似线索，请核查，不是结论。姓名、号码已遮挡。", class_="quiet")]
        if counts:
            parts.append(table(("类别", "等级", "含义", "条数"), counts))
            parts.append(element("p", f"前 {min(_SHOWN, len(self))} 条："))
            header = ("编号", "类别", "等级", "村", "当事人", "可能性", "理由")
            parts.append(table(header, map(_line, self.table.slice(0, _SHOWN).to_pylist())))
        return card(f"截至 {self.as_of} 的线索：{len(self):,} 条", *parts)

    def to_pandas(self) -> pd.DataFrame:
        """A frame of one row a finding; people, evidence and sources are lists."""
        frame: pd.DataFrame = self.table.to_pandas()
        return frame

    def filter(self, *, kind: FindingKind | str | None = None, grade: str | None = None) -> "Findings":
        """The findings of one kind, of one grade, or of both.

        Raises:
            UsageError: there is no such kind, or it has no such grade.
        """
        if kind is not None and kind not in set(FindingKind):
            message = f"no finding kind {kind!r}; there are: {', '.join(FindingKind)}"
            raise UsageError(message)
        kinds = tuple(FindingKind) if kind is None else (FindingKind(kind),)
        if grade is not None and not any(grade in each.grades for each in kinds):
            message = f"no grade {grade!r} of {' or '.join(kinds)}"
            raise UsageError(message)
        table = self.table
        for name, value in (("kind", kind), ("grade", grade)):
            if value is not None:
                table = table.filter(pc.equal(table[name], str(value)))
        return replace(self, table=table)


def _line(row: dict[str, Any]) -> tuple[object, ...]:
    people = "；".join(
        f"{person['role']} {person['name']} {person['number']}".strip() for person in row["people"]
    )
    probability = "" if row["probability"] is None else likely(row["probability"])
    label = FindingKind(row["kind"]).label
    return (row["finding_id"], label, row["grade"], row["village"], people, probability, row["reason"])
