"""Name frequencies against the documented formula, record by record."""

from math import log2, prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aidlink.compare.levels import COMPARISONS, IdLevel, SameLevel
from aidlink.model.columns import COLUMNS, LOCAL, model_levels
from aidlink.model.em import Parameters
from aidlink.model.frequencies import (
    MOST_BITS,
    PLACES,
    adjust,
    most_bits,
    name_frequencies,
)
from aidlink.model.frequencies import adjustments as adjustments_of
from aidlink.names.codes import encode_names
from aidlink.names.levels import NameLevel

NAMES = ("陈秀妹", "陈秀梅", "陈一", "李四", "王五", "欧阳修", "陈*一", "*四")
CODES = encode_names(list(NAMES))
ID, NAME = (list(COMPARISONS).index(name) for name in ("resident_id", "name"))
VILLAGE = list(COMPARISONS).index("village")


def parameters(equal=2e-3, variant=1e-4, homophone=1e-3):
    u = [np.full(len(levels), 0.01) for levels in COLUMNS.values()]
    levels = [NameLevel.EQUAL, NameLevel.VARIANT, NameLevel.HOMOPHONE]
    u[NAME][levels] = equal, variant, homophone
    u[list(COLUMNS).index(LOCAL)][levels] = 2 * equal, 2 * variant, 2 * homophone
    return Parameters(tuple(u), tuple(u), 1e-4)


def adjustments(left, right, model):
    return adjustments_of(name_frequencies(left.T, None if right is None else right.T), model)


def person(which, village):
    codes = {} if which is None else {
        "name_chars": int(CODES.chars[which]), "name_sound": int(CODES.sound[which]),
    }  # fmt: skip
    text = None if which is None else NAMES[which]
    return {**codes, "village_code": village, "name": which, "text": text}


people = st.lists(
    st.builds(person, st.one_of(st.none(), st.integers(0, len(NAMES) - 1)), st.sampled_from((0, 7, 7, -8))),
    max_size=14,
)


def shrunk(others, size, shape, expected):
    """The gamma-Poisson mean: `shape` events beside what was seen, at the rate that was expected."""
    return (max(others, 0) + shape) / (max(size, 0) + shape / expected)


def self_rate(values, groups):
    """The chance that two records of one group, drawn at random, share a value."""
    known = [(group, value) for value, group in zip(values, groups, strict=True) if value and group]
    pairs = [(a, b) for i, a in enumerate(known) for j, b in enumerate(known) if i != j and a[0] == b[0]]
    return (sum(a == b for a, b in pairs) / len(pairs) if pairs else 0) or 1e-3


class Direct:
    """Frequencies of one field over all rows, by counting again for every row."""

    def __init__(self, rows, value, shape, characters=()):
        values = [value(row) for row in rows]
        villages = [row["village_code"] for row in rows]
        self.mean = (self_rate(values, [1] * len(rows)), self_rate(values, villages))
        self.whole, self.local = [], []
        for at, own in enumerate(values):
            # Expected is what the characters say; of a character, what the average says.
            expected = [self.mean[0], None]
            if characters:
                expected = [
                    max(prod(getattr(each, side)[at] for each in characters), 1e-12)
                    for side in ("whole", "local")
                ]
            # The pair's own two records are left out.
            whole = shrunk(values.count(own) - 2, len(rows) - 2, shape, expected[0]) if own else expected[0]
            base = expected[1] if characters else whole
            here = [other for other, village in zip(values, villages, strict=True) if village == villages[at]]
            local = base
            if own and villages[at]:
                local = shrunk(here.count(own) - 2, len(here) - 2, shape, base)
            self.whole.append(whole)
            self.local.append(local)

    def bits(self, means, rows):
        return [
            [max(-MOST_BITS, min(MOST_BITS, log2(mean / one))) for one in side[:rows]]
            for mean, side in zip(means, (self.whole, self.local), strict=True)
        ]


def character(place):
    def at(row):
        code = row.get("name_chars", 0) >> 16 * place & 0xFFFF
        return 0 if code == 0xFFFF else code

    return at


