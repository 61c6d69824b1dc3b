"""How good scored pairs are, against the truth."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_BINS = 10


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Accuracy of a set of scored pairs.

    Args:
        precision: of the pairs at a probability of one half or more.
        recall: of the same.
        f1: their harmonic mean.
        best_f1: the highest F1 that any threshold reaches.
        recall_at_precision: the highest recall among thresholds whose precision is at least 0.99.
        calibration_error: the mean distance, over tenths of the pairs sorted by probability, between the mean
            probability and the share of matches, weighted by pairs.
    """

    precision: float
    recall: float
    f1: float
    best_f1: float
    recall_at_precision: float
    calibration_error: float


def evaluate(probability: Floats, match: Flags, matches: int, *, floor: float = 0.01) -> Evaluation:
    """Measure scored pairs.

    Args:
        probability: of each scored pair; pairs that were not scored count as probability 0.
        match: whether the pair is a true match.
        matches: true matches in all, found or not.
        floor: pairs less probable than this are left out of the calibration: they are many, and trivial.
    """
    order = np.argsort(-probability, kind="stable")
    found = np.cumsum(match[order])
    taken = np.arange(1, len(order) + 1)
    # A threshold takes all pairs of one probability or none: only the last of each run is a possible cut.
    cuts = (
        np.flatnonzero(np.append(np.diff(probability[order]) != 0, True))
        if len(order)
        else np.zeros(0, np.intp)
    )
    precision, recall = found[cuts] / taken[cuts], found[cuts] / max(matches, 1)
    sure = recall[precision >= 0.99]  # noqa: PLR2004 - the precision in the figure's name
    half = int((probability >= 0.5).sum())  # noqa: PLR2004 - more likely than not
    hits = int(match[probability >= 0.5].sum())  # noqa: PLR2004
    return Evaluation(
        precision=hits / max(half, 1),
        recall=hits / max(matches, 1),
        f1=2 * hits / max(half + matches, 1),
        best_f1=float((2 * found[cuts] / (taken[cuts] + matches)).max(initial=0.0)),
        recall_at_precision=float(sure.max(initial=0.0)),
        calibration_error=calibration_error(probability[probability >= floor], match[probability >= floor]),
    )


def calibration_error(probability: Floats, match: Flags) -> float:
    """The mean distance of tenths of the pairs, by probability, from their share of matches."""
    if not len(probability):
        return 0.0
    order = np.argsort(probability, kind="stable")
    bins = np.array_split(order, _BINS)
    return float(
        sum(len(part) * abs(probability[part].mean() - match[part].mean()) for part in bins if len(part))
        / len(probability)
    )
