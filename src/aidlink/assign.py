"""Greedy one-to-one assignment over sorted pairs."""

import numpy as np
import numpy.typing as npt

from aidlink.kernels import kernel

Indices = npt.NDArray[np.int32]


def take_greedily(
    left: Indices, right: Indices, order: npt.NDArray[np.intp], *, alone: bool
) -> npt.NDArray[np.bool_]:
    """Which pairs to keep, taking them in `order` and leaving out those with a record already taken.

    Args:
        left: each pair's left record.
        right: each pair's right record.
        order: the pairs, the first to be taken first.
        alone: whether both are records of one table.
    """
    taken = np.zeros(len(left), np.bool_)
    if len(left):
        lefts = np.zeros(max(left.max(), right.max()) + 1, np.bool_)
        _take(left, right, order, lefts, lefts if alone else np.zeros(right.max() + 1, np.bool_), taken)
    return taken


@kernel
def _take(
    left: Indices, right: Indices, order: npt.NDArray[np.intp],
    lefts: npt.NDArray[np.bool_], rights: npt.NDArray[np.bool_], taken: npt.NDArray[np.bool_],
) -> None:  # fmt: skip
    for pair in order:
        if not lefts[left[pair]] and not rights[right[pair]]:
            taken[pair] = True
            lefts[left[pair]] = True
            rights[right[pair]] = True