@settings(deadline=None, max_examples=60)
@given(people, st.one_of(st.none(), people))
def test_adjustments_are_the_formula(pack, left, right):
    found = adjustments(pack(left), None if right is None else pack(right), parameters())
    rows = left + (right or [])
    characters = [Direct(rows, character(place), 1.0) for place in range(PLACES)]
    for place, direct in enumerate(characters):
        expected = np.array(direct.bits(direct.mean, len(left))).reshape(2, -1)
        assert found.places[place] == pytest.approx(expected, abs=1e-9)
    readable = {name: name and "*" not in name for name in (*NAMES, None)}
    for table, code, mean in (
        (found.exact, "name_chars", (2.1e-3, 4.2e-3)),
        (found.sound, "name_sound", (3.1e-3, 6.2e-3)),
    ):

        def value(row, code=code):
            return row.get(code, 0) if readable[row["text"]] else 0

        direct = Direct(rows, value, 0.5, characters)
        assert table == pytest.approx(np.array(direct.bits(mean, len(left))).reshape(2, -1), abs=1e-9)


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
    # The surname that everybody has is common there, and everybody's in the village.
    assert found.places[0][0, common] < found.places[0][0, len(rows) - 1]


def test_a_name_that_only_the_pair_has_is_not_made_common_by_it(pack):
    crowd = [person(3, -8) for _ in range(30)]
    alone = adjustments(pack([person(5, 7), *crowd]), pack(crowd), parameters())
    paired = adjustments(pack([person(5, 7), *crowd]), pack([person(5, 7), *crowd]), parameters())
    assert paired.exact[0, 0] == pytest.approx(alone.exact[0, 0], abs=0.1)
    assert paired.exact[0, 0] > 0 > paired.exact[0, 1]


WHOLE = {NameLevel.EQUAL: "exact", NameLevel.VARIANT: "exact", NameLevel.HOMOPHONE: "sound"}
BY_PLACE = (
    NameLevel.LOOKALIKE, NameLevel.DIALECT, NameLevel.UNKNOWN, NameLevel.SWAPPED, NameLevel.DROPPED,
    NameLevel.SURNAME,
)  # fmt: skip
AGREEING_IDS = (
    IdLevel.CONFIRMED_EQUAL,
    IdLevel.EQUAL, IdLevel.UPGRADED, IdLevel.DOUBTED_EQUAL, IdLevel.TRUNCATED, IdLevel.SAME_DAMAGED,
    IdLevel.REPAIRED, IdLevel.ONE_OFF,
)  # fmt: skip


@settings(deadline=None, max_examples=80)
@given(
    people.filter(len),
    st.lists(
        st.tuples(
            st.integers(0, 100), st.integers(0, 100), st.sampled_from(NameLevel), st.sampled_from(SameLevel),
            st.sampled_from((IdLevel.MISSING, IdLevel.MISSING, *IdLevel)),
        ),
        min_size=1,
        max_size=10,
    ),
)  # fmt: skip
def test_a_pair_takes_its_left_name_here_or_over_all(pack, rows, drawn):
    words = pack(rows)
    found = adjustments(words, None, parameters())
    digits = np.zeros((len(drawn), len(COMPARISONS)), np.uint8)
    digits[:, ID] = [identity for *_, identity in drawn]
    digits[:, NAME] = [level for _, _, level, _, _ in drawn]
    digits[:, VILLAGE] = [level for _, _, _, level, _ in drawn]
    pairs = np.array([(left % len(rows), right % len(rows)) for left, right, *_ in drawn], np.int32)
    bits = adjust(found, words, words, pairs, digits)
    for at, (_, _, level, place, identity) in enumerate(drawn):
        left, right = pairs[at]
        local = int(place == SameLevel.SAME)
        expected = 0
        if level in WHOLE:
            expected = getattr(found, WHOLE[level])[local, left]
        elif level in BY_PLACE:
            for number in range(1 if level == NameLevel.SURNAME else PLACES):
                mine, other = (character(number)(rows[row]) for row in (left, right))
                expected += found.places[number][local, left] * (mine == other != 0)
        if identity in AGREEING_IDS:
            expected = 0  # how common a name is says nothing of relatives
        assert bits[at] == pytest.approx(max(-MOST_BITS, min(MOST_BITS, expected)), abs=1e-9)
    assert (bits <= most_bits(found, model_levels(digits)) + 1e-9).all()
    assert (most_bits(found, model_levels(digits)) >= 0).all()


