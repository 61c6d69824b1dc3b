"""Tables that stand one under another in one sheet, each under a header of its own.

Under the first one's header the second one's cells would be taken for what they are not; under the second
one's the people of the first would be titles. A header said again on every page begins no new table.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from aidlink.extracts.aliases import alias_table
from aidlink.extracts.grid import Grid, select, true, valid
from aidlink.extracts.headers import Known

# Words of which every header has one: looked for before its cells are looked up.
_USUAL = (
    "姓.{0,4}名|户.{0,4}[名主]|身.{0,4}份|证件|[账帐].{0,4}号|卡号|人数|人口|金额|日期|时间|类[型别]|name|_id"
)
_NUMBER = re.compile(r"\d{12,}")  # an ID or an account: a row of data
_DIGITS = re.compile(r"\d{5,}")
_NUMBER_LENGTH = 12
_SAMPLED = 200  # rows, spread evenly
_FEW, _ENOUGH = 2, 3
_MOST = 0.6  # of a row's filled cells are headers
_LONG = 5  # characters: a lone cell this long is a title and no name
_TITLES = 4  # rows above a header that may be its own titles and groups


def tables(grid: Grid, known: Known) -> list[Grid]:
    """A sheet's tables, from each one's titles to the row above the next one's.

    Args:
        grid: the sheet.
        known: whether a text is a header that somebody knows.
    """
    # A stray cell in the last column makes 16,384 of them, each of which would be looked through.
    filled = tuple(column for column in grid.columns if column.null_count < len(column))
    starts = [0, *_starts(replace(grid, columns=filled), known), len(grid.rows)]
    if len(starts) == _FEW:
        return [grid]
    numbers = np.arange(len(grid.rows))
    return [select(grid, (numbers >= start) & (numbers < end)) for start, end in pairwise(starts)]


def _starts(grid: Grid, known: Known) -> Iterator[int]:
    """Where each table but the first begins: at a header that says something new of a column, below data."""
    own: list[tuple[str, ...]] = []  # the rows of the header under which we are
    below, data = 0, False
    for row in map(int, _header_like(grid, known)):
        cells = grid.cells(row)
        data = data or _has_data(grid, below, row, max((sum(map(bool, above)) for above in own), default=0))
        below = row + 1
        if cells in own or (own and data and not _says_new(cells, own)):
            continue
        if own and data:
            yield _with_titles(grid, row, known)
            own = []
        own.append(cells)
        data = False


def _says_new(cells: tuple[str, ...], own: list[tuple[str, ...]]) -> bool:
    """Whether a known header stands where no row of the header above means the same."""
    return any(
        (meaning := alias_table().meanings(cell))
        and all(meaning.isdisjoint(alias_table().meanings(above[column])) for above in own)
        for column, cell in enumerate(cells)
    )


def _header_like(grid: Grid, known: Known) -> npt.NDArray[np.int64]:
    """The rows most of whose cells are known headers."""
    rows = _without_number(grid)
    mask = np.zeros(len(rows), np.bool_)
    taken = [column.take(pa.array(rows)) for column in grid.columns]
    for column in taken:
        mask |= true(pc.match_substring_regex(column, _USUAL, ignore_case=True))
    rows = rows[mask]
    filled, headers = np.zeros(len(rows), np.int32), np.zeros(len(rows), np.int32)
    for column in taken:
        encoded = column.filter(pa.array(mask)).dictionary_encode()
        texts = encoded.dictionary.to_pylist()
        say = np.array([_is_header(text, known) for text in texts] + [False])
        which = pc.fill_null(encoded.indices, len(texts)).to_numpy(zero_copy_only=False)
        filled += which < len(texts)
        headers += say[which]
    enough = headers >= np.where(filled > _ENOUGH, _ENOUGH, _FEW)
    return rows[enough & (headers >= _MOST * filled)]


def _is_header(text: str, known: Known) -> bool:
    return not _DIGITS.search(text) and (known(text) or alias_table().is_serial(text))


def _without_number(grid: Grid) -> npt.NDArray[np.int64]:
    """The rows that hold no long number where most rows do: the few among which headers are looked for."""
    if not len(grid.rows):
        return np.arange(0)
    sample = pa.array(np.unique(np.linspace(0, len(grid.rows) - 1, _SAMPLED).astype(np.int64)))
    shares = [
        pc.sum(pc.match_substring_regex(column.take(sample), _NUMBER.pattern)).as_py() or 0
        for column in grid.columns
    ]
    column = grid.columns[int(np.argmax(shares))]
    if not max(shares):
        return np.arange(len(grid.rows))
    short = ~true(pc.greater_equal(pc.utf8_length(column), _NUMBER_LENGTH))
    return np.flatnonzero(short)


def _has_data(grid: Grid, first: int, end: int, width: int) -> bool:
    """Whether somebody stands between two headers: a long number, or a row half full that is part of neither.

    It is part of neither if it holds a digit, or if the second header stands apart below it.
    """
    between = [column.slice(first, end - first) for column in grid.columns]
    if any(pc.any(pc.match_substring_regex(column, _NUMBER.pattern)).as_py() for column in between):
        return True
    between = [column.slice(0, _SAMPLED) for column in between]
    filled = sum(valid(column).astype(np.int32) for column in between)
    digits = sum(true(pc.match_substring_regex(column, r"\d")).astype(np.int32) for column in between)
    apart = end > first and (
        grid.rows[end] - grid.rows[end - 1] > 1 or sum(map(bool, grid.cells(end - 1))) == 1
    )
    return bool(np.any((filled >= max(_ENOUGH, width / 2)) & ((digits > 0) | apart)))


def _with_titles(grid: Grid, row: int, known: Known) -> int:
    """The first of the rows right above a header that are its titles or its groups."""
    first = row
    while first > row - _TITLES:
        above = [cell for cell in grid.cells(first - 1) if cell]
        groups = sum(known(cell) or cell.endswith(alias_table().group_endings) for cell in above)
        is_title = len(above) == 1 and (len(above[0]) >= _LONG or "、" in above[0])
        if any(map(_DIGITS.search, above)) or not (is_title or groups >= _FEW):
            break
        first -= 1
    return first
