"""Which scored pairs are true: by the truth, by answers about pairs, or by a ledger's answers."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from aidlink.errors import UsageError
from aidlink.ledger import Ledger
from aidlink.links import Links
from aidlink.truth import UNKNOWN, Truth, label_pairs

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


class Judged(NamedTuple):
    """Scored pairs of which the truth is known.

    Args:
        probability: of each.
        match: whether it is a true match.
        matches: true matches in all, scored or not.
    """

    probability: Floats
    match: Flags
    matches: int


def judge(links: Links | Ledger, truth: Truth | None = None) -> Judged:
    """Hold scored pairs against the truth, or a ledger's clues against their answers.

    Args:
        links: pairs, or a ledger.
        truth: the true pairs of links: see `aidlink.charts`; none with a ledger.

    Raises:
        UsageError: `truth` is missing, not asked for, or lacks a column.
    """
    if isinstance(links, Ledger):
        if truth is not None:
            message = "a ledger holds its own answers: leave truth out"
            raise UsageError(message)
        clues = links.judged().dropna(subset=["probability"])
        match = clues["match"].to_numpy(bool)
        return Judged(clues["probability"].to_numpy(np.float64), match, int(match.sum()))
    if truth is None:
        message = "truth is missing: the true pairs, as a frame of left_row and right_row"
        raise UsageError(message)
    labelled = label_pairs(links, truth)
    known = labelled.labels != UNKNOWN
    probability = links.table["probability"].to_numpy()[known]
    return Judged(probability, labelled.labels[known] == 1, labelled.matches)