def test_a_character_that_neither_name_has_says_nothing(pack):
    rows = [person(2, 7), person(3, 7), person(5, 7), person(5, 7), person(0, -8)]
    words = pack(rows)
    found = adjustments(words, None, parameters())
    digits = np.zeros((1, len(COMPARISONS)), np.uint8)
    digits[0, [NAME, VILLAGE]] = NameLevel.SWAPPED, SameLevel.SAME
    assert found.places[2][1, 0] != 0  # 陈一 has no third character
    assert adjust(found, words, words, np.array([[0, 1]], np.int32), digits).tolist() == [0]


def test_of_equal_surnames_only_the_surname_counts(pack):
    words = pack([person(0, 7), person(1, 7), *[person(3, 7)] * 9])
    found = adjustments(words, None, parameters())
    digits = np.zeros((2, len(COMPARISONS)), np.uint8)
    digits[:, NAME] = NameLevel.SURNAME, NameLevel.LOOKALIKE
    surname, whole = adjust(found, words, words, np.array([[0, 1]] * 2, np.int32), digits)
    assert surname == pytest.approx(found.places[0][0, 0])
    assert whole == pytest.approx(found.places[0][0, 0] + found.places[1][0, 0])  # 陈 and 秀
    assert found.places[1][0, 0] != 0


def test_characters_that_go_together_do_not_make_a_name_rare(pack):
    """Thirty given names of two characters each, and ten surnames: every name is one of three hundred."""
    rows = [
        {
            "name_chars": 0x5000 + at % 10 | 0x6000 + at // 10 % 30 << 16 | 0x7000 + at // 10 % 30 << 32,
            "name_sound": 0,
            "village_code": 1 + at % 7,
        }
        for at in range(1500)
    ]
    found = adjustments(pack(rows), pack(rows), parameters(equal=1 / 300))
    # By its characters alone each would be one of nine thousand, five bits rarer.
    assert np.abs(found.exact[0]).max() < 1.5


def test_no_records_need_no_adjustment(pack):
    nobody = pack([])
    found = adjustments(nobody, nobody, parameters())
    digits = np.zeros((3, len(COMPARISONS)), np.uint8)
    digits[:, NAME] = NameLevel.EQUAL
    assert most_bits(found, model_levels(digits)).tolist() == [0, 0, 0]
    assert adjust(found, nobody, nobody, np.zeros((0, 2), np.int32), digits[:0]).tolist() == []


def test_twelve_payments_to_one_person_make_no_name_common(pack):
    crowd = [person(3, -8) | {"account_digits": f"62170000000000{at:02}"} for at in range(20)]
    paid = person(0, 7) | {"account_digits": "6217000000009999"}
    once, often = (adjustments(pack([*crowd, *[paid] * times]), None, parameters()) for times in (1, 12))
    assert often.exact[:, -1] == pytest.approx(once.exact[:, -1])
    # Twelve rows that nothing shows to be one person are twelve persons.
    unknown = adjustments(pack([*crowd, *[person(0, 7)] * 12]), None, parameters())
    assert (unknown.exact[:, -1] < once.exact[:, -1]).all()


def test_a_long_name_has_no_characters_to_be_judged_by(pack):
    code = int(encode_names(["古丽巴哈尔·买买提"]).chars[0])
    rows = [person(3, 7)] * 5 + [{"name_chars": code, "village_code": 7}]
    found = adjustments(pack(rows), None, parameters())
    assert (found.places[:, :, -1] == 0).all()
