"""Merged blocks of a table's body: one cell that stands for several rows."""

from collections.abc import Set as AbstractSet
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from aidlink.extracts.grid import Grid, Merge


def fill_merged(grid: Grid, start: int, skip: AbstractSet[int]) -> Grid:
    """Give each row the value of the merged block it lies in.

    Only down a block's first column, only rows that hold something else too, and never in a skipped
    column: an amount stands once for its household.

    Args:
        grid: the sheet.
        start: index of the first row below the header.
        skip: columns to leave as they are.
    """
    blocks: dict[int, list[Merge]] = {}
    for merge in grid.merges:
        if merge.bottom > merge.top and merge.left not in skip and merge.left in range(len(grid.columns)):
            blocks.setdefault(merge.left, []).append(merge)
    columns, numeric = list(grid.columns), list(grid.numeric)
    for column, merges in blocks.items():
        source = _sources(grid, start, merges)
        columns[column] = columns[column].take(pa.array(source))
        flags = numeric[column]
        numeric[column] = None if flags is None else flags[source]
    return replace(grid, columns=tuple(columns), numeric=tuple(numeric))


def _sources(grid: Grid, start: int, merges: list[Merge]) -> npt.NDArray[np.int64]:
    """For each row the row that its value comes from."""
    source = np.arange(len(grid.rows))
    tops = np.searchsorted(grid.rows, [merge.top for merge in merges])
    ends = np.searchsorted(grid.rows, [merge.bottom for merge in merges], side="right")
    for top, end in zip(tops, ends, strict=True):
        if start <= top < end:
            source[top:end] = top
    return source
