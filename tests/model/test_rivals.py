"""Rivals: the candidates of a right row and "nobody" share one certainty."""

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aidlink.births import IdTrust
from aidlink.model.rivals import either, pair_odds, rival_probabilities, same_persons
from aidlink.names.codes import encode_names

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
    for (person, row, _), probability in zip(rows, found.tolist(), strict=True):
        # One candidate, as strong as the best of its rows.
        assert probability == pytest.approx(best[row][person] / (none + sum(best[row].values())))
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


CODES = encode_names(["陈秀妹", "陈秀梅", "李四", "陈*妹"])

records = st.fixed_dictionaries(
    {
        "name": st.one_of(st.none(), st.integers(0, 3)),
        "resident_id_key": st.sampled_from((0, 0, 44, 45)),
        "resident_id_trust": st.sampled_from(IdTrust).map(int),
        "birth_ymd": st.sampled_from((0, 19500315, 19600101)),
    }
)


def has_one_number(row, rows):
    """Whether all rows of this name and birth date have one undoubted ID, or none."""
    keys = {
        other["resident_id_key"]
        for other in rows
        if (other["name"], other["birth_ymd"]) == (row["name"], row["birth_ymd"])
        and other["resident_id_trust"] != IdTrust.DOUBTED
    }
    return len(keys - {0}) <= 1


def are_one(a, b, rows):
    """Whether two rows are surely one person: one undoubted ID and surname, or one name and birth date."""
    numbered = a["resident_id_key"] == b["resident_id_key"] != 0
    numbered &= IdTrust.DOUBTED not in (a["resident_id_trust"], b["resident_id_trust"])
    surnames = [None if row["name"] is None else "陈陈李陈"[row["name"]] for row in (a, b)]
    if numbered and surnames[0] and surnames[0] == surnames[1]:
        return True
    readable = a["name"] == b["name"] not in (None, 3)
    return readable and a["birth_ymd"] == b["birth_ymd"] != 0 and has_one_number(a, rows)


@settings(deadline=None, max_examples=150)
@given(st.lists(records, min_size=1, max_size=8), st.data())
def test_rows_that_are_surely_one_person_are_joined(pack, rows, data):
    codes = [
        {} if row["name"] is None else {
            "name_chars": int(CODES.chars[row["name"]]), "name_dialect": int(CODES.dialect[row["name"]]),
        }
        for row in rows
    ]  # fmt: skip
    words = pack([row | code for row, code in zip(rows, codes, strict=True)])
    asked = data.draw(st.lists(st.integers(0, len(rows) - 1), min_size=1, max_size=10))
    persons = same_persons(words, np.array(asked, np.int32)).tolist()
    group = {row: {row} for row in asked}
    for one in asked:
        for other in asked:
            if are_one(rows[one], rows[other], [rows[row] for row in asked]):
                joined = group[one] | group[other]
                for row in joined:
                    group[row] = joined
    for at, one in enumerate(asked):
        for to, other in enumerate(asked):
            assert (persons[at] == persons[to]) == (other in group[one])


def test_rows_are_joined_by_any_number_of_others(pack):
    """Each two rows share name and birth, and the second of all such pairs a number."""
    rows = [
        {
            "name_chars": 0x5000 + at // 2,
            "name_dialect": 0x9648,
            "birth_ymd": 19500101 + at // 2,
            "resident_id_key": 44 * (at % 2),
        }
        for at in range(12)
    ]
    rows.append({**rows[0], "name_chars": 0x6000, "birth_ymd": 19700101, "resident_id_key": 99})
    for order in (range(13), range(12, -1, -1), (3, 12, 0, 7, 1, 9, 2, 11, 4, 10, 5, 8, 6)):
        persons = dict(zip(order, same_persons(pack(rows), np.array(order, np.int32)).tolist(), strict=True))
        assert len({persons[row] for row in range(12)}) == 1
        assert persons[12] != persons[0]


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
