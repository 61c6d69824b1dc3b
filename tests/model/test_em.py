"""EM against recordlinkage's ECM, and against its own definition by brute force."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aidlink.compare.levels import COMPARISONS, GROUPS
from aidlink.model.em import Parameters, Prior, Rates, fit, group_shares, log_ratios, match_probabilities

BINARY = (0, 1, 1)  # missing, different, same


def binary_start(columns):
    """Where recordlinkage's "jaro" start stands: a tenth are matches, of which nine in ten agree."""
    m, u = np.array([1, 0.1, 0.9]), np.array([1, 0.9, 0.1])
    return Parameters((m,) * columns, (u,) * columns, 0.1)


def binary_prior(columns):
    return Prior((np.zeros(3),) * columns, groups=(BINARY,) * columns)


def simulated(columns, pairs, share, seed):
    random = np.random.default_rng(seed)
    match = random.random(pairs) < share
    agree = np.where(match, 0.9, 0.09)[:, None] + random.uniform(-0.08, 0.08, columns)
    return (random.random((pairs, columns)) < agree).astype(np.int64)


@pytest.mark.parametrize(
    ("columns", "pairs", "share", "seed"), [(4, 4000, 0.2, 1), (5, 6000, 0.05, 2), (6, 3000, 0.4, 3)]
)
def test_m_and_u_are_those_of_recordlinkage(columns, pairs, share, seed):
    recordlinkage = pytest.importorskip("recordlinkage")
    agreements = simulated(columns, pairs, share, seed)
    patterns, counts = np.unique(agreements, axis=0, return_counts=True)
    found = fit(
        (patterns + 1).astype(np.uint8), counts.astype(float), binary_start(columns), binary_prior(columns),
        tolerance=1e-12, most=20_000,
    )  # fmt: skip
    assert found.converged
    assert found.iterations < 150

    names = [f"c{column}" for column in range(columns)]
    # Its own test for rest has a relative tolerance of 1e-5 that cannot be set: let it run instead.
    peer = recordlinkage.ECMClassifier(max_iter=150, atol=None)
    peer.fit(pd.DataFrame(agreements, columns=names, index=pd.MultiIndex.from_product([range(pairs), [0]])))
    for column, name in enumerate(names):
        assert found.parameters.m[column][2] == pytest.approx(peer.m_probs[name][1], abs=1e-6)
        assert found.parameters.m[column][1] == pytest.approx(peer.m_probs[name][0], abs=1e-6)
        assert found.parameters.u[column][2] == pytest.approx(peer.u_probs[name][1], abs=1e-6)
        assert found.parameters.u[column][1] == pytest.approx(peer.u_probs[name][0], abs=1e-6)
    assert found.parameters.share == pytest.approx(peer.p, abs=1e-6)


def test_pairs_left_out_are_no_matches():
    agreements = simulated(4, 4000, 0.2, 5)
    patterns, counts = np.unique(agreements, axis=0, return_counts=True)
    digits, counts = (patterns + 1).astype(np.uint8), counts.astype(float)
    within = fit(digits, counts, binary_start(4), binary_prior(4), most=1).parameters
    part = fit(digits, counts, binary_start(4), binary_prior(4), pairs=40_000, most=1).parameters
    assert part.share == pytest.approx(within.share / 10)
    for one, other in zip((*within.m, *within.u), (*part.m, *part.u), strict=True):
        assert one == pytest.approx(other)


def make_rates(columns, compared=1e12):
    """Rates that were seen among very many pairs."""
    return Rates(
        seen=tuple(column * compared * (np.arange(len(column)) > 0) for column in columns),
        compared=tuple(np.full(len(column), compared) for column in columns),
        base=tuple(np.full(len(column), 0.5) for column in columns),
        boost=(1.0,) * len(columns),
    )


