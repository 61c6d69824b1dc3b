"""How often levels occur among all pairs, counted pair by pair."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aidlink.compare.levels import COMPARISONS, GROUPS, BirthLevel, IdLevel, SameLevel
from aidlink.compare.pattern import digits, pattern_of
from aidlink.compare.records import Records
from aidlink.model import chance
from aidlink.model.chance import equal_rate, level_rates
from aidlink.model.columns import COLUMNS, KIN, LOCAL, NAMED_BIRTH, NAMED_SEX, POLICY
from aidlink.model.em import Parameters
from aidlink.names.codes import encode_names
from aidlink.names.levels import NameLevel

ALL = np.ones(len(COMPARISONS), np.bool_)
PRIOR_U = tuple(np.array([1.0, *[1e-3] * (len(levels) - 1)]) for levels in COLUMNS.values())
PRIOR_M = tuple(np.array([1.0, 0.9, *[0.1] * (len(levels) - 2)]) for levels in COLUMNS.values())
PRIOR = Parameters(PRIOR_M, PRIOR_U, 0.01)
ID, NAME, BIRTH, VILLAGE = (
    list(COMPARISONS).index(name) for name in ("resident_id", "name", "birth", "village")
)
NAMES = ("陈秀妹", "陈秀梅", "李四", "张*三", "萧大", "肖大")
CODES = encode_names(list(NAMES))
PARTS = ("chars", "written", "sound", "dialect", "shape")


def person(which, village=0, sex=0, birth=0, head=0, account=None, key=0):
    return {
        **({f"name_{part}": int(getattr(CODES, part)[which]) for part in PARTS} if which is not None else {}),
        "village_code": village, "sex_code": sex, "birth_ymd": birth, "birth_low": birth // 10000,
        "birth_high": birth // 10000, "birth_source": int(birth > 0), "head_name_chars": head,
        "head_name_sound": head % 3 + 1, "account_digits": account, "resident_id_key": key,
        "resident_id_code": key * 11, "resident_id_fifteen": key // 100, "resident_id_status": int(key > 0),
    }  # fmt: skip


people = st.lists(
    st.builds(
        person,
        st.one_of(st.none(), st.integers(0, len(NAMES) - 1)),
        st.sampled_from((0, 4, -5)),
        st.integers(0, 2),
        st.sampled_from((0, 19500315, 19500316, 19600101)),
        st.integers(0, 4),
        st.sampled_from((None, "6217000000000001", "6217000000000002")),
    ),
    max_size=8,
)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.integers(0, 3), max_size=12), st.lists(st.integers(0, 3), max_size=12))
def test_equal_rate_counts_pairs(left, right):
    a, b = np.array(left, np.int64), np.array(right, np.int64)
    two = [(x, y) for x in left for y in right if x and y]
    one = [(x, y) for i, x in enumerate(left) for j, y in enumerate(left) if x and y and i != j]
    for pairs, rate in ((two, equal_rate(a, b, alone=False)), (one, equal_rate(a, a, alone=True))):
        if pairs:
            assert rate == pytest.approx(sum(x == y for x, y in pairs) / len(pairs))
        else:
            assert rate is None


def levels_seen(left, right, *, alone):
    """Every pair's levels, one by one."""
    return [
        digits(np.array([pattern_of(left, i, right, j, ALL)]))[0].tolist()
        for i in range(len(left))
        for j in range(len(right))
        if not (alone and i == j)
    ]


def rates_of(left, right, used, prior, **options):
    return level_rates(Records(left, left.T), Records(right, right.T), used, prior, **options)


@settings(deadline=None, max_examples=60)
@given(people, st.one_of(st.none(), people))
def test_rates_count_all_pairs_that_could_be_compared(pack, left_rows, right_rows):
    alone = right_rows is None
    left = pack(left_rows)
    right = left if alone else pack(right_rows)
    rates = rates_of(left, right, ALL, PRIOR, alone=alone, threads=1)
    pairs = levels_seen(left, right, alone=alone)
    for column, (name, levels) in enumerate(COMPARISONS.items()):
        check_column(rates, column, name, len(levels), [pair[column] for pair in pairs])
    within = [pair[NAME] for pair in pairs if pair[VILLAGE] == SameLevel.SAME]
    check_column(rates, list(COLUMNS).index(LOCAL), "name", len(NameLevel), within)
    assert not rates.seen[list(COLUMNS).index(KIN)].any()
    for name, base, u in zip(COLUMNS, rates.base, PRIOR_U, strict=True):
        if name in (NAMED_BIRTH, NAMED_SEX):  # namesakes are strangers until more is seen of them
            of = list(COLUMNS).index(POLICY[name])
            expected = (rates.seen[of] + 1) / (rates.compared[of] + 1 / u)
            assert base[1:] == pytest.approx(expected[1:])
        else:
            assert (base == u).all() or base is rates.base[ID]


