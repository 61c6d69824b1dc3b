"""How often levels occur among all pairs, counted pair by pair."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aidlink.compare.levels import COMPARISONS, GROUPS, BirthLevel, HeadLevel, SameLevel
from aidlink.compare.pattern import digits, pattern_of
from aidlink.model import chance
from aidlink.model.chance import equal_rate, level_rates
from aidlink.model.em import Parameters
from aidlink.names.codes import encode_names
from aidlink.names.levels import NameLevel

ALL = np.ones(len(COMPARISONS), np.bool_)
PRIOR_U = tuple(np.array([1.0, *[1e-3] * (len(levels) - 1)]) for levels in COMPARISONS.values())
PRIOR = Parameters(PRIOR_U, PRIOR_U, 0.01)
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
        digits(np.array([pattern_of(a, b, ALL)]))[0].tolist()
        for i, a in enumerate(left)
        for j, b in enumerate(right)
        if not (alone and i == j)
    ]


@settings(deadline=None, max_examples=60)
@given(people, st.one_of(st.none(), people))
def test_rates_are_shares_of_all_pairs_that_could_be_compared(pack, left_rows, right_rows):
    alone = right_rows is None
    left = pack(left_rows)
    right = left if alone else pack(right_rows)
    rates = level_rates(left, right, ALL, PRIOR, alone=alone, threads=1)
    pairs = levels_seen(left, right, alone=alone)
    for column, (name, levels) in enumerate(COMPARISONS.items()):
        seen = Counter(pair[column] for pair in pairs)
        compared = Counter()
        for level, number in seen.items():
            compared[GROUPS[name][level]] += number
        assert rates[column][0] == 1
        smoothed = {
            level: (seen[level] + 1) / (compared[GROUPS[name][level]] + 1000)
            for level in range(1, len(levels))
        }
        for level in range(1, len(levels)):
            expected = smoothed[level]
            of_group = compared[GROUPS[name][level]]
            exact = seen[level] / of_group if of_group else 0
            if (name, level) == ("name", NameLevel.EQUAL):
                # The exact rate of equal codes, of which VARIANT takes its part.
                exact = (seen[NameLevel.EQUAL] + seen[NameLevel.VARIANT]) / of_group if of_group else 0
                exact -= smoothed[NameLevel.VARIANT]
                expected = exact if exact > 0 else expected
            elif (name, level) in (("birth", BirthLevel.SAME), ("head", HeadLevel.SAME)):
                expected = exact or expected
            elif levels is SameLevel and of_group:
                expected = exact or (expected if level == SameLevel.SAME else 1e-9)
            assert rates[column][level] == pytest.approx(expected, rel=1e-9), (name, level)


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
    u = tuple(np.minimum(levels * 200, 1) for levels in PRIOR_U)
    prior = Parameters(u, u, 0.01)
    whole = level_rates(left, right, ALL, prior, alone=alone, threads=1)
    monkeypatch.setattr(chance, "SAMPLE", 6000)
    first, second, third = (
        level_rates(left, right, ALL, prior, alone=alone, threads=threads) for threads in (1, 1, 3)
    )
    for one, two, three, truth in zip(first, second, third, whole, strict=True):
        assert (one == two).all()
        assert (one == three).all()
        assert one == pytest.approx(truth, abs=0.03)
    names = list(COMPARISONS)
    # A sample, not the whole: but exact where a level is an equality.
    assert (first[names.index("birth")] != whole[names.index("birth")]).any()
    for name, level in (("birth", 1), ("village", 1), ("village", 2), ("sex", 1), ("head", 1)):
        assert first[names.index(name)][level] == whole[names.index(name)][level]


def test_comparisons_that_do_not_count_are_not_counted(pack):
    none = np.zeros(len(COMPARISONS), np.bool_)
    left = pack(crowd(10, 0))
    for rates, prior_u in zip(
        level_rates(left, left, none, PRIOR, alone=True, threads=1), PRIOR_U, strict=True
    ):
        assert rates == pytest.approx(prior_u)