@pytest.mark.parametrize("hold_u", [True, False])
def test_one_round_is_bayes_and_dirichlet(hold_u):
    digits = np.array([[1, 1], [1, 2], [2, 1], [2, 2], [0, 2]], np.uint8)
    counts = np.array([50.0, 7, 9, 6, 4])
    m = (np.array([1, 0.2, 0.8]), np.array([1, 0.3, 0.7]))
    u = (np.array([1, 0.9, 0.1]), np.array([1, 0.6, 0.4]))
    start = Parameters(m, u, 0.05)
    pseudo = (np.array([0, 2.0, 8.0]), np.array([0, 3.0, 7.0]))
    prior = Prior(pseudo, hold_u=hold_u, groups=(BINARY, BINARY))
    once = fit(digits, counts, start, prior, pairs=1000, most=1)
    assert (once.iterations, once.converged) == (1, False)

    matches = []
    for row, number in zip(digits.tolist(), counts.tolist(), strict=True):
        odds = 0.05 / 0.95
        for column, level in enumerate(row):
            odds *= m[column][level] / u[column][level]
        matches.append(number * odds / (1 + odds))
    assert once.parameters.share == pytest.approx(sum(matches) / 1000, rel=1e-12)
    others = (counts - matches).tolist()
    for column in range(2):
        for level in (1, 2):
            expected = shares_of(digits, matches, column, level, pseudo[column])
            assert once.parameters.m[column][level] == pytest.approx(expected, rel=1e-12)
            chance = u[column][level] if hold_u else shares_of(digits, others, column, level, np.zeros(3))
            assert once.parameters.u[column][level] == pytest.approx(chance, rel=1e-12)
        assert once.parameters.m[column][0] == once.parameters.u[column][0] == 1


def shares_of(digits, numbers, column, level, pseudo):
    """A level's share among pairs that were not missing."""
    sums = pseudo.copy()
    for row, number in zip(digits.tolist(), numbers, strict=True):
        sums[row[column]] += number
    return sums[level] / (sums[1] + sums[2])


def learned(matches, strength):
    """What EM makes of `matches` sure matches that always agree, with a prior of 0.6 for agreeing."""
    digits = np.array([[2, 2, 2], [1, 1, 1]], np.uint8)
    counts = np.array([matches, 100_000.0])
    pseudo = (np.array([0, 0.4, 0.6]) * strength,) * 3
    start = Parameters((np.array([1, 0.4, 0.6]),) * 3, (np.array([1, 0.999, 0.001]),) * 3, 1e-4)
    prior = Prior(pseudo, hold_u=True, groups=(BINARY,) * 3)
    return fit(digits, counts, start, prior)


def test_without_matches_the_priors_stand_and_with_many_the_data_do():
    nothing = learned(0, 60)
    assert nothing.converged
    assert nothing.parameters.m[0][2] == pytest.approx(0.6, abs=1e-3)
    assert nothing.parameters.share < 1e-5
    some, many = learned(60, 60), learned(60_000, 60)
    assert some.parameters.m[0][2] == pytest.approx(
        0.8, abs=0.01
    )  # sixty of the prior's and sixty of the data's
    assert many.parameters.m[0][2] > 0.995


@settings(deadline=None, max_examples=100)
@given(st.floats(0.001, 0.3), st.floats(0.2, 3), st.lists(st.floats(0.05, 0.95), min_size=2, max_size=2))
def test_u_is_what_the_rates_leave(share, boost, m):
    m = np.array([1, *m])
    shares = np.array([1, 0.97, 0.5])
    rates = replace(make_rates((shares,)), boost=(boost,))
    u = rates.u_of(0, share, m)
    here = min(share * boost, 0.5)  # of the column's own pairs
    for level in (1, 2):
        left = shares[level] - here * m[level]
        if left > 1e-6:
            assert here * m[level] + (1 - here) * u[level] == pytest.approx(shares[level], rel=1e-6)
        elif left < 0:
            assert 0 < u[level] < 1e-9
    assert u[0] == 1


