"""Term frequency: what an agreement on a name is worth depends on how common the name is, here.

A name's frequency is estimated from the people themselves, over all and in each village, and shrunk to what
its characters make expect: in a village of one surname and one generation character, most names that can be
formed are never seen, and yet two strangers may well share one. Characters are not independent (彩 goes with
霞), so what their product says is set right by how often names of about that product are in fact shared. The
pair's own two records are left out of every count, for they would make each rare name look commoner.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from aidlink.compare.records import ACCOUNT, BIRTH, CHARS, CODE, SOUND, VILLAGE, Columns, Words, readable
from aidlink.hashing import Numbers, count_numbers, first_of_each, row_keys
from aidlink.kernels import kernel
from aidlink.model.columns import COLUMNS, LOCAL, model_levels
from aidlink.model.em import Floats, Parameters
from aidlink.names.levels import NameLevel
from aidlink.names.packing import BITS, LONG, LONG_UNKNOWN, PLACE_MASK, UNKNOWN

Keys = npt.NDArray[np.int64]
Levels = npt.NDArray[np.uint8]
Numbered = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

#: Characters whose frequencies make up a name's: the surname and two of the given name.
PLACES = 3
# The shapes of the gamma distributions of frequencies: below 1 where most values are rare and a few common.
_NAME_SHAPE = 0.5
_CHARACTER_SHAPE = 1.0
_PAIR = 2
_BINS = 20
_LEAST_KNOWN = 1000  # fewer records say nothing about twenty classes of names
_SAMPLE = 100_000  # more people say no more about them
_MOST_CODES_A_RECORD = 4  # up to this many, counting into an array is cheaper than hashing
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
    """How common the left records' names are: whole names, their sounds, and their characters by place."""

    exact: "_Frequency"
    sound: "_Frequency"
    characters: tuple["_Frequency", ...]


