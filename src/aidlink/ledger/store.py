"""Where the ledger is kept: a SQLite file, or a PostgreSQL database by URL.

One writer at a time: SQLite's write lock is taken when a change begins, and on PostgreSQL the schema's row is
locked. Readers go on reading what was committed (SQLite in WAL mode, PostgreSQL by itself).
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, SQLAlchemyError

from aidlink.errors import AidlinkError, InputError, why
from aidlink.ledger import tables

_PATIENCE = 30  # seconds that a writer waits for another
_OPTION = "--ledger"
_TURN = 1634297905  # any number of our own: what PostgreSQL's writers wait for
_WRITES = "aidlink_writes"


class Store:
    """The database of one ledger; nothing is opened or made before it is asked for.

    Args:
        where: a file's path, or a URL of SQLAlchemy's form (postgresql://user@host/name).

    Raises:
        InputError: it is neither.
    """

    def __init__(self, where: str | Path) -> None:
        text = str(where)
        self.path: Path | None = None
        if "://" in text:
            url = _url(text)
            if url.get_backend_name() == "sqlite":
                self.path = Path(url.database or "")
        else:
            self.path = Path(text)
            url = sa.URL.create("sqlite", database=text)
        #: What to call it in a message: never with a password.
        self.name = str(self.path) if self.path else url.render_as_string(hide_password=True)
        try:
            self._engine = sa.create_engine(url, poolclass=sa.NullPool)
        except (ImportError, SQLAlchemyError) as error:
            raise InputError(
                self.shown, "缺少连接 PostgreSQL 的组件", "安装：pip install 'aidlink[postgresql]'"
            ) from error
        if self.path:
            sa.event.listen(self._engine, "connect", _set_up)
            sa.event.listen(self._engine, "begin", _begin)

    @property
    def shown(self) -> str:
        """The name that a message gives it: a file's path, or the database's."""
        return self.name if self.path else self.name.partition("?")[0].rpartition("/")[2]

    @contextmanager
    def reading(self) -> Iterator[sa.Connection | None]:
        """A connection that sees one moment of the ledger; None if there is no ledger yet."""
        if self.path and not self.path.exists():
            yield None
            return
        with self._said():
            engine = self._engine
            if not self.path:
                engine = engine.execution_options(isolation_level="REPEATABLE READ")
            with engine.begin() as connection:
                yield connection if _version(connection, self.shown) else None

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A connection in a transaction of its own, the only writer; for good if the block ends well."""
        with self._said():
            if self.path:
                _make(self.path)
            with self._engine.execution_options(**{_WRITES: True}).begin() as connection:
                if not self.path:
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_TURN)))
                if not _version(connection, self.shown):
                    tables.metadata.create_all(connection)
                    connection.execute(tables.schema.insert(), {"version": tables.SCHEMA_VERSION})
                yield connection

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def _said(self) -> Iterator[None]:
        """Say in one line what the database refuses."""
        try:
            yield
        except DatabaseError as error:
            kind = "台账打不开或写不进去" if self.path else "连不上台账数据库，或数据库拒绝了操作"
            remedy = (
                "检查路径、权限和磁盘空间，确认这个文件是台账，再运行一次"
                if self.path
                else "检查数据库是否在运行、地址和用户是否正确，再运行一次"
            )
            raise InputError(self.shown, f"{kind}（{type(error.orig).__name__}）", remedy) from error
        except OSError as error:
            if isinstance(error, AidlinkError) or not self.path or error.filename != str(self.path):
                raise
            raise InputError(self.path, f"写不进去{why(error)}", "检查路径和写入权限") from error


def _url(text: str) -> sa.URL:
    try:
        url = sa.make_url(text)
        if url.get_backend_name() == "postgresql":
            return url.set(drivername="postgresql+psycopg")
        url.get_dialect()
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        remedy = "用文件路径，或 postgresql://用户@主机/库名"
        raise InputError(_OPTION, "台账地址写法不对", remedy) from error
    if url.get_backend_name() != "sqlite":
        raise InputError(_OPTION, "台账只能放在 SQLite 文件或 PostgreSQL 中", "换一个台账地址")
    return url


def _version(connection: sa.Connection, name: str) -> int:
    """The schema's version; 0 where there is no ledger yet."""
    if not sa.inspect(connection).has_table(tables.schema.name):
        return 0
    version = connection.execute(sa.select(tables.schema.c.version)).scalar_one_or_none() or 0
    if version != tables.SCHEMA_VERSION:
        raise InputError(
            name, f"台账是另一版本（{version}）的 aidlink 建的", "改用那个版本的 aidlink，或换一个台账"
        )
    return int(version)


def _make(path: Path) -> None:
    """Make an empty file that only its owner reads: clues are about people, masked or not."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))


def _set_up(raw: sqlite3.Connection, _: Any) -> None:
    raw.isolation_level = None  # transactions begin where we say, not where the driver guesses
    raw.execute(f"PRAGMA busy_timeout = {_PATIENCE * 1000}")
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute("PRAGMA foreign_keys = ON")


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
