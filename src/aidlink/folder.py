"""A month's folder: which of its files are extracts, and which month its name says."""

import calendar
import datetime as dt
import re
from pathlib import Path

from aidlink.errors import InputError
from aidlink.publish import FOLDERS, OUTPUTS, sha256

SUFFIXES = (".xlsx", ".xls", ".csv", ".tsv", ".txt")
_MONTH = re.compile(r"(?<!\d)(20\d\d)[-_.年 ]?(1[0-2]|0?[1-9])(?!\d)")


def find_extracts(folder: Path) -> tuple[list[Path], list[tuple[str, str]]]:
    """List the files to read, by name, and those not read, each with the reason in Chinese.

    Hidden files, the lock files of an open workbook (~$...) and aidlink's own outputs are passed over.
    Sub-folders are not entered.

    Raises:
        InputError: there is no such folder, or nothing in it to read.
    """
    if not folder.is_dir():
        raise InputError(folder, "没有这个文件夹", "检查路径是否写对")
    extracts: list[Path] = []
    unread: list[tuple[str, str]] = []
    seen: dict[str, str] = {}
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.name.startswith((".", "~$")) or path.name in (*OUTPUTS, *FOLDERS):
            continue
        reason = _unfit(path, seen)
        if reason is None:
            extracts.append(path)
        else:
            unread.append((path.name, reason))
    if not extracts:
        raise InputError(
            folder, "文件夹里没有可读的表格", f"放入本月的名册和明细（{'、'.join(SUFFIXES)}）后再运行"
        )
    return extracts, unread


def _unfit(path: Path, seen: dict[str, str]) -> str | None:
    if path.is_dir():
        return "是文件夹，里面的文件没有读取"
    if path.suffix.lower() not in SUFFIXES:
        return "不是表格文件"
    try:
        first = seen.setdefault(sha256(path), path.name)
    except OSError:
        return None  # the reader says what is wrong with it
    return None if first == path.name else f"与“{first}”内容完全相同"


def month_end(folder: Path) -> dt.date | None:
    """The last day of the month that a folder is named after; None if its name holds no month.

    >>> month_end(Path("data/2026-10")), month_end(Path("2026年2月")), month_end(Path("本月"))
    (datetime.date(2026, 10, 31), datetime.date(2026, 2, 28), None)
    """
    found = _MONTH.search(folder.name)
    return last_day(int(found[1]), int(found[2])) if found else None


def named_month(name: str) -> dt.date | None:
    """The last day of the month that a name is, and nothing else; None for any other name.

    >>> named_month("2026-09"), named_month("2026年9月"), named_month("2026-09-result")
    (datetime.date(2026, 9, 30), datetime.date(2026, 9, 30), None)
    """
    found = _MONTH.fullmatch(name.removesuffix("份").removesuffix("月"))
    return last_day(int(found[1]), int(found[2])) if found else None


def last_day(year: int, month: int) -> dt.date:
    """The last day of a month."""
    return dt.date(year, month, calendar.monthrange(year, month)[1])