def name_frequencies(left: Columns, right: Columns | None) -> NameFrequencies:
    """Count the names of both tables by column; `right` is None where a table is linked to itself."""
    tables = [left] if right is None else [left, right]
    people = np.concatenate([_first_of_each(columns) for columns in tables])
    rows = len(left[CHARS])
    one_table = np.arange(rows if right is not None else 0, len(people))
    known = one_table[people[one_table]]
    asked = _Asked(rows, known[:: 1 + len(known) // _SAMPLE], len(one_table))

    def values(of: Callable[[Columns], Keys]) -> Keys:
        return np.concatenate([of(columns) for columns in tables])

    villages = _Values.of(values(lambda columns: columns[VILLAGE]))
    characters = tuple(
        _of_characters(_Values.of(values(partial(_place, place=place))), villages, people, asked)
        for place in range(PLACES)
    )
    names = [_Values.among(values(partial(_readable, code=code)), asked.records) for code in (CHARS, SOUND)]
    exact, sound = (_of_names(each, villages, people, asked, characters) for each in names)
    return NameFrequencies(exact, sound, tuple(each.first(rows) for each in characters))


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
    names_left, names_right = left[lefts, CHARS], right[rights, CHARS]
    for place in range(PLACES):
        mine, other = _character(names_left, place), _character(names_right, place)
        alike = (mine == other) & (mine != 0) & ((place == 0) | (names[rows] != NameLevel.SURNAME))
        bits[rows[alike]] += adjustments.places[place][local[rows[alike]], lefts[alike]]
    return np.clip(bits, -MOST_BITS, MOST_BITS)


def most_bits(adjustments: Adjustments, made: Levels) -> Floats:
    """The most that any left record's adjustment can add to a pair on each of these rows of model levels."""
    bits = np.zeros(len(made))
    if not adjustments.exact.size:
        return bits
    names = np.maximum(made[:, _NAME], made[:, _LOCAL])
    bits[np.isin(names, _SAME_CHARACTERS)] = adjustments.exact.max()
    bits[names == NameLevel.HOMOPHONE] = adjustments.sound.max()
    places = adjustments.places.max(axis=(1, 2)).clip(min=0)
    bits[np.isin(names, _BY_PLACE)] = places.sum()
    bits[names == NameLevel.SURNAME] = places[0]
    return np.clip(bits, 0, MOST_BITS)


def _readable(columns: Columns, code: int) -> Keys:
    return readable(columns[code])


def _place(columns: Columns, place: int) -> Keys:
    return _character(columns[CHARS], place)


def _character(chars: Keys, place: int) -> Keys:
    """The character at one place, 0 where there is none that can be read."""
    first = chars & PLACE_MASK
    codes = (chars >> (BITS * place)) & PLACE_MASK
    return np.where((codes == UNKNOWN) | (first == LONG) | (first == LONG_UNKNOWN), 0, codes)


def _first_of_each(columns: Columns) -> Flags:
    """Which records are their person's first: twelve payments to one person make no name common.

    One person is the same name, village, number, birth and account, the last three not all unknown.
    """
    known = (columns[CODE] | columns[BIRTH] | columns[ACCOUNT]) != 0
    described = row_keys([columns[place] for place in (CHARS, VILLAGE, CODE, BIRTH, ACCOUNT)])
    first: Flags = first_of_each(described) | ~known
    return first


@dataclass(frozen=True, slots=True)
class _Asked:
    """The records whose frequencies are wanted: the left ones, then a sample of one table's.

    Args:
        rows: how many left records there are.
        sample: of one table, in which nobody is met twice, known persons spread evenly.
        size: the records of that table, which are the last ones.
    """

    rows: int
    sample: Keys
    size: int

    @property
    def records(self) -> Keys:
        return np.concatenate([np.arange(self.rows), self.sample])


@dataclass(frozen=True, slots=True)
class _Values:
    """A column's values as numbers from 1, 0 for a missing one: `codes`, int32, and the highest one."""

    codes: Numbered
    number: int

    @classmethod
    def of(cls, values: Keys) -> "_Values":
        """All values."""
        numbers = Numbers(values)
        return cls(numbers.own, numbers.distinct)

    @classmethod
    def among(cls, values: Keys, records: Keys) -> "_Values":
        """The values that some records have; all others are one, for nobody asks how common they are."""
        numbers = Numbers(values[records])
        codes = numbers.of(values)
        codes[(codes == 0) & (values != 0)] = numbers.distinct + 1
        return cls(codes, numbers.distinct + 1)

    def within(self, groups: "_Values", records: Keys) -> "_Values":
        """Values of one group each, two groups' equal values being two; of `records`, where they are many."""
        width = self.number + 1
        most = (groups.number + 1) * width
        dense = most <= _MOST_CODES_A_RECORD * len(self.codes)
        codes: Any = np.empty(len(self.codes), np.int32 if dense else np.int64)
        _number_within(groups.codes, self.codes, width, codes)
        return _Values(codes, most - 1) if dense else _Values.among(codes, records)

    def sizes(self, people: Flags) -> Keys:
        """How many people have each value; nobody has the missing one."""
        return count_numbers(self.codes, self.number, people)


@kernel
def _number_within(groups: Numbered, values: Numbered, width: int, out: Any) -> None:
    for row in range(len(out)):
        known = groups[row] != 0 and values[row] != 0
        out[row] = np.int64(groups[row]) * width + values[row] if known else 0


@dataclass(frozen=True, slots=True)
class _Frequency:
    """How common each asked record's value is, over all and in its village.

    `mean` is the chance that two people share a value, at random and within a village.
    """

    whole: Floats
    local: Floats
    mean: tuple[float, float]

    def first(self, rows: int) -> "_Frequency":
        """The first `rows` records' part."""
        return _Frequency(self.whole[:rows], self.local[:rows], self.mean)

    def bits(self, mean: tuple[float, float]) -> Floats:
        """How much rarer than `mean` each record's value is, in bits."""
        both = np.stack([mean[0] / self.whole, mean[1] / self.local])
        bits: Floats = np.clip(np.log2(both), -MOST_BITS, MOST_BITS)
        return bits


def _of_characters(values: _Values, villages: _Values, people: Flags, asked: _Asked) -> _Frequency:
    """Shrunk to the average over all, and in a village to the whole."""
    records = asked.records
    sizes, here = values.sizes(people), values.within(villages, records)
    mean = _self_rate(sizes, np.array([sizes.sum()]))
    expected = np.full(len(records), mean)
    whole = _shrunk(values.codes[records], sizes, expected, _CHARACTER_SHAPE, int(people.sum()))
    local_sizes = here.sizes(people)
    crowd = villages.sizes(people)[villages.codes[records]]
    local = _shrunk(here.codes[records], local_sizes, whole, _CHARACTER_SHAPE, crowd)
    return _Frequency(
        whole, local, (mean, _self_rate(local_sizes, villages.sizes(people & (values.codes > 0))))
    )


def _of_names(
    values: _Values, villages: _Values, people: Flags, asked: _Asked, characters: tuple[_Frequency, ...]
) -> _Frequency:
    """Shrunk to what the product of their characters' frequencies makes expect."""
    left, here = slice(0, asked.rows), values.within(villages, asked.records)
    everybody = _Values(np.ones(len(people), np.int32), 1)
    expected = _set_right(_product([each.whole for each in characters]), values, everybody, people, asked)
    whole = _shrunk(values.codes[left], values.sizes(people), expected, _NAME_SHAPE, int(people.sum()))
    expected = _set_right(_product([each.local for each in characters]), here, villages, people, asked)
    crowd = villages.sizes(people)[villages.codes[left]]
    local = _shrunk(here.codes[left], here.sizes(people), expected, _NAME_SHAPE, crowd)
    return _Frequency(whole, local, (0.0, 0.0))


def _product(frequencies: list[Floats]) -> Floats:
    product: Floats = np.maximum(np.prod(frequencies, axis=0), 1e-12)
    return product


def _set_right(said: Floats, values: _Values, groups: _Values, people: Flags, asked: _Asked) -> Floats:
    """Replace the left records' expectations by the rate at which people of about that one share a value.

    The rates are within groups, and of one table, in which nobody is met twice: of all of its people where
    they are few, else of the sample.
    """
    expected, sampled = said[: asked.rows], said[asked.rows :]
    known = np.flatnonzero((values.codes[asked.sample] > 0) & (groups.codes[asked.sample] > 0))
    if len(known) < _LEAST_KNOWN:
        return expected
    there = people.copy()
    there[: len(people) - asked.size] = False
    records = asked.sample[known]
    others = values.sizes(there)[values.codes[records]] - 1
    size = groups.sizes(there & (values.codes > 0))[groups.codes[records]] - 1
    bins = np.array_split(np.argsort(sampled[known], kind="stable"), _BINS)
    logs = np.log(sampled[known])
    middles = [logs[part].mean() for part in bins]
    rates = [
        (others[part].sum() + 1) / (size[part].sum() + np.exp(-middle))
        for part, middle in zip(bins, middles, strict=True)
    ]
    right: Floats = np.exp(np.interp(np.log(expected), middles, np.log(np.maximum.accumulate(rates))))
    return right


def _shrunk(codes: Numbered, sizes: Keys, expected: Floats, shape: float, crowd: Keys | int) -> Floats:
    """Gamma-Poisson frequencies: (others with the value + shape) / (others + shape / expected)."""
    others = np.maximum(sizes[codes] - _PAIR, 0)
    frequency = (others + shape) / (np.maximum(np.asarray(crowd) - _PAIR, 0) + shape / expected)
    # A record without the value, or without a village, can only be judged by what was expected.
    shrunk: Floats = np.where(codes == 0, expected, frequency)
    return shrunk


def _self_rate(sizes: Keys, groups: Keys) -> float:
    """The chance that two people drawn at random from one group share a value.

    Args:
        sizes: how many people have each value.
        groups: how many people with any value each group has.
    """
    equal, together = (float((each * (each - 1)).sum()) for each in (sizes, groups))
    return equal / together if equal else 1e-3
