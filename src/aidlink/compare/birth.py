"""The level of two births, each a date or the interval of years that an age allows."""

from aidlink.compare.levels import BirthLevel
from aidlink.compare.slips import digits_slip
from aidlink.kernels import inlined, kernel

MISSING = int(BirthLevel.MISSING)
SAME = int(BirthLevel.SAME)
ONE_OFF = int(BirthLevel.ONE_OFF)
LUNAR = int(BirthLevel.LUNAR)
SAME_YEAR = int(BirthLevel.SAME_YEAR)
NEAR = int(BirthLevel.NEAR)
DIFFERENT = int(BirthLevel.DIFFERENT)
AGE = int(BirthLevel.AGE)
AGE_NEAR = int(BirthLevel.AGE_NEAR)
AGE_DIFFERENT = int(BirthLevel.AGE_DIFFERENT)
CONFIRMED_SAME = int(BirthLevel.CONFIRMED_SAME)
CONFIRMED_DIFFERENT = int(BirthLevel.CONFIRMED_DIFFERENT)

# A lunar date written as if it were solar lies this many days before the solar one: the lunar year begins
# between 21 January and 20 February, and its months drift against the calendar's by about as much.
LUNAR_LOW, LUNAR_HIGH = 17, 52
NEAR_YEARS = 2


@kernel
def day_number(ymd: int) -> int:
    """Days since 1 March of year 0 in the Gregorian calendar, for a date packed as yyyymmdd.

    The arithmetic is the usual one that starts the year in March, so that the leap day comes last.
    """
    year = ymd // 10000
    month = ymd // 100 % 100
    day = ymd % 100
    shifted = year - (1 if month <= 2 else 0)  # noqa: PLR2004 - January and February belong to the year before
    month_from_march = (month + 9) % 12
    return (
        365 * shifted
        + shifted // 4
        - shifted // 100
        + shifted // 400
        + (153 * month_from_march + 2) // 5
        + day
        - 1
    )


@kernel
def one_slip(a: int, b: int) -> bool:
    """Whether two dates packed as yyyymmdd are one slip apart.

    A slip is one digit, two neighbouring digits exchanged, or day and month exchanged.
    """
    if a // 10000 == b // 10000:
        if a // 100 % 100 == b % 100 and a % 100 == b // 100 % 100:
            return True
    elif a % 10000 != b % 10000 and (a // 100000 != b // 100000 or a % 1000 != b % 1000):
        return False  # the year and the rest both differ, not just in the two digits where they meet
    return digits_slip(a, b, 10, 8)


@inlined
def birth_level(ymd_a: int, low_a: int, high_a: int, ymd_b: int, low_b: int, high_b: int) -> int:
    """The `BirthLevel` of two births.

    Args:
        ymd_a: the date as yyyymmdd, 0 where only an age is known.
        low_a: the earliest year of birth, 0 unknown.
        high_a: the latest year of birth.
        ymd_b: the same three of the other record.
        low_b: see `low_a`.
        high_b: see `high_a`.
    """
    if low_a == 0 or low_b == 0:
        return MISSING
    if ymd_a != 0 and ymd_b != 0:
        return _date_level(ymd_a, ymd_b)
    if low_a <= high_b and low_b <= high_a:
        return AGE
    gap = low_b - high_a if low_b > high_a else low_a - high_b
    return AGE_NEAR if gap <= NEAR_YEARS else AGE_DIFFERENT


@inlined
def _date_level(ymd_a: int, ymd_b: int) -> int:
    if ymd_a == ymd_b:
        return SAME
    years = abs(ymd_a // 10000 - ymd_b // 10000)
    # Most pairs are decades apart in more than one digit: leave before anything is counted.
    if one_slip(ymd_a, ymd_b):
        return ONE_OFF
    if years > NEAR_YEARS:
        return DIFFERENT
    if LUNAR_LOW <= abs(day_number(ymd_a) - day_number(ymd_b)) <= LUNAR_HIGH:
        return LUNAR
    return SAME_YEAR if years == 0 else NEAR
