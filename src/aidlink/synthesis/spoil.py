"""Errors, field by field: each row's error is drawn at once, and only the rows that have one are touched.

Every function returns the cells as the register shows them and, beside them, the name of each row's error
("" for none). A row that cannot suffer an error (no homophone exists, the birth was after 2000) keeps its
value and has none.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from aidlink.synthesis.addresses import old_name, spellings, village_names, villages_of_a_town
from aidlink.synthesis.error_model import BirthErrors, FieldErrors, IdErrors, NameErrors, VillageErrors
from aidlink.synthesis.people import ymd
from aidlink.synthesis.spoil_ids import ID_ERRORS
from aidlink.synthesis.spoil_names import NAME_ERRORS, lose_rare
from aidlink.synthesis.tables import Ints, Objects, rare_characters

_NO_NUMBER = ("", "", "", "不详", "无", "-")
_EPOCH_YEARS = 365


def draw_errors(rng: np.random.Generator, rates: FieldErrors, count: int) -> Objects:
    """Draw each row's error: its name, or "" for none."""
    named = rates.rates()
    edges = np.cumsum(list(named.values()))
    place = np.searchsorted(edges, rng.random(count), side="right")
    return np.asarray(np.array([*named, ""], dtype=object)[place], dtype=object)


def _touch(cells: Objects, errors: Objects, change: Callable[[int, str], Any]) -> tuple[Objects, Objects]:
    """Change the rows that have an error, and forget the error where nothing changed."""
    cells, errors = cells.copy(), errors.copy()
    for row in np.flatnonzero(errors != ""):
        value = change(int(row), errors[row])
        if value is None and errors[row] != "missing":
            errors[row] = ""
        else:
            cells[row] = value
    return cells, errors


def spoil_ids(
    rng: np.random.Generator, rates: IdErrors, number: Objects, relative: Objects
) -> tuple[Objects, Objects]:
    """Spoil 18-character numbers; `relative` holds the number of someone in the same household, or None."""

    def change(row: int, error: str) -> str | float | None:
        if error == "missing":
            return _NO_NUMBER[rng.integers(len(_NO_NUMBER))] or None
        if error == "relative":
            return relative[row] if relative[row] != number[row] else None
        return ID_ERRORS[error](number[row], rng)

    return _touch(number, draw_errors(rng, rates, len(number)), change)


def spoil_names(
    rng: np.random.Generator, rates: NameErrors, rare: float, name: Objects, notes: tuple[str, ...]
) -> tuple[Objects, Objects]:
    """Spoil names; `rare` is the rate for a name with a character that the system lacks, or a middle dot."""
    errors = draw_errors(rng, rates, len(name))
    lacking = set(rare_characters()) | {"·"}
    special = np.array([not lacking.isdisjoint(one) for one in name], dtype=bool)
    errors[special] = np.where(rng.random(int(special.sum())) < rare, "rare", errors[special])

    def change(row: int, error: str) -> str | None:
        if error == "rare":
            return lose_rare(name[row], rng)
        if error == "noted":
            return f"{name[row]}{notes[rng.integers(len(notes))]}"
        changed = NAME_ERRORS[error](name[row], rng)
        return None if changed == name[row] else changed

    return _touch(name, errors, change)


def spoil_births(rng: np.random.Generator, rates: BirthErrors, birth: Ints) -> tuple[Ints, Objects]:
    """Spoil birth dates given in days since 1970-01-01; returns yyyymmdd (0 = missing) and the errors."""
    errors = draw_errors(rng, rates, len(birth))
    days = birth.copy()
    off, lunar = errors == "off", errors == "lunar"
    steps = np.array(
        [-2 * _EPOCH_YEARS, -_EPOCH_YEARS, -30, -10, -1, 1, 10, 31, _EPOCH_YEARS, 10 * _EPOCH_YEARS]
    )
    days[off] += steps[rng.integers(0, len(steps), int(off.sum()))]
    days[lunar] -= rng.integers(20, 51, int(lunar.sum()))
    text = ymd(days)
    month, day = text // 100 % 100, text % 100
    swapped = (errors == "swapped") & (day <= 12) & (day != month)  # noqa: PLR2004 - months in a year
    errors[(errors == "swapped") & ~swapped] = ""
    text[swapped] = (text // 10_000 * 10_000 + day * 100 + month)[swapped]
    text[errors == "missing"] = 0
    return text, errors


def spoil_villages(rng: np.random.Generator, rates: VillageErrors, village: Ints) -> tuple[Objects, Objects]:
    """Spell villages: the full name, or as the error says."""

    def change(row: int, error: str) -> str | None:
        here = int(village[row])
        if error == "missing":
            return None
        if error == "variant":
            others = spellings(here)
            return others[rng.integers(len(others))]
        if error == "old_name":
            return old_name(here)
        first = here - here % villages_of_a_town()
        other = first + int(rng.integers(villages_of_a_town()))
        return spellings(other)[0] if other != here else None

    return _touch(village_names(village), draw_errors(rng, rates, len(village)), change)
