"""What becomes of a resident ID between the card and the cell. None means: this number cannot suffer that."""

from collections.abc import Callable

import numpy as np

from aidlink.synthesis.identifiers import old_number

_FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
_CROSSES = ("x", "×", "Ⅹ", "Х", "ｘ", "*")


def mistype(number: str, rng: np.random.Generator) -> str:
    """Put another digit in one place."""
    place = int(rng.integers(len(number)))
    others = [digit for digit in "0123456789" if digit != number[place]]
    return number[:place] + others[rng.integers(len(others))] + number[place + 1 :]


def swap_neighbours(number: str, rng: np.random.Generator) -> str | None:
    """Swap two neighbours that differ."""
    places = [place for place in range(6, len(number) - 1) if number[place] != number[place + 1]]
    if not places:
        return None
    place = places[rng.integers(len(places))]
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :]


def drop_digit(number: str, rng: np.random.Generator) -> str:
    """Leave one digit out."""
    place = int(rng.integers(6, len(number)))
    return number[:place] + number[place + 1 :]


def fifteen(number: str, _rng: np.random.Generator) -> str | None:
    """Write the old number, if the person was born before 2000."""
    return old_number(number) if number[6:8] == "19" else None


def excel_tail(number: str, _rng: np.random.Generator) -> str:
    """Keep fifteen digits, as Excel does."""
    return f"{number[:15]}000"


def floated(number: str, _rng: np.random.Generator) -> float | None:
    """Store the number as a float; one that ends in X stays text in every spreadsheet."""
    return float(number) if number.isdigit() else None


def dress(number: str, rng: np.random.Generator) -> str:
    """Write the right number in an unusual way."""
    ways = [
        number.translate(_FULL_WIDTH),
        f"'{number}",
        f"{number} ",
        f"\u00a0{number}",
        f"{number[:6]} {number[6:14]} {number[14:]}",
        f"{number[:6]}-{number[6:14]}-{number[14:]}",
        f"{number}\u200b",
    ]
    if number.endswith("X"):
        ways += [number[:-1] + cross for cross in _CROSSES]
    return ways[rng.integers(len(ways))]


ID_ERRORS: dict[str, Callable[[str, np.random.Generator], str | float | None]] = {
    "digit": mistype,
    "swap": swap_neighbours,
    "dropped": drop_digit,
    "fifteen": fifteen,
    "tail": excel_tail,
    "floated": floated,
    "dressed": dress,
}
"""The errors that need nothing but the number; `missing` and `relative` are in `spoil`."""
