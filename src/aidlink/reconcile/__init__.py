"""三账合一: the rosters, what was actually paid, and the statistics ledger's totals, held against each other.

result = reconcile(rosters, payments, read_totals("统计台账.xlsx").frame, month=202610)
result.differences      one row a unit, village and programme in which roster and payments differ
result.totals           one row a village and programme, the three books side by side
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from aidlink.books import Books, open_books
from aidlink.reconcile.differences import DIFFERENCES, REASONS, differences
from aidlink.reconcile.totals import TOTALS, totals
from aidlink.reconcile.totals_file import LedgerTotals, read_totals

__all__ = [
    "DIFFERENCES",
    "REASONS",
    "TOTALS",
    "LedgerTotals",
    "Reconciliation",
    "read_totals",
    "reconcile",
    "reconcile_books",
]


@dataclass(frozen=True, slots=True, repr=False)
class Reconciliation:
    """What differs between the three books of one month.

    Args:
        month: yyyymm.
        differences: of schema `DIFFERENCES`; names and numbers are masked.
        totals: of schema `TOTALS`.
    """

    month: int
    differences: pa.Table
    totals: pa.Table

    def __repr__(self) -> str:
        """Counts only."""
        return (
            f"<Reconciliation {self.month}: {len(self.differences)} differences, {len(self.totals)} totals>"
        )


def reconcile(
    rosters: pa.Table | Sequence[pa.Table],
    payments: pa.Table | Sequence[pa.Table],
    ledger_totals: pd.DataFrame | None = None,
    *,
    month: int,
    engine: str = "duckdb",
) -> Reconciliation:
    """Hold a month's rosters, payments and statistics ledger against each other.

    Args:
        rosters: standard tables of kind beneficiary.
        payments: standard tables of kind payment.
        ledger_totals: the statistics ledger's totals, as `read_totals(...).frame`.
        month: yyyymm.
        engine: which engine answers the joins.
    """
    return reconcile_books(open_books(rosters, payments, month, engine=engine), ledger_totals)


def reconcile_books(books: Books, ledger_totals: pd.DataFrame | None = None) -> Reconciliation:
    """Do as `reconcile` for books that are open already."""
    if ledger_totals is not None and "month" in ledger_totals:
        mine = ledger_totals["month"].isna() | (ledger_totals["month"] == books.month)
        ledger_totals = ledger_totals[mine]
    unequal = differences(books)
    return Reconciliation(books.month, unequal, totals(books, unequal, ledger_totals))
