"""Term frequency: what an agreement on a name is worth depends on how common the name is, here.

A name's frequency is estimated from the records themselves, over all and in each village, and shrunk to what
its characters make expect: in a village of one surname and one generation character, most names that can be
formed are never seen, and yet two strangers may well share one. Characters are not independent (彩 goes with
霞), so what their product says is set right by how often names of about that product are in fact shared. The
pair's own two records are left out of every count, for they would make each rare name look commoner.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aidlink.compare.records import CHARS, SOUND, VILLAGE, Words, readable
from aidlink.hashing import combine_keys, count_equal
from aidlink.model.columns import COLUMNS, LOCAL, model_levels
from aidlink.model.em import Floats, Parameters
from aidlink.names.levels import NameLevel
from aidlink.names.packing import BITS, PLACE_MASK, UNKNOWN

Keys = npt.NDArray[np.int64]
Levels = npt.NDArray[np.uint8]

#: Characters whose frequencies make up a name's: the surname and two of the given name.
PLACES = 3
# The shapes of the gamma distributions of frequencies: below 1 where most values are rare and a few common.
_NAME_SHAPE = 0.5
_CHARACTER_SHAPE = 1.0
_PAIR = 2
_BINS = 20
_LEAST_KNOWN = 1000  # fewer records say nothing about twenty classes of names
#: No agreement is worth more than this many bits above or below the average one.
MOST_BITS = 6.0

_NAME = list(COLUMNS).index("name")
_LOCAL = list(COLUMNS).index(LOCAL)
_SAME_CHARACTERS = (NameLevel.EQUAL, NameLevel.VARIANT)
_BY_PLACE = (
    NameLevel.LOOKALIKE, NameLevel.DIALECT, NameLevel.UNKNOWN, NameLevel.SWAPPED, NameLevel.DROPPED,
    NameLevel.SURNAME,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Adjustments:
    """Bits to add to the name's weight, by left record.

    Args:
        exact: for equal names; shape (2, rows), row 1 for a pair within the village, row 0 for any other.
        sound: for homophones, likewise.
        places: for each equal character of names that are otherwise alike; shape (PLACES, 2, rows).
    """

    exact: Floats
    sound: Floats
    places: Floats


@dataclass(frozen=True, slots=True)
class NameFrequencies:
    """How common the names of two tables are: whole names, their sounds, and their characters by place."""

    exact: "_Frequency"
    sound: "_Frequency"
    characters: tuple["_Frequency", ...]


def name_frequencies(left: Words, right: Words | None) -> NameFrequencies:
    """Count the names of both tables; `right` is None where a table is linked to itself."""
    both = left if right is None else np.concatenate([left, right])
    villages = np.ascontiguousarray(both[:, VILLAGE])
    rows = len(left)
    one_table = slice(0 if right is None else rows, len(both))
    characters = tuple(_Frequency.of_values(_place(both, place), villages) for place in range(PLACES))
    exact = _Frequency.of_names(readable(both[:, CHARS]), villages, characters, one_table)
    sound = _Frequency.of_names(readable(both[:, SOUND]), villages, characters, one_table)
    return NameFrequencies(
        exact.first(rows), sound.first(rows), tuple(each.first(rows) for each in characters)
    )


def adjustments(frequencies: NameFrequencies, parameters: Parameters) -> Adjustments:
    """Every left record's adjustments to the weights of `parameters`, whose u are the average name's."""
    return Adjustments(
        frequencies.exact.bits(_mean(parameters, *_SAME_CHARACTERS)),
        frequencies.sound.bits(_mean(parameters, *_SAME_CHARACTERS, NameLevel.HOMOPHONE)),
        np.stack([each.bits(each.mean) for each in frequencies.characters]),
    )


def _mean(parameters: Parameters, *levels: NameLevel) -> tuple[float, float]:
    """The u of these levels together, for pairs of different villages and of one."""
    elsewhere, local = (parameters.u[column][list(levels)].sum() for column in (_NAME, _LOCAL))
    return float(elsewhere), float(local)


def adjust(
    adjustments: Adjustments, left: Words, right: Words, pairs: npt.NDArray[np.int32], digits: Levels
) -> Floats:
    """Bits to add to each pair's weight, by the level of its names, the left name and the village.

    Args:
        adjustments: the left records'.
        left: the left records.
        right: the right records.
        pairs: int32, shape (pairs, 2): the pairs' records.
        digits: the pairs' levels.
    """
    made = model_levels(digits)
    names = np.maximum(made[:, _NAME], made[:, _LOCAL])  # relatives' names agree however common they are
    local = (made[:, _LOCAL] > 0).astype(np.intp)
    bits = np.zeros(len(pairs))
    for levels, table in ((_SAME_CHARACTERS, adjustments.exact), ((NameLevel.HOMOPHONE,), adjustments.sound)):
        at_level = np.isin(names, levels)
        bits[at_level] = table[local[at_level], pairs[at_level, 0]]
    rows = np.flatnonzero(np.isin(names, _BY_PLACE))
    lefts, rights = pairs[rows, 0], pairs[rows, 1]
    for place in range(PLACES):
        mine, other = _place(left[lefts], place), _place(right[rights], place)
        alike = (mine == other) & (mine != 0) & ((place == 0) | (names[rows] != NameLevel.SURNAME))
        bits[rows[alike]] += adjustments.places[place][local[rows[alike]], lefts[alike]]
    return np.clip(bits, -MOST_BITS, MOST_BITS)


def most_bits(adjustments: Adjustments, digits: Levels) -> Floats:
    """The most that any left record's adjustment can add to each pattern."""
    bits = np.zeros(len(digits))
    if not adjustments.exact.size:
        return bits
    made = model_levels(digits)
    names = np.maximum(made[:, _NAME], made[:, _LOCAL])
    bits[np.isin(names, _SAME_CHARACTERS)] = adjustments.exact.max()
    bits[names == NameLevel.HOMOPHONE] = adjustments.sound.max()
    places = adjustments.places.max(axis=(1, 2)).clip(min=0)
    bits[np.isin(names, _BY_PLACE)] = places.sum()
    bits[names == NameLevel.SURNAME] = places[0]
    return np.clip(bits, 0, MOST_BITS)


