"""The levels of each comparison, in the order in which a kernel tests them.

Level 0 is always MISSING: it says nothing, and its weight is 0. Missing is not different.
"""

from enum import IntEnum

from aidlink.names.levels import NameLevel


class IdLevel(IntEnum):
    """How two resident IDs stand to each other."""

    MISSING = 0
    EQUAL = 1  # two usable numbers, character for character
    UPGRADED = 2  # equal once a 15-digit number is written with 18
    DIFFERENT = 3
    CONFIRMED_DIFFERENT = 4  # and each is borne out by the birth date written beside it
    CONFIRMED_EQUAL = 5  # equal, and borne out on both sides
    DOUBTED_EQUAL = 6  # equal, but the birth, age or sex beside one of them is another person's
    DOUBTED_DIFFERENT = 7
    TRUNCATED = 8  # one lost its last characters in a spreadsheet: the 15 that it kept are equal
    TRUNCATED_DIFFERENT = 9
    SAME_DAMAGED = 10  # the same wrong number on both sides
    REPAIRED = 11  # a wrong number, and this is its only repair in the other register
    ONE_OFF = 12  # a wrong number one digit, or one swap of neighbours, apart from this one
    DAMAGED_DIFFERENT = 13


class BirthLevel(IntEnum):
    """How two births stand to each other: two dates, or a date or an age and the years that an age allows."""

    MISSING = 0
    SAME = 1
    ONE_OFF = 2  # one digit apart, or day and month exchanged
    LUNAR = 3  # one may be the lunar date of the other
    SAME_YEAR = 4
    NEAR = 5  # a year or two beside
    DIFFERENT = 6
    AGE = 7  # the age given fits
    AGE_NEAR = 8  # it is a year or two off
    AGE_DIFFERENT = 9
    CONFIRMED_SAME = 10  # beside two different numbers, each of which bears out its date: no date is a slip
    CONFIRMED_DIFFERENT = 11


class SameLevel(IntEnum):
    """Equal, different or not known: sex, village, account."""

    MISSING = 0
    SAME = 1
    DIFFERENT = 2


class HeadLevel(IntEnum):
    """How the names of two household heads stand to each other."""

    MISSING = 0
    SAME = 1
    HOMOPHONE = 2
    DIFFERENT = 3


#: Comparisons in the order of the pattern's digits.
COMPARISONS: dict[str, type[IntEnum]] = {
    "resident_id": IdLevel,
    "name": NameLevel,
    "birth": BirthLevel,
    "sex": SameLevel,
    "village": SameLevel,
    "head": HeadLevel,
    "account": SameLevel,
}

#: Levels are alternatives to each other only within a group: that a number is damaged, or that a register
#: knows ages and no dates, is as likely for a match as for anybody. So m, and u, add up to one in each group.
GROUPS: dict[str, tuple[int, ...]] = {
    name: tuple(min(level, 1) for level in levels) for name, levels in COMPARISONS.items()
} | {
    "resident_id": (0, 1, 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 4, 4),
    "birth": (0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3),
}
