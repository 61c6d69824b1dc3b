"""Steps that took longer than they may."""

from collections.abc import Iterator
from datetime import date

import pandas as pd
import pyarrow as pa

from aidlink.findings.wording import day_text
from aidlink.quality.problems import frame_of, in_force, problems
from aidlink.quality_policy import quality_policy
from aidlink.records import Kind


def review_overdue(records: pa.Table, as_of: date) -> pa.Table:
    """The roster rows in force whose last visit or review lies further back than the policy allows."""
    policy = quality_policy()
    rows = in_force(frame_of(records, ("visit_date_day", "status")))
    today = as_of.year * 12 + as_of.month - 1
    visited = rows["visit_date_day"]
    months = today - (visited // 10000 * 12 + visited // 100 % 100 - 1) - (visited % 100 > as_of.day)
    late = (visited > 0) & (months >= policy.review_months) & ~rows["programme"].isin(policy.passing)
    late &= ~((months == policy.review_months) & (visited % 100 == as_of.day))
    texts = [
        f"上次走访、复核是{day_text(int(day))}，已过{n}个月（应{policy.review_months}个月内一次）"
        for day, n in zip(visited[late], months[late], strict=True)
    ]
    return problems("REVIEW_OVERDUE", Kind.BENEFICIARY, rows[late], texts)


def registered_late(records: pa.Table, kind: Kind) -> Iterator[pa.Table]:
    """Deaths reported, and households' entries cancelled, later than the law allows."""
    policy = quality_policy()
    rows = frame_of(records, ("death_date_day", "report_date_day", "cancel_date_day"))
    died = _days(rows["death_date_day"])
    for check, field, said, most in (
        ("REPORT_LATE", "report_date_day", "上报", policy.report_days),
        ("CANCEL_LATE", "cancel_date_day", "注销户口", policy.cancel_days),
    ):
        days = (_days(rows[field]) - died).dt.days
        late = days > most
        texts = [
            f"{day_text(int(death))}死亡，{day_text(int(day))}{said}，过了{n:.0f}天（应{most}天内）"
            for death, day, n in zip(rows["death_date_day"][late], rows[field][late], days[late], strict=True)
        ]
        yield problems(check, kind, rows[late], texts)


def _days(ymd: pd.Series) -> pd.Series:
    return pd.to_datetime(
        ymd.where(ymd > 0).astype("Int64").astype("string"), format="%Y%m%d", errors="coerce"
    )
