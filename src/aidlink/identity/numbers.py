"""The arithmetic of an 18-character number: its check character, its date, its parts.

A number is held as `body` (its first 17 digits, an integer) and `check` (0 to 10, where 10 is written X).
ISO 7064 MOD 11-2 as in GB 11643-1999: with 2^(17-i) as the weight of character i, counted from 0, the
weighted sum of all 18 leaves 1 when divided by 11.
"""

import numpy as np

from aidlink.kernels import kernel

EARLIEST_YEAR = 1850
"""Nobody numbered since 1984, when numbers began, was born before; an earlier year is a slip."""

SEQUENCE = 10**3  # body = county (6) birth (8) sequence (3)
BIRTH = 10**8
COUNTY_SHARE = SEQUENCE * BIRTH
BIRTH_AT = 6
BIRTH_END = 14
BODY_LENGTH = 17
FULL_LENGTH = 18
OLD_LENGTH = 15
CHECK_X = 10


@kernel
def check_value(body: int) -> int:
    """Give the check value 0..10 that 17 digits call for."""
    total = 0
    weight = 2
    for _ in range(BODY_LENGTH):
        total += weight * (body % 10)
        body //= 10
        weight = weight * 2 % 11
    return (12 - total % 11) % 11


@kernel
def days_in_month(year: int, month: int) -> int:
    """Days of a Gregorian month; month in 1..12."""
    if month == 2:  # noqa: PLR2004 - February
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return 29 if leap else 28
    return 30 if month in (4, 6, 9, 11) else 31


@kernel
def is_birth_date(ymd: int) -> bool:
    """Whether yyyymmdd is a day of the calendar on which a numbered person can have been born."""
    year, month, day = ymd // 10000, ymd // 100 % 100, ymd % 100
    if year < EARLIEST_YEAR or month < 1 or month > 12 or day < 1:  # noqa: PLR2004
        return False
    return day <= days_in_month(year, month)


@kernel
def birth_of(body: int) -> int:
    """Give the yyyymmdd inside 17 digits, real or not."""
    return body // SEQUENCE % BIRTH


@kernel
def county_of(body: int) -> int:
    """Give the six-digit county code of 17 digits."""
    return body // COUNTY_SHARE


@kernel
def sex_of(body: int) -> int:
    """Give 1 for male and 2 for female, by the last digit of the sequence."""
    return 2 - body % 2


@kernel
def survives_float(value: int) -> bool:
    """Whether an integer is one that a 64-bit float can hold, so may be the ruin of another."""
    return int(np.int64(np.float64(value))) == value
