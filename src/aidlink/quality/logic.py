"""Rows that contradict themselves, each other, or the rules of their programme."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa

from aidlink.findings.frame import Place, place_text
from aidlink.findings.wording import day_text, month_text, yuan_text
from aidlink.quality.problems import frame_of, in_force, problems
from aidlink.quality_policy import quality_policy
from aidlink.records import Kind

_ROSTER = (
    "status", "approval_date_day", "birth_ymd", "birth_source", "household_id", "relation", "people_number",
    "resident_id_key", "name_chars",
)  # fmt: skip
_PAID = ("resident_id_key", "pay_month_month", "pay_date_day", "amount_cents")
_DEATH = ("birth_ymd", "birth_source", "death_date_day", "cremation_date_day", "cancel_date_day")
_EXACT = (1, 2)  # aidlink.births.BirthSource: a birth date's own column, a valid number


def roster_logic(records: pa.Table, as_of: date) -> Iterator[pa.Table]:
    """Find what is wrong in one roster by itself, of schema `PROBLEMS`, a table a check."""
    rows = in_force(frame_of(records, _ROSTER))
    kind, today = Kind.BENEFICIARY, as_of.year * 10000 + as_of.month * 100 + as_of.day
    approved, born = rows["approval_date_day"], rows["birth_ymd"].where(rows["birth_source"].isin(_EXACT), 0)
    # A child born later joins its household's approval.
    member = rows["programme"].isin(quality_policy().by_household) & ~_heads(rows)
    yield problems(
        "BORN_AFTER_APPROVAL", kind, rows[(approved > 0) & (born > approved) & ~member], _born_after
    )
    yield problems(
        "APPROVED_LATER", kind, rows[approved > today],
        lambda row: f"批准日期{day_text(row['approval_date_day'])}，晚于资料截止日{day_text(today)}",
    )  # fmt: skip
    yield from _ages(rows.assign(born=born), today)
    yield from _households(rows, kind)


def _born_after(row: Mapping[str, Any]) -> str:
    return (
        f"批准日期{day_text(row['approval_date_day'])}，那时还没有出生（出生{row['birth_ymd'] // 10000}年）"
    )


def _ages(rows: pd.DataFrame, today: int) -> Iterator[pa.Table]:
    """Find programme and age that exclude each other; only where the day of birth is known."""
    policy = quality_policy()
    age = (today - rows["born"]) // 10000
    for check, limits, said in (
        ("TOO_YOUNG", policy.least_age, "未满"),
        ("TOO_OLD", policy.below_age, "已满"),
    ):
        for programme, limit in limits.items():
            wrong = age < int(limit) if check == "TOO_YOUNG" else age >= int(limit)
            hit = (rows["born"] > 0) & (rows["programme"] == programme) & wrong
            texts = [f"{programme}：{said}{limit}周岁，现{years}周岁" for years in age[hit]]
            yield problems(check, Kind.BENEFICIARY, rows[hit], texts)


def _households(rows: pd.DataFrame, kind: Kind) -> Iterator[pa.Table]:
    """Find households with two heads, and those of another size than their rows say."""
    policy = quality_policy()
    rows = rows[rows["household_id"].astype("string").str.strip().fillna("") != ""]
    home = ["source", "household_id", "programme"]
    rows = rows.assign(programme=rows["programme"].fillna(""))
    heads = rows[_heads(rows)].drop_duplicates([*home, "resident_id_key", "name_chars"])
    count = heads.groupby(home)["row"].transform("size")
    yield problems("TWO_HEADS", kind, heads[count > 1], [f"这一户登记了{n}个户主" for n in count[count > 1]])
    if kind is not Kind.BENEFICIARY:
        return
    shared = rows[rows["programme"].isin(policy.by_household)]
    listed = shared.groupby(home)["row"].transform("size")
    told = shared.groupby(home)["people_number"].transform("max")
    first = ~shared.duplicated(home) & (told > 0) & (told != listed)
    texts = [f"登记{n}人，名单上有{m}人" for n, m in zip(told[first], listed[first], strict=True)]
    yield problems("HOUSEHOLD_SIZE", kind, shared[first], texts)


def _heads(rows: pd.DataFrame) -> pd.Series:
    """Which rows are their household's head."""
    said = rows["relation"].astype("string").str.strip().str.match(quality_policy().head.pattern)
    return said.fillna(value=False).astype(bool)


def household_logic(records: pa.Table) -> Iterator[pa.Table]:
    """Find households of the household register with two heads."""
    rows = frame_of(
        records, ("household_id", "relation", "resident_id_key", "name_chars", "registration_status")
    )
    gone = rows["registration_status"].astype("string").str.contains("注销|迁出|死亡").fillna(value=False)
    yield from _households(rows[~gone.to_numpy(dtype=bool)].assign(people_number=0), Kind.HOUSEHOLD)


def death_logic(records: pa.Table, kind: Kind) -> Iterator[pa.Table]:
    """Find impossible orders of dates in a register of deaths or cremations."""
    rows = frame_of(records, _DEATH)
    died, born = rows["death_date_day"], rows["birth_ymd"].where(rows["birth_source"].isin(_EXACT), 0)
    for check, later, earlier, said in (
        ("DEAD_BEFORE_BIRTH", born, died, "出生日期晚于死亡日期{0}"),
        ("CREMATED_BEFORE_DEATH", died, rows["cremation_date_day"], "火化{0}，早于死亡{1}"),
        ("CANCELLED_BEFORE_DEATH", died, rows["cancel_date_day"], "户籍注销{0}，早于死亡{1}"),
    ):
        wrong = (earlier > 0) & (later > earlier)
        texts = [
            said.format(day_text(int(a)), day_text(int(b)))
            for a, b in zip(earlier[wrong], later[wrong], strict=True)
        ]
        yield problems(check, kind, rows[wrong], texts)


def paid_before_approval(rosters: list[pa.Table], payments: list[pa.Table]) -> Iterator[pa.Table]:
    """Find roster rows with a payment (same number and programme) for a month before the approval allows."""
    if not rosters or not payments:
        return
    listed = pd.concat([in_force(frame_of(table, _ROSTER)) for table in rosters])
    paid = pd.concat([frame_of(table, _PAID) for table in payments])
    paid["month"] = paid["pay_month_month"].where(paid["pay_month_month"] > 0, paid["pay_date_day"] // 100)
    listed = listed[(listed["approval_date_day"] > 0) & (listed["resident_id_key"] != 0)]
    # Of several approvals the first opens the payments.
    listed = listed.sort_values("approval_date_day").drop_duplicates(["resident_id_key", "programme"])
    listed["first"] = _months_on(
        listed["approval_date_day"] // 100, quality_policy().pay_months_after_approval
    )
    paid = paid[(paid["month"] > 0) & (paid["amount_cents"].fillna(0) > 0)]
    both = listed.merge(paid, on=["resident_id_key", "programme"], suffixes=("", "_paid"))
    yield problems(
        "PAID_BEFORE_APPROVAL", Kind.BENEFICIARY, both[both["month"] < both["first"]], _paid_before
    )


def _paid_before(row: Mapping[str, Any]) -> str:
    place = place_text(Place(row["source_paid"], row["sheet_paid"], row["row_paid"]))
    paid = f"{month_text(row['month'])}已发放{yuan_text(int(row['amount_cents']))}"
    return f"{day_text(row['approval_date_day'])}才批准，{paid}（{place}）"


def _months_on(month: pd.Series, months: int) -> pd.Series:
    """The month (yyyymm) so many months later."""
    number = month // 100 * 12 + month % 100 - 1 + months
    return number // 12 * 100 + number % 12 + 1