def test_namesakes_of_a_village_are_counted_in_each_table(pack):
    """Of three namesakes two are of an age; one is of another village, one the first again."""
    rows = [
        person(0, village=1, birth=19500101, key=1), person(0, village=1, birth=19500909, key=2),
        person(0, village=1, birth=19810101, key=3), person(0, village=2, birth=19500303, key=4),
        person(0, village=1, birth=19500707, key=1),
    ]  # fmt: skip
    words = pack(rows)
    rates = rates_of(words, pack(rows[:1]), ALL, PRIOR, alone=False, threads=1)
    pairs = [(i, j) for i in (0, 1, 2, 4) for j in (0, 1, 2, 4) if i < j and (i, j) != (0, 4)]
    seen = Counter(digits(np.array([pattern_of(words, i, words, j, ALL)]))[0][BIRTH] for i, j in pairs)
    column = list(COLUMNS).index(NAMED_BIRTH)
    assert seen.total() == 5
    for level in range(1, len(BirthLevel)):
        assert rates.seen[column][level] == seen[level]
        assert rates.u_of(column, 0.3, PRIOR.m[column])[level] == pytest.approx(
            (seen[level] + 1) / (rates.compared[column][level] + 1 / rates.base[column][level])
        )


def check_column(rates, column, name, number, seen):
    """Every level's pairs, and its group's."""
    of_group = Counter(GROUPS[name][level] for level in seen)
    for level in range(1, number):
        assert rates.seen[column][level] == pytest.approx(seen.count(level)), (name, level)
        assert rates.compared[column][level] == pytest.approx(of_group[GROUPS[name][level]]), (name, level)


@settings(deadline=None, max_examples=60)
@given(people.filter(len), st.booleans())
def test_matches_are_a_larger_part_of_pairs_within_a_village(pack, rows, alone):
    words = pack(rows)
    rates = rates_of(words, words, ALL, PRIOR, alone=alone, threads=1)
    villages = [pair[VILLAGE] for pair in levels_seen(words, words, alone=alone)]
    same, known = villages.count(SameLevel.SAME), len(villages) - villages.count(SameLevel.MISSING)
    boosts = dict(zip(COLUMNS, rates.boost, strict=True))
    local, elsewhere = boosts.pop(LOCAL), boosts.pop("name")
    assert [boosts.pop(name) for name in (NAMED_BIRTH, NAMED_SEX)] == [0, 0]  # no match is among them
    assert set(boosts.values()) == {1}
    if not 0 < same < known:
        return
    # Of a thousand matches, 900 are of one village, where both are known (the prior's m).
    share = 1e-3
    inside = share * known / len(villages) * 0.9
    assert local == pytest.approx(inside * len(villages) / same / share)
    others = len(villages) - same
    assert elsewhere == pytest.approx((share - inside) * len(villages) / others / share)


def test_the_chance_of_fifteen_equal_digits_is_counted(pack):
    keys = (44082319500315123, 44082319500315199, 44082319600101001, 44082319600101001, 0)
    words = pack([person(0, key=key) for key in keys])
    base = rates_of(words, words, ALL, PRIOR, alone=True, threads=1).base
    # Of twelve ordered pairs of usable numbers, two differ only behind the fifteenth digit.
    assert base[ID][IdLevel.TRUNCATED] == pytest.approx(2 / 12)


def crowd(number, shift):
    return [
        person(
            at * 7 % len(NAMES), 1 + at % 5, 1 + at % 2, 19500101 + (at * 13 + shift) % 28, at % 6, None, 0
        )
        for at in range(number)
    ]


@pytest.mark.parametrize("alone", [False, True])
def test_a_sample_is_the_same_for_any_number_of_threads_and_near_the_truth(pack, monkeypatch, alone):
    left = pack(crowd(150, 0))
    right = left if alone else pack(crowd(140, 3))
    whole = rates_of(left, right, ALL, PRIOR, alone=alone, threads=1)
    monkeypatch.setattr(chance, "SAMPLE", 6000)
    monkeypatch.setattr(chance, "LOCAL_SAMPLE", 1500)
    first, second, third = (
        rates_of(left, right, ALL, PRIOR, alone=alone, threads=threads) for threads in (1, 1, 3)
    )
    names = list(COLUMNS)
    for column, name in enumerate(names):
        for part in ("seen", "compared"):
            one, two, three = (getattr(rates, part)[column] for rates in (first, second, third))
            assert (one == two).all()
            assert (one == three).all()
        shares, truth = (
            rates.seen[column][1:] / np.maximum(rates.compared[column][1:], 1) for rates in (first, whole)
        )
        assert shares == pytest.approx(truth, abs=0.03), name
    # A sample, not the whole: but exact where a level is an equality.
    assert first.compared[names.index(LOCAL)][1] < whole.compared[names.index(LOCAL)][1]
    assert first.compared[names.index("birth")][2] < whole.compared[names.index("birth")][2]
    for name, level in (("birth", 1), ("village", 1), ("village", 2), ("sex", 1), ("head", 1)):
        for part in ("seen", "compared"):
            assert (
                getattr(first, part)[names.index(name)][level]
                == getattr(whole, part)[names.index(name)][level]
            )


def test_comparisons_that_do_not_count_are_not_counted(pack):
    none = np.zeros(len(COMPARISONS), np.bool_)
    left = pack(crowd(10, 0))
    rates = rates_of(left, left, none, PRIOR, alone=True, threads=1)
    assert not any(column[1:].any() for column in rates.seen)
    for column, u in enumerate(PRIOR_U):
        assert rates.u_of(column, 0.01, u) == pytest.approx(u)
