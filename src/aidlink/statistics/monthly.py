"""统计表: people, households and money by village and programme, month by month."""

import datetime as dt

import pandas as pd
import pyarrow as pa

from aidlink.books import Books
from aidlink.statistics.clues import COUNTS, clue_counts

STATISTICS = pa.schema(
    [
        pa.field("month", pa.int32(), nullable=False),  # yyyymm
        pa.field("village", pa.string(), nullable=False),
        pa.field("programme", pa.string(), nullable=False),
        pa.field("people", pa.int64(), nullable=False),  # on the roster and in force
        pa.field("households", pa.int64(), nullable=False),
        pa.field("approved_cents", pa.int64(), nullable=False),
        pa.field("payments", pa.int64(), nullable=False),  # payments that arrived
        pa.field("paid_cents", pa.int64(), nullable=False),  # less what was taken back
        *(pa.field(f"clues_{name}", pa.int64(), nullable=False) for name in COUNTS),
    ]
)
KEY = ["village", "programme"]


def month_statistics(
    books: Books, clues: pd.DataFrame | None = None, as_of: dt.date | None = None
) -> pa.Table:
    """One month's figures, of schema `STATISTICS`, one row a village and programme.

    Args:
        books: the month's rosters and payments.
        clues: see `aidlink.statistics.clues`; those issued in the month are counted.
        as_of: the day by which answers count; needed where clues are given.
    """
    listed = books.listed.groupby(KEY).agg(
        people=("person", "nunique"), households=("household", "nunique"), approved_cents=("cents", "sum")
    )  # fmt: skip
    counted = books.counted
    arrived = counted.assign(arrived=counted["state"] == "paid")
    paid = arrived.groupby(KEY).agg(payments=("arrived", "sum"), paid_cents=("cents", "sum"))
    table = listed.join(paid, how="outer")
    statistics = _statistics(table.reset_index().assign(month=books.month))
    return statistics if clues is None or as_of is None else with_clues(statistics, clues, as_of)


def with_clues(statistics: pa.Table, clues: pd.DataFrame, as_of: dt.date) -> pa.Table:
    """The same figures with the clues that were issued in each of their months.

    Args:
        statistics: one month or several, of schema `STATISTICS`.
        clues: see `aidlink.statistics.clues`.
        as_of: the day by which answers count.
    """
    names = [f"clues_{name}" for name in COUNTS]
    table = statistics.to_pandas().drop(columns=names)
    counts = [
        clue_counts(clues, month, as_of).add_prefix("clues_").reset_index().assign(month=month)
        for month in table["month"].unique()
    ]
    return (
        _statistics(table.merge(pd.concat(counts), how="outer", on=["month", *KEY])) if counts else statistics
    )


def _statistics(table: pd.DataFrame) -> pa.Table:
    """A frame as `STATISTICS`, by month, village and programme; what is not there is 0."""
    table = table.reindex(columns=STATISTICS.names)
    figures = STATISTICS.names[3:]
    table[figures] = table[figures].astype("Int64").fillna(0)
    table = table.sort_values(["month", *KEY])
    return pa.Table.from_pandas(table, schema=STATISTICS, preserve_index=False)


def spread(statistics: pa.Table, figure: str) -> pd.DataFrame:
    """One figure of a year: a row a village and programme, a column a month, null where it is missing.

    Args:
        statistics: months' tables under each other.
        figure: a column of `STATISTICS`, such as "people" or "paid_cents".
    """
    frame = statistics.to_pandas()
    wide: pd.DataFrame = frame.pivot_table(index=KEY, columns="month", values=figure, aggfunc="sum")
    return wide.sort_index()
