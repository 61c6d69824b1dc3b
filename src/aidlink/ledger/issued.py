"""Every time a clue was issued, with what came of it: what the statistics and the 整改台账 count.

A clue settled in one month and opened again in a later one was issued twice; the earlier month's figures must
not change by it.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pandas as pd
import sqlalchemy as sa

from aidlink.ledger import tables
from aidlink.ledger.rows import Row
from aidlink.ledger.rules import LedgerRules
from aidlink.ledger.state import Status

ISSUED = (
    "clue_id", "kind", "village", "programme", "month", "due", "status", "answer", "answered_on",
)  # fmt: skip


def issued(connection: sa.Connection, rules: LedgerRules) -> pd.DataFrame:
    """One row a clue and time of issue, by clue and month, of the columns `ISSUED`.

    The last time has the clue's own status and answer. An earlier one was settled before the next: it has the
    last answer that a sheet of that time gave.
    """
    history, answers = tables.history, tables.answers
    again: dict[str, set[int]] = {}
    reopened = sa.select(history.c.finding_id, history.c.month).where(
        history.c.what == "status", history.c.after == str(Status.REOPENED)
    )
    for name, month in connection.execute(reopened):
        again.setdefault(name, set()).add(month)
    told: dict[str, list[Row]] = {}
    for answer in connection.execute(sa.select(answers).order_by(answers.c.number)).mappings():
        told.setdefault(answer["finding_id"], []).append(dict(answer))
    clues = connection.execute(sa.select(tables.clues).order_by(tables.clues.c.finding_id)).mappings()
    rows = [
        row
        for clue in clues
        for row in _times(
            dict(clue), again.get(clue["finding_id"], set()), told.get(clue["finding_id"], ()), rules
        )
    ]
    return pd.DataFrame(rows, columns=list(ISSUED), dtype=object)


def _times(clue: Row, again: set[int], told: Sequence[Row], rules: LedgerRules) -> Iterator[Row]:
    about = {
        "clue_id": clue["finding_id"],
        "kind": clue["kind"],
        "village": clue["village"],
        "programme": json.loads(clue["details"]).get("programme", ""),
    }
    months = sorted({clue["first_month"], *again, clue["opened"]})
    for month, following in pairwise(months):
        own = [answer for answer in told if month <= answer["month"] < following]
        yield {
            **about,
            "month": month,
            "due": rules.due(month),
            "status": str(Status.CLEARED),
            "answer": own[-1]["answer"] if own else None,
            "answered_on": own[-1]["checked_on"] if own else None,
        }
    yield {
        **about,
        "month": clue["opened"],
        "due": clue["due"],
        "status": clue["status"],
        "answer": clue["answer"],
        "answered_on": clue["checked_on"],
    }
