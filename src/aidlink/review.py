"""Filled-in sheets taken back into the ledger, file by file: a file's every answer, or none of them.

A file is what one village sends back. One that holds a faulty row is refused whole and its faults are
listed, so that nobody has to remember which half of a sheet has been taken in; the other files are taken in.
Two files that answer one clue differently are both refused.

Files of labels (see `aidlink.labels`) are taken in by the same rule. They say which records are one person
and answer no clue: no label settles anything.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from aidlink.errors import InputError
from aidlink.labels.read import Labels, holds_labels, read_labels
from aidlink.ledger import Ledger
from aidlink.ledger.answering import Told
from aidlink.reports.faults import UNKNOWN, Fault, Problem, double_fault, faults, ledger_fault, read_answer
from aidlink.reports.returned import Returned, read_returned

_NO_LEDGER: Fault = ("台账还没有记过任何月份，标注没有地方登记", "确认台账的路径，或先运行一个月份")
_SUFFIXES = frozenset({".xlsx", ".xls", ".ods"})


@dataclass(frozen=True, slots=True)
class Review:
    """What came back.

    Args:
        answered: rows that somebody has filled in, in all files that could be read.
        blank: rows that nobody has filled in yet.
        applied: answers taken in that the ledger did not have.
        problems: what is wrong, by file, sheet and row.
        refused: the names of the files with a problem: nothing of them was taken in.
        taken: the names of the other files: all of their answers are in the ledger.
        labelled: labels of pairs taken in that the ledger did not have.
    """

    answered: int
    blank: int
    applied: int
    problems: tuple[Problem, ...] = ()
    refused: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    labelled: int = 0

    def to_pandas(self) -> pd.DataFrame:
        """The problems as a frame of file, sheet, row, what and remedy."""
        names = list(Problem.__dataclass_fields__)
        return pd.DataFrame([asdict(each) for each in self.problems], columns=names)


def review(files: str | Path | Iterable[str | Path], ledger: Ledger | str | Path) -> Review:
    """Read filled-in sheets and take their answers into the ledger: of each file all, or none.

    Reading the same sheets again changes nothing.

    Args:
        files: filled-in 线索核查单 (or 核查清单) workbooks, files of labels, or folders of them.
        ledger: the ledger, its file or its URL.

    Raises:
        InputError: the ledger cannot be used. A file that cannot be used is among the problems.
    """
    if not isinstance(ledger, Ledger):
        with Ledger(ledger) as opened:
            return review(files, opened)
    given = [files] if isinstance(files, str | Path) else files
    paths = [path for each in given for path in _workbooks(Path(each))]
    returned = _Returned()
    for at, path in enumerate(paths):
        returned.read(at, path)
    # A wrong path must not make a ledger.
    known = bool(ledger.months())
    applied = _apply(returned, ledger) if returned.filled and known else returned.all_unknown()
    labelled = _take_labels(returned, ledger) if known else returned.no_ledger()
    names = [path.name for path in paths]
    return Review(
        len(returned.filled),
        returned.blank,
        applied,
        tuple(problem for _, problem in sorted(returned.problems, key=lambda pair: pair[0])),
        tuple(name for at, name in enumerate(names) if at in returned.refused),
        tuple(name for at, name in enumerate(names) if at not in returned.refused),
        labelled,
    )


class _Returned:
    """Several files' rows; a file is known by its place among them, for two may have one name."""

    def __init__(self) -> None:
        self.filled: list[tuple[int, Returned]] = []
        self.blank = 0
        self.labels: list[tuple[int, Labels]] = []
        self.problems: list[tuple[int, Problem]] = []

    @property
    def refused(self) -> set[int]:
        """The files with a problem."""
        return {at for at, _ in self.problems}

    def read(self, at: int, path: Path) -> None:
        """Take a file's rows in, or note why it cannot be read."""
        try:
            rows = read_returned(path)
        except InputError as error:
            if holds_labels(path):
                self._read_labels(at, path)
            else:
                self.problems.append((at, Problem(path.name, "", 0, error.what, error.remedy)))
            return
        self.filled += [(at, row) for row in rows if not row.blank]
        self.blank += sum(row.blank for row in rows)

    def _read_labels(self, at: int, path: Path) -> None:
        labels = read_labels(path)
        self.labels.append((at, labels))
        self.problems += [(at, problem) for problem in labels.problems]

    def blame(self, at: int, row: Returned | Told, fault: Fault) -> None:
        """Note what is wrong with a row."""
        self.problems.append((at, Problem(row.file, row.sheet, row.row, *fault)))

    def all_unknown(self) -> int:
        """No clue is known: say so of every row; nothing is applied."""
        for at, row in self.filled:
            self.blame(at, row, UNKNOWN)
        return 0

    def no_ledger(self) -> int:
        """There is no ledger to take labels into: say so of every file; nothing is taken in."""
        for at, labels in self.labels:
            self.problems += [(at, Problem(each.file, "", 0, *_NO_LEDGER)) for each in labels.labels[:1]]
        return 0


def _apply(returned: _Returned, ledger: Ledger) -> int:
    with ledger.answering() as (clues, held, take):
        told = _told(returned, clues, held)
        _contradictions(returned, told)
        return take(_one_each(each for at, each in told if at not in returned.refused))


def _take_labels(returned: _Returned, ledger: Ledger) -> int:
    """Take in the labels of the files that have no fault."""
    frames = [
        labels.to_pandas().assign(file=labels.labels[0].file)
        for at, labels in returned.labels
        if labels.labels and at not in returned.refused
    ]
    return ledger.take_labels(pd.concat(frames)) if frames else 0


def _told(
    returned: _Returned, clues: Mapping[str, Mapping[Any, Any]], held: Mapping[str, Mapping[str, Any]]
) -> list[tuple[int, Told]]:
    """The answers of the rows that have no fault by themselves."""
    answers: list[tuple[int, Told]] = []
    for at, row in returned.filled:
        found = faults(row, clues.get(row.key.finding_id) if row.key else None)
        if not found:
            told = read_answer(row)
            fault = ledger_fault(told, held.get(told.finding_id))
            found = [fault] if fault else []
            answers.append((at, told))
        for fault in found:
            returned.blame(at, row, fault)
    return answers


def _contradictions(returned: _Returned, told: Sequence[tuple[int, Told]]) -> None:
    """Blame both rows where two answer one clue differently."""
    first: dict[str, tuple[int, Told]] = {}
    for at, each in told:
        before, other = first.setdefault(each.finding_id, (at, each))
        if fault := double_fault(each, other):
            returned.blame(at, each, fault)
            if back := double_fault(other, each):
                returned.blame(before, other, back)


def _one_each(told: Iterable[Told]) -> list[Told]:
    """Of equal answers to one clue the later sheet's, then the later day's."""
    answers: dict[str, Told] = {}
    for each in told:
        other = answers.get(each.finding_id)
        if other is None or (each.month, each.checked_on) > (other.month, other.checked_on):
            answers[each.finding_id] = each
    return list(answers.values())


def _workbooks(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(each for each in path.iterdir() if not each.name.startswith(("~$", ".")))
    return [
        each
        for each in found
        if each.suffix.lower() in _SUFFIXES or (each.suffix.lower() == ".csv" and holds_labels(each))
    ]