def test_a_level_seen_rarely_leans_on_the_rule_file():
    """A gamma prior: one pair on the level, among as many as its u makes expect."""
    rates = Rates(
        (np.array([0, 0, 3.0]),), (np.array([0, 1000.0, 1000.0]),), (np.array([1, 0.01, 0.002]),), (1.0,)
    )
    assert rates.u_of(0, 1e-12, np.array([1, 0.5, 0.5])) == pytest.approx([1, 1 / 1100, 4 / 1500])
    nothing = Rates((np.zeros(3),), (np.zeros(3),), (np.array([1, 0.01, 0.002]),), (1.0,))
    assert nothing.u_of(0, 0.1, np.array([1, 0.5, 0.5])) == pytest.approx([1, 0.01, 0.002])


def test_not_having_come_to_rest_is_said():
    agreements = simulated(3, 2000, 0.3, 7)
    patterns, counts = np.unique(agreements, axis=0, return_counts=True)
    arguments = ((patterns + 1).astype(np.uint8), counts.astype(float), binary_start(3), binary_prior(3))
    hasty = fit(*arguments, most=3)
    assert (hasty.iterations, hasty.converged) == (3, False)
    patient = fit(*arguments, most=5000)
    assert patient.converged
    assert 3 < patient.iterations < 5000
    again = fit(*arguments, most=patient.iterations)
    assert again.converged
    for one, other in zip(patient.parameters.m, again.parameters.m, strict=True):
        assert (one == other).all()


def test_at_rest_nothing_moves_by_more_than_the_tolerance():
    agreements = simulated(4, 3000, 0.3, 11)
    patterns, counts = np.unique(agreements, axis=0, return_counts=True)
    digits, counts = (patterns + 1).astype(np.uint8), counts.astype(float)
    for tolerance in (1e-3, 1e-6):
        rest = fit(digits, counts, binary_start(4), binary_prior(4), tolerance=tolerance, most=5000)
        before = fit(digits, counts, binary_start(4), binary_prior(4), tolerance=0, most=rest.iterations - 1)
        last, next_to_last = rest.parameters, before.parameters
        moved = [
            np.abs(a - b).max()
            for a, b in zip((*last.m, *last.u), (*next_to_last.m, *next_to_last.u), strict=True)
        ]
        moved.append(abs(last.share - next_to_last.share) / last.share)
        assert rest.converged
        assert tolerance / 10 < max(moved) < tolerance


def test_levels_never_seen_are_no_warning_and_no_certainty_short_of_one():
    m = np.array([1, 1e-300, 1 - 1e-12])
    u = np.array([1, 1 - 1e-12, 1e-300])
    parameters = Parameters((m, m), (u, u), 0.01)
    digits = np.array([[2, 2], [1, 1], [1, 2], [0, 0]], np.uint8)
    sure, never, even, unsaid = match_probabilities(parameters, digits)
    assert (sure, never) == (1.0, pytest.approx(0.0, abs=1e-300))
    assert even == pytest.approx(0.01)
    assert unsaid == pytest.approx(0.01)
    assert np.isfinite(log_ratios(parameters, digits)).all()


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(sorted(GROUPS)), st.data())
def test_group_shares_are_shares_within_each_group(name, data):
    groups = GROUPS[name]
    number = len(COMPARISONS[name])
    lists = st.lists(st.sampled_from((0.0, 0.0, 1.0, 2.5, 40.0)), min_size=number, max_size=number)
    sums = np.array(data.draw(lists))
    before = np.array(
        [1.0, *data.draw(st.lists(st.floats(0.1, 0.9), min_size=number - 1, max_size=number - 1))]
    )
    shares = group_shares(sums, before, groups)
    assert shares[0] == 1
    for level in range(1, number):
        total = sum(sums[other] for other in range(1, number) if groups[other] == groups[level])
        expected = sums[level] / total if total else before[level]
        assert shares[level] == pytest.approx(expected, abs=1e-12)
        assert shares[level] > 0
