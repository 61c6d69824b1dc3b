"""Probabilities of pairs that exclude each other, and of registers that agree.

A register row is one person's: the probabilities of its candidates and of "none of them" add up to one. Rows
of the same person (a roster that lists them in two programmes) are not rivals of each other.
"""

import numpy as np
import numpy.typing as npt

from aidlink.compare.records import BIRTH, CHARS, KEY, VILLAGE, Words
from aidlink.hashing import combine_keys
from aidlink.model.em import Floats

Indices = npt.NDArray[np.int32]

_DATE = 0xFFFFFFFF


def person_keys(words: Words) -> npt.NDArray[np.int64]:
    """One key a row, equal where two rows are surely one person: the ID, else name, birth and village."""
    described = combine_keys([words[:, CHARS], words[:, BIRTH] & _DATE, words[:, VILLAGE]])
    own = -1 - np.arange(len(words), dtype=np.int64)
    return np.where(words[:, KEY] != 0, words[:, KEY], np.where(described != 0, described, own))


def pair_odds(weights: Floats, share: float) -> Floats:
    """Odds of a match, each pair by itself: 2 ** weight times the odds of the share of matches."""
    return np.exp2(np.minimum(weights, 500)) * share / (1 - share)


def rival_probabilities(odds: Floats, persons: npt.NDArray[np.int64], right: Indices, none: float) -> Floats:
    """Probabilities that add up, with that of "none of them", to one for each right row.

    Args:
        odds: each pair's odds by itself.
        persons: the key of each pair's left person.
        right: each pair's right row.
        none: the probability, before looking, that a right row stands for nobody on the left.
    """
    if not len(odds):
        return np.zeros(0)
    order = np.lexsort((persons, right))
    new_row = np.diff(right[order], prepend=-1) != 0
    new_person = new_row | (np.diff(persons[order], prepend=persons[order][0]) != 0)
    starts = np.flatnonzero(new_person)
    strongest = np.maximum.reduceat(odds[order], starts)
    row_of_person = np.cumsum(new_row)[starts] - 1
    total = np.bincount(row_of_person, strongest)
    probabilities = np.empty(len(odds))
    probabilities[order] = odds[order] / (none + total[np.cumsum(new_row) - 1])
    return np.minimum(probabilities, 1.0)


def either(probabilities: Floats) -> float:
    """The probability that at least one of several independent registers is right about one person.

    >>> round(either(np.array([0.9, 0.5])), 3)
    0.95
    """
    return float(1 - np.prod(1 - probabilities))
