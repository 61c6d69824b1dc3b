"""A clue's row in the database, to and from its state; and what a change of it says in its history."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from aidlink.ledger.facts import fingerprint
from aidlink.ledger.state import Answer, State, Status

#: A row of `tables.clues`, or a part of one.
Row: TypeAlias = dict[str, Any]

_TOLD = ("status", "grade", "village", "due", "fingerprint", "answer", "decision", "reason", "checker")


def joined(facts: frozenset[str]) -> str:
    """Facts as one text."""
    return " ".join(sorted(facts))


def parted(text: str) -> frozenset[str]:
    """The facts of a text."""
    return frozenset(text.split())


def state_of(row: Mapping[str, Any], month: int, facts: frozenset[str]) -> State:
    """The state that a row holds.

    Args:
        row: of `tables.clues`.
        month: the month that the ledger stands at.
        facts: what the row's fingerprint stands for.
    """
    return State(
        Status(row["status"]),
        row["opened"],
        row["seen"],
        month,
        row["due"],
        facts,
        parted(row["settled"]),
        Answer(row["answer"]) if row["answer"] else None,
        bool(row["again"]),
    )


def columns_of(state: State) -> Row:
    """The columns that a state fills; a clue that waits for an answer has no answer beside it."""
    filled: Row = {
        "status": str(state.status),
        "opened": state.opened,
        "seen": state.seen,
        "due": state.due,
        "again": int(state.again),
        "fingerprint": fingerprint(state.facts),
        "settled": joined(state.settled),
        "answer": str(state.answer) if state.answer else None,
    }
    if state.answer is None:
        filled |= dict.fromkeys(("decision", "reason", "checker", "checked_on"))
    return filled


def changes(before: Mapping[str, Any], after: Mapping[str, Any], month: int, at: str) -> Iterator[Row]:
    """The history's rows for a clue whose row was `before` (empty: a new clue) and is `after`."""
    for what in _TOLD:
        old, new = before.get(what), after[what]
        if old != new:
            yield {
                "finding_id": after["finding_id"],
                "month": month,
                "what": what,
                "before": _text(old),
                "after": _text(new),
                "at": at,
            }


def now() -> str:
    """This moment, in UTC, to the second."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
