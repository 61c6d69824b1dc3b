"""From the bytes of a cell to the symbols of the one number in it."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from aidlink.buffers import code_point
from aidlink.identity.numbers import BIRTH_AT, BIRTH_END, BODY_LENGTH, CHECK_X, FULL_LENGTH, OLD_LENGTH
from aidlink.identity.symbols import (
    APART,
    HIDDEN,
    LETTER,
    LETTER_E,
    LETTER_I,
    LETTER_L,
    LETTER_O,
    LETTER_X,
    PLUS,
    POINT,
    SKIP,
)
from aidlink.kernels import kernel

Bytes = npt.NDArray[np.uint8]

ROOM = 128
"""Symbols kept of one cell; a cell with more holds no single number, and its length says so."""

_BMP_END = 0x10000
_NINE = 9  # symbols up to here are digits
_ZERO, _CROSS, _SMALL_CROSS = ord("0"), ord("X"), ord("x")
_FOREIGN_LETTERS = 3
_EXPONENT_DIGITS = 2


class Run(NamedTuple):
    """The number's place among the symbols of a cell."""

    length: int
    elsewhere: int
    """How many digits stand outside the number."""
    candidates: int
    """How many runs of the cell are long enough to be a number."""


@kernel
def digit_of(symbol: int) -> int:
    """Read a symbol where a digit must stand: O is 0, I and L are 1; -1 for what cannot be a digit."""
    if symbol <= _NINE:
        return symbol
    if symbol == LETTER_O:
        return 0
    return 1 if symbol in (LETTER_I, LETTER_L) else -1


@kernel
def read_symbols(cell: Bytes, table: Bytes, out: Bytes) -> Run:
    """Find the run of symbols that is the number; put it at the beginning of `out` (at least ROOM).

    Text apart (Chinese characters, brackets, colons) parts the cell into runs; the one with the most digits
    or hidden signs is the number.
    """
    begin, used, best, length = 0, 0, 0, 0
    digits, hidden, elsewhere, candidates = 0, 0, 0, 0
    at = 0
    while at <= len(cell):
        point, width = (
            code_point(cell, at) if at < len(cell) else (_BMP_END, 1)
        )  # the end closes the last run
        symbol = int(table[point]) if point < _BMP_END else APART
        at += width
        if symbol == SKIP:
            continue
        if symbol != APART and used < ROOM:
            out[used] = symbol
            used += 1
            digits += symbol <= _NINE
            hidden += symbol == HIDDEN
            continue
        candidates += digits >= OLD_LENGTH
        elsewhere += digits
        if digits + hidden > best:
            best, length = digits + hidden, used - begin
            move_to_front(out, begin, length)
            begin = length
        used = begin
        digits, hidden = 0, 0
    return Run(length, elsewhere - count_digits(out, length), candidates)


@kernel
def bare_number(data: Bytes, at: int, end: int) -> tuple[int, int]:
    """Read what nearly all cells are, 18 characters of ASCII and no more, without looking for the number.

    Returns:
        the first 17 digits as one number, and the check character's value; a check of -1 for any other cell,
        and for one digit repeated, which is a placeholder.
    """
    if end - at != FULL_LENGTH:
        return 0, -1
    body, same = 0, True
    for place in range(at, at + BODY_LENGTH):
        digit = int(data[place]) - _ZERO
        if not 0 <= digit <= _NINE:
            return 0, -1
        body = body * 10 + digit
        same &= data[place] == data[at]
    last = data[at + BODY_LENGTH]
    if last in (_CROSS, _SMALL_CROSS):
        return body, CHECK_X
    check = int(last) - _ZERO
    if not 0 <= check <= _NINE or (same and last == data[at]):
        return 0, -1
    return body, check


@kernel
def move_to_front(symbols: Bytes, begin: int, length: int) -> None:
    """Copy the run at `begin` to the beginning."""
    if begin > 0:
        for index in range(length):
            symbols[index] = symbols[begin + index]


