"""DuckDB, embedded: the default engine."""

from threading import Lock
from types import TracebackType
from typing import Self

import duckdb
import pyarrow as pa

from aidlink.engines.base import Engine

# No file, network or extension is reachable from SQL: the data are people's, and all of them come by `table`.
_CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
}


class DuckDB(Engine):
    """A private in-memory database that can neither read files nor reach a network.

    Threads may share one: they take turns, for a registered table belongs to its connection.
    """

    def __init__(self, *, threads: int | None = None) -> None:
        # The option is left out, not set to none, where the caller leaves the number of threads to DuckDB.
        options = _CLOSED if threads is None else {**_CLOSED, "threads": str(threads)}
        self._connection = duckdb.connect(":memory:", config=options)
        self._connection.execute("SET lock_configuration = true")
        self._turn = Lock()

    def table(self, name: str, table: pa.Table) -> None:
        """Register `table` without copying it."""
        with self._turn:
            self._connection.register(name, table)

    def query(self, sql: str) -> pa.Table:
        """Answer one SELECT as an Arrow table."""
        with self._turn:
            return self._connection.sql(sql).to_arrow_table()

    def close(self) -> None:
        """Close the database."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
