"""Resident IDs and bank accounts for people who do not exist, made a column at a time."""

from itertools import count

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])  # GB 11643-1999
_CHECK = np.frombuffer(b"10X98765432", dtype=np.uint8)
_SEQUENCES = 1000
_OF_A_SEX = 495
_TURNS = 40


def with_check(body: Ints) -> npt.NDArray[np.object_]:
    """Turn 17-digit integers into 18-character numbers with their MOD 11-2 check characters.

    >>> with_check(np.array([11010519491231002]))[0]
    '11010519491231002X'
    """
    digits = body[:, None] // 10 ** np.arange(16, -1, -1, dtype=np.int64) % 10
    text = np.empty((len(body), 18), dtype=np.uint8)
    text[:, :17] = digits + ord("0")
    text[:, 17] = _CHECK[(digits @ _WEIGHTS) % 11]
    return text.view("S18").ravel().astype("U18").astype(object)


def number_people(county: Ints, birth: Ints, sex: Ints, first: Ints, rng: np.random.Generator) -> Ints:
    """Give everyone a 17-digit body that nobody else has.

    Args:
        county: six-digit county codes.
        birth: birth dates as yyyymmdd.
        sex: 1 male (odd sequence), 2 female (even sequence).
        first: where each person's police station starts its sequence numbers; a station uses about 60.
        rng: the source of chance.
    """
    stem = (county * 100_000_000 + birth) * _SEQUENCES
    spread = np.full(len(stem), 30)
    sequence = np.zeros(len(stem), dtype=np.int64)
    todo = np.arange(len(stem))
    for turn in count(1):
        draw = first[todo] // 2 * 2 + 2 * rng.integers(0, spread[todo]) + (sex[todo] == 1)
        sequence[todo] = (draw - 1) % 990 // 2 * 2 + 2 - (sex[todo] == 1)
        _, keep = np.unique(stem + sequence, return_index=True)
        clash = np.ones(len(stem), dtype=bool)
        clash[keep] = False
        todo = np.flatnonzero(clash)
        if not len(todo):
            break
        spread[todo] = np.minimum(spread[todo] * 2, _OF_A_SEX)
        if turn % _TURNS == 0:  # the day is full: they were numbered next door
            stem[todo] += 100_000_000 * _SEQUENCES
    return stem + sequence


def old_number(number: str) -> str:
    """Give the 15-digit form that a number had before 1999.

    >>> old_number("440823196801014512")
    '440823680101451'
    """
    return number[:6] + number[8:17]


def swap_ten_apart(number: str, place: int) -> str:
    """Swap two digits ten places apart: the one swap that the check character never notices."""
    characters = list(number)
    characters[place], characters[place + 10] = characters[place + 10], characters[place]
    return "".join(characters)


def accounts(rng: np.random.Generator, count: int) -> npt.NDArray[np.object_]:
    """Draw bank accounts: 19-digit cards with a Luhn check digit, and every fifth a 16-digit passbook."""
    body = rng.integers(0, 10**12, count) + 623059 * 10**12
    digits = body[:, None] // 10 ** np.arange(17, -1, -1, dtype=np.int64) % 10
    digits[:, 1::2] *= 2
    total = (digits // 10 + digits % 10).sum(axis=1)
    cards = body * 10 + (-total) % 10
    books = 8002 * 10**12 + rng.integers(0, 10**12, count)
    return np.where(rng.random(count) < 0.2, books, cards).astype("U20").astype(object)  # noqa: PLR2004
