"""Rivals: the candidates of a right row and "nobody" share one certainty."""

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aidlink.model.rivals import either, pair_odds, person_keys, rival_probabilities

pairs = st.lists(
    st.tuples(st.integers(-2, 3), st.integers(0, 3), st.floats(1e-6, 1e6)), min_size=1, max_size=14
)


@settings(deadline=None, max_examples=200)
@given(pairs, st.floats(0.01, 1))
def test_distinct_persons_and_nobody_add_up_to_one(rows, none):
    persons = np.array([person for person, _, _ in rows], np.int64)
    right = np.array([row for _, row, _ in rows], np.int32)
    odds = np.array([odd for _, _, odd in rows])
    found = rival_probabilities(odds, persons, right, none)
    best = defaultdict(dict)
    for person, row, odd in rows:
        best[row][person] = max(best[row].get(person, 0), odd)
    for (_, row, odd), probability in zip(rows, found.tolist(), strict=True):
        assert probability == pytest.approx(odd / (none + sum(best[row].values())))
    for row, candidates in best.items():
        of_row = right == row
        strongest = [found[of_row & (persons == person)].max() for person in candidates]
        nobody = none / (none + sum(candidates.values()))
        assert sum(strongest) + nobody == pytest.approx(1)


def test_rows_of_one_person_are_no_rivals():
    odds, right = np.array([99.0, 99.0]), np.zeros(2, np.int32)
    same = rival_probabilities(odds, np.array([7, 7]), right, 1.0)
    other = rival_probabilities(odds, np.array([7, 8]), right, 1.0)
    assert same.tolist() == [0.99, 0.99]
    assert other == pytest.approx([99 / 199] * 2)


def test_no_pairs_have_no_rivals():
    assert rival_probabilities(np.zeros(0), np.zeros(0, np.int64), np.zeros(0, np.int32), 0.5).tolist() == []


def test_persons_are_told_apart_by_number_else_by_name_birth_and_village(pack):
    described = {
        "name_chars": 5,
        "birth_ymd": 19500315,
        "birth_low": 1950,
        "birth_high": 1950,
        "village_code": 9,
    }
    rows = [
        {"resident_id_key": 44}, {"resident_id_key": 44, "name_chars": 6}, {"resident_id_key": 45},
        described, {**described, "sex_code": 1}, {**described, "village_code": 8},
        {**described, "birth_ymd": 0}, {**described, "birth_ymd": 0}, {**described, "resident_id_key": 44},
        {}, {},
    ]  # fmt: skip
    keys = person_keys(pack(rows)).tolist()
    assert keys[0] == keys[1] == keys[8] == 44
    assert keys[3] == keys[4]
    assert len(set(keys)) == len(rows) - 3  # whoever is not fully described is somebody of their own


@pytest.mark.parametrize(
    ("weight", "share", "odds"), [(0, 0.5, 1), (3, 0.5, 8), (-2, 0.2, 0.0625), (10, 0.001, 1024 / 999)]
)
def test_odds_are_two_to_the_weight_times_the_share(weight, share, odds):
    assert pair_odds(np.array([float(weight)]), share)[0] == pytest.approx(odds)


def test_odds_stay_finite():
    assert np.isfinite(pair_odds(np.array([1e6, -1e6]), 0.5)).all()


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(0, 1), max_size=5))
def test_either_is_not_neither(probabilities):
    neither = 1.0
    for probability in probabilities:
        neither *= 1 - probability
    assert either(np.array(probabilities)) == pytest.approx(1 - neither)
