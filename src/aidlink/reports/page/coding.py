"""Columns as a page's data hold them: each different value once, and a code a row.

Equal codes are equal values even where what is shown of them is masked, so a page can say that two numbers
are one and the same without knowing either.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

#: {"values": what each code shows, "codes": a code a row, -1 for nothing}
Coded: TypeAlias = dict[str, list[Any]]


def coded(
    column: Any, show: Callable[[str], str] | None = None, *, keys: Any = None, empty: bool = False
) -> Coded:
    """A column's different values and each row's code.

    Args:
        column: Arrow strings, one a row.
        show: what to show of a value; the value itself if not given.
        keys: what tells values apart, where it is more than the text; null for a value that equals no other.
        empty: whether a blank text is a value.
    """
    texts = _whole(column)
    marks = texts if keys is None else _whole(keys)
    if not empty:
        blank = pc.equal(texts, "")
        marks = pc.if_else(pc.or_kleene(blank, pc.is_null(texts)), pa.scalar(None, marks.type), marks)
    packed = marks.dictionary_encode()
    codes = packed.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    present, first = np.unique(codes, return_index=True)
    values = texts.take(pa.array(first[present >= 0])).to_numpy(zero_copy_only=False).tolist()
    return {"values": values if show is None else list(map(show, values)), "codes": codes.tolist()}


def ends(lists: Any) -> list[int]:
    """Where each list of a column of lists ends in their flattened values."""
    lengths = pc.list_value_length(_whole(lists)).fill_null(0).to_numpy(zero_copy_only=False)
    return [int(end) for end in np.cumsum(lengths).tolist()]


def flat(lists: Any) -> pa.Array:
    """The values of all lists of a column, one after the other."""
    return _whole(lists).flatten()


def _whole(column: Any) -> Any:
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    return column.chunk(0) if isinstance(column, pa.ChunkedArray) else column
