"""What the town should check: findings with a grade and a reason. Advice, never a verdict."""

from collections.abc import Callable, Collection, Iterator
from datetime import date
from itertools import chain

import pyarrow as pa

from aidlink.beside import each_beside
from aidlink.collecting import seldom_collecting
from aidlink.engines import Engine
from aidlink.findings.accounts import account_name_mismatches
from aidlink.findings.books import load_books
from aidlink.findings.death import suspected_deaths
from aidlink.findings.duplicates import duplicate_payments
from aidlink.findings.frame import FINDINGS, Finding, FindingKind, to_table
from aidlink.findings.mismatch import payment_mismatches
from aidlink.findings.registers import Tables, load

__all__ = ["FINDINGS", "FindingKind", "all_findings"]


def all_findings(
    engine: Engine, tables: Tables, as_of: date, kinds: Collection[FindingKind] = tuple(FindingKind)
) -> pa.Table:
    """Every finding of the kinds asked for, of schema `FINDINGS`.

    Args:
        engine: what answers the rules' queries; the tables are named in it.
        tables: the month's registers, from `aidlink.findings.registers.gather`.
        as_of: the last day that they speak of.
        kinds: what to look for; everything by default.
    """
    load(engine, tables)
    load_books(engine, tables)
    rules: dict[FindingKind, Callable[[], Iterator[Finding]]] = {
        FindingKind.SUSPECTED_DEATH: lambda: suspected_deaths(engine, tables, as_of),
        FindingKind.DUPLICATE_PAYMENT: lambda: duplicate_payments(engine),
        FindingKind.ACCOUNT_NAME_MISMATCH: lambda: account_name_mismatches(engine),
        FindingKind.PAYMENT_MISMATCH: lambda: payment_mismatches(engine, as_of),
    }
    # one rule asks the engine while another judges: each waits for the other as long as it works itself
    with seldom_collecting():
        found = each_beside(lambda kind: list(rules[kind]()), [kind for kind in rules if kind in kinds])
        return to_table(chain.from_iterable(found))
