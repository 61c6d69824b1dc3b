"""When a person was born, from the best source that a record has.

In order: the birth date column; the date inside a good ID, which nobody types by itself; a birth column with
only a year, a month or a lunar date; a stated age; the date inside a damaged ID. A number that the rest of
the record contradicts gives no birth: its date is another person's.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from aidlink.dates import DateColumns, DateStatus
from aidlink.identity import IdColumns, IdStatus

Years = npt.NDArray[np.int16]

GOOD = (IdStatus.VALID, IdStatus.DERIVED, IdStatus.TRUNCATED, IdStatus.FOREIGN, IdStatus.PERMIT)
"""Statuses whose birth date counts as the holder's own: in a truncated number it lies in the part kept."""


class BirthSource(IntEnum):
    """Where a birth comes from."""

    NONE = 0
    COLUMN = 1
    ID = 2
    AGE = 3
    DAMAGED_ID = 4


KEYED = (IdStatus.VALID, IdStatus.DERIVED, IdStatus.FOREIGN, IdStatus.PERMIT)
"""Statuses of numbers that are keys across registers."""

_LUNAR_DAYS = 62
APART = 2
"""Years that an age may be off before it speaks against the number beside it."""


class IdTrust(IntEnum):
    """Whether the rest of a record bears out its number; a relative's is good, but in the wrong row."""

    UNCHECKED = 0
    CONFIRMED = 1
    """The written birth date is the number's, or the age fits and the sex is the number's."""
    DOUBTED = 2
    """The written birth or age, or the sex, is another person's."""


class BirthColumns(NamedTuple):
    """Birth of each row: the day where it is known, and always the interval of years."""

    ymd: npt.NDArray[np.int32]
    low: Years
    high: Years
    source: npt.NDArray[np.uint8]


class _Births:
    """Fills rows that no better source has filled."""

    def __init__(self, rows: int) -> None:
        self.ymd = np.zeros(rows, np.int32)
        self.low = np.zeros(rows, np.int16)
        self.high = np.zeros(rows, np.int16)
        self.source = np.zeros(rows, np.uint8)

    def add_days(self, ymd: npt.NDArray[np.int32], source: BirthSource) -> None:
        free = (self.source == 0) & (ymd > 0)
        years = (ymd // 10000).astype(np.int16)
        self.ymd[free] = ymd[free]
        self._fill(free, years, years, source)

    def add_years(self, low: Years, high: Years, source: BirthSource) -> None:
        self._fill((self.source == 0) & (low > 0), low, high, source)

    def _fill(self, rows: npt.NDArray[np.bool_], low: Years, high: Years, source: BirthSource) -> None:
        self.low[rows] = low[rows]
        self.high[rows] = high[rows]
        self.source[rows] = source


def judge_trust(
    written: DateColumns | None,
    ids: IdColumns,
    ages: tuple[Years, Years] | None,
    sexes: npt.NDArray[np.uint8],
) -> npt.NDArray[np.uint8]:
    """Give each row's `IdTrust`.

    Args:
        written: the birth date column, if there is one.
        ids: the person's IDs.
        ages: the first and last year of birth by the age column, if there is one.
        sexes: the sex column, 0 unknown.
    """
    year = ids.birth_ymd // 10000
    keyed = np.isin(ids.status, KEYED) & (year > 0)
    doubted = (sexes > 0) & (ids.sex > 0) & (sexes != ids.sex)
    confirmed = np.zeros(len(year), np.bool_)
    if ages is not None:
        low, high = ages
        fits = (low > 0) & (low <= year) & (year <= high)
        confirmed |= fits & (sexes > 0) & (sexes == ids.sex)
        doubted |= (low > 0) & ((year < low - APART) | (year > high + APART))
    if written is not None:
        confirmed |= written.ymd == ids.birth_ymd
        other = np.flatnonzero((written.ymd > 0) & (written.ymd != ids.birth_ymd))
        doubted[other] |= ~_may_be_slip(written.ymd[other], ids.birth_ymd[other])
    trust = np.where(confirmed, IdTrust.CONFIRMED, np.where(doubted, IdTrust.DOUBTED, IdTrust.UNCHECKED))
    return np.where(keyed, trust, IdTrust.UNCHECKED).astype(np.uint8)


def _may_be_slip(a: npt.NDArray[np.int32], b: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Whether two dates (yyyymmdd) are one digit or less than two months apart, as a lunar date is."""
    differing = sum((a // 10**place % 10 != b // 10**place % 10).astype(np.int8) for place in range(8))
    days = [date // 10000 * 372 + date // 100 % 100 * 31 + date % 100 for date in (a, b)]
    near: npt.NDArray[np.bool_] = (differing <= 1) | (np.abs(days[0] - days[1]) <= _LUNAR_DAYS)
    return near


def combine_births(
    written: DateColumns | None,
    ids: IdColumns,
    ages: tuple[Years, Years] | None,
    trust: npt.NDArray[np.uint8],
    latest: int,
) -> BirthColumns:
    """Give each row's birth.

    Args:
        written: the birth date column, if there is one.
        ids: the person's IDs.
        ages: the first and last year of birth by the age column, if there is one.
        trust: the rows' `IdTrust`.
        latest: the data's day, yyyymmdd; a written birth after it is a slip.
    """
    births = _Births(len(ids.key))
    if written is not None:
        births.add_days(np.where(written.ymd <= latest, written.ymd, 0), BirthSource.COLUMN)
    good = np.isin(ids.status, GOOD) & (trust != IdTrust.DOUBTED)
    births.add_days(np.where(good, ids.birth_ymd, 0), BirthSource.ID)
    if written is not None:
        lunar = written.status == DateStatus.LUNAR  # a lunar year ends in the next solar one
        year = np.where((written.ymd == 0) & (written.year <= latest // 10000), written.year, 0)
        births.add_years(year, year + lunar, BirthSource.COLUMN)
    if ages is not None:
        births.add_years(*ages, BirthSource.AGE)
    births.add_days(np.where(trust == IdTrust.DOUBTED, 0, ids.birth_ymd), BirthSource.DAMAGED_ID)
    return BirthColumns(births.ymd, births.low, births.high, births.source)
