"""From the bytes of a cell to the symbols of the one number in it."""

import numpy as np
import numpy.typing as npt

from aidlink.buffers import code_point
from aidlink.identity.numbers import OLD_LENGTH
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

ROOM = 128
"""Symbols kept of one cell; a cell with more holds no single number, and its length says so."""

BMP_END = 0x10000


@kernel
def digit_of(symbol: int) -> int:
    """Read a symbol where a digit must stand: O is 0, I and L are 1; -1 for what cannot be a digit."""
    if symbol <= 9:  # noqa: PLR2004
        return symbol
    if symbol == LETTER_O:
        return 0
    return 1 if symbol in (LETTER_I, LETTER_L) else -1


@kernel
def read_symbols(
    data: npt.NDArray[np.uint8],
    start: int,
    stop: int,
    table: npt.NDArray[np.uint8],
    out: npt.NDArray[np.uint8],
) -> tuple[int, int, int]:
    """Find the run of symbols that is the number; put it at the beginning of `out`.

    Text apart (Chinese characters, brackets, colons) parts the cell into runs; the one with the most digits
    or hidden signs is the number.

    Returns:
        the run's length; how many digits stand outside it; how many runs are long enough for a number.
    """
    begin, length, score, best = 0, 0, 0, 0
    used, digits, hidden, total, long_runs = 0, 0, 0, 0, 0
    at = start
    while at <= stop:
        symbol = np.int64(APART)
        if at < stop:
            point, width = code_point(data, at)
            symbol = np.int64(table[point]) if point < BMP_END else np.int64(APART)
            at += width
        else:
            at += 1  # the end closes the last run
        if symbol == SKIP:
            continue
        if symbol != APART and used < ROOM:
            out[used] = symbol
            used += 1
            digits += symbol <= 9  # noqa: PLR2004
            hidden += symbol == HIDDEN
            continue
        long_runs += digits >= OLD_LENGTH
        total += digits
        score = digits + hidden
        if score > best:
            best, length = score, used - begin
            if begin > 0:
                for index in range(length):
                    out[index] = out[begin + index]
            begin = length
        used = begin
        digits, hidden = 0, 0
    return length, total - count_digits(out, length), long_runs


@kernel
def count_digits(symbols: npt.NDArray[np.uint8], length: int) -> int:
    """Count the plain digits among the first `length` symbols."""
    total = 0
    for index in range(length):
        total += symbols[index] <= 9  # noqa: PLR2004
    return total


@kernel
def without_decimals(symbols: npt.NDArray[np.uint8], length: int) -> int:
    """Give the length without a tail ".0" (or "." or ".00"), which a float leaves when it is printed."""
    end = length
    while end > 0 and symbols[end - 1] == 0:
        end -= 1
    if end > 0 and symbols[end - 1] == POINT and count_digits(symbols, end - 1) == end - 1:
        return end - 1
    return length


@kernel
def all_same(symbols: npt.NDArray[np.uint8], length: int) -> bool:
    """Whether nothing but one digit is repeated: 0, 000000000000000000, 1111."""
    for index in range(length):
        if symbols[index] > 9 or symbols[index] != symbols[0]:  # noqa: PLR2004
            return False
    return True


@kernel
def is_masked(symbols: npt.NDArray[np.uint8], length: int) -> bool:
    """Whether somebody hid characters, by signs or by two and more X before the end."""
    crosses = 0
    for index in range(length):
        if symbols[index] == HIDDEN:
            return True
        crosses += symbols[index] == LETTER_X and index < length - 1
    return crosses > 1


@kernel
def scientific(symbols: npt.NDArray[np.uint8], length: int) -> tuple[int, int, int]:
    """Read 4.40823196001014E+17: the digits as an integer, how many they are, and the exponent.

    Anything else gives (0, 0, -1).
    """
    value, count, place = np.int64(0), 0, 0
    while place < length and symbols[place] != LETTER_E:
        if symbols[place] <= 9 and count < 18:  # noqa: PLR2004 - more digits do not fit, nor mean anything
            value = value * 10 + np.int64(symbols[place])
            count += 1
        elif place != 1 or symbols[place] != POINT:
            return 0, 0, -1
        place += 1
    place += 1
    if place < length and symbols[place] == PLUS:
        place += 1
    if count == 0 or place >= length or length - place > 2:  # noqa: PLR2004 - an exponent of one or two digits
        return 0, 0, -1
    exponent = 0
    for index in range(place, length):
        if symbols[index] > 9:  # noqa: PLR2004
            return 0, 0, -1
        exponent = exponent * 10 + np.int64(symbols[index])
    return value, count, exponent


@kernel
def old_foreign_key(symbols: npt.NDArray[np.uint8]) -> int:
    """Pack three letters and twelve digits (15 symbols) to a negative integer; 0 if they are not that."""
    letters, digits = np.int64(0), np.int64(0)
    for index in range(3):
        if symbols[index] < LETTER:
            return 0
        letters = letters * 26 + np.int64(symbols[index] - LETTER)
    for index in range(3, OLD_LENGTH):
        digit = digit_of(symbols[index])
        if digit < 0:
            return 0
        digits = digits * 10 + digit
    return -(letters * 10**12 + digits) - 1
