"""Twelve synthetic months against a plain pandas computation, and clues written by hand."""

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from aidlink.books import open_books
from aidlink.errors import UsageError
from aidlink.inputs import standard_table
from aidlink.statistics import RECTIFICATION, STATISTICS, month_statistics, rectification, spread

FIGURES = ["people", "households", "approved_cents", "payments", "paid_cents"]


def clues_of(months):
    rng = np.random.default_rng(1)
    answers = [None, "属实", "不属实", "无法核实"]
    rows = [
        {
            "clue_id": f"D-{month}-{at}", "kind": "suspected_death", "village": ["东坡", "下寮"][at % 2],
            "programme": ["低保", "特困"][at % 3 % 2], "month": month,
            "due": dt.date(month // 100 + (month % 100 == 12), month % 100 % 12 + 1, 10), "status": "new",
            "answer": answers[rng.integers(4)], "answered_on": None,
        }
        for month in months
        for at in range(6)
    ]  # fmt: skip
    for row in rows:
        if row["answer"]:
            row["answered_on"] = row["due"] + dt.timedelta(days=int(rng.integers(-8, 9)))
    return pd.DataFrame(rows)


def test_twelve_months_equal_a_plain_computation(year, counted):
    as_of = dt.date(2026, 12, 31)
    clues = clues_of(year)
    tables, plain = [], []
    for month in year:
        listed, paid, figures = counted(month)
        books = open_books(standard_table(listed), standard_table(paid), month)
        tables.append(month_statistics(books, clues, as_of))
        plain.append(figures)
    table = pa.concat_tables(tables)
    assert table.schema == STATISTICS
    got = table.to_pandas().set_index(["month", "village", "programme"])
    expected = pd.concat(plain).reset_index().set_index(["month", "village", "programme"])
    assert len(expected) > 12 * 5
    counted = got[(got[FIGURES] != 0).any(axis=1)][FIGURES].sort_index()
    pd.testing.assert_frame_equal(
        counted, expected[FIGURES].sort_index(), check_dtype=False, check_index_type=False
    )

    answered = clues[clues["answer"].notna() & ~(pd.to_datetime(clues["answered_on"]) > pd.Timestamp(as_of))]
    key = ["month", "village", "programme"]
    for name, rows in {
        "clues_issued": clues,
        "clues_verified": answered,
        "clues_confirmed": answered[answered["answer"] == "属实"],
        "clues_overdue": clues[~clues.index.isin(answered.index) & (clues["due"] < as_of)],
    }.items():
        expected_counts = rows.groupby(key).size()
        assert got[name][got[name] > 0].sort_index().to_dict() == expected_counts.to_dict(), name

    wide = spread(table, "people")
    assert list(wide.columns) == list(year)
    assert wide.to_numpy(dtype=float, na_value=0).sum() == got["people"].sum()


def clue(name, answer=None, on=None, status="persisting", due=(2026, 10, 10)):
    return {
        "clue_id": name, "kind": "suspected_death", "village": "石角", "programme": None, "month": 202609,
        "due": dt.date(*due), "status": status, "answer": answer, "answered_on": on and dt.date(*on),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "state", "stage", "late"),
    [
        (clue("a"), "overdue", "逾期未核实", 21),
        (clue("b", due=(2026, 11, 10)), "open", "待核实", 0),
        (clue("c", "不属实", (2026, 10, 8)), "closed", "已销号：不属实", 0),
        (clue("d", "不属实", (2026, 10, 12)), "closed", "已销号：不属实（逾期核实）", 2),
        (clue("e", "属实", (2026, 10, 8)), "open", "整改中：属实，尚未整改到位", 0),
        (clue("f", "属实", (2026, 10, 8), status="cleared"), "closed", "已销号：属实，已整改", 0),
        (clue("g", status="cleared"), "closed", "已销号：资料中不再出现", 0),
        (clue("h", "无法核实", (2026, 10, 8)), "open", "未了结：无法核实，须再查", 0),
        (clue("i", "属实", (2026, 11, 2)), "overdue", "逾期未核实", 21),  # answered after the day asked about
    ],
)
def test_what_became_of_a_clue(row, state, stage, late):
    table = rectification(pd.DataFrame([row]), dt.date(2026, 10, 31))
    assert table.schema == RECTIFICATION
    (told,) = table.to_pylist()
    assert (told["state"], told["stage"], told["days_late"]) == (state, stage, late)
    assert told["kind"] == "疑似死亡"


def test_overdue_clues_stand_first():
    rows = [clue("a", "不属实", (2026, 10, 8)), clue("b", due=(2026, 11, 10)), clue("c")]
    states = rectification(pd.DataFrame(rows), dt.date(2026, 10, 31))["state"].to_pylist()
    assert states == ["overdue", "open", "closed"]


def test_a_missing_column_is_the_callers_mistake():
    with pytest.raises(UsageError, match="answered_on"):
        rectification(pd.DataFrame([clue("a")]).drop(columns="answered_on"), dt.date(2026, 10, 31))
