"""Dates and months as people write them.

Read: 2024-1-5, 2024/01/05, 2024.1.5, 2024 1 5, 20240105, 2024年1月5日, 二〇二四年一月五日, with a time or
without; 1/5/2024 and 31/12/2024; 24-1-5 and 240105 (the latest such year not after the data's); a sheet's
serial number; month only (2024-01, 202401, 2024年1月) and year only. Six digits that can be a month are
one: 201105 is May 2011. A lunar date is recognised and not taken for a solar one.
"""

import re
from datetime import date, timedelta
from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from aidlink.buffers import plain_array, string_buffers
from aidlink.identity.numbers import days_in_month
from aidlink.kernels import kernel
from aidlink.numerals import digits_for_numerals, plain
from aidlink.uniques import read_uniques

FIRST_YEAR, LAST_YEAR = 1850, 2100


class DateStatus(IntEnum):
    """How far a date could be read; `sentence` says it in Chinese."""

    MISSING = 0
    OK = 1
    IMPOSSIBLE = 2
    LUNAR = 3
    """The year is the lunar year's: the solar one may be the next."""
    PARTIAL = 4
    """Only the year, or the year and the month."""
    UNREADABLE = 5

    @property
    def sentence(self) -> str:
        """The status as a clerk would say it."""
        return _SENTENCES[self]


_SENTENCES = {
    DateStatus.MISSING: "未填日期",
    DateStatus.OK: "日期正确",
    DateStatus.IMPOSSIBLE: "日历上没有这一天，请核实",
    DateStatus.LUNAR: "填的是农历日期，请改填公历",
    DateStatus.PARTIAL: "只有年份或年月，请补填完整日期",
    DateStatus.UNREADABLE: "看不懂的日期写法，请改为如2024-01-05",
}


class ReadDate(NamedTuple):
    """One date as far as it could be read."""

    status: DateStatus
    ymd: int = 0
    """yyyymmdd of an OK date, else 0."""
    month: int = 0
    """yyyymm of an OK date and of a partial one with a month, else 0."""
    year: int = 0
    """The year of an OK, partial or lunar date, else 0."""


class DateColumns(NamedTuple):
    """`ReadDate` for a column, entry by entry."""

    status: npt.NDArray[np.uint8]
    ymd: npt.NDArray[np.int32]
    month: npt.NDArray[np.int32]
    year: npt.NDArray[np.int16]


_TAIL = r"(?:[T\s上下凌早晚中夜星周(].*)?"  # a time of day, a weekday, a remark in brackets
_DASHES = r"\-‐–—−"  # a hyphen, and what a word processor makes of one
_GAP = rf"\s*[{_DASHES}/.年,、_\s]\s*"
_DAY_GAP = rf"\s*[{_DASHES}/.月,、_\s]\s*"
_USUAL = re.compile(r"(\d{4})([-/.]?)(\d{2})\2(\d{2})")  # what nearly all are; the rest is for the others
_DAY_END = rf"(?:\s*[日号](?:\d{{1,2}}[:时点].*)?)?{_TAIL}"  # 2024年1月5日8时30分
_FULL = re.compile(rf"(\d{{4}}|\d{{2}}){_GAP}(\d{{1,2}}){_DAY_GAP}(\d{{1,2}}){_DAY_END}")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{4}|\d{6}|\s+.*|\.0)?")
_SIX = re.compile(r"(\d{2})(\d{2})(\d{2})(?:\.0)?")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){_TAIL}")
_MONTH = re.compile(rf"(\d{{4}})(?:{_GAP}(\d{{1,2}})|(\d{{2}}))\s*月?份?(?:\.0)?")
_YEAR = re.compile(r"(\d{4})年?")
_SERIAL = re.compile(r"([1-5]\d{4})(?:\.\d+)?")
_SERIAL_ZERO = date(1899, 12, 30)  # day 0 of Excel's 1900 calendar, for serials from March 1900 on
_LUNAR = re.compile(
    r"[农阴旧夏][历暦]|[(\[]农[)\]]|闰|正月|冬月|腊月|初[一二三四五六七八九十]|廿|除夕|月[一二三四五六七八九十]+$"
)
_SOLAR_MARK = re.compile(r"[公阳新西][历元]:?|[(\[][公阳][)\]]|元月")
_ANY_YEAR = re.compile(r"\d{4}")
_MONTHS = 12
_ZERO, _NINE, _DASH, _DOT, _SLASH = ord("0"), 9, ord("-"), ord("."), ord("/")


def parse_date(text: str | None, *, as_of: date | None = None) -> ReadDate:
    """Read one date; nothing raises.

    Args:
        text: the cell's text.
        as_of: the data's date, by which two-digit years are read; today if not given.

    >>> parse_date("2024年1月5日").ymd, parse_date("2024-02-30").status.name, parse_date("202401").month
    (20240105, 'IMPOSSIBLE', 202401)
    """
    if text and (match := _USUAL.fullmatch(text)):
        return _day(int(match[1]), int(match[3]), int(match[4]))
    shown = plain(text or "")
    if not shown:
        return ReadDate(DateStatus.MISSING)
    lunar = bool(_LUNAR.search(shown))
    shown = _SOLAR_MARK.sub(lambda mark: "1月" if mark[0] == "元月" else "", shown)
    shown = digits_for_numerals(shown)
    if lunar:
        year = _ANY_YEAR.search(shown)
        return ReadDate(DateStatus.LUNAR, year=int(year[0]) if year else 0)
    return _read(shown.strip(), (as_of or date.today()).year)  # noqa: DTZ011 - the office's own calendar


