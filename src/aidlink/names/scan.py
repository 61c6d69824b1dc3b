"""The compiled loops of encoding: UTF-8 to places, places to comparison codes."""

import numpy as np
import numpy.typing as npt

from aidlink.buffers import code_point
from aidlink.kernels import kernel
from aidlink.names.packing import UNKNOWN, place
from aidlink.names.tables import CODE_POINTS, DIALECT, FOLD, SHAPE, SOUND, CodeTable

Bytes = npt.NDArray[np.uint8]
Codes = npt.NDArray[np.int64]

# What a code point is to `scan_rows`.
OTHER, HAN, BLANK, HIDDEN = 0, 1, 2, 3
# What `scan_rows` says of a row: plain; plain but for blanks to take out; to be read in full.
PLAIN, PADDED, ODD = 0, 1, 2
LONGEST = 3  # a plain name; four characters may be 某某女士 or a name with 已故 behind it


@kernel
def _scan_row(data: Bytes, at: int, end: int, kinds: Bytes) -> tuple[int, int]:
    """One row's characters as written, packed, and its state."""
    packed, count, han, state = 0, 0, 0, PLAIN
    while at < end:
        point, width = code_point(data, at)
        kind = kinds[min(point, CODE_POINTS)]
        at += width
        if kind == BLANK:
            state = PADDED
        elif kind == OTHER or count == LONGEST:
            return 0, ODD
        else:
            packed |= (point if kind == HAN else UNKNOWN) << (16 * count)
            count += 1
            han += kind == HAN
    return (packed, state) if han else (0, ODD)


@kernel
def scan_rows(
    offsets: Codes, data: Bytes, valid: npt.NDArray[np.bool_], kinds: Bytes, written: Codes, states: Bytes
) -> None:
    """Fill `written` and `states` for each row of a string column; a null row stays 0.

    `kinds` has one entry more than there are code points in the BMP, for all that lie past it.
    """
    for row in range(len(written)):
        if valid[row]:
            written[row], states[row] = _scan_row(data, offsets[row], offsets[row + 1], kinds)


@kernel
def fold(written: int, codes: CodeTable, compounds: Codes) -> tuple[int, int, int, int]:
    """The chars, sound, dialect and shape of up to four characters as written."""
    chars, sound, dialect, shape = 0, 0, 0, 0
    for index in range(4):
        code = place(written, index)
        if code == 0:
            break
        row = 1 if index == 0 else 0  # the surname place has rows of its own
        chars |= int(codes[FOLD + row, code]) << (16 * index)
        sound |= int(codes[SOUND + row, code]) << (16 * index)
        dialect |= int(codes[DIALECT + row, code]) << (16 * index)
        shape |= int(codes[SHAPE + row, code]) << (16 * index)
    if place(written, 2):
        for row in range(len(compounds)):
            if chars & 0xFFFFFFFF == compounds[row, 0]:
                sound = (sound & ~0xFFFFFFFF) | compounds[row, 1]
                dialect = (dialect & ~0xFFFFFFFF) | compounds[row, 2]
    return chars, sound, dialect, shape


@kernel
def fold_rows(written: Codes, codes: CodeTable, compounds: Codes, out: Codes) -> None:
    """`fold` for each row; `out` has the rows chars, sound, dialect, shape."""
    for row in range(len(written)):
        if written[row]:
            out[0, row], out[1, row], out[2, row], out[3, row] = fold(written[row], codes, compounds)


@kernel
def measure_rows(written: Codes, unknown: Bytes, length: Bytes) -> None:
    """Fill the bitmask of unknown places and the length of each row of up to four characters."""
    for row in range(len(written)):
        for index in range(4):
            code = place(written[row], index)
            if code:
                length[row] = index + 1
            if code == UNKNOWN:
                unknown[row] |= 1 << index
