"""Quotation marks in delimited text that do not pair as they were meant to."""

import csv
import io
from itertools import count
from pathlib import Path

import numpy as np
import pyarrow.compute as pc

from aidlink.errors import InputError
from aidlink.extracts.grid import Grid, select, true

_NARROW = 4  # columns: a list of a family's members in one cell has no more
_NUMBER = r"\d{12}"


def refuse_swallowed_rows(grid: Grid, data: bytes, delimiter: str, path: Path) -> None:
    """Refuse text in which two stray quotation marks make one cell of the rows between them.

    Args:
        grid: the text as it was read.
        data: UTF-8 without a BOM.
        delimiter: between cells.
        path: the file.

    Raises:
        InputError: naming the row of the first of the two.
    """
    lines = np.zeros(len(grid.rows), np.bool_)
    for column in grid.columns:
        lines |= true(pc.match_substring_regex(column, "[\r\n]"))
    suspects = select(grid, lines)
    if not sum(pc.sum(pc.count_substring(column, delimiter)).as_py() or 0 for column in suspects.columns):
        return
    if (row := _misquoted_row(data, delimiter) or _row_of_rows(suspects, delimiter)) is not None:
        raise unpaired(path, row)


def _misquoted_row(data: bytes, delimiter: str) -> int | None:
    """The first row of several lines in which text follows a closing quotation mark."""
    reader = csv.reader(io.StringIO(data.decode(), newline=""), delimiter=delimiter, strict=True)
    for row in count(1):
        begun = reader.line_num
        try:
            if next(reader, None) is None:
                break
        except csv.Error:
            if reader.line_num > begun + 1:
                return row
    return None


def _row_of_rows(suspects: Grid, delimiter: str) -> int | None:
    """The first row with a cell in which as many cells stand as the table has, a number among them."""
    width = len(suspects.columns)
    for column in suspects.columns if width > _NARROW else ():
        inside = pc.count_substring(column, delimiter)
        held = pc.and_(pc.greater_equal(inside, width - 1), pc.match_substring_regex(column, _NUMBER))
        found = suspects.rows[true(held)]
        if len(found):
            return int(found[0])
    return None


def unpaired(path: Path, row: int) -> InputError:
    """What to say of a quotation mark that is not closed where it should be."""
    what = "引号没有配对，后面的内容连成了一格"
    return InputError(path, what, "补上或删去这一行的英文引号后再读", row=row)
