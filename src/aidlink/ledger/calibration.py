"""Probabilities corrected by what the villages found.

A model's probabilities come from error rates assumed before anybody looked. Once enough clues are answered,
a curve from the model's probability to the share that proved true corrects them: two parameters (Platt's
logistic on the log odds) while answers are few, a monotone curve (isotonic) when they are many. Only clues
were answered, never pairs below the findings' thresholds, so a curve speaks of findings alone. Answers are
needed of both sorts.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from aidlink.ledger.rules import LedgerRules
from aidlink.ledger.state import Answer

Floats = npt.NDArray[np.float64]

# A probability of exactly 0 or 1 has no log odds; 40 bits are as sure as a model can be.
_SURE = 2.0**-40


@dataclass(frozen=True, slots=True)
class Calibration:
    """A kind's correction.

    Args:
        kind: the kind of finding.
        method: "logistic", "isotonic" or, where there is no correction yet, "none".
        answered: answers that it was learnt from.
        confirmed: of these, 属实.
        correct: from the model's probabilities to the corrected ones, both of shape (n,).
    """

    kind: str
    method: str
    answered: int
    confirmed: int
    correct: Callable[[Floats], Floats]

    @property
    def summary(self) -> dict[str, str | int]:
        """What a manifest says of it."""
        return {
            "kind": self.kind,
            "method": self.method,
            "answered": self.answered,
            "confirmed": self.confirmed,
        }


def calibrate(answered: Iterable[Mapping[str, Any]], rules: LedgerRules) -> list[Calibration]:
    """Learn each kind's correction.

    Args:
        answered: answers 属实 and 不属实, the last of each clue, with kind, probability and answer.
        rules: how many answers are enough.
    """
    told: dict[str, list[tuple[float, bool]]] = {}
    for clue in answered:
        if clue["probability"] is not None:
            true = clue["answer"] == Answer.TRUE
            told.setdefault(clue["kind"], []).append((clue["probability"], true))
    return [_learn(kind, pairs, rules) for kind, pairs in sorted(told.items())]


def corrected(findings: pa.Table, calibrations: Iterable[Calibration]) -> pa.Table:
    """Findings with corrected probabilities; those of kinds without a correction stay."""
    at = findings.schema.get_field_index("probability")
    values = findings["probability"].to_numpy(zero_copy_only=False).astype(np.float64)  # null is nan
    known = ~np.isnan(values)
    for each in calibrations:
        here = known & pc.equal(findings["kind"], each.kind).to_numpy(zero_copy_only=False).astype(bool)
        values[here] = each.correct(values[here])
    column = pa.array(values, pa.float64(), mask=~known)
    return findings.set_column(at, findings.schema.field(at), column)


def _learn(kind: str, pairs: list[tuple[float, bool]], rules: LedgerRules) -> Calibration:
    pairs = sorted(pairs)  # the order in which answers came says nothing
    given = np.array([probability for probability, _ in pairs])
    true = np.array([told for _, told in pairs])
    confirmed = int(true.sum())
    fewest = min(confirmed, len(pairs) - confirmed)
    method = "none"
    correct: Callable[[Floats], Floats] = _unchanged
    if len(pairs) >= rules.isotonic and fewest >= rules.isotonic_each:
        method, correct = "isotonic", _isotonic(given, true)
    elif len(pairs) >= rules.logistic and fewest >= rules.logistic_each:
        method, correct = "logistic", _logistic(given, true)
    return Calibration(kind, method, len(pairs), confirmed, correct)


def _unchanged(given: Floats) -> Floats:
    return given


def _log_odds(given: Floats) -> Floats:
    inside = np.clip(given, _SURE, 1 - _SURE)
    odds: Floats = np.log(inside) - np.log1p(-inside)
    return odds


def _isotonic(given: Floats, true: npt.NDArray[np.bool_]) -> Callable[[Floats], Floats]:
    from sklearn.isotonic import IsotonicRegression  # noqa: PLC0415 - a second to load, and rarely needed

    curve = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(given, true.astype(np.float64))

    def correct(values: Floats) -> Floats:
        return np.asarray(curve.predict(values), np.float64) if len(values) else values

    return correct


def _logistic(given: Floats, true: npt.NDArray[np.bool_]) -> Callable[[Floats], Floats]:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - a second to load, and rarely needed

    line = LogisticRegression().fit(_log_odds(given)[:, None], true)
    # Never the other way round: a likelier pair is not made the less likely one by a few answers.
    slope = max(float(line.coef_[0, 0]), 0.0)
    share = float(true.mean())
    level = float(line.intercept_[0]) if slope else float(np.log(share / (1 - share)))

    def correct(values: Floats) -> Floats:
        return np.asarray(1 / (1 + np.exp(-(level + slope * _log_odds(values)))), np.float64)

    return correct
