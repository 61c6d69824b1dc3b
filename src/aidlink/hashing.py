"""64-bit keys for texts and for tuples of keys: the same in every process, on every machine.

Two unlike values share a key with a chance of 2^-64 a pair: one false candidate in 18 million links of a
million by a million records, and that candidate is still compared in full.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from aidlink.buffers import string_buffers
from aidlink.kernels import AHEAD, inlined, kernel, prefetch

Keys = npt.NDArray[np.int64]
Table = npt.NDArray[np.int64]

_FNV_OFFSET = np.uint64(0xCBF29CE484222325)
_FNV_PRIME = np.uint64(0x100000001B3)
# The constants of splitmix64's finaliser.
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_NOT_ZERO = np.int64(1 << 62)
_LEAST_ROOM = 1 << 12
_BITS_A_KEY = 16
_IN_CACHE = 1 << 14  # rows of a table that need no asking ahead
_KEY, _NUMBER = 0, 1  # the columns of a table of numbers
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def hash_texts(texts: Any) -> Keys:
    """One int64 a text (FNV-1a over its UTF-8); 0 for a null or an empty text."""
    offsets, data, valid = string_buffers(texts)
    hashes = np.zeros(len(valid), np.int64)
    _hash_rows(offsets, data, valid, hashes)
    return hashes


@kernel
def _hash_rows(
    offsets: npt.NDArray[np.int64], data: npt.NDArray[np.uint8], valid: npt.NDArray[np.bool_], out: Keys
) -> None:
    for row in range(len(out)):
        if not valid[row] or offsets[row] == offsets[row + 1]:
            continue
        state = _FNV_OFFSET
        for at in range(offsets[row], offsets[row + 1]):
            state = (state ^ np.uint64(data[at])) * _FNV_PRIME
        out[row] = np.int64(state) if state != 0 else 1


def combine_keys(parts: list[Keys]) -> Keys:
    """One key a row from several: 0 where any part is 0, for a missing part equals nothing."""
    if len(parts) == 1:
        return parts[0]
    states = np.zeros(len(parts[0]), np.uint64)
    missing = np.zeros(len(parts[0]), np.bool_)
    for part in parts:
        _mix_in(np.ascontiguousarray(part), states, missing)
    keys: Keys = states.view(np.int64)
    keys[keys == 0] = 1
    keys[missing] = 0
    return keys


def row_keys(parts: list[Keys]) -> Keys:
    """One key a row from several, of which 0 is a value like any other."""
    return combine_keys([part ^ _NOT_ZERO for part in parts])


@kernel
def mix(state: np.uint64) -> np.uint64:
    """Spread a number's bits over all 64: splitmix64's finaliser."""
    state = (state ^ (state >> np.uint64(30))) * _MIX_1
    state = (state ^ (state >> np.uint64(27))) * _MIX_2
    return state ^ (state >> np.uint64(31))


@inlined
def draw(number: int) -> np.uint64:
    """One number of splitmix64's sequence: the same in every run, on every machine."""
    return mix((np.uint64(number) + np.uint64(1)) * _GOLDEN)


@kernel
def _mix_in(part: Keys, states: npt.NDArray[np.uint64], missing: npt.NDArray[np.bool_]) -> None:
    for row in range(len(part)):
        missing[row] |= part[row] == 0
        states[row] = mix(states[row] + _GOLDEN + np.uint64(part[row]))


class Numbers:
    """The distinct keys of a column, numbered from 1 in the order of their first appearance; 0 is no key.

    Args:
        keys: int64, any values; best the shorter of two columns that are to be compared.

    Attributes:
        own: int32, the number of each of `keys`, 0 for a key of 0.
        distinct: how many numbers there are.
    """

    def __init__(self, keys: Keys) -> None:
        self.own = np.zeros(len(keys), np.int32)
        keys = np.ascontiguousarray(keys)
        # The table grows with the kinds of keys and not with their number, so that it stays in cache.
        self._table = np.zeros((_LEAST_ROOM, 2), np.int64)
        done, self.distinct = _number(keys, 0, 0, self._table, self.own)
        while done < len(keys):
            larger = np.zeros((4 * len(self._table), 2), np.int64)
            _move(self._table, larger)
            self._table = larger
            done, self.distinct = _number(keys, done, self.distinct, larger, self.own)

    def of(self, keys: Keys) -> npt.NDArray[np.int32]:
        """The number of each of `keys`: int32, one a row, 0 for a key that was not there."""
        numbers = np.zeros(len(keys), np.int32)
        _look_up(np.ascontiguousarray(keys), self._table, numbers)
        return numbers


