"""Filled-in sheets taken back into the ledger: every answer, or none and a list of what is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from aidlink.ledger import Ledger
from aidlink.ledger.answering import Told
from aidlink.reports.faults import UNKNOWN, Fault, double_fault, faults, ledger_fault, read_answer
from aidlink.reports.returned import Returned, read_all

_SUFFIXES = frozenset({".xlsx", ".xls", ".ods"})


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be taken in, and what to do about it; it shows nobody's name or number."""

    file: str
    sheet: str
    row: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file} 工作表“{self.sheet}” 第 {self.row} 行：{self.what}。请{self.remedy}。"


@dataclass(frozen=True, slots=True)
class Review:
    """What came back.

    Args:
        answered: rows that somebody has filled in.
        blank: rows that nobody has filled in yet.
        applied: answers taken in that the ledger did not have; 0 if there is any problem.
        problems: what is wrong, by file, sheet and row; if there is any, nothing was taken in.
    """

    answered: int
    blank: int
    applied: int
    problems: tuple[Problem, ...]

    def to_pandas(self) -> pd.DataFrame:
        """The problems as a frame of file, sheet, row, what and remedy."""
        names = list(Problem.__dataclass_fields__)
        return pd.DataFrame([asdict(each) for each in self.problems], columns=names)


def review(files: str | Path | Iterable[str | Path], ledger: Ledger | str | Path) -> Review:
    """Read filled-in sheets and take their answers into the ledger, all or none.

    Reading the same sheets again changes nothing.

    Args:
        files: filled-in 线索核查单 (or 核查清单) workbooks; a folder stands for the workbooks in it.
        ledger: the ledger, its file or its URL.

    Raises:
        InputError: a file or the ledger cannot be used.
    """
    if not isinstance(ledger, Ledger):
        with Ledger(ledger) as opened:
            return review(files, opened)
    given = [files] if isinstance(files, str | Path) else files
    rows = read_all([path for each in given for path in _workbooks(Path(each))])
    filled = [row for row in rows if not row.blank]
    blank = len(rows) - len(filled)
    if not filled:
        return Review(0, blank, 0, ())
    if not ledger.months():  # a wrong path must not make a ledger
        return Review(len(filled), blank, 0, tuple(_problem(row, UNKNOWN) for row in filled))
    with ledger.answering() as (clues, held, take):
        answers, problems = _checked(filled, clues, held)
        applied = 0 if problems else take(answers)
    return Review(len(filled), blank, applied, tuple(problems))


def _workbooks(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(each for each in path.iterdir() if each.suffix.lower() in _SUFFIXES)
    return [each for each in found if not each.name.startswith(("~$", "."))]


def _checked(
    rows: Sequence[Returned],
    clues: Mapping[str, Mapping[Any, Any]],
    held: Mapping[str, Mapping[str, Any]],
) -> tuple[list[Told], list[Problem]]:
    """The answers, one a clue, and everything that is wrong."""
    answers: dict[str, Told] = {}
    problems: list[Problem] = []
    for row in rows:
        found = faults(row, clues.get(row.key.finding_id) if row.key else None)
        if not found:
            told = read_answer(row)
            other = answers.get(told.finding_id)
            found = [
                fault
                for fault in (
                    ledger_fault(told, held.get(told.finding_id)),
                    double_fault(told, other) if other else None,
                )
                if fault
            ]
            # Of two equal answers the later sheet's stays, then the later day's.
            if other is None or (told.month, told.checked_on) > (other.month, other.checked_on):
                answers[told.finding_id] = told
        problems += (_problem(row, fault) for fault in found)
    return list(answers.values()), problems


def _problem(row: Returned, fault: Fault) -> Problem:
    return Problem(row.file, row.sheet, row.row, *fault)
