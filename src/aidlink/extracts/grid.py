"""A sheet as columns of text, each cell as the spreadsheet program would show it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from aidlink.beside import each_beside

BoolArray = npt.NDArray[np.bool_]
RowNumbers = npt.NDArray[np.int32]

# Excel keeps 15 significant digits of a number and shows zeros for the rest:
# https://support.microsoft.com/kb/269370
SIGNIFICANT = 15
_EXACT = 10**SIGNIFICANT
# A number of so many digits is a resident ID that a program, not Excel, stored as a number. It is cut to
# fifteen as a typed one is, not rounded: rounded, every second would begin as somebody else's does.
_ID_LENGTH = 18


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged block: first and last row as the spreadsheet shows, first and last column of the grid."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """The non-blank rows of one sheet, by column.

    Attributes:
        name: the sheet's name; the file's stem for a text file.
        rows: int32 of shape (n,), ascending: the row numbers that the spreadsheet shows, first = 1.
        columns: string arrays of length n, null where a cell is blank.
        numeric: for each column, which cells were stored as numbers; None where none was.
        merges: the merged blocks.
        left: columns of the sheet before the grid's first one.
        hidden: the sheet is hidden in the workbook.
    """

    name: str
    rows: RowNumbers
    columns: tuple[pa.Array, ...]
    numeric: tuple[BoolArray | None, ...]
    merges: tuple[Merge, ...] = ()
    left: int = 0
    hidden: bool = False

    def letter(self, column: int) -> str:
        """The column's letter in the spreadsheet."""
        return letter(self.left + column)

    def cells(self, index: int) -> tuple[str, ...]:
        """The texts of the row at an index, "" where blank."""
        return tuple(column[index].as_py() or "" for column in self.columns)


def letter(column: int) -> str:
    """The letter of a column counted from 0.

    >>> letter(0), letter(25), letter(26), letter(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def as_text(value: object) -> str:
    """A typed cell as a spreadsheet program shows it.

    >>> as_text(3.0), as_text(4.4082319500315e17), as_text(0.1 + 0.2), as_text(True)
    ('3', '440823195003150000', '0.3', 'TRUE')
    """
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return _number(value)
        case dt.datetime():
            return _moment(value)
        case _:  # dates, times and durations print as ISO 8601
            return str(value)


def _number(value: float) -> str:
    if abs(value) < _EXACT and value == int(value):
        return str(int(value))
    shown = format(Decimal(format(value, f".{SIGNIFICANT}g")), "f")
    if len(shown) == _ID_LENGTH and float(shown) != value:
        whole = int(value)
        return str(whole - whole % 10 ** (_ID_LENGTH - SIGNIFICANT))
    return shown


def _moment(value: dt.datetime) -> str:
    """A date, with its time unless that is midnight; a serial's fraction rounds to the second."""
    value += dt.timedelta(microseconds=500_000)
    if value.time() < dt.time(0, 0, 1):
        return value.date().isoformat()
    return value.isoformat(sep=" ", timespec="seconds")


def build(
    name: str,
    records: Iterable[Sequence[object]],
    *,
    merges: tuple[Merge, ...] = (),
    left: int = 0,
    hidden: bool = False,
) -> Grid:
    """Turn a sheet's records, from row 1 on, into a grid; "" and None are blank cells."""
    rows: list[int] = []
    kept: list[Sequence[object]] = []
    for number, record in enumerate(records, start=1):
        if any(record) or any(cell not in ("", None) for cell in record):
            rows.append(number)
            kept.append(record)
    columns, numeric = [], []
    for cells in _transposed(kept):
        column, numbers = _column(cells)
        columns.append(column)
        numeric.append(numbers)
    return compact(Grid(name, np.array(rows, np.int32), tuple(columns), tuple(numeric), merges, left, hidden))


def _transposed(records: list[Sequence[object]]) -> Iterator[tuple[object, ...]]:
    width = max(map(len, records), default=0)
    if any(len(record) != width for record in records):
        records = [[*record, *[""] * (width - len(record))] for record in records]
    return zip(*records, strict=True)


def _column(cells: tuple[object, ...]) -> tuple[pa.Array, BoolArray | None]:
    """A column's texts and which cells were numbers; one pass in C where all are texts."""
    try:
        return pa.array(cells, pa.string()), None
    except (pa.ArrowTypeError, pa.ArrowInvalid):
        pass
    kinds = list(map(type, cells))
    numbers = np.fromiter((kind is float or kind is int for kind in kinds), np.bool_, len(cells))
    flags = numbers if numbers.any() else None
    if {*kinds} <= {str, float} and (texts := _whole_numbers(cells, numbers)) is not None:
        return texts, flags
    if bool in kinds:  # True == 1 as a dictionary's key
        return pa.array([as_text(cell) for cell in cells], pa.string()), flags
    shown = {cell: as_text(cell) for cell in set(cells)}
    return pa.array([shown[cell] for cell in cells], pa.string()), flags


def _whole_numbers(cells: tuple[object, ...], numbers: BoolArray) -> pa.Array | None:
    """Texts and whole numbers as text; None if a number has a fraction or too many digits."""
    values = np.array([cell for cell in cells if type(cell) is float])
    if np.any(np.abs(values) >= _EXACT) or np.any(values != np.trunc(values)):
        return None
    shown = pa.array(values.astype(np.int64)).cast(pa.string())
    texts = pa.array([cell if type(cell) is str else None for cell in cells], pa.string())
    return pc.replace_with_mask(texts, pa.array(numbers), shown)


def compact(grid: Grid) -> Grid:
    """Make cells of nothing but white space null, and drop the rows that are then blank."""
    grid = replace(grid, columns=tuple(each_beside(_blank_to_null, grid.columns)))
    filled = np.zeros(len(grid.rows), np.bool_)
    for column in grid.columns:
        filled |= valid(column)
    return grid if filled.all() else select(grid, filled)


def select(grid: Grid, kept: BoolArray) -> Grid:
    """The grid with some of its rows."""
    mask = pa.array(kept)
    return replace(
        grid,
        rows=grid.rows[kept],
        columns=tuple(column.filter(mask) for column in grid.columns),
        numeric=tuple(None if flags is None else flags[kept] for flags in grid.numeric),
    )


def _blank_to_null(column: pa.Array) -> pa.Array:
    blank = pc.fill_null(pc.or_(pc.equal(pc.binary_length(column), 0), pc.utf8_is_space(column)), True)
    if not pc.any(blank).as_py():
        return column
    return pc.if_else(blank, pa.scalar(None, pa.string()), column)


def valid(column: pa.Array) -> BoolArray:
    """Which cells of a column are filled, as a numpy array."""
    result: BoolArray = column.is_valid().to_numpy(zero_copy_only=False)
    return result


def true(answers: pa.Array) -> BoolArray:
    """Which answers are yes, as a numpy array; a blank cell's is no."""
    result: BoolArray = pc.fill_null(answers, False).to_numpy(zero_copy_only=False)
    return result
