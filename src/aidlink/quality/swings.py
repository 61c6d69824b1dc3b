"""Villages and programmes in which more changed from one month to the next than chance explains.

A unit is what assistance is given to: a household where it is approved by household, else a person. Counted
are the units that joined the roster, that left it, and whose amount changed. Each village is held against
the other villages of the same programme in the same month, and each programme against its own earlier
months; the tests are exact and need no rate (see `chance.tail`). All tests of a month together are held to
the policy's false discovery rate, so that a month in which nothing is wrong raises any alarm at all with at
most that probability. What one decision changes for many at once (a new standard) is shown too: it is no
chance, and is easily explained.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow as pa

from aidlink.books import Books
from aidlink.findings.wording import month_text, yuan_text
from aidlink.quality.chance import adjusted, tail
from aidlink.quality_policy import quality_policy

ALL_VILLAGES, ALL_PROGRAMMES = "全镇", "全部"
SWINGS = pa.schema(
    [
        pa.field("month", pa.int32(), nullable=False),  # the later of the two months, yyyymm
        pa.field("village", pa.string(), nullable=False),
        pa.field("programme", pa.string(), nullable=False),
        pa.field("change", pa.string(), nullable=False),  # joined, left, amount
        pa.field("count", pa.int64(), nullable=False),
        pa.field("expected", pa.float64(), nullable=False),
        pa.field("units", pa.int64(), nullable=False),  # that could have changed
        pa.field("p_value", pa.float64(), nullable=False),
        pa.field("q_value", pa.float64(), nullable=False),
        pa.field("cents_before", pa.int64(), nullable=False),
        pa.field("cents_after", pa.int64(), nullable=False),
        pa.field("evidence", pa.string(), nullable=False),
    ]
)
CHANGES = {"joined": "新增", "left": "退出", "amount": "金额变动"}
_KEY = ["village", "programme"]
_MONEY = ["cents_before", "cents_after"]


@dataclass(frozen=True, slots=True)
class _Test:
    """One hypothesis: so many changes in a group, of which chance expects `expected`."""

    village: str
    programme: str
    change: str
    count: int
    expected: float
    units: int
    p_value: float


def swings(books: Sequence[Books]) -> pa.Table:
    """The swings of each month against the one before, the least likely first, of schema `SWINGS`.

    Args:
        books: two months or more, in their order.
    """
    steps = [(later.month, _counts(_units(earlier), _units(later))) for earlier, later in pairwise(books)]
    rows: list[dict[str, object]] = []
    for at, (month, counts) in enumerate(steps):
        rows += month_swings(month, counts, [earlier for _, earlier in steps[:at]])
    return pa.Table.from_pylist(rows, schema=SWINGS)


def _units(books: Books) -> pd.DataFrame:
    rows = books.listed[~books.listed["programme"].isin(quality_policy().passing)]
    group = rows.groupby(["unit", "programme"])
    return group["cents"].sum(min_count=1).to_frame().join(group["village"].first())


def _counts(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """By village and programme: units that joined, left and changed, and how many could have."""
    both = before.join(after, how="outer", lsuffix="_b", rsuffix="_a").reset_index()
    was, stays = both["village_b"].notna(), both["village_b"].notna() & both["village_a"].notna()
    counts = pd.DataFrame(
        {
            "village": both["village_a"].fillna(both["village_b"]),
            "programme": both["programme"],
            "joined": ~was,
            "left": was & ~stays,
            "amount": stays & (both["cents_b"] != both["cents_a"]).fillna(value=False),
            "joined_units": was,  # a village draws new units as it has old ones
            "left_units": was,
            "amount_units": stays,
            "cents_before": both["cents_b"].fillna(0),
            "cents_after": both["cents_a"].fillna(0),
        }
    )
    return counts.groupby(_KEY).sum().astype("int64")


def month_swings(
    month: int, counts: pd.DataFrame, earlier: Sequence[pd.DataFrame]
) -> list[dict[str, object]]:
    """The swings of one month, as rows of `SWINGS`.

    Args:
        month: yyyymm.
        counts: by village and programme the columns joined, left, amount, the same with _units, cents_before
            and cents_after.
        earlier: the same of the months before.
    """
    policy = quality_policy()
    tests = [*_villages(counts), *_programmes(counts, earlier)]
    if not tests:
        return []
    q_values = adjusted(np.array([test.p_value for test in tests]))
    found = [
        (test, q)
        for test, q in zip(tests, q_values.tolist(), strict=True)
        if q <= policy.false_discovery and test.count >= policy.least_changes
    ]
    found.sort(key=lambda pair: (pair[0].p_value, pair[0].village, pair[0].programme, pair[0].change))
    return [_row(month, counts, test, q) for test, q in found]


def _villages(counts: pd.DataFrame) -> list[_Test]:
    """Each village against the others: programme by programme, and all programmes together."""
    tests: list[_Test] = []
    for change in CHANGES:
        own, units = (
            counts.pivot_table(index="village", columns="programme", values=name, aggfunc="sum")
            for name in (change, f"{change}_units")
        )
        totals, everything = own.sum().to_numpy(), units.sum().to_numpy()
        # Where a village has the programme, others have it too, and something changed at all.
        told = own.notna().to_numpy() & (totals > 0) & (everything > units.fillna(0).to_numpy())
        figures = [np.nan_to_num(frame.to_numpy()).astype(np.int64) for frame in (own, units)]
        for village, at in zip(own.index, range(len(own)), strict=True):
            parts = [
                (
                    str(own.columns[int(p)]),
                    int(figures[0][at, p]),
                    int(figures[1][at, p]),
                    int(totals[p]),
                    int(everything[p]),
                )
                for p in np.flatnonzero(told[at])
            ]
            tests += [_against(str(village), part[0], change, [part]) for part in parts]
            if len(parts) > 1:
                tests.append(_against(str(village), ALL_PROGRAMMES, change, parts))
    return tests


def _against(
    village: str, programme: str, change: str, parts: Sequence[tuple[str, int, int, int, int]]
) -> _Test:
    """Test a group's count against its share of all units, part by part.

    Args:
        village: the group's.
        programme: the group's.
        change: what is counted.
        parts: (programme, count, units, count in all, units in all).
    """
    count, units = sum(part[1] for part in parts), sum(part[2] for part in parts)
    shares = [(total, max(own, 0.5) / max(everything, 1)) for _, _, own, total, everything in parts]
    expected = sum(total * share for total, share in shares)
    return _Test(village, programme, change, count, expected, units, tail(count, shares))


def _programmes(counts: pd.DataFrame, earlier: Sequence[pd.DataFrame]) -> list[_Test]:
    """Each programme of the whole town against its own earlier months."""
    if len(earlier) < quality_policy().least_history:
        return []
    now = counts.groupby("programme").sum()
    before = pd.concat(earlier).groupby("programme").sum()
    tests: list[_Test] = []
    for programme in now.index.intersection(before.index):
        for change in CHANGES:
            own, past = (
                (int(frame[change][programme]), int(frame[f"{change}_units"][programme]))
                for frame in (now, before)
            )
            part = (str(programme), *own, own[0] + past[0], own[1] + past[1])
            if part[3] and past[1]:
                tests.append(_against(ALL_VILLAGES, str(programme), change, [part]))
    return tests


def _row(month: int, counts: pd.DataFrame, test: _Test, q_value: float) -> dict[str, object]:
    group = counts.reset_index()
    if test.village != ALL_VILLAGES:
        group = group[group["village"] == test.village]
    if test.programme != ALL_PROGRAMMES:
        group = group[group["programme"] == test.programme]
    before, after = (int(group[name].sum()) for name in _MONEY)
    peers = "以往各月" if test.village == ALL_VILLAGES else "其他村"
    evidence = (
        f"{month_text(month)}{CHANGES[test.change]}{test.count}户（人），按{peers}的比例约{test.expected:.1f}户（人）；"
        f"月金额由{yuan_text(before)}变为{yuan_text(after)}。"
    )
    return {
        "month": month, "village": test.village, "programme": test.programme, "change": test.change,
        "count": test.count, "expected": test.expected, "units": test.units, "p_value": test.p_value,
        "q_value": q_value, "cents_before": before, "cents_after": after, "evidence": evidence,
    }  # fmt: skip
