"""Two records face to face: masked, and marked where they differ."""

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aidlink.facing import ALIKE, ALONE, LABELS, OTHER, SAME, UNKNOWN, face
from aidlink.masking import mask_id, mask_name

ALL = tuple(LABELS)
ONE, OTHER_NUMBER = "440823195003151238", "440823195003151246"


def marks(field, left, right):
    """The pieces of one field on both sides: text and state."""
    faced = {each.comparison: each for each in face(left, right, ALL)}[field]
    return tuple([(mark.text, mark.state) for mark in side] for side in (faced.left, faced.right))


@pytest.mark.parametrize(
    ("left", "right", "states"),
    [
        ("陈秀妹", "陈秀妹", [SAME] * 3),
        ("陈秀妹", "陈秀梅", [SAME, SAME, ALIKE]),  # homophones but for the tone
        ("陈秀妹", "陈丽妹", [SAME, OTHER, SAME]),
        ("陈秀妹", "王秀妹", [OTHER, SAME, SAME]),
        ("张*三", "张小三", [SAME, UNKNOWN, SAME]),
        ("陈秀□", "陈秀妹", [SAME, SAME, UNKNOWN]),
    ],
)
def test_names_are_marked_character_by_character(left, right, states):
    one, other = marks("name", {"name_text": left}, {"name_text": right})
    assert [state for _, state in one] == [state for _, state in other] == states


def test_an_unreadable_character_is_not_a_masked_one():
    one, other = marks("name", {"name_text": "张□三"}, {"name_text": "张小三"})
    assert [shown for shown, _ in one] == ["张", "□", "三"]
    assert [shown for shown, _ in other] == ["张", "*", "三"]


def test_names_of_two_lengths_are_not_marked():
    one, other = marks("name", {"name_text": "陈妹"}, {"name_text": "陈秀妹"})
    assert {state for _, state in one + other} == {ALONE}
    one, other = marks("name", {"name_text": None}, {"name_text": "陈秀妹"})
    assert (one, other) == ([], [("陈*妹", ALONE)])


def test_numbers_are_marked_digit_by_digit():
    one, other = marks("resident_id", {"resident_id": ONE}, {"resident_id": OTHER_NUMBER})
    assert "".join(shown for shown, _ in one) == mask_id(ONE)
    assert [state == SAME for _, state in one] == [a == b for a, b in zip(ONE, OTHER_NUMBER, strict=True)]
    one, other = marks("resident_id", {"resident_id": ONE}, {"resident_id": "440823500315123"})
    assert one == [(mask_id(ONE), ALONE)]
    assert other == [(mask_id("440823500315123"), ALONE)]


def test_births_are_marked_by_year_month_and_day():
    one, other = marks("birth", {"birth_ymd": 19500315}, {"birth_ymd": 19500416})
    assert one == [("1950年", SAME), ("**月", OTHER), ("**日", OTHER)]
    assert other == one
    one, other = marks("birth", {"birth_ymd": 19500315}, {"birth_low": 1949, "birth_high": 1950})
    assert (one, other) == ([("1950年**月**日", ALONE)], [("约1949至1950年", ALONE)])


def test_the_rest_is_equal_or_not():
    left = {
        "sex_code": 1,
        "village_key": "石角",
        "account_digits": "6217000000000001",
        "head_name_text": "李建国",
    }
    right = left | {"village_key": "新塘", "account_digits": "6217000000000002"}
    assert marks("sex", left, right)[0] == [("男", SAME)]
    assert marks("village", left, right) == ([("石角", OTHER)], [("新塘", OTHER)])
    assert marks("account", left, right)[1] == [("****0002", OTHER)]
    assert marks("account", left, {})[0] == [("****0001", ALONE)]
    assert marks("head", left, right)[0] == [("李", SAME), ("*", SAME), ("国", SAME)]


def test_what_neither_knows_is_left_out():
    assert face({}, {}, ALL) == ()
    assert [each.label for each in face({"sex_code": 2}, {}, ALL)] == ["性别"]


texts = st.text("陈秀妹李建国*□?WEI韦·（户主） 0123456789X", max_size=12) | st.none()
records = st.fixed_dictionaries(
    {
        "name_text": texts,
        "head_name_text": texts,
        "resident_id": texts | st.just(ONE) | st.just(OTHER_NUMBER),
        "account_digits": st.none() | st.just("6217001234567890123"),
        "birth_ymd": st.sampled_from((0, 19500315)),
    }
)


@settings(deadline=None, max_examples=150)
@given(records, records)
def test_whatever_stands_there_is_masked(left, right):
    shown = {each.comparison: each for each in face(left, right, ALL)}
    for each in shown.values():
        for side, record in ((each.left, left), (each.right, right)):
            whole = "".join(mark.text for mark in side)
            assert not re.search(r"\d{7}", whole)
            if each.comparison == "name":
                name = record["name_text"] or ""
                masked = mask_name(name)
                assert len(whole) == len(masked)
                # What is not a star or a sign for an unreadable character is what the mask leaves.
                for a, b in itertools.zip_longest(whole, masked):
                    assert a in (b, "□")
