"""Standard records as one row of 64-bit integers each, the form in which kernels read them.

A row is two cache lines, and what nearly every pair needs comes first.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from aidlink.beside import beside
from aidlink.hashing import hash_texts
from aidlink.kernels import inlined, kernel, prefetch
from aidlink.names.packing import BITS, LONG, LONG_UNKNOWN, PLACE_MASK, PLACES, UNKNOWN

Words = npt.NDArray[np.int64]
#: Records by column: one int64 array a place, in the order of the places; `words.T` is one too.
Columns = Sequence[Words] | Words

# The places of a record's row.
CHARS, SOUND, DIALECT, SHAPE, WRITTEN, ALIAS = 0, 1, 2, 3, 4, 5
BIRTH, META, VILLAGE = 6, 7, 8
KEY, CODE, FIFTEEN, REPAIR = 9, 10, 11, 12
HEAD, HEAD_SOUND, ACCOUNT = 13, 14, 15
WIDTH = 16

# BIRTH holds ymd in the lowest 32 bits, then the low and the high year with 16 each;
# META holds the ID's status, the sex, the source of the birth and the trust in the ID with 8 bits each.
LOW_SHIFT, HIGH_SHIFT = 32, 48
SEX_SHIFT, SOURCE_SHIFT, TRUST_SHIFT = 8, 16, 24
DATE_MASK, YEAR_MASK, BYTE_MASK = 0xFFFFFFFF, 0xFFFF, 0xFF

_CORE = {
    CHARS: "name_chars",
    SOUND: "name_sound",
    DIALECT: "name_dialect",
    SHAPE: "name_shape",
    WRITTEN: "name_written",
    ALIAS: "name_alias_chars",
    VILLAGE: "village_code",
    KEY: "resident_id_key",
    CODE: "resident_id_code",
    FIFTEEN: "resident_id_fifteen",
}
_ROWS_IN_CACHE = 4096  # else every column goes over all of memory again
_OPTIONAL = {HEAD: "head_name_chars", HEAD_SOUND: "head_name_sound"}


def pack_records(table: pa.Table) -> Words:
    """Pack a standard table: int64, shape (rows, WIDTH); 0 is nothing known. REPAIR is left for blocking."""
    return by_row(record_columns(table))


def record_columns(table: pa.Table) -> list[Words]:
    """Give a standard table's columns as `pack_records` has them, in their order; not to be written to."""
    nothing = np.zeros(table.num_rows, np.int64)
    columns = [nothing] * WIDTH
    for place, name in (_CORE | _OPTIONAL).items():
        if place in _CORE or name in table.column_names:
            columns[place] = _column(table, name)
    if "account_digits" in table.column_names:
        columns[ACCOUNT] = hash_texts(table["account_digits"])
    columns[BIRTH] = _side_by_side(table, birth_ymd=0, birth_low=LOW_SHIFT, birth_high=HIGH_SHIFT)
    columns[META] = _side_by_side(
        table,
        resident_id_status=0,
        sex_code=SEX_SHIFT,
        birth_source=SOURCE_SHIFT,
        resident_id_trust=TRUST_SHIFT,
    )
    return columns


def by_row(columns: Columns) -> Words:
    """Lay columns out record by record: int64, shape (rows, WIDTH)."""
    words = np.empty((len(columns[0]), WIDTH), np.int64)

    def fill(start: int) -> None:
        part = slice(start, start + _ROWS_IN_CACHE)
        for place in range(WIDTH):
            words[part, place] = columns[place][part]

    with beside() as pool:  # most of it is waiting for memory
        list(pool.map(fill, range(0, len(words), _ROWS_IN_CACHE)))
    return words


@dataclass(frozen=True, slots=True)
class Records:
    """Packed records twice, for who reads a record and for who reads a column.

    Args:
        rows: a record's words beside each other, for the kernels that compare pairs.
        columns: the same by column: a column of `rows` is spread over all of memory, and reading it costs
            seven times as much.
    """

    rows: Words
    columns: Columns

    def __len__(self) -> int:
        return len(self.rows)


@inlined
def ask_for(words: Words, row: int) -> None:
    """Ask memory for both cache lines of a record that will be read soon."""
    prefetch(words, row, 0)
    prefetch(words, row, WIDTH // 2)


def readable(codes: Words) -> Words:
    """Packed names, 0 where a character is masked: 张*三 has the code of any other 张*三, and equals none."""
    names = np.zeros(len(codes), np.int64)
    _leave_masked_out(np.ascontiguousarray(codes), names)
    return names


@kernel
def _leave_masked_out(codes: Words, out: Words) -> None:
    for row in range(len(codes)):
        first = codes[row] & PLACE_MASK
        masked = first == LONG_UNKNOWN
        if first != LONG:  # the places of a long name are a hash, of which any value may turn up
            for place in range(PLACES):
                masked |= (codes[row] >> (BITS * place)) & PLACE_MASK == UNKNOWN
        out[row] = 0 if masked else codes[row]


def _column(table: pa.Table, name: str) -> Words:
    values: Words = table[name].to_numpy().astype(np.int64, copy=False)
    return values


def _side_by_side(table: pa.Table, **shifts: int) -> Words:
    """Several small numbers in one word, each shifted by so many bits."""
    words = np.zeros(table.num_rows, np.int64)
    for name, shift in shifts.items():
        part = table[name].to_numpy().astype(np.int64)
        part <<= shift
        words |= part
    return words
