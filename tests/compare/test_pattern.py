"""All comparisons of a pair at once: what speaks, and what keeps silent because the ID has said it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aidlink.births import IdTrust
from aidlink.compare.birth import birth_level
from aidlink.compare.identity import id_level
from aidlink.compare.levels import COMPARISONS, GROUPS, BirthLevel, HeadLevel, IdLevel, SameLevel
from aidlink.compare.pattern import (
    PATTERNS,
    all_levels,
    digits,
    head_level,
    meets,
    pass_mask,
    pattern_of,
    same_level,
)
from aidlink.identity import IdStatus
from aidlink.names.codes import encode_names
from aidlink.names.levels import NameLevel
from aidlink.names.likeness import name_level

ALL = np.ones(len(COMPARISONS), np.bool_)
NAMES = ("陈秀妹", "陈秀梅", "李四", "王伟强", "欧阳修", "张□三")
_PARTS = ("chars", "written", "sound", "dialect", "shape", "alias_chars")
CODES = encode_names(list(NAMES))


def name_of(which):
    return {f"name_{part}": int(getattr(CODES, part)[which]) for part in _PARTS}


@pytest.mark.parametrize(
    ("a", "b", "level"), [(0, 0, 0), (0, 5, 0), (5, 5, 1), (5, 6, 2), (-5, -5, 1), (-5, 5, 2)]
)
def test_same_level(a, b, level):
    assert same_level(a, b) == same_level(b, a) == level


@settings(deadline=None, max_examples=100)
@given(*[st.integers(0, 2)] * 4)
def test_head_level(head_a, sound_a, head_b, sound_b):
    if not head_a or not head_b:
        expected = HeadLevel.MISSING
    elif head_a == head_b:
        expected = HeadLevel.SAME
    else:
        expected = HeadLevel.HOMOPHONE if sound_a == sound_b else HeadLevel.DIFFERENT
    assert head_level(head_a, sound_a, head_b, sound_b) == expected
    assert head_level(head_b, sound_b, head_a, sound_a) == expected


BODIES = (44082319500315123, 44082319500315321, 44082319600101444)


@st.composite
def records(draw):
    status = draw(st.sampled_from((IdStatus.MISSING, IdStatus.VALID, IdStatus.TRUNCATED, IdStatus.INVALID)))
    body = draw(st.sampled_from(BODIES)) if status else 0
    year = draw(st.sampled_from((0, 1950, 1960)))
    record = {
        "resident_id_status": int(status),
        "resident_id_key": body if status == IdStatus.VALID else 0,
        "resident_id_trust": int(draw(st.sampled_from(IdTrust))) if status == IdStatus.VALID else 0,
        "resident_id_code": body * 11 + 3 if body else 0,
        "resident_id_fifteen": body // 100,
        "birth_low": year,
        "birth_high": year,
        "birth_ymd": draw(st.sampled_from((0, year * 10000 + 315))) if year else 0,
        "birth_source": draw(st.integers(1, 4)),
        "sex_code": draw(st.integers(0, 2)),
        "village_code": draw(st.sampled_from((0, 11, -12))),
        "head_name_chars": draw(st.integers(0, 2)),
        "head_name_sound": draw(st.integers(1, 2)),
        "account_digits": draw(st.sampled_from((None, "6217000000000001", "6217000000000002"))),
    }
    return record | name_of(draw(st.integers(0, len(NAMES) - 1)))


FROM_ID = 2  # birth_source: the date inside a good number
AGREEING = (
    IdLevel.CONFIRMED_EQUAL,
    IdLevel.EQUAL, IdLevel.UPGRADED, IdLevel.TRUNCATED, IdLevel.SAME_DAMAGED, IdLevel.REPAIRED,
    IdLevel.ONE_OFF,
)  # fmt: skip


def levels_of(a, b):
    """The seven levels from the standard columns themselves."""

    def both(*names):
        return [record[f"{name}"] for record in (a, b) for name in names]

    id_parts = [f"resident_id_{part}" for part in ("key", "code", "fifteen", "status", "trust")]
    identity = id_level(
        *[a[part] for part in id_parts], 0,
        *[b[part] for part in id_parts], 0,
    )  # fmt: skip
    names = [f"name_{part}" for part in ("chars", "written", "sound", "dialect", "shape", "alias_chars")]
    name = name_level(*both(*names))
    birth = birth_level(*both("birth_ymd", "birth_low", "birth_high"))
    sex = same_level(*both("sex_code"))
    from_ids = a["birth_source"] == b["birth_source"] == FROM_ID
    always = identity in (IdLevel.MISSING, IdLevel.DOUBTED_EQUAL, IdLevel.CONFIRMED_DIFFERENT)
    if identity in AGREEING or (from_ids and not always):
        birth = sex = 0
    elif identity == IdLevel.CONFIRMED_DIFFERENT:
        same = birth == BirthLevel.SAME
        birth = BirthLevel.CONFIRMED_SAME if same else BirthLevel.CONFIRMED_DIFFERENT
    account = 0
    if a["account_digits"] and b["account_digits"]:
        account = SameLevel.SAME if a["account_digits"] == b["account_digits"] else SameLevel.DIFFERENT
    village = same_level(*both("village_code"))
    head = head_level(*both("head_name_chars", "head_name_sound"))
    return [identity, name, birth, sex, village, head, account]


@settings(deadline=None, max_examples=400)
@given(records(), records(), st.lists(st.booleans(), min_size=7, max_size=7))
def test_a_pattern_holds_every_level_that_speaks(pack, a, b, used):
    words = pack([a, b])
    found = digits(np.array([pattern_of(words, 0, words, 1, ALL)]))[0]
    assert found.tolist() == levels_of(a, b)
    assert pattern_of(words, 1, words, 0, ALL) == pattern_of(words, 0, words, 1, ALL)

    # A comparison that does not count is missing, and without the ID nothing keeps silent for it.
    some = digits(np.array([pattern_of(words, 0, words, 1, np.array(used))]))[0]
    without = levels_of(a | {"resident_id_key": 0, "resident_id_code": 0, "resident_id_fifteen": 0}, b)
    expected = levels_of(a, b) if used[0] else without
    assert some.tolist() == [level if counts else 0 for level, counts in zip(expected, used, strict=True)]


def test_birth_and_sex_speak_beside_a_wrong_id_only_from_a_column_of_their_own(pack):
    def pattern(id_a, id_b, source_a, source_b):
        people = [
            {
                "resident_id_status": 1, "resident_id_key": key, "resident_id_code": key * 11,
                "birth_ymd": 19500315, "birth_low": 1950, "birth_high": 1950, "birth_source": source,
                "sex_code": 2,
            }
            for key, source in ((id_a, source_a), (id_b, source_b))
        ]  # fmt: skip
        words = pack(people)
        return digits(np.array([pattern_of(words, 0, words, 1, ALL)]))[0][2:4].tolist()

    speaking, silent = [BirthLevel.SAME, SameLevel.SAME], [0, 0]
    same, other = BODIES[0], BODIES[1]
    assert pattern(same, same, 1, 1) == silent
    assert pattern(same, other, 2, 2) == silent
    assert pattern(same, other, 1, 2) == speaking
    assert pattern(same, other, 2, 1) == speaking
    assert pattern(0, other, 2, 2) == speaking  # one number is not known at all


@pytest.mark.parametrize(
    ("other", "level"),
    [
        (19500315, BirthLevel.CONFIRMED_SAME),
        (19500316, BirthLevel.CONFIRMED_DIFFERENT),  # a day beside, and yet no slip
        (19710809, BirthLevel.CONFIRMED_DIFFERENT),
    ],
)
def test_dates_that_their_numbers_bear_out_are_no_slips(pack, other, level):
    people = [
        {
            "resident_id_status": 1, "resident_id_key": key, "resident_id_code": key * 11,
            "resident_id_trust": int(IdTrust.CONFIRMED), "birth_ymd": ymd, "birth_low": ymd // 10000,
            "birth_high": ymd // 10000, "birth_source": 1, "sex_code": 1,
        }
        for key, ymd in ((BODIES[0], 19500315), (BODIES[2], other))
    ]  # fmt: skip
    words = pack(people)
    for a, b in ((0, 1), (1, 0)):
        identity, _, birth, sex, *_ = digits(np.array([pattern_of(words, a, words, b, ALL)]))[0].tolist()
        assert (identity, birth, sex) == (IdLevel.CONFIRMED_DIFFERENT, level, SameLevel.SAME)


@settings(deadline=None, max_examples=100)
@given(st.integers(0, PATTERNS - 1))
def test_digits_are_the_levels_in_the_order_of_the_comparisons(pattern):
    number = 0
    for level, levels in zip(digits(np.array([pattern]))[0].tolist(), COMPARISONS.values(), strict=True):
        assert 0 <= level < len(levels)
        number = number * len(levels) + level
    assert number == pattern


def test_all_levels_are_those_of_every_pattern():
    assert (all_levels() == digits(np.arange(PATTERNS))).all()


def test_groups_are_the_alternatives():
    groups = GROUPS["resident_id"]
    for level in IdLevel:
        damaged = level in (
            IdLevel.SAME_DAMAGED,
            IdLevel.REPAIRED,
            IdLevel.ONE_OFF,
            IdLevel.DAMAGED_DIFFERENT,
        )
        doubted = level in (IdLevel.DOUBTED_EQUAL, IdLevel.DOUBTED_DIFFERENT)
        cut = level in (IdLevel.TRUNCATED, IdLevel.TRUNCATED_DIFFERENT)
        assert groups[level] == (0 if not level else 4 if damaged else 3 if cut else 2 if doubted else 1)
    for level in BirthLevel:
        kind = level.name.split("_")[0]
        assert GROUPS["birth"][level] == (0 if not level else {"AGE": 2, "CONFIRMED": 3}.get(kind, 1))
    for name, levels in COMPARISONS.items():
        assert len(GROUPS[name]) == len(levels)
        assert GROUPS[name][0] == 0
    assert set(GROUPS["name"][NameLevel.EQUAL :]) == {1}


@settings(deadline=None, max_examples=200)
@given(st.lists(st.integers(0, 2), min_size=8, max_size=8), st.booleans())
def test_a_mask_holds_the_passes_that_meet(blocks, mirrored):
    # Two passes: of one table the blocks as a left, then as a right record; of two tables one of these.
    left, right = np.array([[blocks[:4]], [blocks[4:]]], np.int32)
    lefts, rights = (left, right) if mirrored else (left[:, :2], right[:, 2:])
    mask = 0
    for number in range(2):
        straight = left[0, number] != 0 and left[0, number] == right[0, 2 + number]
        turned = mirrored and right[0, number] != 0 and right[0, number] == left[0, 2 + number]
        assert meets(lefts, 0, rights, 0, number, mirrored) == (straight or turned)
        mask += 2**number * (straight or turned)
    assert pass_mask(lefts, 0, rights, 0, mirrored) == mask
    if mirrored:
        assert pass_mask(rights, 0, lefts, 0, mirrored) == mask
