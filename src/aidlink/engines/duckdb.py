"""DuckDB: embedded, out of core, the engine that needs no set-up."""

import duckdb
import pyarrow as pa

# No file, network or extension is reachable from SQL: the data are people's, and all of them come by `table`.
_CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
}


class DuckDB:
    """One private in-memory database, its configuration locked from the first table on."""

    def __init__(self) -> None:
        self._connection = duckdb.connect(":memory:", config=_CLOSED)
        self._connection.execute("SET lock_configuration = true")

    def table(self, name: str, rows: pa.Table) -> None:
        """Give `rows` a name that queries can use; nothing is copied."""
        self._connection.register(name, rows)

    def query(self, sql: str) -> pa.Table:
        """Answer one SELECT as an Arrow table."""
        return self._connection.sql(sql).to_arrow_table()

    def close(self) -> None:
        """Close the database."""
        self._connection.close()
