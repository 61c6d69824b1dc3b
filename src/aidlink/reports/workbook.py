"""核查清单.xlsx: an overview, one sheet a kind of finding, the data's quality, and the rows not used."""

import datetime as dt
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from aidlink.collecting import seldom_collecting
from aidlink.findings.frame import FindingKind
from aidlink.reports.clues import write_clues
from aidlink.reports.month import Month
from aidlink.reports.overview import write_overview
from aidlink.reports.quality import write_quality, write_set_aside
from aidlink.reports.sheet import Book


def write_workbook(path: Path, month: Month) -> None:
    """Write the workbook; the same month gives the same bytes.

    Raises:
        OSError: the file cannot be written.
    """
    workbook = Workbook(str(path))
    workbook.set_properties(
        {"title": "核查清单", "author": "aidlink", "created": dt.datetime.combine(month.as_of, dt.time())}
    )
    book = Book(workbook)
    with seldom_collecting():
        write_overview(book, month)
        for kind in FindingKind:
            write_clues(book, month, kind)
        write_quality(book, month)
        write_set_aside(book, month)
        try:
            workbook.close()
        except FileCreateError as error:
            raise OSError(*error.args) from error