@kernel
def count_digits(symbols: Bytes, length: int) -> int:
    """Count the plain digits among the first `length` symbols."""
    total = 0
    for index in range(length):
        total += symbols[index] <= _NINE
    return total


@kernel
def without_decimals(symbols: Bytes, length: int) -> int:
    """Give the length without a tail ".0" (or "." or ".00"), which a float leaves when it is printed."""
    end = length
    while end > 0 and symbols[end - 1] == 0:
        end -= 1
    if end > 0 and symbols[end - 1] == POINT and count_digits(symbols, end - 1) == end - 1:
        return end - 1
    return length


@kernel
def all_same(symbols: Bytes, length: int) -> bool:
    """Whether nothing but one digit is repeated: 0, 000000000000000000, 1111."""
    same = 0
    while same < length and symbols[same] <= _NINE and symbols[same] == symbols[0]:
        same += 1
    return same == length


@kernel
def is_masked(symbols: Bytes, length: int) -> bool:
    """Whether somebody hid characters, by signs or by two and more X before the end."""
    crosses = 0
    for index in range(length):
        if symbols[index] == HIDDEN:
            return True
        crosses += symbols[index] == LETTER_X and index < length - 1
    return crosses > 1


@kernel
def scientific(symbols: Bytes, length: int) -> tuple[int, int, int]:
    """Read 4.40823196001014E+17: the digits as an integer, how many they are, and the exponent.

    Anything else gives (0, 0, -1).
    """
    value, count, place = 0, 0, 0
    while place < length and symbols[place] != LETTER_E:
        if symbols[place] <= _NINE and count < FULL_LENGTH:
            value = value * 10 + int(symbols[place])
            count += 1
        elif place != 1 or symbols[place] != POINT:
            return 0, 0, -1
        place += 1
    place += 1
    if place < length and symbols[place] == PLUS:
        place += 1
    if count == 0 or place >= length or length - place > _EXPONENT_DIGITS:
        return 0, 0, -1
    exponent = 0
    for index in range(place, length):
        if symbols[index] > _NINE:
            return 0, 0, -1
        exponent = exponent * 10 + int(symbols[index])
    return value, count, exponent


@kernel
def old_foreign_key(symbols: Bytes) -> int:
    """Pack three letters and twelve digits (15 symbols) to a negative integer; 0 if they are not that."""
    letters, digits = 0, 0
    for index in range(_FOREIGN_LETTERS):
        if symbols[index] < LETTER:
            return 0
        letters = letters * 26 + int(symbols[index] - LETTER)
    for index in range(_FOREIGN_LETTERS, OLD_LENGTH):
        digit = digit_of(symbols[index])
        if digit < 0:
            return 0
        digits = digits * 10 + digit
    return -(letters * 10**12 + digits) - 1


@kernel
def join_readable(symbols: Bytes, length: int) -> tuple[int, int, int]:
    """Read what can be read of up to 18 symbols, 0 for the rest.

    Returns:
        the code (17 digits * 11 + check value), how many symbols of all `length` could not be read, and the
        place of the last of them (-1: none).
    """
    body, check, unread, hidden = 0, 0, 0, -1
    for place in range(length):
        digit = digit_of(int(symbols[place]))
        if place == BODY_LENGTH and symbols[place] == LETTER_X:
            digit = CHECK_X
        if digit < 0:
            unread, hidden, digit = unread + 1, place, 0
        if place < BODY_LENGTH:
            body = body * 10 + digit
        elif place == BODY_LENGTH:
            check = digit
    return body * 11 + check, unread, hidden


@kernel
def date_is_readable(symbols: Bytes) -> bool:
    """Whether the eight characters of the birth date can all be read."""
    place = BIRTH_AT
    while place < BIRTH_END and digit_of(int(symbols[place])) >= 0:
        place += 1
    return place == BIRTH_END
