"""How a clue's status moves: one frozen state, and what a month and an answer make of it.

* new         found this month for the first time
* persisting  found before, and not settled
* cleared     settled: found untrue, or found true and put right (not found any more)
* reopened    was cleared, and found again with new evidence

Only an answer settles a clue: one that is no longer found stays open until the village has answered,
because a list left out of a month's folder must not make a clue vanish. What was found true and put right
is news when it is found again; what was found untrue is news only with a fact that was not there when it
was answered.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

#: The day by which a clue of a month (yyyymm) is due.
Due = Callable[[int], dt.date]


class Status(StrEnum):
    """Where a clue stands."""

    NEW = "new"
    PERSISTING = "persisting"
    CLEARED = "cleared"
    REOPENED = "reopened"

    @property
    def label(self) -> str:
        """The status as a sheet shows it."""
        return _LABELS[self]


_LABELS = {
    Status.NEW: "新增",
    Status.PERSISTING: "延续",
    Status.CLEARED: "已销号",
    Status.REOPENED: "重新核查",
}


class Answer(StrEnum):
    """What a village found."""

    TRUE = "属实"
    FALSE = "不属实"
    UNABLE = "无法核实"


@dataclass(frozen=True, slots=True)
class State:
    """Where a clue stands.

    Args:
        status: its status in `month`.
        opened: the month (yyyymm) in which it was first found, or found again after it was cleared.
        seen: the last month in which it was found; 0 if by what is now known it was found in none.
        month: the month that the ledger stands at.
        due: the day by which it is to be answered.
        facts: what spoke for it when it was last found.
        settled: every fact that an answer has taken into account.
        answer: the village's answer that holds, if any.
        again: whether it has been cleared before.
    """

    status: Status
    opened: int
    seen: int
    month: int
    due: dt.date
    facts: frozenset[str]
    settled: frozenset[str] = frozenset()
    answer: Answer | None = None
    again: bool = False


def first_found(month: int, facts: frozenset[str], due: Due) -> State:
    """A clue that was never found before."""
    return State(Status.NEW, month, month, month, due(month), facts)


def found(state: State, month: int, facts: frozenset[str], due: Due) -> State:
    """The clue found in `month`, the ledger's latest or the one that begins."""
    if state.status is not Status.CLEARED:
        return _open(replace(state, seen=month, month=month, facts=facts))
    put_right = state.answer is Answer.TRUE
    seen = replace(state, seen=month, month=month, facts=facts)
    return _reopened(seen, due) if put_right or facts - state.settled else seen


def not_found(state: State, month: int, seen: int) -> State:
    """The clue not found in `month`; `seen` is the last month in which it was, by what is now known."""
    here = replace(state, month=month, seen=seen)
    if state.status is Status.CLEARED:
        return here
    return replace(here, status=Status.CLEARED) if state.answer is Answer.TRUE else _open(here)


def answered(state: State, answer: Answer, known: frozenset[str], due: Due) -> State:
    """The clue after a village's answer, given in knowledge of the facts `known`."""
    told = replace(state, answer=answer, settled=state.settled | known)
    if answer is Answer.TRUE:
        return _open(told) if told.seen == told.month else replace(told, status=Status.CLEARED)
    if answer is Answer.UNABLE:
        return _open(told)
    # Evidence that came after the sheet had gone out is not answered by it.
    return _reopened(told, due) if told.facts - told.settled else replace(told, status=Status.CLEARED)


def _open(state: State) -> State:
    if state.opened != state.month:
        return replace(state, status=Status.PERSISTING)
    return replace(state, status=Status.REOPENED if state.again else Status.NEW)


def _reopened(state: State, due: Due) -> State:
    return replace(
        state,
        status=Status.REOPENED,
        opened=state.month,
        due=due(state.month),
        answer=None,
        again=True,
    )
