from itertools import product

import numpy as np
import pandas as pd
import pytest

from aidlink.quality.chance import adjusted, tail
from aidlink.quality.swings import month_swings

VILLAGES, PROGRAMMES = 12, {"低保": 40, "特困": 20, "高龄津贴": 60, "残疾补贴": 30}
CHANGES = ("joined", "left", "amount")


@pytest.mark.parametrize(
    ("count", "parts"), [(2, [(5, 0.2)]), (3, [(4, 0.1), (3, 0.5)]), (1, [(2, 0.3), (2, 0.7)])]
)
def test_tail_is_the_sum_over_every_outcome(count, parts):
    flips = [share for total, share in parts for _ in range(total)]
    expected = sum(
        np.prod([share if hit else 1 - share for hit, share in zip(outcome, flips, strict=True)])
        for outcome in product((0, 1), repeat=len(flips))
        if sum(outcome) >= count
    )
    assert tail(count, parts) == pytest.approx(expected)


def test_adjusted_is_the_step_up_procedure():
    p_values = np.array([0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205])
    # Benjamini and Hochberg: the largest k with p(k) <= k/m q; at q = 0.05 the first two of these.
    largest = max(k for k, p in enumerate(sorted(p_values), start=1) if p <= k / len(p_values) * 0.05)
    assert largest == (adjusted(p_values) <= 0.05).sum() == 2


def month(rng, rates, planted=()):
    """One month's counts in which every unit changes by chance alone, but for what is planted."""
    index = pd.MultiIndex.from_product(
        [[f"村{at:02}" for at in range(VILLAGES)], PROGRAMMES], names=["village", "programme"]
    )
    sizes = np.array([max(1, rng.poisson(PROGRAMMES[programme])) for _, programme in index])
    table = {name: rng.binomial(sizes, [rates[programme] for _, programme in index]) for name in CHANGES}
    frame = pd.DataFrame(table, index=index)
    for village, programme, change, count in planted:
        frame.loc[(village, programme), change] += count
    for name in CHANGES:
        frame[f"{name}_units"] = sizes
    return frame.assign(cents_before=sizes * 100, cents_after=sizes * 100)


RATES = {"低保": 0.03, "特困": 0.01, "高龄津贴": 0.02, "残疾补贴": 0.005}


def test_months_in_which_nothing_is_wrong_seldom_raise_an_alarm():
    # The promise is 5 % of months at most; of 300 months at 5 % more than 24 alarm with a chance of 1 %.
    rng = np.random.default_rng(20261031)
    history = [month(rng, RATES) for _ in range(3)]
    alarms = sum(bool(month_swings(202610, month(rng, RATES), history)) for _ in range(300))
    assert alarms <= 24


def test_planted_swings_are_found_and_named():
    rng = np.random.default_rng(7)
    planted = [("村03", "低保", "left", 12), ("村07", "高龄津贴", "joined", 14)]
    found = 0
    for _ in range(40):
        rows = month_swings(202610, month(rng, RATES, planted), [])
        told = {(row["village"], row["programme"], row["change"]) for row in rows}
        found += told >= {each[:3] for each in planted}
        strangers = {village for village, _, _ in told} - {"村03", "村07"}
        assert len(strangers) <= 1
    assert found >= 38


def test_a_village_losing_a_few_of_everything_is_found_as_a_whole():
    rng = np.random.default_rng(11)
    planted = [("村05", programme, "left", 4) for programme in PROGRAMMES]
    wholes = sum(
        any(
            (row["village"], row["programme"], row["change"]) == ("村05", "全部", "left")
            for row in month_swings(202610, month(rng, RATES, planted), [])
        )
        for _ in range(20)
    )
    assert wholes >= 18


def test_a_programme_is_held_against_its_own_past():
    rng = np.random.default_rng(3)
    history = [month(rng, RATES) for _ in range(3)]
    now = month(rng, RATES | {"特困": 0.15})  # in every village alike
    told = {(row["village"], row["programme"]) for row in month_swings(202610, now, history)}
    assert ("全镇", "特困") in told
    assert month_swings(202610, now, history[:1]) == [] or ("全镇", "特困") not in {
        (row["village"], row["programme"]) for row in month_swings(202610, now, history[:1])
    }


def test_one_or_two_changes_are_never_a_swing():
    rng = np.random.default_rng(5)
    quiet = month(rng, dict.fromkeys(PROGRAMMES, 0.0), [("村01", "特困", "left", 2)])
    assert month_swings(202610, quiet, []) == []


def test_the_evidence_says_how_many_and_how_many_were_to_be_expected():
    rng = np.random.default_rng(5)
    (row,) = [
        row
        for row in month_swings(
            202610, month(rng, dict.fromkeys(PROGRAMMES, 0.0), [("村01", "特困", "left", 9)]), []
        )
        if row["programme"] == "特困"
    ]
    assert row["evidence"].startswith("2026年10月退出9户（人），按其他村的比例约0.")
