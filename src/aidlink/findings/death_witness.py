"""What one register's row says of one person's death, and whether several rows agree."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from aidlink.findings.death_pairs import WEAK, A, B, C, D
from aidlink.findings.death_rows import DeathRegister
from aidlink.findings.frame import Place
from aidlink.findings.wording import day_text

_RANK = {grade: rank for rank, grade in enumerate((A, B, C, D, WEAK))}
_STATED = (
    ("death_date_day", "死亡日期"),
    ("cremation_date_day", "火化日期"),
    ("cancel_date_day", "户籍注销日期"),
    ("report_date_day", "登记日期"),
)


@dataclass(frozen=True, slots=True)
class Witness:
    """A register's row about the dead that may be a roster row's person.

    Args:
        label: what sentences call the register.
        order: the register's place among the registers.
        cancelled: the row does not count.
        pair: the pair of roster and register row (see `graded_pairs`).
        row: the register's row.
    """

    label: str
    order: int
    cancelled: bool
    pair: Mapping[str, Any]
    row: Mapping[str, Any]

    @property
    def grade(self) -> str:
        """What the pair is worth."""
        return str(self.pair["grade"])

    @property
    def place(self) -> Place:
        """Where the row stands."""
        return Place(self.row["source"], self.row["sheet"], self.row["row"])

    @property
    def died(self) -> int:
        """The date of death, yyyymmdd; 0 if the row does not tell."""
        return int(self.row["death_date_day"])

    @property
    def latest(self) -> int:
        """A day by which the person was dead, yyyymmdd, 0 unknown: one is burnt and written off dead."""
        known = [int(self.row[name]) for name, _ in _STATED if self.row[name]]
        return min(known) if known else 0

    @property
    def appeared(self) -> int:
        """The day on which the death came to be known to the register, yyyymmdd, 0 unknown."""
        for name in ("report_date_day", "cancel_date_day", "cremation_date_day", "death_date_day"):
            if self.row[name]:
                return int(self.row[name])
        return 0

    @property
    def strength(self) -> tuple[int, bool, int, Place]:
        """Sorts witnesses: the strongest grade, then those that count, then the better register."""
        return _RANK[self.grade], self.cancelled, self.order, self.place

    @property
    def stated(self) -> str:
        """The row's dates in words."""
        return "，".join(f"{word}{day_text(self.row[name])}" for name, word in _STATED if self.row[name])

    @property
    def line(self) -> str:
        """The row as a line of evidence."""
        said = "，".join([*filter(None, [self.stated]), *self.pair["said"]])
        state = "（已作废或撤销）" if self.cancelled else ""
        return f"{self.label}{state}：{said}"


def witnesses(
    register: DeathRegister, order: int, pairs: Sequence[Mapping[str, Any]]
) -> Iterable[tuple[Mapping[str, Any], Witness]]:
    """Give each pair with what its register row says."""
    records = pa.array([pair["right_record"] for pair in pairs], pa.int32())
    for pair, row in zip(pairs, register.table.take(records).to_pylist(), strict=True):
        cancelled = bool(register.cancelled[pair["right_record"]])
        yield pair, Witness(register.label, order, cancelled, pair, row)


def conflicts(standing: Sequence[Witness], days: int) -> list[str]:
    """Say how the dates of rows that count contradict each other; nothing if they do not.

    Args:
        standing: rows of the same person.
        days: dates of death this far apart still agree; so may a later step precede the death.
    """
    said = []
    dated = sorted((each for each in standing if each.died), key=lambda each: (each.died, each.order))
    if dated:
        first, last = dated[0], dated[-1]
        apart = _between(first.died, last.died)
        if apart > days:
            dates = f"{first.label}为{day_text(first.died)}，{last.label}为{day_text(last.died)}"
            said.append(f"死亡日期不一致：{dates}，相差{apart}天")
        for each in standing:
            for name, word in _STATED[1:]:
                if each.row[name] and _between(each.row[name], last.died) > days:
                    before = f"{each.label}的{word}{day_text(each.row[name])}"
                    said.append(f"{before}早于{last.label}的死亡日期{day_text(last.died)}")
    return said


def death_day(standing: Sequence[Witness]) -> int:
    """The latest day of death that the rows allow, yyyymmdd, 0 unknown: money before it is not in doubt."""
    died = [each.died for each in standing if each.died]
    bounds = [each.latest for each in standing if each.latest]
    return max(died) if died else min(bounds, default=0)


def _between(first: int, second: int) -> int:
    return (_date(second) - _date(first)).days


def _date(day: int) -> dt.date:
    return dt.date(day // 10000, day // 100 % 100, day % 100)
