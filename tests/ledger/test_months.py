"""What a month makes of the clues, on both databases."""

import datetime as dt
import subprocess
import sys
import threading
import time

import pytest
import sqlalchemy as sa

import aidlink
from aidlink.errors import InputError, RuleError
from aidlink.findings.frame import FindingKind
from aidlink.ledger import Ledger, tables
from aidlink.ledger.rules import SHIPPED

OCTOBER, NOVEMBER, DECEMBER = dt.date(2026, 10, 31), dt.date(2026, 11, 30), dt.date(2026, 12, 31)
REGISTER, CREMATION = "死亡人口登记：死亡日期2026年9月3日", "火化台账：火化日期2026年9月5日"


@pytest.fixture
def ledger(where):
    with Ledger(where) as opened:
        yield opened


def status(ledger):
    clues = ledger.clues()
    return dict(zip(clues["finding_id"], clues["status"], strict=True))


def ids(table):
    return table["finding_id"].to_pylist()


def test_new_then_persisting_with_months_village_and_due(ledger, finding, table):
    ledger.record(table([finding("a"), finding("b", village="南山村")]), OCTOBER)
    ledger.record(table([finding("a"), finding("c", village=None)]), NOVEMBER)
    clues = ledger.clues().set_index("finding_id")
    a, b, c = (ids(table([finding(key)]))[0] for key in "abc")
    assert dict(clues["status"]) == {a: "persisting", b: "persisting", c: "new"}
    assert dict(clues["months"]) == {a: (202610, 202611), b: (202610,), c: (202611,)}
    assert dict(clues["village"]) == {a: "石角", b: "南山", c: ""}
    assert dict(clues["due"]) == {
        a: dt.date(2026, 11, 10),
        b: dt.date(2026, 11, 10),
        c: dt.date(2026, 12, 10),
    }
    assert ledger.months() == [202610, 202611]


def test_a_month_run_twice_changes_nothing(ledger, where, finding, table, dump):
    found = table([finding("a"), finding("b")])
    ledger.record(found, OCTOBER)
    before = dump(where)
    ledger.record(found, OCTOBER)
    assert dump(where) == before
    # Neither do rows that moved, nor the last digits of a probability that stands beside the evidence.
    moved = [finding("a", row=9), finding("b", row=10)]
    told = ledger.history()
    ledger.record(table(moved), OCTOBER)
    assert ledger.history().equals(told)


def test_a_month_before_the_latest_is_refused_in_one_line(ledger, where, finding, table, dump):
    ledger.record(table([finding("a")]), NOVEMBER)
    before = dump(where)
    for attempt in (ledger.check_month, lambda day: ledger.record(table([finding("b")]), day)):
        with pytest.raises(InputError, match="台账已记到2026年11月，不能再记2026年10月") as refused:
            attempt(OCTOBER)
        assert "\n" not in str(refused.value)
    assert dump(where) == before
    ledger.check_month(NOVEMBER)
    ledger.check_month(dt.date(2027, 3, 31))


def test_a_clue_that_nobody_answered_stays_when_a_list_is_missing(ledger, finding, table):
    ledger.record(table([finding("a")]), OCTOBER)
    ledger.record(table([]), NOVEMBER)
    assert list(status(ledger).values()) == ["persisting"]
    ledger.record(table([finding("a")]), DECEMBER)
    assert list(status(ledger).values()) == ["persisting"]
    assert ledger.clues()["months"][0] == (202610, 202612)


