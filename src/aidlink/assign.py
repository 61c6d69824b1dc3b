"""Greedy one-to-one assignment over sorted pairs."""

import numpy as np
import numpy.typing as npt

from aidlink.kernels import kernel

Indices = npt.NDArray[np.int32]


def take_greedily(left: Indices, right: Indices, order: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    """Which pairs to keep, taking them in `order` and leaving out those with a record already taken."""
    taken = np.zeros(len(left), np.bool_)
    if len(left):
        _take(
            left, right, order, np.zeros(left.max() + 1, np.bool_), np.zeros(right.max() + 1, np.bool_), taken
        )
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
