"""What every engine owes: tables in, tables out, in the statement's order, and no way out."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from aidlink.engines import open_engine
from aidlink.errors import UsageError


@pytest.fixture(params=["duckdb"])
def engine(request):
    with open_engine(request.param, threads=2) as opened:
        yield opened


def test_tables_are_asked_about_by_name(engine):
    engine.table("people", pa.table({"key": pa.array([3, 1, 2, 3], pa.int64())}))
    found = engine.query("SELECT key, COUNT(*) AS n FROM people GROUP BY key ORDER BY key")
    assert found.to_pydict() == {"key": [1, 2, 3], "n": [1, 1, 2]}
    assert isinstance(found, pa.Table)


def test_a_name_shows_the_last_table_given(engine):
    for value in (1, 2):
        engine.table("people", pa.table({"key": [value]}))
        assert engine.query("SELECT key FROM people").to_pydict() == {"key": [value]}


def test_threads_see_each_others_tables_and_do_not_wait(engine):
    """Each sees what another gave before it asked."""
    everybody = Barrier(4)

    def ask(number):
        everybody.wait()
        engine.table(f"own_{number}", pa.table({"key": [number]}))
        everybody.wait()
        other = (number + 1) % 4
        found = engine.query(f"SELECT o.key + n.key AS key FROM own_{number} o, own_{other} n")  # noqa: S608
        everybody.wait()
        engine.table(f"own_{number}", pa.table({"key": [10 * number]}))
        everybody.wait()
        again = engine.query(f"SELECT key FROM own_{other}")  # noqa: S608
        return found["key"].to_pylist() + again["key"].to_pylist()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(4))) == [[1, 10], [3, 20], [5, 30], [3, 0]]


def test_a_thread_does_not_outlive_the_engine():
    opened = open_engine("duckdb")
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(opened.query, "SELECT 1 AS one").result()["one"].to_pylist() == [1]
        opened.close()
        with pytest.raises(duckdb.Error):
            pool.submit(opened.query, "SELECT 1").result()


def test_an_order_is_kept_over_many_rows(engine):
    keys = np.random.default_rng(1).permutation(300_000)
    engine.table("people", pa.table({"key": keys, "record": np.arange(len(keys))}))
    found = engine.query("SELECT record FROM people ORDER BY key")["record"].to_numpy()
    assert (keys[found] == np.arange(len(keys))).all()


def test_negative_and_full_64_bit_keys_are_kept(engine):
    keys = [-(2**63), -1, 2**63 - 1]
    engine.table("people", pa.table({"key": pa.array(keys, pa.int64())}))
    assert engine.query("SELECT key FROM people ORDER BY key")["key"].to_pylist() == keys


def test_engines_do_not_see_each_other(engine):
    engine.table("people", pa.table({"key": [1]}))
    with open_engine("duckdb") as other, pytest.raises(duckdb.Error):
        other.query("SELECT * FROM people")


def test_a_closed_engine_is_closed():
    with open_engine("duckdb") as opened:
        assert opened.query("SELECT 1 AS one")["one"].to_pylist() == [1]
    with pytest.raises(duckdb.Error):
        opened.query("SELECT 1")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('{file}')",
        "SELECT * FROM '{file}'",
        "COPY (SELECT 1) TO '{file}.out'",
        "ATTACH '{file}.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET threads = 1",
    ],
)
def test_duckdb_reaches_no_file_and_no_network(engine, tmp_path, statement):
    file = tmp_path / "people.csv"
    file.write_text("key\n1\n", "utf-8")
    with pytest.raises(duckdb.Error):
        engine.query(statement.format(file=file))
    assert [path.name for path in tmp_path.iterdir()] == ["people.csv"]


def test_the_number_of_threads_is_passed_on():
    with open_engine("duckdb", threads=1) as opened:
        assert opened.query("SELECT current_setting('threads') AS n")["n"].to_pylist() == [1]
    with open_engine() as opened:
        assert opened.query("SELECT current_setting('threads') AS n")["n"][0].as_py() >= 1


def test_an_unknown_engine_is_named_with_those_there_are():
    with pytest.raises(UsageError, match=r"no engine 'postgres'; there are: duckdb"):
        open_engine("postgres")
