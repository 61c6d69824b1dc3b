"""Term frequency: what an agreement on a name is worth depends on how common the name is, here.

The frequency of a name in a village is estimated from the village's own records, shrunk to what the whole
would expect there: the name's frequency over all, times how much commoner its surname is in the village. The
pair's own two records are left out of every count, for they would make each rare name look commoner.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aidlink.compare.levels import COMPARISONS, SameLevel
from aidlink.compare.records import CHARS, SOUND, VILLAGE, Words
from aidlink.hashing import combine_keys
from aidlink.model.em import Floats, Parameters
from aidlink.names.levels import NameLevel
from aidlink.names.packing import PLACE_MASK

Keys = npt.NDArray[np.int64]

# The shape of the gamma distribution of name frequencies: far below 1, for most names are rare, few common.
_NAME_SHAPE = 0.2
_SURNAME_SHAPE = 5.0
_PAIR = 2
#: No name is worth more than this many bits above or below the average one.
MOST_BITS = 8.0

_NAME = list(COMPARISONS).index("name")
_VILLAGE = list(COMPARISONS).index("village")


@dataclass(frozen=True, slots=True)
class Adjustments:
    """Bits to add to the name's weight, one a left record.

    Each is an array of shape (2, rows): row 1 for a pair within the record's village, row 0 for any other.
    """

    exact: Floats
    sound: Floats
    surname: Floats


def adjustments(left: Words, right: Words | None, parameters: Parameters) -> Adjustments:
    """Work out every left record's adjustments from the names of both tables.

    Args:
        left: the left records.
        right: the right ones; None where a table is linked to itself.
        parameters: the model, whose u are the average name's.
    """
    both = left if right is None else np.concatenate([left, right])
    surnames = both[:, CHARS] & PLACE_MASK
    villages = both[:, VILLAGE]
    u = parameters.u[_NAME]
    exact_mean = float(u[NameLevel.EQUAL] + u[NameLevel.VARIANT])
    sound_mean = exact_mean + float(u[NameLevel.HOMOPHONE])
    surname = _Frequency(surnames, villages, _self_rate(surnames), _SURNAME_SHAPE, None)
    exact = _Frequency(both[:, CHARS], villages, exact_mean, _NAME_SHAPE, surname)
    sound = _Frequency(both[:, SOUND], villages, sound_mean, _NAME_SHAPE, surname)
    rows = len(left)
    return Adjustments(exact.bits(rows), sound.bits(rows), surname.bits(rows))


def adjust(adjustments: Adjustments, left: npt.NDArray[np.int32], digits: npt.NDArray[np.uint8]) -> Floats:
    """Bits to add to each pair's weight, by the level of its names, the left name and the village."""
    names = digits[:, _NAME]
    local = (digits[:, _VILLAGE] == SameLevel.SAME).astype(np.intp)
    bits = np.zeros(len(left))
    for levels, table in _tables(adjustments):
        rows = np.isin(names, levels)
        bits[rows] = table[local[rows], left[rows]]
    return bits


def most_bits(adjustments: Adjustments, digits: npt.NDArray[np.uint8]) -> Floats:
    """The most that any left record's adjustment can add to each pattern."""
    bits = np.zeros(len(digits))
    for levels, table in _tables(adjustments):
        if table.size:
            bits[np.isin(digits[:, _NAME], levels)] = max(float(table.max()), 0.0)
    return bits


_SURNAME_LEVELS = (
    NameLevel.LOOKALIKE, NameLevel.DIALECT, NameLevel.UNKNOWN, NameLevel.SWAPPED, NameLevel.DROPPED,
    NameLevel.SURNAME,
)  # fmt: skip


def _tables(adjustments: Adjustments) -> tuple[tuple[tuple[NameLevel, ...], Floats], ...]:
    """The name levels that each kind of adjustment belongs to."""
    return (
        ((NameLevel.EQUAL, NameLevel.VARIANT), adjustments.exact),
        ((NameLevel.HOMOPHONE,), adjustments.sound),
        (_SURNAME_LEVELS, adjustments.surname),
    )


class _Frequency:
    """How common each record's value is, over all and in its village."""

    def __init__(
        self, values: Keys, villages: Keys, mean: float, shape: float, surname: "_Frequency | None"
    ) -> None:
        self._mean = mean
        self.whole: Floats = _shrunk(values, np.full(len(values), mean), shape)
        expected = self.whole if surname is None else self.whole * surname.local / surname.whole
        self.local: Floats = _shrunk(
            combine_keys([villages, values]), np.minimum(expected, 0.5), shape, villages
        )

    def bits(self, rows: int) -> Floats:
        both = np.stack([self.whole[:rows], self.local[:rows]])
        return np.clip(np.log2(self._mean / both), -MOST_BITS, MOST_BITS)


def _shrunk(values: Keys, expected: Floats, shape: float, groups: Keys | None = None) -> Floats:
    """Gamma-Poisson frequencies: (others with the value + shape) / (others + shape / expected)."""
    others = np.maximum(_counts(values) - _PAIR, 0)
    size = np.full(len(values), len(values)) if groups is None else _counts(groups)
    frequency = (others + shape) / (np.maximum(size - _PAIR, 0) + shape / expected)
    # A record without the value, or without a village, can only be judged by what was expected.
    return np.where(values == 0, expected, frequency)


def _counts(values: Keys) -> Floats:
    """How many records share each record's value."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    return counts[inverse].astype(np.float64)


def _self_rate(values: Keys) -> float:
    """The chance that two records drawn at random share a value."""
    _, counts = np.unique(values[values != 0], return_counts=True)
    total = counts.sum()
    return float((counts * (counts - 1)).sum() / max(total * (total - 1), 1)) or 1e-3
