"""Writing laid-out files: xlsx by XlsxWriter, old xls by xlwt, text. The same cells give the same bytes."""

import csv
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

from aidlink.synthesis.folder import MonthFile
from aidlink.synthesis.layout import NO_MERGES, Row, Sheet

_CREATED = datetime(2026, 1, 1, tzinfo=UTC)
_ISO_DATE = 10


def write_file(file: MonthFile, folder: Path) -> Path:
    """Write one file into a folder that exists; returns its path."""
    path = folder / file.name
    if file.encoding is not None:
        _write_text(file, path)
    elif path.suffix == ".xls":
        _write_xls(file, path)
    else:
        _write_xlsx(file, path)
    return path


def _write_text(file: MonthFile, path: Path) -> None:
    """Write text: tabs in UTF-16, as Excel's "Unicode text", commas otherwise."""
    buffer = StringIO()
    writer = csv.writer(buffer, delimiter="\t" if file.encoding == "utf-16" else ",", lineterminator="\r\n")
    writer.writerows([_as_text(cell) for cell in row] for row in file.sheets[0].grid)
    text = buffer.getvalue()
    # Say the byte order, so that every machine writes the same bytes.
    data = (
        b"\xff\xfe" + text.encode("utf-16-le")
        if file.encoding == "utf-16"
        else text.encode(str(file.encoding))
    )
    path.write_bytes(data)


def _as_text(cell: Any) -> str:
    if cell is None:
        return ""
    # What Excel leaves of a long number that it saves as text.
    return f"{cell:.5E}" if isinstance(cell, float) else str(cell)


def _write_xlsx(file: MonthFile, path: Path) -> None:
    # Only the generator and the reports write workbooks.
    from xlsxwriter import Workbook  # noqa: PLC0415
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415

    one_pass = any(len(sheet.grid) > NO_MERGES for sheet in file.sheets)
    book = Workbook(str(path), {"constant_memory": one_pass})
    book.set_properties({"created": _CREATED, "author": "aidlink", "comments": "虚构数据 synthetic data"})
    formats = {
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "merged": book.add_format({"valign": "vcenter"}),
    }
    for sheet in file.sheets:
        _fill(book.add_worksheet(sheet.name), sheet, formats)
    try:
        book.close()
    except FileCreateError as error:
        raise OSError(*error.args) from error


def _fill(target: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    for number, row in enumerate(sheet.grid):
        for column, cell in enumerate(row):
            _put(target, number, column, cell, formats, dates=sheet.dates)
    if len(sheet.grid) > NO_MERGES:
        return
    for first_row, first, last_row, last in sheet.merges:
        if (first_row, first) != (last_row, last):
            cell = sheet.grid[first_row][first]
            target.merge_range(
                first_row, first, last_row, last, "" if cell is None else cell, formats["merged"]
            )


def _put(target: Any, row: int, column: int, cell: Any, formats: dict[str, Any], *, dates: bool) -> None:
    if cell is None:
        return
    if not isinstance(cell, str):
        target.write_number(row, column, cell)
    elif dates and _is_date(cell):
        target.write_datetime(row, column, date.fromisoformat(cell.replace(".", "-")), formats["date"])
    else:
        target.write_string(row, column, cell)


def _is_date(cell: str) -> bool:
    return len(cell) == _ISO_DATE and (cell[4], cell[7]) in {("-", "-"), (".", ".")}


def _write_xls(file: MonthFile, path: Path) -> None:
    from xlwt import Workbook  # noqa: PLC0415 - only the generator writes the old format

    book = Workbook(encoding="utf-8")
    for sheet in file.sheets:
        target = book.add_sheet(sheet.name)
        merged = {(first_row, first): (last_row, last) for first_row, first, last_row, last in sheet.merges}
        for number, row in enumerate(sheet.grid):
            _fill_xls(target, number, row, merged)
    book.save(str(path))


def _fill_xls(target: Any, number: int, row: Row, merged: dict[tuple[int, int], tuple[int, int]]) -> None:
    for column, cell in enumerate(row):
        if (number, column) in merged:
            last_row, last = merged[number, column]
            target.write_merge(number, last_row, column, last, cell)
        elif cell is not None:
            target.write(number, column, cell)
