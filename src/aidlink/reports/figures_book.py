"""统计与质量.xlsx: the town's own figures, the three books, warnings, swings.

It is the town's own; what each source is to put right goes out in `aidlink.reports.feedback`'s sheets.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from aidlink.books import Books
from aidlink.extracts import Extract
from aidlink.quality import Quality, check_quality, swings
from aidlink.reconcile import LedgerTotals, Reconciliation, reconcile_books
from aidlink.reports.checks import write_completeness, write_faults, write_swings, write_warnings
from aidlink.reports.figures import (
    write_notes,
    write_reconciliation,
    write_rectification,
    write_statistics,
    write_year,
)
from aidlink.reports.sheet import Book
from aidlink.statistics import month_statistics, rectification, with_clues


@dataclass(frozen=True, slots=True)
class Figures:
    """A month's or a year's figures.

    Args:
        as_of: the last day that the data speak of.
        statistics: of schema `aidlink.statistics.STATISTICS`, one month or several.
        reconciliations: of each month.
        quality: of the latest month's lists; None in a report of several months.
        swings: of schema `aidlink.quality.SWINGS`; None where there is no month before.
        rectification: of schema `aidlink.statistics.RECTIFICATION`; None where no ledger is kept.
        notes: what of the statistics ledger was not understood or does not add up, in Chinese.
    """

    as_of: dt.date
    statistics: pa.Table
    reconciliations: tuple[Reconciliation, ...]
    quality: Quality | None = None
    swings: pa.Table | None = None
    rectification: pa.Table | None = None
    notes: tuple[str, ...] = ()


def month_figures(
    books: Books,
    records: Sequence[tuple[Extract, pa.Table]],
    as_of: dt.date,
    *,
    totals: LedgerTotals | None = None,
    before: Books | None = None,
) -> Figures:
    """What one month tells.

    Args:
        books: the month's rosters and payments.
        records: the month's extracts with their standard tables.
        as_of: the last day that they speak of.
        totals: the statistics ledger's totals.
        before: the rosters of the month before, to see swings by.
    """
    return Figures(
        as_of,
        month_statistics(books),
        (reconcile_books(books, totals.frame if totals else None),),
        check_quality(records, as_of),
        swings([before, books]) if before else None,
        notes=totals.notes if totals else (),
    )


def with_issued(figures: Figures, issued: pd.DataFrame) -> Figures:
    """The figures with what the clue ledger knows: counts of clues, and the 整改台账.

    Args:
        figures: without it.
        issued: as `Ledger.issued` gives it.
    """
    return replace(
        figures,
        statistics=with_clues(figures.statistics, issued, figures.as_of),
        rectification=rectification(issued, figures.as_of),
    )


def write_figures(path: Path, figures: Figures) -> None:
    """Write the workbook; the same figures give the same bytes.

    Raises:
        OSError: the file cannot be written.
    """
    workbook = Workbook(str(path))
    created = dt.datetime.combine(figures.as_of, dt.time())
    workbook.set_properties({"title": "统计与质量", "author": "aidlink", "created": created})
    book = Book(workbook)
    write_statistics(book, figures.statistics)
    write_year(book, figures.statistics)
    if figures.rectification is not None:
        write_rectification(book, figures.rectification)
    write_reconciliation(book, figures.reconciliations)
    if figures.notes:
        write_notes(book, figures.notes)
    if figures.swings is not None:
        write_swings(book, figures.swings)
    if figures.quality is not None:
        write_completeness(book, figures.quality)
        write_warnings(book, figures.quality)
        write_faults(book, figures.quality)
    try:
        workbook.close()
    except FileCreateError as error:
        raise OSError(*error.args) from error
