import csv
import datetime as dt
import sqlite3

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from aidlink import Ledger, read_labels, review
from aidlink.labels.keys import PairKey
from aidlink.ledger import tables

DAY = dt.date(2026, 10, 31)
HEADERS = ["核对码", "左工作表", "左行号", "右工作表", "右行号", "结论", "标注人", "标注时间"]


def row(number, answer="同一人", who="李四", when="2026-11-23 09:05"):
    key = PairKey("5B0C2F6E1D90", "低保", number, "死亡人口", number + 10)
    return [key.text, "低保", number, "死亡人口", number + 10, answer, who, when]


@pytest.fixture
def labels(tmp_path):
    def write(name, *rows):
        path = tmp_path / name
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([HEADERS, *rows])
        return path

    return write


@pytest.fixture
def ledger(where, table, finding):
    with Ledger(where) as opened:
        opened.record(table([finding(1), finding(2)]), DAY)
        yield opened


def test_labels_are_kept_and_settle_nothing(ledger, labels, where, dump):
    before = ledger.clues()
    path = labels("标注.csv", row(2), row(3, "不是同一人"))
    result = review(path, where)
    assert (result.labelled, result.applied, result.problems) == (2, 0, ())
    assert result.taken == ("标注.csv",)
    held = ledger.labels()
    assert held.drop(columns="file").equals(read_labels(path).to_pandas())
    assert set(held["file"]) == {"标注.csv"}
    assert ledger.clues().equals(before)
    assert ledger.answers().empty
    assert ledger.history().empty or "answer" not in set(ledger.history()["what"])
    once = dump(where)
    assert review(path, where).labelled == 0
    assert dump(where) == once


def test_a_second_opinion_is_kept_beside_the_first(ledger, labels, where):
    review([labels("a.csv", row(2)), labels("b.csv", row(2, "不是同一人", "王五"))], where)
    assert ledger.labels()["answer"].tolist() == ["同一人", "不是同一人"]


def test_a_faulty_file_is_refused_whole_and_the_others_are_taken(ledger, labels, where):
    edited = row(5)
    edited[2] = 6
    result = review([labels("坏.csv", row(2), edited), labels("好.csv", row(3))], where)
    assert (result.refused, result.taken, result.labelled) == (("坏.csv",), ("好.csv",), 1)
    (problem,) = map(str, result.problems)
    assert problem.startswith("坏.csv 第 3 行：核对码、工作表或行号被改动过，认不出是哪一对。请")
    assert ledger.labels()["left_row"].tolist() == [3]


def test_labels_and_sheets_come_back_in_one_folder(ledger, labels, where, issue, fill, tmp_path, true_answer):
    folder = tmp_path / "交回"
    sheets = issue(folder, ledger)
    first = ledger.clues()["finding_id"].iloc[0]
    fill(next(iter(sheets.values())), {first: true_answer})
    labels("交回/标注.csv", row(2))
    (folder / "通讯录.csv").write_text("姓名,电话\n", "utf-8")  # no concern of ours
    result = review(folder, where)
    assert (result.applied, result.labelled, result.problems) == (1, 1, ())


def test_labels_make_no_ledger(labels, tmp_path):
    result = review(labels("标注.csv", row(2)), tmp_path / "新.db")
    assert "台账还没有记过任何月份" in str(result.problems[0])
    assert not (tmp_path / "新.db").exists()
    assert Ledger(tmp_path / "新.db").labels().empty


def test_a_ledger_older_than_labels_takes_them(tmp_path, labels, table, finding):
    where = str(tmp_path / "旧.db")
    with Ledger(where) as ledger:
        ledger.record(table([finding(1)]), DAY)
    with sqlite3.connect(where) as old:
        old.execute("DROP TABLE aidlink_label")
    old.close()
    assert Ledger(where).labels().empty
    assert review(labels("标注.csv", row(2)), where).labelled == 1


def test_the_database_refuses_to_change_a_label(ledger, labels, where):
    review(labels("标注.csv", row(2)), ledger)
    engine = sa.create_engine(
        where.replace("postgresql:", "postgresql+psycopg:") if "://" in where else f"sqlite:///{where}"
    )
    for change in (sa.update(tables.labels).values(answer="不是同一人"), sa.delete(tables.labels)):
        with pytest.raises(DatabaseError, match="only added"), engine.begin() as connection:
            connection.execute(change)
    engine.dispose()
