"""Reading a column value by value, each different value once: for columns with few of them."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from aidlink.buffers import plain_array


def read_uniques(
    texts: Any, read: Callable[[str], tuple[int, ...]], missing: tuple[int, ...]
) -> tuple[npt.NDArray[np.int64], ...]:
    """Read every different text once and hand the answers to its rows.

    Args:
        texts: Arrow strings, or a sequence of `str | None`.
        read: a text to integers.
        missing: the integers of a null.

    Returns:
        one int64 array of the column's length for each integer of an answer.
    """
    coded = plain_array(texts).dictionary_encode()
    answers = np.array([missing, *(read(text) for text in coded.dictionary.to_pylist())], np.int64)
    rows = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return tuple(column[rows + 1] for column in answers.T)
