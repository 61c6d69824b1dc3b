"""A year of a town without errors, and its figures as one would count them by hand."""

import numpy as np
import pandas as pd
import pytest

from aidlink.synthesis import make_town

ROSTER = {"name": "姓名", "resident_id": "身份证号码", "village": "村委会", "programme": "救助类型", "household_id": "户编号",  # noqa: E501 - a table to read by eye
          "amount": "保障金额", "approval_date": "审批日期", "status": "状态"}  # fmt: skip
PAID = {"name": "姓名", "resident_id": "身份证号", "programme": "救助类型", "amount": "发放金额", "pay_month": "发放月份",  # noqa: E501 - a table to read by eye
        "feedback": "反馈状态"}  # fmt: skip


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="session")
def counted(year):
    """Gives a month's rows that can be counted without thinking, under office headers, and their figures."""

    def of(month):
        listed, paid = clean(*year[month])
        return (
            listed[list(ROSTER)].rename(columns=ROSTER),
            paid[list(PAID)].rename(columns=PAID),
            plain_statistics(month, listed, paid),
        )

    return of