def test_what_changes_by_itself_is_no_evidence(ledger, finding, table):
    lines = [
        (REGISTER, f"已发放：2026年{month}月低保500元，见发放{month}.xlsx“明细”第{month}行", *life)
        for month, life in ((10, ()), (11, ("死亡日期之后仍有取款日期2026年11月21日", "不计矛盾为A级：同号")))
    ]
    ledger.record(table([finding("a", lines=lines[0])]), OCTOBER)
    ledger.record(table([finding("a", lines=lines[1], grade="R")]), NOVEMBER)
    told = ledger.history()
    assert "fingerprint" not in set(told[told["month"] == 202611]["what"])
    paid = "2026年{0}月低保，陈*妹，{1}元，2026年{0}月10日发放，账号****5698（发放{0}.xlsx 明细 第{1}行）"
    kind = {"kind": FindingKind.DUPLICATE_PAYMENT, "grade": "EXCLUDED"}
    ledger.record(table([finding("p", lines=[paid.format(11, 420)], **kind)]), NOVEMBER)
    ledger.record(table([finding("p", lines=[paid.format(12, 430)], **kind)]), DECEMBER)
    told = ledger.history()
    assert "fingerprint" not in set(told[told["month"] == 202612]["what"])
    ledger.record(table([finding("p", lines=[paid.format(12, 430), REGISTER], **kind)]), DECEMBER)
    told = ledger.history()
    assert "fingerprint" in set(told[told["month"] == 202612]["what"])


def test_answers_and_history_are_only_added_to(ledger, where, finding, table):
    ledger.record(table([finding("a")]), OCTOBER)
    url = where.replace("postgresql:", "postgresql+psycopg:") if "://" in where else f"sqlite:///{where}"
    engine = sa.create_engine(url)
    for change in (tables.history.delete(), tables.history.update().values(after="x")):
        with pytest.raises(sa.exc.DatabaseError, match="rows are only added"), engine.begin() as connection:
            connection.execute(change)
    engine.dispose()


def test_nothing_is_made_by_looking(tmp_path):
    place = tmp_path / "none.db"
    with Ledger(place) as ledger:
        assert ledger.months() == []
        assert len(ledger.clues()) == len(ledger.history()) == len(ledger.answers()) == 0
        assert len(ledger.precision()) == len(ledger.calibration()) == 0
        ledger.check_month(OCTOBER)
    assert list(tmp_path.iterdir()) == []


def test_a_ledger_is_its_owners_alone(tmp_path, finding, table):
    with Ledger(tmp_path / "new" / "台账.db") as ledger:
        ledger.record(table([finding("a")]), OCTOBER)
    assert (tmp_path / "new" / "台账.db").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("place", ["mysql://x/y", "nothing://x", "postgresql+nothing"])
def test_a_place_that_is_none_is_refused(place, tmp_path, finding, table):
    with pytest.raises(InputError):
        Ledger(place if "://" in place else tmp_path).record(table([finding("a")]), OCTOBER)


def test_a_file_that_is_no_ledger_is_refused(tmp_path):
    (tmp_path / "x.db").write_bytes(b"something else entirely" * 99)
    with pytest.raises(InputError, match="确认这个文件是台账"):
        Ledger(tmp_path / "x.db").months()


def test_another_schema_is_refused(ledger, where, finding, table):
    ledger.record(table([finding("a")]), OCTOBER)
    url = where.replace("postgresql:", "postgresql+psycopg:") if "://" in where else f"sqlite:///{where}"
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(tables.schema.update().values(version=99))
    engine.dispose()
    with pytest.raises(InputError, match="另一版本（99）"):
        ledger.months()
    with pytest.raises(InputError, match="另一版本（99）"):
        ledger.record(table([]), NOVEMBER)


def test_a_server_that_does_not_answer_is_said_without_the_password(tmp_path):
    ledger = Ledger(f"postgresql://clerk:geheim@/town?host={tmp_path}")
    assert "geheim" not in repr(ledger)
    with pytest.raises(InputError, match="连不上台账数据库") as refused:
        ledger.months()
    assert "geheim" not in str(refused.value)


