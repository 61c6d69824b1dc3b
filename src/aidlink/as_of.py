"""The last day that a month's data speak of: said by the caller, the folder's name, or the data."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from aidlink.dates import parse_months
from aidlink.errors import InputError, UsageError
from aidlink.extracts import Extract
from aidlink.folder import last_day, month_end
from aidlink.records import Kind

# What dates an extract, the best witness first. A birth or an approval says nothing about the month.
_WITNESSES = (
    (Kind.PAYMENT, ("pay_month", "pay_date")),
    (Kind.DEATH, ("report_date", "cancel_date", "death_date")),
    (Kind.CREMATION, ("report_date", "cremation_date", "death_date")),
)
_NEWEST = dt.date(2099, 12, 31)  # two-digit years are of this century: nothing here is older
_LONE = 0.02  # a month held by fewer of the dated rows is a slip of the pen


def find_as_of(month_dir: Path, extracts: Sequence[Extract], asked: dt.date | None) -> tuple[dt.date, str]:
    """The day, and where it comes from: "caller", "folder" or "data"; never the clock.

    Raises:
        InputError: nothing tells the month.
        UsageError: the day asked for is more than a month away from the folder's.
    """
    named = month_end(month_dir.resolve())
    if asked:
        # A slip in the year would make everybody unborn, or have a ledger refuse every month until then.
        if named and abs((asked.year - named.year) * 12 + asked.month - named.month) > 1:
            message = f"--as-of {asked} 与文件夹“{month_dir.name}”的月份不符；请核对日期和文件夹"
            raise UsageError(message)
        return asked, "caller"
    if named:
        return named, "folder"
    told = last_day_of_data(extracts)
    if told:
        return told, "data"
    remedy = "把文件夹改名为如 2026-10，或用 --as-of 2026-10-31 指明"
    raise InputError(month_dir, "看不出是哪个月的资料", remedy)


def last_day_of_data(extracts: Sequence[Extract]) -> dt.date | None:
    """The end of the latest month that more than a stray row speaks of; None if no row does."""
    for kind, fields in _WITNESSES:
        for field in fields:
            texts = [
                extract.table[field].combine_chunks()
                for extract in extracts
                if extract.kind is kind and field in extract.table.column_names
            ]
            months = np.concatenate(
                [np.empty(0, np.int32), *(parse_months(text, as_of=_NEWEST) for text in texts)]
            )
            latest = _latest(months[months > 0])
            if latest:
                return last_day(latest // 100, latest % 100)
    return None


def _latest(months: np.ndarray[tuple[int], np.dtype[np.int32]]) -> int:
    found, times = np.unique(months, return_counts=True)
    firm = found[times >= _LONE * times.sum()]
    return int(firm.max()) if firm.size else 0
