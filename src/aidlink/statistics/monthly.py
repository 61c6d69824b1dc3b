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
    if clues is not None and as_of is not None:
        table = table.join(clue_counts(clues, books.month, as_of).add_prefix("clues_"), how="outer")
    table = table.reset_index().reindex(columns=STATISTICS.names).assign(month=books.month)
    figures = STATISTICS.names[3:]
    table[figures] = table[figures].astype("Int64").fillna(0)
    table = table.sort_values(KEY)
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
