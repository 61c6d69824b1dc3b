"""The levels of given pairs, for those who make their pairs elsewhere."""

import numpy as np
import numpy.typing as npt

from aidlink.compare.levels import COMPARISONS
from aidlink.compare.pattern import Counts, Flags, digits, pattern_of
from aidlink.compare.records import Words
from aidlink.kernels import kernel

Rows = npt.NDArray[np.intp]


def compare_pairs(
    left: Words, right: Words, left_rows: Rows, right_rows: Rows, used: Flags
) -> npt.NDArray[np.uint8]:
    """Give the levels of pairs of records.

    Args:
        left: the left records' words, shape (rows, WIDTH).
        right: the right ones'.
        left_rows: the left record of each pair.
        right_rows: the right one.
        used: which comparisons count, in the order of `COMPARISONS`; the others are MISSING.

    Returns:
        uint8, shape (pairs, comparisons).
    """
    patterns = np.zeros(len(left_rows), np.int64)
    _fill(left, right, left_rows, right_rows, used, patterns)
    return digits(patterns)


def used_flags(*names: str) -> Flags:
    """Flags for `compare_pairs` and `walk`: the comparisons of these names count."""
    return np.array([name in names for name in COMPARISONS])


@kernel
def _fill(
    left: Words, right: Words, left_rows: Rows, right_rows: Rows, used: Flags, patterns: Counts
) -> None:
    for pair in range(len(patterns)):
        patterns[pair] = pattern_of(left, left_rows[pair], right, right_rows[pair], used)
