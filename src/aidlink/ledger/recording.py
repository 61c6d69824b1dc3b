"""A month taken into the ledger: which clues are new, go on, are cleared or open again.

Only what changes is written: a month that is run again as it was leaves every table as it was.
"""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from aidlink.ledger import tables
from aidlink.ledger.facts import facts_of, fingerprint
from aidlink.ledger.rows import Row, changes, columns_of, joined, now, parted, state_of
from aidlink.ledger.rules import LedgerRules
from aidlink.ledger.state import State, first_found, found, not_found

_SHOWN = ("reason", "people", "evidence", "check", "cents", "months")


@dataclass(frozen=True, slots=True)
class Found:
    """A finding of the month, as the ledger takes it in.

    Args:
        finding: a row of `aidlink.findings.FINDINGS`.
        village: the village that has to check it, "" if none is known.
        programme: the kind of assistance that it is about, "" if none is known.
    """

    finding: Mapping[str, Any]
    village: str
    programme: str = ""


@dataclass(slots=True)
class _Changed:
    """Rows to be written, in the order in which the tables need each other."""

    evidence: dict[str, str]
    added: list[Row]
    updated: list[Row]
    seen: list[Row]
    seen_again: list[Row]
    told: list[Row]


def record(connection: sa.Connection, found_now: Sequence[Found], as_of: dt.date, rules: LedgerRules) -> None:
    """Take a month's findings in.

    Args:
        connection: in a transaction that the caller ends.
        found_now: every finding of the month.
        as_of: the last day that they speak of; its month is the ledger's latest, or later.
        rules: what the ledger goes by.
    """
    month = as_of.year * 100 + as_of.month
    _record_month(connection, month, as_of, len(found_now))
    _Recorder(connection, month, rules).take(found_now)


def _record_month(connection: sa.Connection, month: int, as_of: dt.date, findings: int) -> None:
    row = {"as_of": as_of, "findings": findings}
    held = (
        connection.execute(sa.select(tables.months).where(tables.months.c.month == month)).mappings().first()
    )
    if held is None:
        connection.execute(tables.months.insert(), {"month": month, **row})
    elif {name: held[name] for name in row} != row:
        connection.execute(tables.months.update().where(tables.months.c.month == month), row)


class _Recorder:
    """One month against what the ledger holds."""

    def __init__(self, connection: sa.Connection, month: int, rules: LedgerRules) -> None:
        self.connection, self.month, self.rules = connection, month, rules
        self.at = now()
        self.facts = {
            row.fingerprint: parted(row.facts) for row in connection.execute(sa.select(tables.evidence))
        }
        self.clues: dict[str, Row] = {
            row["finding_id"]: dict(row) for row in connection.execute(sa.select(tables.clues)).mappings()
        }
        sightings = tables.sightings
        here = sa.select(sightings).where(sightings.c.month == month)
        self.here = {row["finding_id"]: dict(row) for row in connection.execute(here).mappings()}
        earlier = (
            sa.select(sightings.c.finding_id, sa.func.max(sightings.c.month))
            .where(sightings.c.month < month)
            .group_by(sightings.c.finding_id)
        )
        self.earlier: dict[str, int] = {row[0]: row[1] for row in connection.execute(earlier)}
        self.changed = _Changed({}, [], [], [], [], [])

    def take(self, found_now: Sequence[Found]) -> None:
        named = {str(each.finding["finding_id"]): each for each in found_now}
        for name, each in named.items():
            self._found(name, each)
        for name in self.clues.keys() - named.keys():
            self._not_found(name)
        self._write(gone=self.here.keys() - named.keys())

    def _found(self, name: str, each: Found) -> None:
        facts = facts_of(each.finding, self.rules)
        print_ = fingerprint(facts)
        if print_ not in self.facts:
            self.changed.evidence[print_] = joined(facts)
        before = self.clues.get(name, {})
        if before:
            state = found(self._state(before), self.month, facts, self.rules.due)
        else:
            state = first_found(self.month, facts, self.rules.due)
        self._sight(name, each.finding, print_)
        told = {
            "kind": each.finding["kind"],
            "grade": each.finding["grade"],
            # A list that names no village does not take away the one that is known.
            "village": each.village or before.get("village", ""),
            "probability": each.finding["probability"],
            "details": _details(each),
        }
        self._put(name, before, state, told)

    def _not_found(self, name: str) -> None:
        before = self.clues[name]
        # 0: found by an earlier run of this month alone, and no longer.
        seen = self.earlier.get(name, 0)
        self._put(name, before, not_found(self._state(before), self.month, seen), {})

    def _state(self, row: Mapping[str, Any]) -> State:
        return state_of(row, self.month, self.facts[row["fingerprint"]])

    def _put(self, name: str, before: Row, state: State, told: Row) -> None:
        unanswered = {"answer": None, "decision": None, "reason": None, "checker": None, "checked_on": None}
        start = before or {"finding_id": name, "first_month": self.month, **unanswered}
        after = {**start, **told, **columns_of(state)}
        if after == before:
            return
        (self.changed.updated if before else self.changed.added).append(after)
        self.changed.told += changes(before, after, self.month, self.at)

    def _sight(self, name: str, finding: Mapping[str, Any], print_: str) -> None:
        row = {
            "finding_id": name,
            "month": self.month,
            "grade": finding["grade"],
            "fingerprint": print_,
            "probability": finding["probability"],
        }
        if name not in self.here:
            self.changed.seen.append(row)
        elif self.here[name] != row:
            self.changed.seen_again.append(row)

    def _write(self, gone: set[str]) -> None:
        run, changed, sightings = self.connection.execute, self.changed, tables.sightings
        if changed.evidence:
            run(
                tables.evidence.insert(),
                [{"fingerprint": name, "facts": facts} for name, facts in changed.evidence.items()],
            )
        if changed.added:
            run(tables.clues.insert(), changed.added)
        if changed.updated:
            run(update_clues(), [{**row, "clue": row["finding_id"]} for row in changed.updated])
        stale = [*gone, *(row["finding_id"] for row in changed.seen_again)]
        if stale:
            here = sightings.c.month == self.month
            run(
                sightings.delete().where(here, sightings.c.finding_id == sa.bindparam("clue")),
                [{"clue": name} for name in stale],
            )
        if changed.seen or changed.seen_again:
            run(sightings.insert(), changed.seen + changed.seen_again)
        if changed.told:
            run(tables.history.insert(), changed.told)


def update_clues() -> sa.Update:
    """Replace clues' rows; each set of values names its clue as `clue`."""
    clues = tables.clues
    values: dict[str, Any] = {
        column.name: sa.bindparam(column.name) for column in clues.c if not column.primary_key
    }
    return clues.update().where(clues.c.finding_id == sa.bindparam("clue")).values(values)


def _details(found: Found) -> str:
    shown = {name: found.finding[name] for name in _SHOWN}
    shown["roles"] = list(dict.fromkeys(source["role"] for source in found.finding["sources"]))
    shown["programme"] = found.programme
    return json.dumps(shown, ensure_ascii=False, sort_keys=True)
