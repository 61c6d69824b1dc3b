"""The engines that answer SQL over Arrow tables; nothing outside this package imports one by name."""

from aidlink.engines.base import Engine

__all__ = ["Engine", "open_engine"]


def open_engine() -> Engine:
    """Open the embedded engine that needs no set-up: DuckDB."""
    from aidlink.engines.duckdb import DuckDB  # noqa: PLC0415 - the engine loads when one is opened

    return DuckDB()
