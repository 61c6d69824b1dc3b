"""Resident IDs compared as strings of 18 characters, by every edit there is."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aidlink.births import IdTrust
from aidlink.compare.identity import id_level, one_edit
from aidlink.compare.levels import IdLevel
from aidlink.identity import IdStatus

CHECKS = "0123456789X"
NUMBER = "44082319500315123"
bodies = st.text("0123456789", min_size=17, max_size=17)
numbers = st.builds(str.__add__, bodies, st.sampled_from(CHECKS))


def code(number):
    return int(number[:17]) * 11 + CHECKS.index(number[17])


def well_formed(number):
    return "X" not in number[:17]


def edits(number):
    """Every number one substitution or one swap of neighbours away."""
    found = set()
    for at in range(18):
        for character in CHECKS if at == 17 else CHECKS[:10]:
            found.add(number[:at] + character + number[at + 1 :])
    for at in range(17):
        swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
        if well_formed(swapped):
            found.add(swapped)
    return found - {number}


@settings(deadline=None, max_examples=25)
@given(numbers)
@example(NUMBER + "X")
@example("0" * 17 + "0")
def test_every_edit_is_one_edit(number):
    a = code(number)
    assert not one_edit(a, a)
    for other in edits(number):
        assert one_edit(a, code(other))
        assert one_edit(code(other), a)


@settings(deadline=None, max_examples=25)
@given(numbers, st.data())
def test_nothing_else_is_one_edit(number, data):
    once = data.draw(st.sampled_from(sorted(edits(number))))
    near = edits(number) | {number}
    for twice in edits(once) - near:
        assert not one_edit(code(number), code(twice))
        assert not one_edit(code(twice), code(number))


def test_a_swap_at_a_distance_is_two_edits():
    for at in range(15):
        digits = list(NUMBER + "0")
        digits[at], digits[at + 2] = "7", "9"
        turned = digits.copy()
        turned[at], turned[at + 2] = "9", "7"
        assert not one_edit(code("".join(digits)), code("".join(turned)))


USABLE = (IdStatus.VALID, IdStatus.DERIVED, IdStatus.FOREIGN, IdStatus.PERMIT)
# Numbers near enough to each other for every level to be reached; the last two are 4 edits away.
POOL = (
    "440823195003151230", "440823195003151231", "440823195003151320", "440823195003151000",
    "440823195003155000", "440823196001014444", "44082319600101444X",
)  # fmt: skip


@st.composite
def ids(draw):
    """A record's ID as (status, number or "", repair or "", trust)."""
    status = draw(st.sampled_from(IdStatus))
    number = draw(st.sampled_from(POOL))
    if status in (IdStatus.MISSING, IdStatus.PSEUDO):
        return status, "", "", IdTrust.UNCHECKED
    if status in (IdStatus.INVALID, IdStatus.TRUNCATED) and draw(st.integers(0, 4)) == 0:
        return status, "", "", IdTrust.UNCHECKED  # masked, of a wrong length, in scientific notation
    repair = draw(st.sampled_from(("", *POOL))) if status == IdStatus.INVALID else ""
    trust = draw(st.sampled_from(IdTrust)) if status in USABLE else IdTrust.UNCHECKED
    return status, number, repair, trust


def packed(record):
    status, number, repair, trust = record
    key = int(number[:17]) if status in USABLE and number else 0
    whole = code(number) if number else 0
    fifteen = int(number[:15]) if number else 0
    return key, whole, fifteen, int(status), int(trust), int(repair[:17]) if repair else 0


def level_of(a, b):
    """The level as its comment in `IdLevel` has it, on strings."""
    (status_a, number_a, repair_a, trust_a), (status_b, number_b, repair_b, trust_b) = a, b
    both = (status_a, status_b)
    usable_a, usable_b = status_a in USABLE, status_b in USABLE
    if not number_a or not number_b:
        return IdLevel.MISSING
    if usable_a and usable_b:
        equal = number_a[:17] == number_b[:17]
        if IdTrust.DOUBTED in (trust_a, trust_b):
            return IdLevel.DOUBTED_EQUAL if equal else IdLevel.DOUBTED_DIFFERENT
        sure = trust_a == trust_b == IdTrust.CONFIRMED
        if not equal:
            return IdLevel.CONFIRMED_DIFFERENT if sure else IdLevel.DIFFERENT
        if IdStatus.DERIVED in both:
            return IdLevel.UPGRADED
        return IdLevel.CONFIRMED_EQUAL if sure else IdLevel.EQUAL
    if IdStatus.TRUNCATED in both:
        return IdLevel.TRUNCATED if number_a[:15] == number_b[:15] else IdLevel.TRUNCATED_DIFFERENT
    if number_a == number_b:
        return IdLevel.SAME_DAMAGED
    mended = {
        (usable_b and repair_a[:17] == number_b[:17]),
        (usable_a and repair_b[:17] == number_a[:17]),
    }
    if True in mended:
        return IdLevel.REPAIRED
    if number_b in edits(number_a):
        return IdLevel.ONE_OFF
    # What went through a float keeps its first fifteen digits, like what was cut off.
    return IdLevel.TRUNCATED if number_a[:15] == number_b[:15] else IdLevel.DAMAGED_DIFFERENT


def test_every_level_has_a_pair():
    found = {
        level_of((status_a, a, repair, trust_a), (status_b, b, "", trust_b))
        for status_a in (
            IdStatus.MISSING,
            IdStatus.VALID,
            IdStatus.DERIVED,
            IdStatus.TRUNCATED,
            IdStatus.INVALID,
        )
        for status_b in (IdStatus.VALID, IdStatus.INVALID)
        for a in POOL
        for b in POOL
        for repair in ("", b)
        for trust_a in IdTrust
        for trust_b in IdTrust
    }
    found.add(level_of((IdStatus.MISSING, "", "", 0), (IdStatus.VALID, POOL[0], "", 0)))
    assert found == set(IdLevel)


@settings(deadline=None, max_examples=600)
@given(ids(), ids())
def test_id_level_is_the_definition_on_strings(a, b):
    expected = level_of(a, b)
    assert id_level(*packed(a), *packed(b)) == expected
    assert id_level(*packed(b), *packed(a)) == expected


@pytest.mark.parametrize("status", [IdStatus.VALID, IdStatus.INVALID])
def test_an_old_foreign_card_equals_only_itself(status):
    old, other = ((key, 0, 0, int(IdStatus.FOREIGN), 0, 0) for key in (-7, -8))
    assert id_level(*old, *old) == IdLevel.EQUAL
    assert id_level(*old, *other) == IdLevel.DIFFERENT
    chinese = packed((status, POOL[0], "", IdTrust.UNCHECKED))
    assert id_level(*old, *chinese) == (IdLevel.DIFFERENT if status == IdStatus.VALID else IdLevel.MISSING)


def test_the_unknown_repairs_nothing():
    unknown = (0, 0, 0, int(IdStatus.MISSING), 0, 0)
    assert id_level(*unknown, *packed((IdStatus.INVALID, POOL[0], "", IdTrust.UNCHECKED))) == IdLevel.MISSING
