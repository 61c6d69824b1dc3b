"""Pairs of records that people labelled: kept beside the clues, and never an answer to one.

A label says at a desk whether two records are one person. An answer to a clue says what a village found. So a
label settles nothing; it is truth to measure and to tune the linking by.
"""

import pandas as pd
import sqlalchemy as sa

from aidlink.ledger import tables
from aidlink.ledger.rows import now

#: What makes two labels one: the columns of `aidlink.labels.read.Labels.to_pandas`.
COLUMNS = ("records", "left_sheet", "left_row", "right_sheet", "right_row", "answer", "who", "when")


def take_labels(connection: sa.Connection, labels: pd.DataFrame) -> int:
    """Take labels in; return how many were not there before.

    Args:
        connection: in a transaction that the caller ends.
        labels: a row a label, of `COLUMNS` and `file`.
    """
    tables.labels.create(connection, checkfirst=True)  # a ledger may be older than labels
    columns = [tables.labels.c[name] for name in COLUMNS]
    held = {tuple(row) for row in connection.execute(sa.select(*columns))}
    at = now()
    fresh = {
        told: {**dict(zip(COLUMNS, told, strict=True)), "file": file, "at": at}
        for *parts, file in labels[[*COLUMNS, "file"]].itertuples(index=False)
        if (told := (*parts[:-1], parts[-1].to_pydatetime())) not in held
    }
    if fresh:
        connection.execute(tables.labels.insert(), list(fresh.values()))
    return len(fresh)


def labels_held(connection: sa.Connection) -> pd.DataFrame:
    """Every label in the order in which they were taken in: `COLUMNS` and file."""
    names = [*COLUMNS, "file"]
    if not sa.inspect(connection).has_table(tables.labels.name):
        return pd.DataFrame([], columns=names)
    query = sa.select(*(tables.labels.c[name] for name in names)).order_by(tables.labels.c.number)
    return pd.DataFrame([tuple(row) for row in connection.execute(query)], columns=names)
