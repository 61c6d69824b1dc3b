"""What a failing number may have been: one wrong character, or two neighbours swapped.

MOD 11-2 leaves exactly one value a position that would mend a failing sum, so a failing number has about 16
one-character repairs, about 10 with a real birth date and about 5 with a known county as well. A repair is
therefore never applied; it is evidence only where exactly one candidate stands in the other register.
Swaps at a distance are left out: typists swap neighbours, and each further distance adds as many false
candidates as the first.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from aidlink.identity.numbers import BODY_LENGTH, CHECK_X, birth_of, check_value, county_of, is_birth_date
from aidlink.kernels import kernel

MOST_REPAIRS = 2 * BODY_LENGTH + 1
TAIL_ENDINGS = 100
"""Numbers that share fifteen digits: two lost digits of the sequence, and the check they call for."""

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1)
_INVERSES = (8, 5, 10, 9, 7, 3, 6, 1, 2, 4, 8, 5, 10, 9, 7, 3, 6)  # times the weight, leaves 1
_PLACES = tuple(10 ** (BODY_LENGTH - 1 - position) for position in range(BODY_LENGTH))
_PRIME = 11


class Ground(NamedTuple):
    """What numbers are judged against, and room to work in."""

    latest: int
    """The last day, yyyymmdd, on which a holder can have been born."""
    known: npt.NDArray[np.bool_]
    """County codes in some table, shape (10**6,)."""
    found: npt.NDArray[np.int64]
    """Room for TAIL_ENDINGS codes."""


@kernel
def digit_at(body: int, position: int) -> int:
    """Give the digit of 17 at a position counted from 0."""
    digit: int = body // _PLACES[position] % 10
    return digit


@kernel
def keep_if_real(body: int, check: int, ground: Ground, count: int) -> int:
    """Put down a repaired number as code if its birth date holds; give the new count."""
    ymd = birth_of(body)
    if ymd > ground.latest or not is_birth_date(ymd):
        return count
    ground.found[count] = body * 11 + check
    return count + 1


@kernel
def substitution_at(code: int, position: int, excess: int, ground: Ground, count: int) -> int:
    """Try the one digit at `position` that takes away the `excess` of the weighted sum."""
    body, check = code // 11, code % 11
    digit = digit_at(body, position)
    better = (digit - excess * _INVERSES[position]) % _PRIME
    if better == CHECK_X:
        return count
    return keep_if_real(body + (better - digit) * _PLACES[position], check, ground, count)


@kernel
def swap_at(code: int, position: int, excess: int, ground: Ground, count: int) -> int:
    """Try to swap a digit with its right neighbour, which may be the check."""
    body, check = code // 11, code % 11
    at_end = position == BODY_LENGTH - 1
    left = digit_at(body, position)
    right = check if at_end else digit_at(body, position + 1)
    shift = (WEIGHTS[position] - WEIGHTS[position + 1]) * (right - left)
    if right == CHECK_X or (excess + shift) % _PRIME:
        return count
    if at_end:
        return keep_if_real(body + right - left, left, ground, count)
    step = _PLACES[position] - _PLACES[position + 1]
    return keep_if_real(body + (right - left) * step, check, ground, count)


@kernel
def code_repairs(code: int, ground: Ground) -> int:
    """Write every repair of a failing number to `ground.found`, all as codes; give how many there are."""
    body, check = code // 11, code % 11
    right = check_value(body)
    if right == check:
        return 0  # one change would break a sum that holds
    excess = (check - right) % _PRIME
    count = keep_if_real(body, right, ground, 0)
    for position in range(BODY_LENGTH):
        count = substitution_at(code, position, excess, ground, count)
        count = swap_at(code, position, excess, ground, count)
    return count


@kernel
def erasure_repairs(code: int, hidden: int, ground: Ground) -> int:
    """Write what a number can be whose character at `hidden` (held as 0) could not be read: one at most."""
    body, check = code // 11, code % 11
    right = check_value(body)
    if hidden == BODY_LENGTH:
        return keep_if_real(body, right, ground, 0)
    return substitution_at(code, hidden, (check - right) % _PRIME, ground, 0)


@kernel
def endings_of(fifteen: int, ground: Ground) -> int:
    """Write the hundred numbers that begin with fifteen given digits to `ground.found` as codes."""
    for ending in range(TAIL_ENDINGS):
        body = fifteen * 100 + ending
        ground.found[ending] = body * 11 + check_value(body)
    return TAIL_ENDINGS


@kernel
def count_known(ground: Ground, count: int) -> int:
    """Count the codes in `ground.found` whose county is in the table."""
    total = 0
    for index in range(count):
        total += ground.known[county_of(ground.found[index] // 11)]
    return total
