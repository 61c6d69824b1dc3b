"""Comma- and tab-separated text: its encoding, its delimiter, its rows."""

import csv
import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from aidlink.beside import each_beside
from aidlink.errors import InputError
from aidlink.extracts.grid import Grid, build, compact
from aidlink.extracts.quotes import refuse_swallowed_rows, unpaired

DELIMITERS = (",", "\t", ";", "|", "，", "；")
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SAMPLE_CHARACTERS = 64 * 1024
_SAMPLE_RECORDS = 50
_LONG = 1 << 20  # bytes: below, a second reader costs more than it saves
# A stray damaged byte is the bank's name cut in mid-character; more of them is another encoding.
_TOLERATED = 0.01
_MOST_COLUMNS = 16_384  # a spreadsheet's own limit
# Where one line is much longer than the others: each column has a cell in every row.
_MOST_CELLS = 100_000_000


def decode(data: bytes, path: Path) -> tuple[str, str]:
    """Find a text's encoding: a BOM, else UTF-16 by its zeros, else UTF-8, else GB18030.

    Returns:
        The text without its BOM, and the encoding's name.

    Raises:
        InputError: the bytes are no text in any of these.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace"), encoding
    if b"\0" in data[:_SAMPLE_CHARACTERS]:
        return _utf16_without_bom(data, path)
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    for encoding in ("utf-8", "gb18030"):
        text = data.decode(encoding, errors="replace")
        if text.count("�") <= _TOLERATED * len(text):
            return text, encoding
    raise _unreadable(path)


def _utf16_without_bom(data: bytes, path: Path) -> tuple[str, str]:
    """Digits, commas and line ends of UTF-16 have their zero byte always at the same side."""
    sample = data[:_SAMPLE_CHARACTERS]
    high, low = sample[::2].count(0), sample[1::2].count(0)
    encoding = "utf-16-le" if low > high else "utf-16-be"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise _unreadable(path) from None
    if min(high, low) > max(high, low) // 10 or "\0" in text:
        raise _unreadable(path)
    return text, encoding


def _unreadable(path: Path) -> InputError:
    return InputError(
        path, "不是电子表格，也不是能识别的文本编码", "确认文件没有损坏，用 Excel 或 WPS 另存为 .xlsx"
    )


def sniff(text: str) -> str:
    """The delimiter under which the first records fall most evenly into columns; a comma if none does."""
    sample = text[:_SAMPLE_CHARACTERS]
    return max(DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def _evenness(sample: str, delimiter: str) -> int:
    width, rows = _usual_width(sample, delimiter)
    return rows * (width - 1)


def _usual_width(sample: str, delimiter: str) -> tuple[int, int]:
    records = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    widths = Counter(
        len(record) for record, _ in zip(records, range(_SAMPLE_RECORDS), strict=False) if record
    )
    if not widths:
        return 1, 0
    return max(widths.items(), key=lambda item: (item[1] * (item[0] - 1), item[0]))


def read_text(data: bytes, path: Path) -> tuple[Grid, str]:
    """Read delimited text.

    A record is one row of the spreadsheet that a program opens it as: a blank line is a row, a quoted
    line break is none.

    Returns:
        The grid, named after the file, and the encoding.

    Raises:
        InputError: no text, a line of more cells than a spreadsheet has columns, or quotation marks that are
            not closed where they should be.
    """
    encoded, encoding = _as_utf8(data, path)
    # A character has four bytes at most; the last one may be cut.
    sample = encoded[: 4 * _SAMPLE_CHARACTERS].decode("utf-8", errors="ignore")[:_SAMPLE_CHARACTERS]
    delimiter = sniff(sample)
    _refuse_endless_line(_usual_width(sample, delimiter)[0], 1, path)
    csv.field_size_limit(max(csv.field_size_limit(), len(encoded)))
    try:
        grid = _by_arrow(encoded, sample, delimiter, path)
    except pa.ArrowInvalid:
        grid = _by_csv(encoded.decode(), delimiter, path)
    if b'"' in encoded:
        refuse_swallowed_rows(grid, encoded, delimiter, path)
        grid = _without_formula_quotes(grid)
    return grid, encoding


def _refuse_endless_line(width: int, rows: int, path: Path, row: int | None = None) -> None:
    if width > _MOST_COLUMNS or (row is not None and width * rows > _MOST_CELLS):
        remedy = "核对是不是少了换行，或分隔符用错了，重新导出"
        raise InputError(path, f"一行里有 {width} 格或更多，放不进表格", remedy, row=row)


def _as_utf8(data: bytes, path: Path) -> tuple[bytes, str]:
    """A text as UTF-8 without a BOM, and the encoding it was in: what is UTF-8 already is not decoded."""
    bom, encoding = _BOMS[0]
    if not data.startswith(bom):
        bom, encoding = b"", "utf-8"
    plain = data.removeprefix(bom)
    if _is_utf8(plain) and (bom or b"\0" not in data[:_SAMPLE_CHARACTERS]):
        return plain, encoding
    text, encoding = decode(data, path)
    return text.encode("utf-8", errors="replace"), encoding


def _is_utf8(data: bytes) -> bool:
    """Whether Python would decode it; found five times sooner, for nothing is copied."""
    ends = np.array([0, len(data)], np.int64)
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(data)]
    try:
        pa.Array.from_buffers(pa.large_binary(), 1, buffers).cast(pa.large_string())
    except pa.ArrowInvalid:
        return False
    return True


def _by_arrow(data: bytes, sample: str, delimiter: str, path: Path) -> Grid:
    """Rows of the usual width by Arrow's reader, the others (titles, notes) one by one.

    Args:
        data: UTF-8 without a BOM.
        sample: its beginning.
        delimiter: between cells.
        path: names the grid.

    Raises:
        InputError: a line of too many cells.
        pyarrow.ArrowInvalid: what only Python's more patient reader can take.
    """
    quotes = data.count(b'"')
    if not delimiter.isascii() or quotes % 2:
        raise pa.ArrowInvalid(delimiter)
    width, _ = _usual_width(sample, delimiter)
    reader = _Reader(delimiter, width, quoted=quotes > 0)
    tables: list[pa.Table] = []
    ragged: dict[int, list[str]] = {}
    for table, apart in each_beside(reader.read, [pa.py_buffer(data)] if quotes else _halves(data)):
        before = sum(each.num_rows for each in tables) + len(ragged)
        tables.append(table)
        ragged |= {before + number: cells for number, cells in apart.items()}
    rows = sum(each.num_rows for each in tables) + len(ragged)
    row, longest = max(ragged.items(), key=lambda item: len(item[1]), default=(0, []))
    _refuse_endless_line(len(longest), rows, path, row)
    columns = list(each_beside(pa.ChunkedArray.combine_chunks, pa.concat_tables(tables).columns))
    numbers = np.arange(1, len(columns[0]) + len(ragged) + 1, dtype=np.int32)
    numbers = np.delete(numbers, np.array(list(ragged), np.int64) - 1)
    return compact(_with_ragged(path.stem, numbers, columns, ragged))


def _halves(data: bytes) -> list[pa.Buffer]:
    """A long text without quotation marks in two, for two readers; a line stays whole."""
    whole = pa.py_buffer(data)
    cut = data.find(b"\n", len(data) // 2) + 1 if len(data) > _LONG else 0
    return [whole.slice(0, cut), whole.slice(cut)] if 0 < cut < len(data) else [whole]


@dataclass(frozen=True, slots=True)
class _Reader:
    """How Arrow reads a text's lines."""

    delimiter: str
    width: int
    quoted: bool

    def read(self, data: pa.Buffer) -> tuple[pa.Table, dict[int, list[str]]]:
        """The rows of the usual width, and the others by their number, first = 1."""
        names = [str(index) for index in range(self.width)]
        ragged: dict[int, list[str]] = {}

        def set_apart(row: pa.csv.InvalidRow) -> str:
            ragged[row.number] = next(csv.reader([row.text], delimiter=self.delimiter), [])
            return "skip"

        table = pa.csv.read_csv(
            data,
            # One block: row numbers are known only where the reader does not split the text.
            read_options=pa.csv.ReadOptions(column_names=names, use_threads=False, block_size=data.size + 1),
            parse_options=pa.csv.ParseOptions(
                delimiter=self.delimiter,
                newlines_in_values=self.quoted,
                ignore_empty_lines=False,
                invalid_row_handler=set_apart,
            ),
            convert_options=pa.csv.ConvertOptions(
                check_utf8=False, column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
        return table, ragged


def _with_ragged(
    name: str, numbers: np.ndarray, columns: list[pa.Array], ragged: dict[int, list[str]]
) -> Grid:
    width = max([len(columns), *map(len, ragged.values())])
    odd = [cells + [""] * (width - len(cells)) for cells in ragged.values()]
    columns += [pa.nulls(len(numbers), pa.string())] * (width - len(columns))
    if odd:
        rows = np.concatenate([numbers, np.array(list(ragged), np.int32)])
        order = np.argsort(rows, kind="stable")
        extra = [pa.array(cells, pa.string()) for cells in zip(*odd, strict=True)]
        columns = [pa.concat_arrays(pair).take(pa.array(order)) for pair in zip(columns, extra, strict=True)]
        numbers = rows[order]
    return Grid(name, numbers, tuple(columns), (None,) * width)


def _by_csv(text: str, delimiter: str, path: Path) -> Grid:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    records = list(reader)
    if text.count('"') % 2 and records and any("\n" in cell for cell in records[-1]):
        raise unpaired(path, len(records))
    longest = max(range(len(records)), key=lambda index: len(records[index]), default=None)
    if longest is not None:
        _refuse_endless_line(len(records[longest]), len(records), path, longest + 1)
    return build(path.stem, records)


def _without_formula_quotes(grid: Grid) -> Grid:
    """="4408…" is how some systems make a spreadsheet keep a number as text: show what it would show."""
    columns = tuple(
        pc.replace_substring_regex(column, '^="(.*)"$', r"\1")
        if pc.any(pc.starts_with(column, '="')).as_py()
        else column
        for column in grid.columns
    )
    return Grid(grid.name, grid.rows, columns, grid.numeric)
