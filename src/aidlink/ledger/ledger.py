"""The ledger as a program and a person at a keyboard use it."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TypeAlias, TypeVar

import pandas as pd
import pyarrow as pa
import sqlalchemy as sa

from aidlink.errors import InputError
from aidlink.ledger import tables
from aidlink.ledger.answering import Told, latest_answers, latest_month, take_answers
from aidlink.ledger.calibration import Calibration, calibrate
from aidlink.ledger.issued import ISSUED, issued
from aidlink.ledger.labelled import COLUMNS as LABELS
from aidlink.ledger.labelled import labels_held, take_labels
from aidlink.ledger.precision import precision
from aidlink.ledger.recording import Found, record
from aidlink.ledger.rules import load_ledger_rules
from aidlink.ledger.shown import show_ledger
from aidlink.ledger.state import Answer
from aidlink.ledger.store import Store
from aidlink.places import village_key

Result = TypeVar("Result")
#: See `Ledger.answering`.
Answering: TypeAlias = tuple[
    Mapping[str, Mapping[Any, Any]], Mapping[str, Mapping[str, Any]], Callable[[Sequence[Told]], int]
]


class Ledger:
    """A ledger of clues, in a SQLite file or a PostgreSQL database.

    Nothing is made until a month is recorded. Every change is in one transaction, and in the history.

    Args:
        where: a file's path, or a URL (postgresql://user@host/name).
        rules: a rule file of one's own instead of the shipped data/ledger.toml.

    Raises:
        InputError: `where` is neither a file nor such a URL.
        RuleError: the rule file is wrong.
    """

    def __init__(self, where: str | Path, *, rules: str | Path | None = None) -> None:
        self.rules = load_ledger_rules(rules)
        self._store = Store(where)

    def __repr__(self) -> str:
        return f"<Ledger {self._store.name}>"

    def _repr_html_(self) -> str:
        return show_ledger(self._store.shown, self.months(), self.clues())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file or the connection."""
        self._store.close()

    def check_month(self, as_of: dt.date) -> None:
        """See that a month can be recorded: the ledger's latest again, or a later one.

        Raises:
            InputError: the ledger stands at a later month, or cannot be read.
        """
        with self._store.reading() as connection:
            if connection is not None:
                self._check(connection, as_of)

    @contextmanager
    def recording(
        self,
        findings: pa.Table,
        as_of: dt.date,
        villages: Sequence[str | None] | None = None,
        programmes: Sequence[str] | None = None,
    ) -> Iterator["Recorded"]:
        """Take a month's findings in for good if the block ends well, and not at all if it raises.

        Args:
            findings: of schema `aidlink.findings.FINDINGS`.
            as_of: the last day that they speak of.
            villages: the village of each finding, however written; by default as the finding says.
            programmes: the kind of assistance that each finding is about, "" where none is known.

        Raises:
            InputError: the ledger stands at a later month, or cannot be written.
        """
        rows = findings.to_pylist()
        named = [row["village"] for row in rows] if villages is None else villages
        about = [""] * len(rows) if programmes is None else programmes
        found = [
            Found(row, village_key(village) or "", programme)
            for row, village, programme in zip(rows, named, about, strict=True)
        ]
        with self._store.writing() as connection:
            self._check(connection, as_of)
            record(connection, found, as_of, self.rules)
            yield Recorded(_clues(connection), issued(connection, self.rules))

    def record(
        self, findings: pa.Table, as_of: dt.date, villages: Sequence[str | None] | None = None
    ) -> None:
        """Take a month's findings in; see `recording`."""
        with self.recording(findings, as_of, villages):
            pass

    @contextmanager
    def answering(self) -> Iterator[Answering]:
        """Give what is needed to take answers in; they are taken in for good if the block ends well.

        Nobody else changes the ledger meanwhile.

        Yields:
            The clues by id, as rows of `clues`; the last answer of each clue that has one, by id; and a
            function that takes answers in and says how many are new.

        Raises:
            InputError: the ledger cannot be written.
        """
        with self._store.writing() as connection:
            clues = {clue["finding_id"]: clue for clue in _clues(connection).to_dict("records")}
            yield (
                clues,
                latest_answers(connection),
                lambda answers: take_answers(connection, answers, self.rules),
            )

    def take_labels(self, labels: pd.DataFrame) -> int:
        """Take labels of pairs in, which settle no clue; return how many were not there before.

        Args:
            labels: as `aidlink.read_labels` gives them, with a column `file`.

        Raises:
            InputError: the ledger cannot be written.
        """
        with self._store.writing() as connection:
            return take_labels(connection, labels)

    def labels(self) -> pd.DataFrame:
        """One row a label of a pair, in the order in which they were taken in.

        Columns: records (the digest of the tables that were linked), left_sheet, left_row, right_sheet,
        right_row, answer, who, when, file.
        """
        return self._read(labels_held, _frame_of([], [*LABELS, "file"]))

    def months(self) -> list[int]:
        """The months that were recorded (yyyymm), the first one first."""
        query = sa.select(tables.months.c.month).order_by(tables.months.c.month)
        return self._read(lambda connection: list(connection.execute(query).scalars()), [])

    def clues(self) -> pd.DataFrame:
        """One row a clue: where it stands, what it is about (details, JSON), and its answer.

        Columns as in `aidlink.ledger.tables.clues`, and `months`: the months in which it was found, a tuple.
        """
        return self._read(_clues, _frame_of([], [*tables.clues.c.keys(), "months"]))

    def issued(self) -> pd.DataFrame:
        """One row each time a clue was issued, as `aidlink.statistics` counts them.

        Columns: clue_id, kind, village, programme, month (yyyymm), due, status, answer, answered_on. A clue
        that was settled and opened again later has a row for each time.
        """
        return self._read(lambda connection: issued(connection, self.rules), _frame_of([], ISSUED))

    def answers(self) -> pd.DataFrame:
        """One row an answer, in the order in which they were taken in."""
        return self._frame(sa.select(tables.answers).order_by(tables.answers.c.number))

    def history(self, finding_id: str | None = None) -> pd.DataFrame:
        """One row a change, the oldest first: of one clue or of all."""
        query = sa.select(tables.history).order_by(tables.history.c.number)
        if finding_id is not None:
            query = query.where(tables.history.c.finding_id == finding_id)
        return self._frame(query)

    def precision(self) -> pd.DataFrame:
        """How often findings proved true, by kind, grade, rule and source, with 95 % Wilson intervals.

        See `aidlink.ledger.precision.precision`.
        """
        return precision(self._judged())

    def calibration(self) -> list[Calibration]:
        """What the answers so far make of the model's probabilities, by kind of finding."""
        return calibrate(self._judged(), self.rules)

    def judged(self) -> pd.DataFrame:
        """One row a clue whose last answer says whether it was true.

        Columns: finding_id, kind, probability (the model's; null where none made the clue), match.
        """
        names = ("finding_id", "kind", "probability", "answer")
        rows = [tuple(row[name] for name in names) for row in self._judged()]
        frame = pd.DataFrame(rows, columns=[*names[:-1], "match"])
        return frame.assign(match=frame["match"] == Answer.TRUE)

    def _judged(self) -> list[dict[str, Any]]:
        """Each clue's last answer that says whether it was true, with what the clue rested on."""
        held: dict[str, dict[str, Any]] = self._read(latest_answers, {})
        clues = self.clues().set_index("finding_id")
        return [
            {**row, "kind": clues.loc[name, "kind"], "details": clues.loc[name, "details"]}
            for name, row in sorted(held.items())
            if row["answer"] in {Answer.TRUE, Answer.FALSE}
        ]

    def _check(self, connection: sa.Connection, as_of: dt.date) -> None:
        latest = latest_month(connection)
        if as_of.year * 100 + as_of.month < latest:
            shown = f"{latest // 100}年{latest % 100}月"
            raise InputError(
                self._store.shown,
                f"台账已记到{shown}，不能再记{as_of.year}年{as_of.month}月",
                "按月份先后运行；要重看往月，不带 --ledger 运行",
            )

    def _frame(self, query: sa.Select[Any]) -> pd.DataFrame:
        names = list(query.selected_columns.keys())
        return self._read(
            lambda connection: _frame_of(connection.execute(query).fetchall(), names), _frame_of([], names)
        )

    def _read(self, read: Callable[[sa.Connection], Result], nothing: Result) -> Result:
        with self._store.reading() as connection:
            return nothing if connection is None else read(connection)


class Recorded:
    """The ledger as it will be once the month is recorded.

    Args:
        clues: as `Ledger.clues` gives them.
        issued: as `Ledger.issued` gives them.
    """

    def __init__(self, clues: pd.DataFrame, issued: pd.DataFrame) -> None:
        self.clues = clues
        self.issued = issued


def _clues(connection: sa.Connection) -> pd.DataFrame:
    query = sa.select(tables.clues).order_by(tables.clues.c.finding_id)
    frame = _frame_of(connection.execute(query).fetchall(), tables.clues.c.keys())
    seen: dict[str, list[int]] = {}
    pairs = sa.select(tables.sightings.c.finding_id, tables.sightings.c.month).order_by(
        tables.sightings.c.month
    )
    for finding_id, month in connection.execute(pairs):
        seen.setdefault(finding_id, []).append(month)
    frame["months"] = [tuple(seen.get(name, ())) for name in frame["finding_id"]]
    return frame


def _frame_of(rows: Sequence[Any], names: Sequence[str]) -> pd.DataFrame:
    # As objects: a column of nothing but nulls stays null, and days stay days.
    return pd.DataFrame([tuple(row) for row in rows], columns=list(names), dtype=object)
