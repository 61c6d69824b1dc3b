"""Which records share a key with one of the other side: before anything is sorted, most are let go.

A record's block and its place in the table are one integer, `block << 32 | record`: sorted, they are the
blocks one after the other, the records of each in order. A key's block is its number in the order of first
appearance.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aidlink.hashing import Keys, Numbers, count_numbers
from aidlink.kernels import kernel

_RECORD = 32
_RECORD_MASK = (1 << _RECORD) - 1


@dataclass(frozen=True, slots=True)
class Meeting:
    """The records of two sides whose keys stand on both.

    Args:
        left: int64, `block << 32 | record` of every left record that stays, in no special order.
        right: the same of the right ones; the same object where a side meets itself.
        sizes: int64, shape (2, blocks): left and right records of each block, 0 for both where none stay.
    """

    left: Keys
    right: Keys
    sizes: npt.NDArray[np.int64]

    def only(self, blocks: npt.NDArray[np.bool_]) -> "Meeting":
        """The records of some blocks, which keep their numbers."""
        left = self.left[blocks[blocks_of(self.left)]]
        right = left if self.right is self.left else self.right[blocks[blocks_of(self.right)]]
        return Meeting(left, right, np.where(blocks, self.sizes, 0))

    def and_then(self, other: "Meeting") -> "Meeting":
        """Both meetings' blocks, those of the other one numbered from where these end."""
        further = self.sizes.shape[1] << _RECORD
        left = np.concatenate([self.left, other.left + further])
        alone = self.left is self.right and other.left is other.right
        right = left if alone else np.concatenate([self.right, other.right + further])
        return Meeting(left, right, np.concatenate([self.sizes, other.sizes], axis=1))


def records_of(places: Keys) -> npt.NDArray[np.int32]:
    """The records of `block << 32 | record`."""
    return (places & _RECORD_MASK).astype(np.int32)


def blocks_of(places: Keys) -> Keys:
    """The blocks of `block << 32 | record`."""
    return places >> _RECORD


def meet(left: Keys, right: Keys) -> Meeting:
    """Let two sides' records meet by their keys.

    Args:
        left: one int64 a left record, 0 where it has none.
        right: the same of the right ones; the same object where a side meets itself: a record that is alone
            with its key then falls away too.
    """
    if not (left.any() and right.any()):
        nothing = np.zeros(0, np.int64)
        return Meeting(nothing, nothing, np.zeros((2, 1), np.int64))
    if left is right:
        numbers = Numbers(left)
        sizes = count_numbers(numbers.own, numbers.distinct)
        sizes[sizes == 1] = 0
        places = _staying(numbers.own, sizes)
        return Meeting(places, places, np.stack([sizes, sizes]))
    if len(left) > len(right):
        turned = meet(right, left)
        return Meeting(turned.right, turned.left, turned.sizes[::-1])
    numbers = Numbers(left)
    others = numbers.of(right)
    sizes = np.stack([count_numbers(each, numbers.distinct) for each in (numbers.own, others)])
    sizes[:, (sizes == 0).any(axis=0)] = 0
    return Meeting(_staying(numbers.own, sizes[0]), _staying(others, sizes[1]), sizes)


def _staying(blocks: npt.NDArray[np.int32], sizes: npt.NDArray[np.int64]) -> Keys:
    places = np.empty(int(sizes.sum()), np.int64)
    _fill(blocks, sizes, places)
    return places


@kernel
def _fill(blocks: npt.NDArray[np.int32], sizes: npt.NDArray[np.int64], places: Keys) -> None:
    filled = 0
    for record in range(len(blocks)):
        block = blocks[record]
        if sizes[block] > 0:
            places[filled] = np.int64(block) << _RECORD | record
            filled += 1
