"""Ages, and the years in which a person of a stated age can have been born."""

import re
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from aidlink.numerals import digits_for_numerals, plain
from aidlink.uniques import read_uniques

OLDEST = 125
NO_AGE = -1

# 80岁多 is somebody of 80; 80多 may be anybody of 80 to 89.
_AGE = re.compile(r"(\d{1,3})(?:\.\d+)?(?:[岁歲][多余半]|[岁歲]?(?:(?:零|又)?\d{1,2}个?月)?)")
_BABY = re.compile(r"\d{1,3}(?:\.\d+)?(?:个月|个多月|个半月|月|天|日|周|小时)|[不未]满(?:1?岁)?|半岁")
_NOMINAL = re.compile(r"虚[岁龄]?")
_FILLERS = re.compile(r"周岁|实岁|足岁|实龄|年龄|[约享终年:()\s]")


class Age(NamedTuple):
    """One stated age."""

    years: int
    """-1 if none can be read."""
    nominal: bool = False
    """虚岁: one at birth, and one more at each lunar new year."""


class AgeColumns(NamedTuple):
    """`Age` for a column, entry by entry."""

    years: npt.NDArray[np.int16]
    nominal: npt.NDArray[np.bool_]


def parse_age(text: str | None) -> Age:
    """Read one age; nothing raises.

    >>> parse_age("78岁").years, parse_age("79（虚）"), parse_age("6个月").years, parse_age("不详").years
    (78, Age(years=79, nominal=True), 0, -1)
    """
    shown = digits_for_numerals(plain(text or ""))
    rest = _NOMINAL.sub("", shown)
    stated = _FILLERS.sub("", rest)
    if _BABY.fullmatch(stated):
        return Age(0)
    match = _AGE.fullmatch(stated)
    if match is None or int(match[1]) > OLDEST:
        return Age(NO_AGE)
    return Age(int(match[1]), rest != shown)


def read_ages(texts: Any) -> AgeColumns:
    """Read a column of ages (Arrow strings or a sequence of `str | None`)."""
    years, nominal = read_uniques(texts, lambda text: tuple(parse_age(text)), (NO_AGE, 0))
    return AgeColumns(years.astype(np.int16), nominal.astype(np.bool_))


def birth_years(
    ages: AgeColumns, stated_in: npt.NDArray[np.int32] | int
) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int16]]:
    """Give the first and last year of birth for ages stated in given years; 0 and 0 without either.

    Somebody aged a in year y was born in y-a-1 or y-a. By nominal age the lunar year of birth is y-a+1, or
    y-a before the new year; and a lunar year ends in the next solar one: y-a to y-a+2. Old people's ages are
    nominal more often than they are marked so; one without a mark may be either, y-a-1 to y-a+1.
    """
    years = np.asarray(stated_in, np.int32)
    high = years - ages.years
    low = np.where(ages.nominal, high, high - 1)
    high = np.where(ages.nominal, high + 2, high + 1)
    usable = (ages.years >= 0) & (years > 0)
    return np.where(usable, low, 0).astype(np.int16), np.where(usable, high, 0).astype(np.int16)
