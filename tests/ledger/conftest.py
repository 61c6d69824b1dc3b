"""A ledger on either database, findings in short, and a PostgreSQL of our own for the session."""

import datetime as dt
import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
import sqlalchemy as sa

from aidlink.findings.frame import Finding, FindingKind, Person, Place, Source, to_table
from aidlink.ledger import Ledger, tables
from aidlink.reports.villages import write_villages

FIRST = dt.date(2026, 10, 31)


class Killed(BaseException):
    """Stands for the end of the process."""


def server_program(name):
    found = shutil.which(name) or next(
        iter(sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)), None
    )
    return found and str(found)


def as_owner(folder):
    """How to run a server's program: it refuses root, so another user owns the cluster then."""
    if os.geteuid() != 0:
        return [], getpass.getuser()
    user = next(name for name in ("postgres", "nobody") if _exists(name))
    shutil.chown(folder, user)
    # Where it lies is often left out of the path of root's own commands.
    runuser = shutil.which("runuser", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") or "runuser"
    return [runuser, "-u", user, "--"], user


def _exists(name):
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


@pytest.fixture(scope="session")
def postgres():
    """The URL of a server of our own, which listens on a socket in its folder alone."""
    initdb, pg_ctl = server_program("initdb"), server_program("pg_ctl")
    if not (initdb and pg_ctl):
        if os.environ.get("CI"):
            pytest.fail("CI needs a PostgreSQL server: apt-get install postgresql")
        pytest.skip("no PostgreSQL server is installed (Debian, Ubuntu: apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="aidlink-pg-"))  # short: a socket's path has a limit
    prefix, user = as_owner(folder)
    data = folder / "data"

    def run(*command):
        command = [*prefix, *map(str, command)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)  # noqa: S603 - our own

    run(initdb, "-D", data, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    run(pg_ctl, "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    try:
        yield f"postgresql://{user}@/postgres?host={folder}"
    finally:
        run(pg_ctl, "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def new_place(request, tmp_path):
    """Gives a place for a ledger that does not exist yet, as often as asked."""
    if request.param == "sqlite":
        return lambda: str(tmp_path / f"{uuid.uuid4().hex}.db")
    url = request.getfixturevalue("postgres")

    def schema():
        name = f"s{uuid.uuid4().hex}"
        engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
        with engine.begin() as connection:
            connection.execute(sa.text(f"CREATE SCHEMA {name}"))
        engine.dispose()
        return f"{url}&options=-csearch_path%3D{name}"

    return schema


@pytest.fixture
def where(new_place):
    return new_place()


@pytest.fixture(scope="session")
def finding():
    """One suspicion about the person `key`."""

    def make(key, *, village="石角村委会", lines=("死亡人口登记：死亡日期2026年9月3日",), row=3, **changed):
        values = {
            "kind": FindingKind.SUSPECTED_DEATH,
            "grade": "A",
            "probability": 0.9,
            "reason": "疑似死亡：死亡人口登记中有身份证号相同、姓名相符的记录。",
        }
        return Finding(
            **(values | changed),
            keys=(key,),
            left=Place("名册.xlsx", "低保", row),
            right=Place("死亡人口.csv", "死亡人口", row),
            village=village,
            people=(Person("救助对象", "陈*妹", "440823********1238"),),
            evidence=tuple(lines),
            check="入户核实。",
            sources=(Source("死亡人口登记", "死亡人口.csv", "死亡人口", row),),
        )

    return make


@pytest.fixture(scope="session")
def dump():
    """Everything that a ledger's database holds."""

    def read(where):
        url = where.replace("postgresql:", "postgresql+psycopg:") if "://" in where else f"sqlite:///{where}"
        if "://" not in where and not Path(where).exists():
            return {}
        engine = sa.create_engine(url)
        with engine.connect() as connection:
            if not sa.inspect(connection).has_table("aidlink_schema"):
                return {}
            held = {
                table.name: sorted(map(repr, connection.execute(sa.select(table))))
                for table in tables.metadata.sorted_tables
            }
        engine.dispose()
        return held

    return read


@pytest.fixture(scope="session")
def killed_at():
    """Ends the block at its n-th statement or commit, and says whether it did and how many are left."""

    @contextmanager
    def at(number):
        end = SimpleNamespace(left=number, killed=False)

        def count(*_):
            end.left -= 1
            if end.left == 0:
                raise Killed

        events = ("before_cursor_execute", "commit")
        for name in events:
            sa.event.listen(sa.Engine, name, count)
        try:
            yield end
        except Killed:
            end.killed = True
        finally:
            for name in events:
                sa.event.remove(sa.Engine, name, count)

    return at


@pytest.fixture(scope="session")
def issue():
    """Writes the sheets of a ledger as it stands: a file a village."""

    def write(folder, ledger, as_of=FIRST):
        folder.mkdir(parents=True, exist_ok=True)
        clues = ledger.clues() if isinstance(ledger, Ledger) else ledger
        return {path.stem: path for path in write_villages(folder, clues, as_of)}

    return write


@pytest.fixture(scope="session")
def fill():
    """Fills cells in, by 编号 and header; answers an openpyxl sheet's rows by 编号."""

    def write(path, answers, out=None):
        book = openpyxl.load_workbook(path)
        sheet = book["线索核查单"]
        head = {cell.value: cell.column for cell in sheet[5]}
        for row in range(6, sheet.max_row + 1):
            given = answers.get(sheet.cell(row, head["编号"]).value, {})
            for header, value in given.items():
                sheet.cell(row, head[header]).value = value
        book.save(out or path)
        return out or path

    return write


TRUE = {"核查结果": "属实", "核查人": "李四", "核查日期": dt.date(2026, 11, 3)}


@pytest.fixture(scope="session")
def true_answer():
    return dict(TRUE)


@pytest.fixture(scope="session")
def false_answer():
    return TRUE | {"核查结果": "不属实", "原因说明": "本人在家"}


@pytest.fixture(scope="session")
def table():
    return to_table
