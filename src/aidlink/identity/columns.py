"""A column of resident IDs at once: one compiled pass over the Arrow buffers."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from aidlink.buffers import StringBuffers, string_buffers
from aidlink.identity.counties import known_counties
from aidlink.identity.judging import judge, judge_number
from aidlink.identity.reading import ROOM, bare_number, read_symbols
from aidlink.identity.repairs import TAIL_ENDINGS, Ground
from aidlink.identity.symbols import SKIP, symbol_table
from aidlink.kernels import kernel

Int64s = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
_Out = tuple[Int64s, Int64s, Int64s, Bytes, Bytes, Bytes, npt.NDArray[np.int32], Bytes]

_BLANK = 0x20  # the blank, and all controls before it


@dataclass(frozen=True, slots=True)
class IdColumns:
    """What a column of IDs says, one entry a row, in every array; 0 = none."""

    key: Int64s
    """Comparison key across registers: the first 17 digits of a valid, derived, permit or new foreign number;
    a negative packed number for an old foreign card."""
    code: Int64s
    """17 digits * 11 + check value 0..10 of any well-formed 18-character number, right or wrong."""
    fifteen: Int64s
    """The first fifteen characters of the 18-character form."""
    status: Bytes
    """IdStatus."""
    reason: Bytes
    """IdReason."""
    repairs: Bytes
    """How many repairs have a right check, a real date and a known county (100 for a truncated number)."""
    birth_ymd: npt.NDArray[np.int32]
    """The birth date, yyyymmdd, if it is real and not in the future, of right and wrong numbers alike."""
    sex: Bytes
    """1 male, 2 female, by the sequence; of wrong numbers too."""


def parse_resident_ids(
    texts: Any, numeric: npt.NDArray[np.bool_] | None = None, *, as_of: date | None = None
) -> IdColumns:
    """Judge a column of IDs; a bad one gets a status and a reason, nothing raises.

    Args:
        texts: Arrow strings (array, chunked, sliced, large, with nulls), or a sequence of `str | None`.
        numeric: bool a row, true where the cell was stored as a number.
        as_of: the data's date; a birth after it is an error. Today if not given, so give it where the same
            input must always give the same output.
    """
    buffers = string_buffers(texts)
    rows = len(buffers.valid)
    flags = np.zeros(rows, np.bool_) if numeric is None else np.asarray(numeric, np.bool_)
    key, code, fifteen = (np.zeros(rows, np.int64) for _ in range(3))
    status, reason, repairs, sex = (np.zeros(rows, np.uint8) for _ in range(4))
    birth = np.zeros(rows, np.int32)
    out = (key, code, fifteen, status, reason, repairs, birth, sex)
    _judge_column(buffers, flags, symbol_table(), np.full(ROOM, SKIP, np.uint8), ground_at(as_of), out)
    return IdColumns(*out)


def ground_at(as_of: date | None) -> Ground:
    """Lay out what IDs of a date (today if not given) are judged against."""
    return Ground(as_ymd(as_of), known_counties(), np.empty(TAIL_ENDINGS, np.int64))


def as_ymd(day: date | None) -> int:
    """Give a day as yyyymmdd; today if not given."""
    day = day or date.today()  # noqa: DTZ011 - the office's own calendar day is meant
    return day.year * 10000 + day.month * 100 + day.day


@kernel
def is_blank(cell: Bytes) -> bool:
    """Whether a cell holds nothing but ASCII blanks."""
    at = 0
    while at < len(cell) and cell[at] <= _BLANK:
        at += 1
    return at == len(cell)


@kernel
def _judge_column(
    buffers: StringBuffers, numeric: npt.NDArray[np.bool_], table: Bytes, symbols: Bytes, ground: Ground,
    out: _Out,
) -> None:  # fmt: skip
    """Judge each cell; `symbols` is where the symbols of one are laid out."""
    key, code, fifteen, status, reason, repairs, birth, sex = out
    for row in range(len(numeric)):
        if not buffers.valid[row]:
            continue
        at, end = buffers.offsets[row], buffers.offsets[row + 1]
        body, check = bare_number(buffers.data, at, end)
        if check >= 0 and not numeric[row]:
            verdict = judge_number(body, check, ground)
        else:
            cell = buffers.data[at:end]
            if is_blank(cell):
                continue
            verdict = judge(symbols, read_symbols(cell, table, symbols), numeric[row], ground)
        key[row], code[row], fifteen[row] = verdict[0], verdict[1], verdict[2]
        status[row], reason[row], repairs[row] = verdict[3], verdict[4], verdict[5]
        birth[row], sex[row] = verdict[6], verdict[7]
