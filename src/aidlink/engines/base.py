"""What an engine owes: equality, counts and joins in SQL over Arrow tables, and nothing cleverer.

Likeness of names and numbers is never asked of an engine; see DESIGN and `aidlink.names`.
"""

from typing import Protocol

import pyarrow as pa


class Engine(Protocol):
    """A place where Arrow tables have names and SQL is answered with Arrow."""

    def table(self, name: str, rows: pa.Table) -> None:
        """Give `rows` a name that queries can use; an earlier table of that name is replaced."""

    def query(self, sql: str) -> pa.Table:
        """Answer one SELECT as an Arrow table."""

    def close(self) -> None:
        """Let go of the tables and the memory; no call may follow."""
