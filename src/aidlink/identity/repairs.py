"""What a failing number may have been: one wrong character, or two neighbours swapped.

MOD 11-2 leaves exactly one value a position that would mend a failing sum, so a failing number has about 16
one-character repairs, about 10 with a real birth date and about 5 with a known county as well. A repair is
therefore never applied; it is evidence only where exactly one candidate stands in the other register.
Swaps at a distance are left out: typists swap neighbours, and each further distance adds as many false
candidates as the first.
"""

import numpy as np
import numpy.typing as npt

from aidlink.identity.numbers import (
    BODY_LENGTH,
    CHECK_X,
    FULL_LENGTH,
    birth_of,
    check_value,
    county_of,
    is_birth_date,
)
from aidlink.kernels import kernel

MOST_REPAIRS = 2 * FULL_LENGTH
TAIL_ENDINGS = 100
"""Numbers that share fifteen digits: two lost digits of the sequence, and the check they call for."""

_PRIME = 11


@kernel
def weight_at(position: int) -> int:
    """Give the MOD 11-2 weight of character `position`, counted from 0: 7 9 10 5 8 ..., and 1 for the check."""
    weight = 1
    for _ in range(BODY_LENGTH - position):
        weight = weight * 2 % _PRIME
    return weight


@kernel
def inverse(weight: int) -> int:
    """Give the number that times `weight` leaves 1 when divided by 11."""
    for candidate in range(1, _PRIME):
        if weight * candidate % _PRIME == 1:
            return candidate
    return 0


@kernel
def mending(values: npt.NDArray[np.uint8], position: int) -> int:
    """Give the value that, alone changed at `position`, makes the sum right (10 stands for X, or for none)."""
    others = 0
    for place in range(FULL_LENGTH):
        if place != position:
            others += weight_at(place) * np.int64(values[place])
    return (1 - others) % _PRIME * inverse(weight_at(position)) % _PRIME


@kernel
def body_of(values: npt.NDArray[np.uint8]) -> int:
    """Join the first 17 of 18 values to an integer."""
    body = np.int64(0)
    for place in range(BODY_LENGTH):
        body = body * 10 + np.int64(values[place])
    return body


@kernel
def keep_if_real(values: npt.NDArray[np.uint8], latest: int, found: npt.NDArray[np.int64], count: int) -> int:
    """Put down the number as code (body * 11 + check) if its check and birth date hold; give the new count."""
    body = body_of(values)
    ymd = birth_of(body)
    if np.int64(values[BODY_LENGTH]) != check_value(body) or ymd > latest or not is_birth_date(ymd):
        return count
    found[count] = body * 11 + np.int64(values[BODY_LENGTH])
    return count + 1


@kernel
def substitution_at(
    values: npt.NDArray[np.uint8], position: int, latest: int, found: npt.NDArray[np.int64], count: int
) -> int:
    """Try the one value that would mend `position`; `values` is left as it was."""
    before = values[position]
    better = mending(values, position)
    if better == CHECK_X and position < BODY_LENGTH:
        return count
    values[position] = better
    count = keep_if_real(values, latest, found, count)
    values[position] = before
    return count


@kernel
def swap_at(
    values: npt.NDArray[np.uint8], position: int, latest: int, found: npt.NDArray[np.int64], count: int
) -> int:
    """Try to swap a character with its right neighbour; `values` is left as it was."""
    left, right = values[position], values[position + 1]
    if left == right or right == CHECK_X:
        return count
    values[position], values[position + 1] = right, left
    count = keep_if_real(values, latest, found, count)
    values[position], values[position + 1] = left, right
    return count


@kernel
def repairs_of(values: npt.NDArray[np.uint8], hidden: int, latest: int, found: npt.NDArray[np.int64]) -> int:
    """Write every repair of a failing number to `found` as a code; give how many there are.

    Args:
        values: the 18 values, 10 for X.
        hidden: the one position that could not be read, else -1.
        latest: the last day, yyyymmdd, on which the holder can have been born.
        found: room for MOST_REPAIRS codes.
    """
    if hidden >= 0:
        return substitution_at(values, hidden, latest, found, 0)
    if values[BODY_LENGTH] == check_value(body_of(values)):
        return 0  # one change would break a sum that holds
    count = 0
    for position in range(FULL_LENGTH):
        count = substitution_at(values, position, latest, found, count)
    for position in range(BODY_LENGTH):
        count = swap_at(values, position, latest, found, count)
    return count


@kernel
def endings_of(fifteen: int, found: npt.NDArray[np.int64]) -> int:
    """Write the hundred numbers that begin with fifteen given digits to `found` as codes."""
    for ending in range(TAIL_ENDINGS):
        body = fifteen * 100 + ending
        found[ending] = body * 11 + check_value(body)
    return TAIL_ENDINGS


@kernel
def count_known(found: npt.NDArray[np.int64], count: int, known: npt.NDArray[np.bool_]) -> int:
    """Count the codes in `found` whose county is in the table."""
    total = 0
    for index in range(count):
        if known[county_of(found[index] // 11)]:
            total += 1
    return total
