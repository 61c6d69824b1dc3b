"""Groups of things that are connected, however many steps apart: numpy only, no loop over them."""

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


def connected(left: Ints, right: Ints, count: int) -> Ints:
    """Name the connected components of `count` things.

    Args:
        left: one end of each edge, 0 to count - 1.
        right: the other end.
        count: how many things there are.

    Returns:
        for each thing the lowest member of its component, int64.

    >>> connected(np.array([3, 1]), np.array([1, 0]), 5).tolist()
    [0, 0, 2, 0, 4]
    """
    labels = np.arange(count)
    while True:
        lowest = np.minimum(labels[left], labels[right])
        joined = labels.copy()
        np.minimum.at(joined, labels[left], lowest)
        np.minimum.at(joined, labels[right], lowest)
        joined = joined[joined]  # halves the way to the lowest member
        if np.array_equal(joined, labels):
            return labels
        labels = joined


def with_first(keys: Ints) -> tuple[Ints, Ints]:
    """Edges that connect all with one key: rows with a key (not 0), each beside the first row of the same.

    Returns:
        the first rows and the rows, int64, one of each for every row with a key.

    >>> [ends.tolist() for ends in with_first(np.array([7, 0, 7, 5]))]
    [[0, 0, 3], [0, 2, 3]]
    """
    known = np.flatnonzero(keys)
    _, first, which = np.unique(keys[known], return_index=True, return_inverse=True)
    return known[first][which], known
