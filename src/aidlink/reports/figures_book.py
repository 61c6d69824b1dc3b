"""统计与质量.xlsx: the town's own figures, the three books, warnings, and a feedback sheet a source."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from aidlink.books import Books
from aidlink.extracts import Extract
from aidlink.quality import Quality, check_quality
from aidlink.reconcile import Reconciliation, reconcile_books
from aidlink.reports.checks import write_completeness, write_feedback, write_swings, write_warnings
from aidlink.reports.figures import write_reconciliation, write_rectification, write_statistics, write_year
from aidlink.reports.sheet import Book
from aidlink.statistics import month_statistics


@dataclass(frozen=True, slots=True)
class Figures:
    """What the workbook is made from.

    Args:
        as_of: the last day that the data speak of.
        statistics: of schema `aidlink.statistics.STATISTICS`, one month or several.
        reconciliation: of the latest month.
        quality: of the latest month's lists.
        swings: of schema `aidlink.quality.SWINGS`; None where there is no month before.
        rectification: of schema `aidlink.statistics.RECTIFICATION`; None where no ledger is kept.
    """

    as_of: dt.date
    statistics: pa.Table
    reconciliation: Reconciliation
    quality: Quality
    swings: pa.Table | None = None
    rectification: pa.Table | None = None


def month_figures(books: Books, records: Sequence[tuple[Extract, pa.Table]], as_of: dt.date) -> Figures:
    """What one month alone tells: its statistics, roster against payments, and the state of its lists."""
    return Figures(as_of, month_statistics(books), reconcile_books(books), check_quality(records, as_of))


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
    write_reconciliation(book, figures.reconciliation)
    write_completeness(book, figures.quality)
    write_warnings(book, figures.quality)
    if figures.swings is not None:
        write_swings(book, figures.swings)
    write_feedback(book, figures.quality)
    try:
        workbook.close()
    except FileCreateError as error:
        raise OSError(*error.args) from error