def _place(words: Words, place: int) -> Keys:
    """The character at one place, 0 where there is none that can be read."""
    codes = (words[:, CHARS] >> (BITS * place)) & PLACE_MASK
    return np.where(codes == UNKNOWN, 0, codes)


@dataclass(frozen=True, slots=True)
class _Frequency:
    """How common each record's value is, over all and in its village.

    `mean` is the chance that two records share a value, at random and within a village.
    """

    whole: Floats
    local: Floats
    mean: tuple[float, float]

    @classmethod
    def of_values(cls, values: Keys, villages: Keys) -> "_Frequency":
        """Of characters: shrunk to the average over all, and in a village to the whole."""
        mean = _self_rate(values, np.ones(len(values), np.int64))
        whole = _shrunk(values, np.full(len(values), mean), _CHARACTER_SHAPE)
        local = _shrunk(combine_keys([villages, values]), whole, _CHARACTER_SHAPE, villages)
        return cls(whole, local, (mean, _self_rate(values, villages)))

    @classmethod
    def of_names(
        cls, values: Keys, villages: Keys, characters: "tuple[_Frequency, ...]", one_table: slice
    ) -> "_Frequency":
        """Of names: shrunk to what the product of their characters' frequencies makes expect."""
        everywhere = np.ones(len(values), np.int64)
        expected = _set_right(_product([each.whole for each in characters]), values, everywhere, one_table)
        whole = _shrunk(values, expected, _NAME_SHAPE)
        expected = _set_right(_product([each.local for each in characters]), values, villages, one_table)
        local = _shrunk(combine_keys([villages, values]), expected, _NAME_SHAPE, villages)
        return cls(whole, local, (0.0, 0.0))

    def first(self, rows: int) -> "_Frequency":
        """The first `rows` records' part."""
        return _Frequency(self.whole[:rows], self.local[:rows], self.mean)

    def bits(self, mean: tuple[float, float]) -> Floats:
        """How much rarer than `mean` each record's value is, in bits."""
        both = np.stack([mean[0] / self.whole, mean[1] / self.local])
        bits: Floats = np.clip(np.log2(both), -MOST_BITS, MOST_BITS)
        return bits


def _product(frequencies: list[Floats]) -> Floats:
    product: Floats = np.maximum(np.prod(frequencies, axis=0), 1e-12)
    return product


def _set_right(expected: Floats, values: Keys, groups: Keys, one_table: slice) -> Floats:
    """Replace expectations by the rate at which records of about that expectation do share a value.

    The rates are within groups, and of one table, in which nobody is met twice.
    """
    values, groups, said = values[one_table], groups[one_table], expected[one_table]
    known = np.flatnonzero((values != 0) & (groups != 0))
    if len(known) < _LEAST_KNOWN:
        return expected
    others = count_equal(combine_keys([groups[known], values[known]])) - 1
    size = count_equal(groups[known]) - 1
    bins = np.array_split(np.argsort(said[known], kind="stable"), _BINS)
    logs = np.log(said[known])
    middles = [logs[part].mean() for part in bins]
    rates = [
        (others[part].sum() + 1) / (size[part].sum() + np.exp(-middle))
        for part, middle in zip(bins, middles, strict=True)
    ]
    right: Floats = np.exp(np.interp(np.log(expected), middles, np.log(np.maximum.accumulate(rates))))
    return right


def _shrunk(values: Keys, expected: Floats, shape: float, groups: Keys | None = None) -> Floats:
    """Gamma-Poisson frequencies: (others with the value + shape) / (others + shape / expected)."""
    others = np.maximum(count_equal(values) - _PAIR, 0)
    size = np.full(len(values), len(values)) if groups is None else count_equal(groups)
    frequency = (others + shape) / (np.maximum(size - _PAIR, 0) + shape / expected)
    # A record without the value, or without a village, can only be judged by what was expected.
    shrunk: Floats = np.where(values == 0, expected, frequency)
    return shrunk


def _self_rate(values: Keys, groups: Keys) -> float:
    """The chance that two records drawn at random from one group share a value."""
    known = (values != 0) & (groups != 0)
    # A record's others, summed over records, are its group's ordered pairs.
    equal = float((count_equal(combine_keys([groups[known], values[known]])) - 1).sum())
    together = float((count_equal(groups[known]) - 1).sum())
    return equal / together if equal else 1e-3
