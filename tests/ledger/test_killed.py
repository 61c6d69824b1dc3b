"""Killed at every write: the ledger is whole, and what was begun can be done again."""

import datetime as dt
import json
import subprocess
import sys

import pyarrow.parquet as pq
import pytest

from aidlink import monthly, publish
from aidlink.ledger import Ledger
from aidlink.monthly import run_month
from aidlink.review import review

OCTOBER, NOVEMBER = dt.date(2026, 10, 31), dt.date(2026, 11, 30)

# A process that is not cleaned up after leaves its connection to the collector.
pytestmark = pytest.mark.filterwarnings("ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning")

# For each number that it reads, a process that ends itself, as a power cut would, at that statement, commit
# or move of a file.
WRITER = """
import datetime as dt, json, os, sys
from contextlib import ExitStack
from pathlib import Path
import pyarrow.parquet as pq
import sqlalchemy as sa
from aidlink.ledger import Ledger
from aidlink.publish import MANIFEST_FILE, OUTPUTS, publishing, sha256

where, found, out = sys.argv[1], pq.read_table(sys.argv[2]), Path(sys.argv[3])
left = [0]

def count(*_):
    left[0] -= 1
    if left[0] == 0:
        os._exit(9)

for name in ("before_cursor_execute", "commit"):
    sa.event.listen(sa.Engine, name, count)
for name in ("replace", "rename"):
    def moved(self, target, move=getattr(Path, name)):
        count()
        return move(self, target)
    setattr(Path, name, moved)

def write():
    with ExitStack() as stack:
        ledger = Ledger(where)
        recorded = stack.enter_context(ledger.recording(found, dt.date(2026, 11, 30)))
        with publishing(out, stack.close) as staging:
            names = OUTPUTS[:-1]
            for name in names:
                (staging / name).write_text(f"{name} {len(recorded.clues)}", "utf-8")
            written = {"outputs": {name: sha256(staging / name) for name in names}}
            (staging / MANIFEST_FILE).write_text(json.dumps(written), "utf-8")

for line in sys.stdin:
    left[0] = int(line)
    child = os.fork()
    if child == 0:
        write()
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def test_a_process_killed_at_any_write(where, tmp_path, finding, table, dump):
    with Ledger(where) as ledger:
        ledger.record(table([finding("a"), finding("c")]), OCTOBER)
    pq.write_table(table([finding("a", lines=["新登记"]), finding("b")]), tmp_path / "found.parquet")
    out = tmp_path / "out"
    with publish.publishing(out) as staging:
        (staging / "findings.parquet").write_text("earlier", "utf-8")
        digests = {"findings.parquet": publish.sha256(staging / "findings.parquet")}
        (staging / "manifest.json").write_text(json.dumps({"outputs": digests}), "utf-8")
    before = dump(where)
    command = [sys.executable, "-c", WRITER, where, tmp_path / "found.parquet", out]
    with subprocess.Popen(  # noqa: S603 - our own code
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:

        def write(number):
            writer.stdin.write(f"{number}\n")
            writer.stdin.flush()
            return int(writer.stdout.readline())

        number = 1
        while write(number) == 9:
            assert dump(where) == before
            publish.check_replaceable(out)  # never taken for somebody's handwriting
            number += 1
        writer.stdin.close()
    assert number > 10
    after = dump(where)
    assert len(after["aidlink_clue"]) == 3
    assert {path.name for path in out.iterdir()} == set(publish.OUTPUTS)
    assert json.loads((out / "manifest.json").read_text("utf-8"))["outputs"] == {
        name: publish.sha256(out / name) for name in publish.OUTPUTS[:-1]
    }


def test_every_statement_of_a_month(new_place, finding, table, dump, killed_at):
    number, done = 0, False
    found = table([finding("a", lines=["新登记"]), finding("b")])
    where = new_place()
    with Ledger(where) as ledger:
        ledger.record(table([finding("a"), finding("c")]), OCTOBER)
        before = dump(where)
        while not done:
            number += 1
            with killed_at(number) as end:
                ledger.record(found, NOVEMBER)
            done = not end.killed
            assert done or dump(where) == before
        assert number > 10
        assert len(ledger.clues()) == 3
        assert ledger.months() == [202610, 202611]


def test_every_statement_of_the_first_month(new_place, finding, table, dump, killed_at):
    number, done = 0, False
    where = new_place()
    while not done:
        number += 1
        with killed_at(number) as end, Ledger(where) as ledger:
            ledger.record(table([finding("a")]), OCTOBER)
        done = not end.killed
        assert done or dump(where) == {}
    with Ledger(where) as ledger:
        assert len(ledger.clues()) == 1


def test_every_statement_of_a_review(
    where, tmp_path, finding, table, dump, killed_at, issue, fill, true_answer, false_answer
):
    with Ledger(where) as ledger:
        ledger.record(table([finding("a"), finding("b")]), OCTOBER)
        sheet = issue(tmp_path / "sheets", ledger)["石角"]
        first, second = ledger.clues()["finding_id"]
        fill(sheet, {first: true_answer, second: false_answer})
        before, number, done = dump(where), 0, False
        while not done:
            number += 1
            with killed_at(number) as end:
                assert review(sheet, ledger).applied == 2
            done = not end.killed
            assert done or dump(where) == before
        assert len(ledger.answers()) == 2


def contents(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_output_and_ledger_change_together(month, tmp_path, dump, monkeypatch):
    place, out = str(tmp_path / "l.db"), tmp_path / "out"
    run_month(month, out, ledger=place)
    ledger_before, out_before = dump(place), contents(out)
    (month / "死亡人口.csv").unlink()
    later = month.rename(tmp_path / "2026-11")

    def broken(*_args, **_options):
        raise OSError(28, "no space left")

    for name in ("write_villages", "manifest"):
        with monkeypatch.context() as patched:
            patched.setattr(monthly, name, broken)
            with pytest.raises(Exception, match="写不进去"):
                run_month(later, out, ledger=place)
        assert (dump(place), contents(out)) == (ledger_before, out_before)


def test_a_ledger_that_refuses_to_commit_leaves_the_output_as_it_was(month, tmp_path, dump, killed_at):
    place, out = str(tmp_path / "l.db"), tmp_path / "out"
    with killed_at(10**6) as end:
        run_month(month, out, ledger=place)
    steps = 10**6 - end.left  # the commit is the last of them
    again = tmp_path / "again"
    for folder, existing in ((again, {}), (out, contents(out))):
        target = tmp_path / f"{folder.name}.db"
        with killed_at(steps) as end:
            run_month(month, folder, ledger=str(target))
        assert end.killed
        assert dump(str(target)) == {}
        assert (contents(folder) if folder.exists() else {}) == existing
        run_month(month, folder, ledger=str(target))
        assert len(dump(str(target))["aidlink_clue"]) == 3
