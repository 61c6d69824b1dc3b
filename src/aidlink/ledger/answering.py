"""Answers taken into the ledger, all of them or none."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from aidlink.ledger import tables
from aidlink.ledger.recording import update_clues
from aidlink.ledger.rows import Row, changes, columns_of, now, parted, state_of
from aidlink.ledger.rules import LedgerRules
from aidlink.ledger.state import Answer, answered


class Decision(StrEnum):
    """What the village proposes; 停发 needs a written reason (社会救助暂行办法 art. 13)."""

    STOP = "停发"
    RECOVER = "追回"
    CORRECT = "更正资料"
    DOCUMENT = "补充材料"
    NOTHING = "不需处理"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One clue's answer, and where it stands.

    Args:
        finding_id: the clue.
        month: the ledger's month (yyyymm) when the sheet was issued.
        fingerprint: of the evidence that the sheet showed; "" if it did not say.
        answer: what was found.
        decision: what is proposed, if anything.
        reason: in writing, "" if there is none.
        checker: who checked.
        checked_on: when.
        file: the sheet's file, without its folder.
        sheet: the sheet.
        row: the row that the spreadsheet shows.
    """

    finding_id: str
    month: int
    fingerprint: str
    answer: Answer
    decision: Decision | None
    reason: str
    checker: str
    checked_on: dt.date
    file: str
    sheet: str
    row: int

    @property
    def content(self) -> tuple[object, ...]:
        """What makes it the same answer, wherever it stands."""
        return (self.answer, self.decision, self.reason, self.checker, self.checked_on)


def latest_answers(connection: sa.Connection) -> dict[str, Row]:
    """The answer of each clue that was taken in last."""
    rows = connection.execute(sa.select(tables.answers).order_by(tables.answers.c.number)).mappings()
    return {row["finding_id"]: dict(row) for row in rows}


def same_answer(told: Told, row: Mapping[str, Any] | None) -> bool:
    """Whether an answer was taken in before, as it is."""
    return row is not None and told.month == row["month"] and told.content == (
        Answer(row["answer"]),
        Decision(row["decision"]) if row["decision"] else None,
        row["reason"] or "",
        row["checker"],
        row["checked_on"],
    )  # fmt: skip


def take_answers(connection: sa.Connection, answers: Sequence[Told], rules: LedgerRules) -> int:
    """Take answers in; return how many were not there before.

    Args:
        connection: in a transaction that the caller ends.
        answers: one a clue; every clue is known.
        rules: what the ledger goes by.
    """
    held = latest_answers(connection)
    fresh = [told for told in answers if not same_answer(told, held.get(told.finding_id))]
    if not fresh:
        return 0
    at, month = now(), latest_month(connection)
    updated: list[Row] = []
    added: list[Row] = []
    history: list[Row] = []
    for told in fresh:
        before = _clue(connection, told.finding_id)
        after = _after(connection, before, told, month, rules)
        updated.append({**after, "clue": told.finding_id})
        added.append(_row(told, before, at))
        history += changes(before, {**after, "answer": str(told.answer)}, month, at)
        if after["answer"] is None:  # open again, by evidence that the answer did not know
            history += changes({**after, "answer": str(told.answer)}, after, month, at)
    connection.execute(update_clues(), updated)
    connection.execute(tables.answers.insert(), added)
    if history:
        connection.execute(tables.history.insert(), history)
    return len(fresh)


def latest_month(connection: sa.Connection) -> int:
    """The month (yyyymm) that the ledger stands at; 0 if none was run."""
    return int(connection.execute(sa.select(sa.func.max(tables.months.c.month))).scalar() or 0)


def _clue(connection: sa.Connection, finding_id: str) -> Row:
    one = sa.select(tables.clues).where(tables.clues.c.finding_id == finding_id)
    return dict(connection.execute(one).mappings().one())


def _after(connection: sa.Connection, before: Row, told: Told, month: int, rules: LedgerRules) -> Row:
    facts = _facts(connection, [before["fingerprint"]])
    state = state_of(before, month, facts)
    state = answered(state, told.answer, _known(connection, told), rules.due)
    given: Row = {
        "decision": str(told.decision) if told.decision else None,
        "reason": told.reason or None,
        "checker": told.checker,
        "checked_on": told.checked_on,
    }
    return {**before, **given, **columns_of(state)}


def _known(connection: sa.Connection, told: Told) -> frozenset[str]:
    """What had spoken for the clue by the time its sheet was issued."""
    sightings = tables.sightings
    until = sa.select(sightings.c.fingerprint).where(
        sightings.c.finding_id == told.finding_id, sightings.c.month <= told.month
    )
    # A sheet that names what it showed speaks of no more than that in its own month: the month may have been
    # run again with other lists since.
    if told.fingerprint:
        until = until.where(sightings.c.month < told.month)
    prints = list(connection.execute(until).scalars())
    return _facts(connection, [*prints, told.fingerprint])


def _facts(connection: sa.Connection, prints: Iterable[str]) -> frozenset[str]:
    evidence = tables.evidence
    texts = connection.execute(sa.select(evidence.c.facts).where(evidence.c.fingerprint.in_(set(prints))))
    return frozenset().union(*(parted(text) for text in texts.scalars()))


def _row(told: Told, clue: Mapping[str, Any], at: str) -> Row:
    return {
        "finding_id": told.finding_id,
        "month": told.month,
        "fingerprint": told.fingerprint or clue["fingerprint"],
        "grade": clue["grade"],
        "probability": clue["probability"],
        "answer": str(told.answer),
        "decision": str(told.decision) if told.decision else None,
        "reason": told.reason or None,
        "checker": told.checker,
        "checked_on": told.checked_on,
        "file": told.file,
        "sheet": told.sheet,
        "row": told.row,
        "at": at,
    }
