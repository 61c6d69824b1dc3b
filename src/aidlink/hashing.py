"""64-bit keys for texts and for tuples of keys: the same in every process, on every machine.

Two unlike values share a key with a chance of 2^-64 a pair: one false candidate in 18 million links of a
million by a million records, and that candidate is still compared in full.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from aidlink.buffers import string_buffers
from aidlink.kernels import kernel

Keys = npt.NDArray[np.int64]

_FNV_OFFSET = np.uint64(0xCBF29CE484222325)
_FNV_PRIME = np.uint64(0x100000001B3)
# The constants of splitmix64's finaliser.
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_NOT_ZERO = np.int64(1 << 62)
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


@kernel
def _mix_in(part: Keys, states: npt.NDArray[np.uint64], missing: npt.NDArray[np.bool_]) -> None:
    for row in range(len(part)):
        missing[row] |= part[row] == 0
        states[row] = mix(states[row] + _GOLDEN + np.uint64(part[row]))


class Tally:
    """How often each key occurs in one column, kept to be asked for other columns' keys; 0 is no key.

    Args:
        keys: int64, any values; best the shorter of two columns that are to be compared.
    """

    def __init__(self, keys: Keys) -> None:
        room = 1 << max(2 * len(keys), 2).bit_length()  # at most half full, so that a search is short
        self._keys = np.zeros(room, np.int64)
        self._counts = np.zeros(room, np.int32)
        _tally(np.ascontiguousarray(keys), self._keys, self._counts)

    def of(self, keys: Keys) -> npt.NDArray[np.int32]:
        """How often each of `keys` occurs: int32, one a row, 0 for a key of 0."""
        counts = np.zeros(len(keys), np.int32)
        _look_up(np.ascontiguousarray(keys), self._keys, self._counts, counts)
        return counts


@kernel
def _slot(key: int, table: Keys) -> Any:
    """Where `key` stands in an open-addressing table of a power of two, or would be put."""
    last = len(table) - 1
    at = np.int64(mix(np.uint64(key)) & np.uint64(last))
    while table[at] != 0 and table[at] != key:
        at = (at + 1) & last
    return at


@kernel
def _tally(keys: Keys, table: Keys, counts: npt.NDArray[np.int32]) -> None:
    for key in keys:
        if key != 0:
            at = _slot(key, table)
            table[at] = key
            counts[at] += 1


@kernel
def _look_up(keys: Keys, table: Keys, counts: npt.NDArray[np.int32], out: npt.NDArray[np.int32]) -> None:
    for row in range(len(keys)):
        if keys[row] != 0:
            out[row] = counts[_slot(keys[row], table)]
