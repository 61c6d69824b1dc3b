"""Probabilities of pairs that exclude each other, and of registers that agree.

A register row is one person's: the probabilities of its candidates and of "none of them" add up to one. Rows
of the same person (a roster that lists them in two programmes) are not rivals of each other: they are one
candidate, as strong as the best of them.
"""

import numpy as np
import numpy.typing as npt

from aidlink.compare.identity import DOUBTED
from aidlink.compare.records import (
    BIRTH,
    CHARS,
    DATE_MASK,
    DIALECT,
    KEY,
    META,
    TRUST_SHIFT,
    Words,
    readable,
)
from aidlink.components import connected, with_first
from aidlink.hashing import combine_keys
from aidlink.model.em import Floats
from aidlink.names.packing import PLACE_MASK

Indices = npt.NDArray[np.int32]


def same_persons(words: Words, rows: Indices) -> npt.NDArray[np.int64]:
    """One number a row of `rows`, equal where they are surely one person.

    Two rows are one person if they have the same ID, undoubted, and one surname; or the same name and birth
    date, where all who have them have one ID; and so are rows that such rows join.

    Args:
        words: the records, shape (all rows, WIDTH).
        rows: the records asked about, in any order, repeats included.
    """
    distinct, back = np.unique(rows, return_inverse=True)
    asked = words[distinct]
    own = np.where(asked[:, META] >> TRUST_SHIFT == DOUBTED, 0, asked[:, KEY])
    numbered = combine_keys([own, asked[:, DIALECT] & PLACE_MASK])
    described = combine_keys([readable(asked[:, CHARS]), asked[:, BIRTH] & DATE_MASK])
    described[_several_numbers(described, own)] = 0
    first, row = np.concatenate([with_first(keys) for keys in (numbered, described)], axis=1)
    persons = connected(first, row, len(distinct))
    return persons[back]


def _several_numbers(described: npt.NDArray[np.int64], own: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Rows whose name and birth date are those of people with different numbers: they tell nobody apart."""
    _, group = np.unique(described, return_inverse=True)
    least = np.full(len(own), np.iinfo(np.int64).max)
    most = np.zeros(len(own), np.int64)
    held = np.flatnonzero(own)
    np.minimum.at(least, group[held], own[held])
    np.maximum.at(most, group[held], own[held])
    several: npt.NDArray[np.bool_] = (least < most)[group]
    return several


def pair_odds(weights: Floats, share: float) -> Floats:
    """Odds of a match, each pair by itself: 2 ** weight times the odds of the share of matches."""
    return np.exp2(np.minimum(weights, 500)) * share / (1 - share)


def rival_probabilities(odds: Floats, persons: npt.NDArray[np.int64], right: Indices, none: float) -> Floats:
    """Probabilities that add up, with that of "none of them", to one for each right row.

    Args:
        odds: each pair's odds by itself.
        persons: each pair's left person, a number equal where they are one.
        right: each pair's right row.
        none: the probability, before looking, that a right row stands for nobody on the left.
    """
    if not len(odds):
        return np.zeros(0)
    order = np.argsort((right.astype(np.int64) << 32) + persons)  # one key sorts sooner than two
    new_row = np.diff(right[order], prepend=-1) != 0
    new_person = new_row | (np.diff(persons[order], prepend=persons[order][0]) != 0)
    starts = np.flatnonzero(new_person)
    strongest = np.maximum.reduceat(odds[order], starts)
    row_of_person = np.cumsum(new_row)[starts] - 1
    total = np.bincount(row_of_person, strongest)
    probabilities = np.empty(len(odds))
    person_odds = strongest[np.cumsum(new_person) - 1]
    probabilities[order] = person_odds / (none + total[np.cumsum(new_row) - 1])
    return probabilities


def either(probabilities: Floats) -> float:
    """The probability that at least one of several independent registers is right about one person.

    >>> round(either(np.array([0.9, 0.5])), 3)
    0.95
    """
    return float(1 - np.prod(1 - probabilities))