def test_the_due_day_is_the_rule_files(tmp_path, finding, table):
    rules = tmp_path / "own.toml"
    rules.write_text(SHIPPED.read_text("utf-8").replace("due_day = 10", "due_day = 25"), "utf-8")
    with aidlink.Ledger(tmp_path / "l.db", rules=rules) as ledger:
        ledger.record(table([finding("a")]), DECEMBER)
        assert ledger.clues()["due"][0] == dt.date(2027, 1, 25)
    for wrong in ("due_day = 31", "due_day = 0", "x = 1\ndue_day = 1"):
        rules.write_text(SHIPPED.read_text("utf-8").replace("due_day = 10", wrong), "utf-8")
        with pytest.raises(RuleError, match=r"own\.toml"):
            Ledger(tmp_path / "l.db", rules=rules)


READER = """
import sys
from aidlink.ledger import Ledger
ledger = Ledger(sys.argv[1])
print("ready", flush=True)
for line in sys.stdin:
    clues = ledger.clues()
    print(len(clues), len(ledger.history()), flush=True)
"""


def test_two_processes_read_while_one_writes(ledger, where, finding, table):
    ledger.record(table([finding("a")]), OCTOBER)
    readers = [
        subprocess.Popen(  # noqa: S603 - our own code
            [sys.executable, "-c", READER, where], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]

    def ask(reader):
        reader.stdin.write("\n")
        reader.stdin.flush()
        return int(reader.stdout.readline().split()[0])

    try:
        assert {reader.stdout.readline().strip() for reader in readers} == {"ready"}
        with ledger.recording(table([finding("a"), finding("b")]), NOVEMBER) as recorded:
            assert len(recorded.clues) == 2
            assert [ask(reader) for reader in readers] == [1, 1]  # nobody waits, nobody sees the half
        assert [ask(reader) for reader in readers] == [2, 2]
    finally:
        for reader in readers:
            reader.stdin.close()
            reader.wait()
            reader.stdout.close()


def test_nobody_waits_for_a_reader_in_the_middle_of_reading(ledger, where, finding, table):
    ledger.record(table([finding("a")]), OCTOBER)
    url = where.replace("postgresql:", "postgresql+psycopg:") if "://" in where else f"sqlite:///{where}"
    engine = sa.create_engine(url)
    count = sa.text("SELECT count(*) FROM aidlink_clue")
    with engine.connect() as reader:
        if "://" in where:
            reader = reader.execution_options(isolation_level="REPEATABLE READ")  # noqa: PLW2901
        else:
            reader.exec_driver_sql("BEGIN")
        assert reader.execute(count).scalar() == 1
        began = time.monotonic()
        ledger.record(table([finding("a"), finding("b")]), NOVEMBER)
        assert time.monotonic() - began < 10
        assert reader.execute(count).scalar() == 1  # what it began to read, it reads to the end
    engine.dispose()
    assert len(ledger.clues()) == 2


def test_a_reading_sees_one_moment(where, finding, table):
    """Another month is taken in between the statements of one reading."""
    with Ledger(where) as ledger, Ledger(where) as other:
        ledger.record(table([finding("a")]), OCTOBER)
        asked = []

        def between(_connection, _cursor, statement, *_):
            if "aidlink_sighting" in statement and not asked:
                asked.append(statement)
                other.record(table([finding("a"), finding("b")]), NOVEMBER)

        sa.event.listen(sa.Engine, "before_cursor_execute", between)
        try:
            clues = ledger.clues()
        finally:
            sa.event.remove(sa.Engine, "before_cursor_execute", between)
        assert asked
        assert list(clues["months"]) == [(202610,)]
        assert sorted(ledger.clues()["months"]) == [(202610, 202611), (202611,)]


def test_two_writers_take_turns(where, finding, table):
    with Ledger(where) as first:
        first.record(table([]), OCTOBER)
    errors = []

    def write(key):
        try:
            with Ledger(where) as own:
                own.record(table([finding(key), finding("both")]), NOVEMBER)
        except Exception as error:  # noqa: BLE001 - told to the test
            errors.append(error)

    threads = [threading.Thread(target=write, args=(key,)) for key in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with Ledger(where) as ledger:
        assert len(ledger.clues()) == 5
