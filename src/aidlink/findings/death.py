"""疑似死亡: people on a roster whom a register of deaths, cremations or households calls dead."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aidlink.engines import Engine
from aidlink.findings.columns import Ints
from aidlink.findings.death_case import Case
from aidlink.findings.death_finding import finding
from aidlink.findings.death_pairs import WEAK, graded_pairs
from aidlink.findings.death_policy import DeathPolicy, death_policy
from aidlink.findings.death_rows import death_registers
from aidlink.findings.death_witness import Witness, witnesses
from aidlink.findings.frame import Finding, Place
from aidlink.findings.life import withdrawals
from aidlink.findings.paid_after import standing_payments
from aidlink.findings.registers import Tables
from aidlink.identity.columns import as_ymd
from aidlink.records import Kind

_LISTED = "SELECT person, who, active FROM roster ORDER BY record"
# Whoever is paid and on no roster, by the first of their payments.
_UNLISTED = """
SELECT person, min(who) AS who, false AS active, min(record) AS record FROM standing
WHERE person NOT IN (SELECT person FROM roster) GROUP BY person ORDER BY record
"""


@dataclass(frozen=True, slots=True)
class _Listed:
    """The roster, and behind it who is paid without it: rows, whose each is, lasting names, who is helped.

    The first `count` rows are the roster's.
    """

    count: int
    rows: pa.Table
    person: Ints
    who: pa.ChunkedArray
    active: pa.ChunkedArray

    def of(self, persons: Sequence[int]) -> dict[int, list[Mapping[str, Any]]]:
        """The rows of each of `persons`, in their order."""
        places = pa.array(np.flatnonzero(np.isin(self.person, persons)))
        facts = {"record": places, "who": self.who.take(places), "active": self.active.take(places)}
        facts["listed"] = pc.less(places, self.count)
        found: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
        rows, told = self.rows.take(places).to_pylist(), pa.table(facts).to_pylist()
        for person, row, fact in zip(self.person[places].tolist(), rows, told, strict=True):
            found[person].append(row | fact)
        return found


def suspected_deaths(engine: Engine, tables: Tables, as_of: date) -> Iterator[Finding]:
    """Find people on the roster, or paid without being on it, who may have died.

    Args:
        engine: holds the tables of `aidlink.findings.books`.
        tables: the month's registers.
        as_of: the last day that they speak of.
    """
    policy = death_policy()
    listed = _listed(engine, tables)
    if not listed.rows.num_rows:
        return
    called = _called_dead(tables, listed, policy)
    rows = listed.of(list(called))
    paid, taken = standing_payments(engine, called), withdrawals(engine, called)
    for person in sorted(called):
        case = Case(rows[person], called[person], paid[person], taken[person])
        found = finding(case, tables, policy, as_ymd(as_of))
        if found is not None:
            yield found


def _listed(engine: Engine, tables: Tables) -> _Listed:
    roster, unlisted = tables[Kind.BENEFICIARY], engine.query(_UNLISTED)
    known = pa.concat_tables([engine.query(_LISTED), unlisted.select(["person", "who", "active"])])
    rows = pa.concat_tables([roster, tables[Kind.PAYMENT].take(unlisted["record"])])
    return _Listed(len(roster), rows, known["person"].to_numpy(), known["who"], known["active"])


def _called_dead(tables: Tables, listed: _Listed, policy: DeathPolicy) -> dict[int, list[Witness]]:
    """What the registers say of each person, the strongest first; who is only hinted at is left out."""
    said: dict[int, list[Witness]] = defaultdict(list)
    for order, register in enumerate(death_registers(tables, policy)):
        pairs = graded_pairs(listed.rows, listed.person, register, policy)
        for pair, witness in witnesses(register, order, pairs):
            said[pair["person"]].append(witness)
    return {
        person: _once(each)
        for person, each in said.items()
        if any(witness.grade != WEAK and not witness.cancelled for witness in each)
    }


def _once(said: Sequence[Witness]) -> list[Witness]:
    """Each register row once, though a person is listed in several programmes; the strongest first."""
    strongest: dict[tuple[int, Place], Witness] = {}
    for witness in sorted(said, key=lambda each: each.strength):
        strongest.setdefault((witness.order, witness.place), witness)
    return list(strongest.values())
