"""Columns as numpy flags and integers, for rules that look at whole registers."""

import re

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


def integers(table: pa.Table, name: str) -> Ints:
    """A column of codes as int64."""
    values: Ints = table[name].to_numpy().astype(np.int64)
    return values


def says(column: pa.ChunkedArray, pattern: re.Pattern[str]) -> Flags:
    """Which texts hold `pattern`; a null holds nothing. Each distinct text is looked at once."""
    encoded = column.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    found = np.array(
        [bool(text and pattern.search(text)) for text in encoded.dictionary.to_pylist()] + [False]
    )
    places = encoded.indices.fill_null(len(found) - 1).to_numpy()
    flags: Flags = found[places]
    return flags
