"""Name frequencies against the documented formula, record by record."""

from math import log2

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aidlink.compare.levels import COMPARISONS, SameLevel
from aidlink.model.em import Parameters
from aidlink.model.frequencies import MOST_BITS, adjust, adjustments, most_bits
from aidlink.names.codes import encode_names
from aidlink.names.levels import NameLevel

NAMES = ("陈秀妹", "陈秀梅", "陈一", "李四", "王五", "欧阳修")
CODES = encode_names(list(NAMES))
NAME = list(COMPARISONS).index("name")
VILLAGE = list(COMPARISONS).index("village")


def parameters(equal=2e-3, variant=1e-4, homophone=1e-3):
    u = [np.full(len(levels), 0.01) for levels in COMPARISONS.values()]
    u[NAME][[NameLevel.EQUAL, NameLevel.VARIANT, NameLevel.HOMOPHONE]] = equal, variant, homophone
    return Parameters(tuple(u), tuple(u), 1e-4)


def person(which, village):
    codes = {} if which is None else {
        "name_chars": int(CODES.chars[which]), "name_sound": int(CODES.sound[which]),
    }  # fmt: skip
    return {**codes, "village_code": village, "name": which}


people = st.lists(
    st.builds(person, st.one_of(st.none(), st.integers(0, len(NAMES) - 1)), st.sampled_from((0, 7, 7, -8))),
    max_size=14,
)


def shrunk(others, size, shape, expected):
    """The gamma-Poisson mean: `shape` events beside what was seen, at the rate that was expected."""
    return (max(others, 0) + shape) / (max(size, 0) + shape / expected)


def self_rate(values):
    known = [value for value in values if value]
    pairs = [(a, b) for i, a in enumerate(known) for j, b in enumerate(known) if i != j]
    return (sum(a == b for a, b in pairs) / len(pairs) if pairs else 0) or 1e-3


class Direct:
    """Frequencies of one field over all rows, by counting again for every row."""

    def __init__(self, rows, value, mean, shape, surname=None):
        self.mean = mean
        self.whole, self.local = [], []
        values = [row.get(value, 0) if isinstance(value, str) else value(row) for row in rows]
        villages = [row["village_code"] for row in rows]
        for at, own in enumerate(values):
            # The pair's own two records are left out.
            whole = shrunk(values.count(own) - 2, len(rows) - 2, shape, mean) if own else mean
            expected = whole if surname is None else whole * surname.local[at] / surname.whole[at]
            expected = min(expected, 0.5)
            here = [other for other, village in zip(values, villages, strict=True) if village == villages[at]]
            local = expected
            if own and villages[at]:
                local = shrunk(here.count(own) - 2, len(here) - 2, shape, expected)
            self.whole.append(whole)
            self.local.append(local)

    def bits(self, rows):
        return [
            [max(-MOST_BITS, min(MOST_BITS, log2(self.mean / one))) for one in side[:rows]]
            for side in (self.whole, self.local)
        ]


@settings(deadline=None, max_examples=80)
@given(people, st.one_of(st.none(), people))
def test_adjustments_are_the_formula(pack, left, right):
    model = parameters()
    found = adjustments(pack(left), None if right is None else pack(right), model)
    rows = left + (right or [])
    mean = self_rate([row.get("name_chars", 0) % 2**16 for row in rows])
    surname = Direct(rows, lambda row: row.get("name_chars", 0) % 2**16, mean, 5.0)
    exact = Direct(rows, "name_chars", 2e-3 + 1e-4, 0.2, surname)
    sound = Direct(rows, "name_sound", 2e-3 + 1e-4 + 1e-3, 0.2, surname)
    for table, direct in ((found.exact, exact), (found.sound, sound), (found.surname, surname)):
        assert table.shape == (2, len(left))
        assert table == pytest.approx(np.array(direct.bits(len(left))).reshape(2, -1), abs=1e-9)


def village(pack, names, others):
    """One village where everybody is a 陈, and another of other names."""
    rows = [person(which, 7) for which in names] + [person(which, -8) for which in others]
    return rows, adjustments(pack(rows), pack(rows), parameters(equal=0.1))


def test_a_common_name_weighs_less_than_a_rare_one_in_a_village_of_one_surname(pack):
    rows, found = village(pack, [0] * 9 + [2] * 2, [3] * 5 + [4] * 5)
    common, rare = 0, 9
    assert rows[common]["name"] == 0
    assert rows[rare]["name"] == 2
    for table in (found.exact, found.sound):
        assert table[1, common] < table[1, rare]
        assert table[0, common] < table[0, rare]
    # The surname that everybody has says less there than over all, and a name with it less than elsewhere.
    assert found.surname[1, common] < found.surname[0, common]
    assert found.exact[1, rare] < found.exact[0, rare]
    stranger = len(rows) - 1
    assert found.surname[1, stranger] < found.surname[0, stranger]


def test_a_name_that_only_the_pair_has_is_not_made_common_by_it(pack):
    crowd = [person(3, -8) for _ in range(30)]
    alone = adjustments(pack([person(5, 7), *crowd]), pack(crowd), parameters())
    paired = adjustments(pack([person(5, 7), *crowd]), pack([person(5, 7), *crowd]), parameters())
    assert paired.exact[0, 0] == pytest.approx(alone.exact[0, 0], abs=0.1)
    assert paired.exact[0, 0] > 0 > paired.exact[0, 1]


LEVELS = {
    NameLevel.EQUAL: "exact",
    NameLevel.VARIANT: "exact",
    NameLevel.HOMOPHONE: "sound",
    NameLevel.LOOKALIKE: "surname",
    NameLevel.DIALECT: "surname",
    NameLevel.UNKNOWN: "surname",
    NameLevel.SWAPPED: "surname",
    NameLevel.DROPPED: "surname",
    NameLevel.SURNAME: "surname",
}


@settings(deadline=None, max_examples=80)
@given(
    people.filter(len),
    st.lists(
        st.tuples(st.integers(0, 100), st.sampled_from(NameLevel), st.sampled_from(SameLevel)),
        min_size=1,
        max_size=10,
    ),
)
def test_a_pair_takes_its_left_name_here_or_over_all(pack, left, pairs):
    found = adjustments(pack(left), None, parameters())
    digits = np.zeros((len(pairs), len(COMPARISONS)), np.uint8)
    digits[:, NAME] = [level for _, level, _ in pairs]
    digits[:, VILLAGE] = [level for _, _, level in pairs]
    rows = np.array([row % len(left) for row, _, _ in pairs], np.int32)
    bits = adjust(found, rows, digits)
    for at, (_, level, place) in enumerate(pairs):
        expected = 0
        if level in LEVELS:
            expected = getattr(found, LEVELS[level])[int(place == SameLevel.SAME), rows[at]]
        assert bits[at] == expected
    assert (bits <= most_bits(found, digits)).all()
    assert (most_bits(found, digits) >= 0).all()


def test_no_records_need_no_adjustment(pack):
    found = adjustments(pack([]), pack([]), parameters())
    digits = np.zeros((3, len(COMPARISONS)), np.uint8)
    digits[:, NAME] = NameLevel.EQUAL
    assert most_bits(found, digits).tolist() == [0, 0, 0]
    assert adjust(found, np.zeros(0, np.int32), digits[:0]).tolist() == []
