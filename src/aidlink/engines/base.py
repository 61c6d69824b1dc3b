"""What an engine owes: to hold Arrow tables and answer SQL about equality, counts and order.

Likeness is never asked of an engine: their string distances count bytes or characters as they please.
"""

from importlib import import_module
from types import TracebackType
from typing import Protocol, Self

import pyarrow as pa

from aidlink.errors import UsageError


class Engine(Protocol):
    """Tables in, tables out. Threads may share one, under different names of tables."""

    def table(self, name: str, table: pa.Table) -> None:
        """Make `table` known to later queries as `name`."""

    def query(self, sql: str) -> pa.Table:
        """Answer one statement as an Arrow table, in the statement's own order."""

    def close(self) -> None:
        """Let go of memory and files."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


_ENGINES = {"duckdb": "aidlink.engines.duckdb:DuckDB"}


def open_engine(name: str = "duckdb", *, threads: int | None = None) -> Engine:
    """Open the engine called `name`, loading its library only now.

    Raises:
        UsageError: there is no such engine.
    """
    if name not in _ENGINES:
        message = f"no engine {name!r}; there are: {', '.join(_ENGINES)}"
        raise UsageError(message)
    module, _, attribute = _ENGINES[name].partition(":")
    engine: Engine = getattr(import_module(module), attribute)(threads=threads)
    return engine