def _read(shown: str, newest: int) -> ReadDate:
    if match := _FULL.fullmatch(shown) or _PACKED.fullmatch(shown):
        return _day(_full_year(match[1], newest), int(match[2]), int(match[3]))
    if match := _SERIAL.fullmatch(shown):
        serial = _SERIAL_ZERO + timedelta(days=int(match[1]))
        return _day(serial.year, serial.month, serial.day)
    if match := _YEAR_LAST.fullmatch(shown):  # month first as in Excel's American format, unless it cannot be
        first, second = int(match[1]), int(match[2])
        month, day = (second, first) if first > _MONTHS else (first, second)
        return _day(int(match[3]), month, day)
    return _read_short(shown, newest)


def _read_short(shown: str, newest: int) -> ReadDate:
    if (match := _MONTH.fullmatch(shown)) and _is_month(int(match[1]), int(match[2] or match[3])):
        return _partial(int(match[1]), int(match[2] or match[3]))
    if match := _SIX.fullmatch(shown):
        return _day(_full_year(match[1], newest), int(match[2]), int(match[3]))
    if (match := _YEAR.fullmatch(shown)) and _is_month(int(match[1]), 1):
        return _partial(int(match[1]), 0)
    return ReadDate(DateStatus.UNREADABLE)


def _full_year(written: str, newest: int) -> int:
    year = int(written)
    if len(written) > 2:  # noqa: PLR2004 - all four digits
        return year
    return newest // 100 * 100 + year - (100 if year > newest % 100 else 0)


def _is_month(year: int, month: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= _MONTHS


def _partial(year: int, month: int) -> ReadDate:
    return ReadDate(DateStatus.PARTIAL, month=year * 100 + month if month else 0, year=year)


def _day(year: int, month: int, day: int) -> ReadDate:
    try:
        date(year, month, day)
    except ValueError:
        return ReadDate(DateStatus.IMPOSSIBLE)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return ReadDate(DateStatus.IMPOSSIBLE)
    month_number = year * 100 + month
    return ReadDate(DateStatus.OK, month_number * 100 + day, month_number, year)


def read_dates(texts: Any, *, as_of: date | None = None) -> DateColumns:
    """Read a column of dates (Arrow strings or a sequence of `str | None`).

    What nearly all are is read by a kernel; of the others, each different text once.
    """
    column = plain_array(texts)
    ymd = np.zeros(len(column), np.int32)
    _read_usual(*string_buffers(column), ymd)
    month, year = ymd // 100, (ymd // 10000).astype(np.int16)
    status = np.where(ymd > 0, np.uint8(DateStatus.OK), np.uint8(DateStatus.MISSING))
    others = np.flatnonzero(ymd == 0)
    nothing = tuple(parse_date(None))
    found = read_uniques(
        column.take(pa.array(others)), lambda text: tuple(parse_date(text, as_of=as_of)), nothing
    )
    columns: tuple[npt.NDArray[Any], ...] = (status, ymd, month, year)
    for target, values in zip(columns, found, strict=True):
        target[others] = values
    return DateColumns(status, ymd, month, year)


@kernel
def _read_usual(
    offsets: npt.NDArray[np.int64],
    data: npt.NDArray[np.uint8],
    valid: npt.NDArray[np.bool_],
    out: npt.NDArray[np.int32],
) -> None:
    """Fill in the day of every text that `_USUAL` matches and the calendar has; 0 for any other."""
    for row in range(len(out)):
        at, width = offsets[row], offsets[row + 1] - offsets[row]
        if not valid[row] or width not in (8, 10):
            continue
        gap = (width - 8) // 2
        if gap and not (data[at + 4] == data[at + 7] and data[at + 4] in (_DASH, _DOT, _SLASH)):
            continue
        century, rest = _two_digits(data, at), _two_digits(data, at + 2)
        year = century * 100 + rest
        month, day = _two_digits(data, at + 4 + gap), _two_digits(data, at + 6 + 2 * gap)
        if rest < 0 or not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= _MONTHS):
            continue
        if 1 <= day <= days_in_month(year, month):
            out[row] = year * 10000 + month * 100 + day


@kernel
def _two_digits(data: npt.NDArray[np.uint8], at: int) -> int:
    """The number that two ASCII digits write; -1 where they are none."""
    tens, ones = int(data[at]) - _ZERO, int(data[at + 1]) - _ZERO
    return tens * 10 + ones if 0 <= tens <= _NINE and 0 <= ones <= _NINE else -1


def parse_months(texts: Any, *, as_of: date | None = None) -> npt.NDArray[np.int32]:
    """Give yyyymm for each text, a month or a whole date; 0 where there is none."""
    return read_dates(texts, as_of=as_of).month
