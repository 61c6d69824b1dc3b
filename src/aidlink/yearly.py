"""Figures of several months: 统计表 1-12月, swings from month to month, the three books, the 整改台账."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa

from aidlink.books import Books, open_books
from aidlink.errors import InputError
from aidlink.extracts import Extract, read_extracts
from aidlink.extracts.mapping import HeaderMapping, mapping_for_many
from aidlink.find import standardise_all
from aidlink.folder import find_extracts, named_month
from aidlink.ledger import Ledger
from aidlink.lookback import earlier_folders, read_kinds
from aidlink.publish import writing
from aidlink.quality import swings
from aidlink.reconcile import LedgerTotals, read_totals, reconcile_books
from aidlink.records import Kind
from aidlink.reports.figures_book import Figures, with_issued, write_figures
from aidlink.statistics import month_statistics

_LEDGER = "--ledger"
_BOOKS = (Kind.BENEFICIARY, Kind.PAYMENT)


def report_months(
    folders: str | Path | Iterable[str | Path],
    out: str | Path | None = None,
    *,
    year: int | None = None,
    as_of: dt.date | None = None,
    ledger: Ledger | str | Path | None = None,
    totals: str | Path | None = None,
    mapping: HeaderMapping = None,
    engine: str = "duckdb",
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Figures:
    """Count the months' rosters and payments: statistics, swings, the three books, what became of the clues.

    Args:
        folders: months' folders, each named after its month (2026-10), or folders that hold such ones.
        out: the workbook to write (.xlsx); there must be none of this name. None: write none.
        year: only the months of this year.
        as_of: the day by which the villages' answers count; by default the last month's last day.
        ledger: a ledger of clues, its file or its URL, for the counts of clues and the 整改台账.
        totals: the statistics ledger's file, the third of the three books. Totals that name no month are
            taken for the last month's.
        mapping: headers that aidlink does not know, to fields, or a TOML file of them, as `run_month` takes
            it: for every file of every month. No column letters, for files differ.
        engine: which engine answers the joins.
        progress: told about each step.

    Raises:
        InputError: a file or folder cannot be used, there is no month, or one twice, or `out` exists.
        UsageError: the mapping names a field that there is not, or a column letter.
    """
    if ledger is not None and not isinstance(ledger, Ledger):
        with Ledger(ledger) as opened:
            return report_months(
                folders, out, year=year, as_of=as_of, ledger=opened, totals=totals, mapping=mapping,
                engine=engine, progress=progress,
            )  # fmt: skip
    place = _free(Path(out)) if out else None
    told = read_totals(totals) if totals else None
    issued = _issued(ledger) if ledger else None
    known = mapping_for_many(mapping)
    given = [folders] if isinstance(folders, str | Path) else folders
    months = _months([Path(each) for each in given], year)
    books: list[Books] = []
    for done, (day, folder) in enumerate(months):
        progress(f"统计 {folder.name}", done, len(months) + 1)
        books.append(_books(folder, day, known, engine))
    progress("写出统计表", len(months), len(months) + 1)
    figures = _figures(books, as_of or months[-1][0], told)
    figures = figures if issued is None else with_issued(figures, issued)
    if place:
        with writing(place, parents=True) as part:
            write_figures(part, figures)
    return figures


def rosters_before(
    month_dir: Path, mapping: Mapping[str, str] | None = None, *, engine: str = "duckdb"
) -> Books | None:
    """The rosters of the month before, where its folder stands beside; a file of it at fault stops nothing.

    Args:
        month_dir: a month's folder, named after it.
        mapping: unknown headers to fields.
        engine: which engine answers the joins.
    """
    for folder in earlier_folders(month_dir, 1):
        day = named_month(folder.name)
        read = read_kinds(folder, (Kind.BENEFICIARY,), mapping)[0]
        if day and read:
            return _open(read, day, engine)
    return None


def _months(folders: Sequence[Path], year: int | None) -> list[tuple[dt.date, Path]]:
    """Each month's last day and folder, in order."""
    found: dict[dt.date, Path] = {}
    for folder in folders:
        if not folder.is_dir():
            raise InputError(folder, "没有这个文件夹", "检查路径是否写对")
        inside = [folder] if named_month(folder.resolve().name) else sorted(folder.iterdir())
        for path in inside:
            day = named_month(path.resolve().name) if path.is_dir() else None
            if day is None or (year and day.year != year):
                continue
            if found.setdefault(day, path).resolve() != path.resolve():
                raise InputError(path, f"与“{found[day]}”是同一个月", "每个月只给一个文件夹")
    if not found:
        what = "没有以月份命名的文件夹" if year is None else f"没有{year}年各月的文件夹"
        raise InputError(folders[0] if folders else "", what, "把各月资料放进以月份命名的文件夹，如 2026-10")
    return sorted(found.items())


def _books(folder: Path, day: dt.date, mapping: Mapping[str, str], engine: str) -> Books:
    read = [extract for path in find_extracts(folder)[0] for extract in read_extracts(path, mapping)]
    return _open([extract for extract in read if extract.kind in _BOOKS], day, engine)


def _open(extracts: Sequence[Extract], day: dt.date, engine: str) -> Books:
    of: dict[Kind, list[pa.Table]] = {kind: [] for kind in _BOOKS}
    for extract, table in standardise_all(extracts, day):
        of[extract.kind].append(table)
    return open_books(of[Kind.BENEFICIARY], of[Kind.PAYMENT], day.year * 100 + day.month, engine=engine)


def _figures(books: Sequence[Books], as_of: dt.date, told: LedgerTotals | None) -> Figures:
    return Figures(
        as_of,
        pa.concat_tables([month_statistics(each) for each in books]),
        tuple(reconcile_books(each, _of_month(told, each.month, books[-1].month)) for each in books),
        swings=swings(books) if len(books) > 1 else None,
        notes=told.notes if told else (),
    )


def _of_month(told: LedgerTotals | None, month: int, last: int) -> pd.DataFrame | None:
    if told is None:
        return None
    named = told.frame["month"].fillna(last)
    return told.frame[named == month]


def _issued(ledger: Ledger) -> pd.DataFrame:
    if not ledger.months():
        raise InputError(_LEDGER, "台账里还没有任何月份", "检查台账的路径，或先用 aidlink run --ledger 记入")
    return ledger.issued()


def _free(out: Path) -> Path:
    if out.exists():
        raise InputError(out, "已有这个文件", "换一个文件名，或先把它移走")
    if out.suffix.lower() != ".xlsx":
        raise InputError(out, "不是 .xlsx 文件名", "把文件名写成以 .xlsx 结尾")
    return out
