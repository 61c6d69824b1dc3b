"""64-bit keys for texts and for tuples of keys: the same in every process, on every machine.

Two unlike values share a key with a chance of 2^-64 a pair: one false candidate in 18 million links of a
million by a million records, and that candidate is still compared in full.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from aidlink.buffers import string_buffers
from aidlink.kernels import kernel

Keys = npt.NDArray[np.int64]

_FNV_OFFSET = np.uint64(0xCBF29CE484222325)
_FNV_PRIME = np.uint64(0x100000001B3)
# The constants of splitmix64's finaliser.
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
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


def count_equal(keys: Keys) -> npt.NDArray[np.int64]:
    """How many rows have each row's key, itself included."""
    group = pd.factorize(keys)[0]  # a hash table: a sort of a million keys takes five times as long
    counts: npt.NDArray[np.int64] = np.bincount(group)[group] if len(group) else np.zeros(0, np.int64)
    return counts


def combine_keys(parts: list[Keys]) -> Keys:
    """One key a row from several: 0 where any part is 0, for a missing part equals nothing."""
    if len(parts) == 1:
        return parts[0]
    missing = np.zeros(len(parts[0]), np.bool_)
    state = np.zeros(len(parts[0]), np.uint64)
    for part in parts:
        missing |= part == 0
        state = _mix(state + _GOLDEN + part.view(np.uint64))
    key = state.view(np.int64)
    key[key == 0] = 1
    key[missing] = 0
    return key


def _mix(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    values = (values ^ (values >> np.uint64(30))) * _MIX_1
    values = (values ^ (values >> np.uint64(27))) * _MIX_2
    return values ^ (values >> np.uint64(31))