def first_of_each(keys: Keys) -> npt.NDArray[np.bool_]:
    """Which rows are the first with their key, of which 0 is one like any other.

    Most keys of a register occur once. A bit a key, in a field that stays in cache, tells most of them; only
    those whose bit was taken, by themselves or by chance, are looked at again.
    """
    room = 1 << (_BITS_A_KEY * max(len(keys), 1) - 1).bit_length()
    taken = np.zeros(len(keys), np.bool_)
    _mark(keys, np.zeros(max(room // 64, 1), np.uint64), taken)
    numbers = Numbers(keys[taken])
    first = np.ones(len(keys), np.bool_)
    _leave_first(keys, numbers.of(keys), np.zeros(numbers.distinct + 1, np.bool_), first)
    return first


@kernel
def _mark(keys: Keys, bits: npt.NDArray[np.uint64], taken: npt.NDArray[np.bool_]) -> None:
    for row in range(len(keys)):
        place = mix(np.uint64(keys[row]))
        word = np.int64((place >> np.uint64(6)) & np.uint64(len(bits) - 1))
        bit = np.uint64(1) << (place & np.uint64(63))
        taken[row] = bits[word] & bit != 0
        bits[word] |= bit


@kernel
def _leave_first(
    keys: Keys, numbers: npt.NDArray[np.int32], met: npt.NDArray[np.bool_], first: npt.NDArray[np.bool_]
) -> None:
    """Take the mark from rows whose key was met before; what has no number, but for 0, is met once."""
    for row in range(len(keys)):
        if numbers[row] != 0 or keys[row] == 0:
            first[row] = not met[numbers[row]]
            met[numbers[row]] = True


class Tally:
    """How often each key occurs in one column, kept to be asked for other columns' keys; 0 is no key.

    Args:
        keys: int64, any values; best the shorter of two columns that are to be compared.
    """

    def __init__(self, keys: Keys) -> None:
        self._numbers = Numbers(keys)
        self._counts = count_numbers(self._numbers.own, self._numbers.distinct)

    def of(self, keys: Keys) -> npt.NDArray[np.int64]:
        """How often each of `keys` occurs: int64, one a row, 0 for a key of 0."""
        return self._counts[self._numbers.of(keys)]


def count_numbers(
    numbers: npt.NDArray[np.int32], distinct: int, counted: npt.NDArray[np.bool_] | None = None
) -> npt.NDArray[np.int64]:
    """How often each number from 1 to `distinct` occurs: int64, shape (distinct + 1,), the first one 0.

    Args:
        numbers: int32, 0 for none.
        distinct: the highest number.
        counted: which rows count; all if not given.
    """
    counts = np.zeros(distinct + 1, np.int64)
    if counted is None:
        _count_all(numbers, counts)
    else:
        _count_some(numbers, counted, counts)
    counts[0] = 0
    return counts


@kernel
def _count_all(numbers: npt.NDArray[np.int32], counts: npt.NDArray[np.int64]) -> None:
    for number in numbers:
        counts[number] += 1


@kernel
def _count_some(
    numbers: npt.NDArray[np.int32], counted: npt.NDArray[np.bool_], counts: npt.NDArray[np.int64]
) -> None:
    for row in range(len(numbers)):
        counts[numbers[row]] += counted[row]


@kernel
def _home(key: int, table: Table) -> Any:
    """Where `key` stands if nothing stood in its way: the table's length is a power of two."""
    return np.int64(mix(np.uint64(key)) & np.uint64(len(table) - 1))


@kernel
def _slot(key: int, table: Table) -> Any:
    """Where `key` stands in an open-addressing table, or would be put."""
    at = _home(key, table)
    while table[at, _KEY] != 0 and table[at, _KEY] != key:
        at = (at + 1) & (len(table) - 1)
    return at


@kernel
def _number(keys: Keys, start: int, distinct: int, table: Table, out: npt.NDArray[np.int32]) -> Any:
    """Number keys from row `start` on until the table is half full: the next row, and how many there are.

    A table no fuller than that is searched in few steps.
    """
    for row in range(start, len(keys)):
        prefetch(table, _home(keys[min(row + AHEAD, len(keys) - 1)], table), 0)
        key = keys[row]
        if key == 0:
            continue
        at = _slot(key, table)
        if table[at, _KEY] == 0:
            distinct += 1
            table[at, _KEY], table[at, _NUMBER] = key, distinct
        out[row] = table[at, _NUMBER]
        if 2 * distinct > len(table):
            return row + 1, distinct
    return len(keys), distinct


@kernel
def _move(table: Table, larger: Table) -> None:
    for old in range(len(table)):
        if table[old, _KEY] != 0:
            at = _slot(table[old, _KEY], larger)
            larger[at, _KEY], larger[at, _NUMBER] = table[old, _KEY], table[old, _NUMBER]


@kernel
def _look_up(keys: Keys, table: Table, out: npt.NDArray[np.int32]) -> None:
    large = len(table) > _IN_CACHE
    for row in range(len(keys)):
        if large:
            prefetch(table, _home(keys[min(row + AHEAD, len(keys) - 1)], table), 0)
        if keys[row] != 0:
            out[row] = table[_slot(keys[row], table), _NUMBER]
