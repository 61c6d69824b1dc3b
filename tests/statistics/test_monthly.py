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
from aidlink.synthesis import make_town

ROSTER = {"name": "姓名", "resident_id": "身份证号码", "village": "村委会", "programme": "救助类型", "household_id": "户编号",  # noqa: E501 - a table to read by eye
          "amount": "保障金额", "approval_date": "审批日期", "status": "状态"}  # fmt: skip
PAID = {"name": "姓名", "resident_id": "身份证号", "programme": "救助类型", "amount": "发放金额", "pay_month": "发放月份",  # noqa: E501 - a table to read by eye
        "feedback": "反馈状态"}  # fmt: skip
FIGURES = ["people", "households", "approved_cents", "payments", "paid_cents"]


@pytest.fixture(scope="module")
def year():
    """Twelve months of a town without errors: rosters and payments as frames under office headers."""
    town = make_town(people=600, months=12, seed=3, start="2026-01", noise=0.0)
    months = {}
    for label in town.months:
        listed, paid = (town.register(kind, label) for kind in ("beneficiary", "payment"))
        # Planted cases (two payments for one person, another's number ...) are other tests' matter.
        listed = listed[listed["person_id"] > 0].drop_duplicates(["person_id", "programme"])
        paid = paid[paid["pay_month"].astype(str) == label]
        months[int(label.replace("-", ""))] = (listed, paid)
    return months


def plain_statistics(month, listed, paid):
    """The same figures, as one would count them by hand."""
    listed = listed.assign(
        home=np.where(listed["programme"] == "低保", listed["household_id"], listed["person_id"].astype(str))
    )
    listed["amount"] = listed["amount"].astype("int64")
    listed["village"] = listed["village"].str.replace(r"(村委会|社区居委会|村)$", "", regex=True)
    first = listed.drop_duplicates(["programme", "home"])  # a household's amount stands in each of its rows
    by = ["village", "programme"]
    table = pd.DataFrame(
        {
            "people": listed.groupby(by)["person_id"].nunique(),
            "households": listed.groupby(by)["household_id"].nunique(),
            "approved_cents": first.groupby(by)["amount"].sum() * 100,
        }
    )
    home = listed.drop_duplicates(["person_id", "programme"]).set_index(["person_id", "programme"])["village"]
    paid = paid.assign(
        village=home.reindex(pd.MultiIndex.from_frame(paid[["person_id", "programme"]])).to_numpy()
    )
    paid = paid[paid["village"].notna()].astype({"amount": "int64"})
    money = paid.groupby(by)["amount"].agg(payments="size", paid_cents=lambda yuan: yuan.sum() * 100)
    return table.join(money, how="outer").astype("float").fillna(0).astype("int64").assign(month=month)


def clean(listed, paid):
    """Rows that a clerk could count without thinking: known villages, people on the roster, one payment each."""  # noqa: E501 - a table to read by eye
    listed = listed[listed["village"].notna() & listed["resident_id"].astype(str).str.len().eq(18)]
    listed = listed[listed["amount"].notna()].drop_duplicates(["resident_id", "programme"])
    sole = listed.groupby(["household_id", "programme"])["village"].transform("nunique") == 1
    listed = listed[sole]
    paid = paid.merge(
        listed[["person_id", "programme", "resident_id"]], on=["person_id", "programme", "resident_id"]
    )
    paid = paid[paid["feedback"].astype(str).str.contains("成功") & (paid["amount"].astype(float) > 0)]
    return listed, paid.drop_duplicates(["person_id", "programme"])


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


def test_twelve_months_equal_a_plain_computation(year):
    as_of = dt.date(2026, 12, 31)
    clues = clues_of(year)
    tables, plain = [], []
    for month, (listed, paid) in year.items():
        listed, paid = clean(listed, paid)  # noqa: PLW2901 - what is counted from here on
        books = open_books(
            standard_table(listed[list(ROSTER)].rename(columns=ROSTER)),
            standard_table(paid[list(PAID)].rename(columns=PAID)),
            month,
        )
        tables.append(month_statistics(books, clues, as_of))
        plain.append(plain_statistics(month, listed, paid))
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
