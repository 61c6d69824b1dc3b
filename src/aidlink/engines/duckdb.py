"""DuckDB, embedded: the default engine."""

from threading import Lock, local
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

    Threads may share one. A registered table belongs to its connection, so each thread has a connection of
    its own, which learns of the tables when it is asked: nobody waits for another's query.
    """

    def __init__(self, *, threads: int | None = None) -> None:
        # The option is left out, not set to none, where the caller leaves the number of threads to DuckDB.
        options = _CLOSED if threads is None else {**_CLOSED, "threads": str(threads)}
        self._connections = [duckdb.connect(":memory:", config=options)]
        self._connections[0].execute("SET lock_configuration = true")
        self._tables: dict[str, pa.Table] = {}
        self._own = local()
        self._opening = Lock()

    def table(self, name: str, table: pa.Table) -> None:
        """Register `table` without copying it."""
        self._tables[name] = table

    def query(self, sql: str) -> pa.Table:
        """Answer one SELECT as an Arrow table."""
        return self._connection().sql(sql).to_arrow_table()

    def close(self) -> None:
        """Close the database, whoever still has a connection to it."""
        for connection in self._connections:
            connection.close()

    def _connection(self) -> duckdb.DuckDBPyConnection:
        """This thread's connection, knowing every table."""
        own = self._own
        if not hasattr(own, "connection"):
            with self._opening:
                own.connection, own.known = self._connections[0].cursor(), {}
                self._connections.append(own.connection)
        for name, table in list(self._tables.items()):
            if own.known.get(name) is not table:
                own.connection.register(name, table)
                own.known[name] = table
        connection: duckdb.DuckDBPyConnection = own.connection
        return connection

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
