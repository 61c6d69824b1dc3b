"""A Fellegi-Sunter model learnt from labelled pairs, with the face of a scikit-learn classifier."""

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import (
    _check_sample_weight,
    check_is_fitted,
    check_non_negative,
    validate_data,
)

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

_CLASSES = 2


class LevelClassifier(ClassifierMixin, BaseEstimator):
    """Weighs the levels of each comparison by how often they occur among matches (m) and among the rest (u).

    X holds the levels by their own numbers, as `level_vectors` and features with `codes=True` give them.
    Level 0 is
    MISSING: it weighs nothing, and does not count. m and u are means of a Dirichlet posterior: each level
        has `alpha`
    imagined pairs on either side. A level beyond those that were seen, or promised by `min_levels`, weighs
    nothing.

    Args:
        alpha: imagined pairs a level; above 0.
        match_share: the share of matches among the pairs to judge; that of the training pairs if None. Give
            it where pairs were picked for labelling, so that matches are more common among them than
            elsewhere.
        min_levels: levels of each column, 0 included, or one number for all; as many as were seen if None.

    Attributes:
        classes_: the two labels, the match last (as 0 and 1, or False and True, sort).
        m_: of each column, the probability of each level among matches; 1 at level 0.
        u_: the same among the rest.
        weights_: of each column, log2(m / u) of each level, in bits.
        match_share_: the share of matches that predictions assume.
        n_features_in_: how many columns X had.
        feature_names_in_: their names, if X was a frame.
    """

    def __init__(
        self,
        *,
        alpha: float = 1.0,
        match_share: float | None = None,
        min_levels: int | list[int] | None = None,
    ) -> None:
        self.alpha = alpha
        self.match_share = match_share
        self.min_levels = min_levels

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> "LevelClassifier":  # noqa: N803 - their word
        """Learn m and u.

        Args:
            X: levels, shape (pairs, columns), whole numbers from 0.
            y: the pairs' labels, of two kinds.
            sample_weight: how often each pair counts; once if None.

        Raises:
            ValueError: X is not levels, y has not two kinds of labels, or a parameter is out of range.
        """
        self._check_parameters()
        X, y = validate_data(self, X, y)  # noqa: N806
        match = self._read_labels(y)
        weight = _check_sample_weight(sample_weight, X, dtype=np.float64)
        sides = [weight * ~match, weight * match]
        totals = [float(side.sum()) for side in sides]
        if min(totals) <= 0:
            message = "LevelClassifier needs pairs of both classes with a weight above 0"
            raise ValueError(message)
        codes = _as_codes(X)
        self.match_share_ = totals[1] / sum(totals) if self.match_share is None else self.match_share
        sizes = self._sizes(codes)
        self.u_, self.m_ = (
            [self._rates(column, side, size) for column, size in zip(codes.T, sizes, strict=True)]
            for side in sides
        )
        self.weights_ = [np.log2(m / u) for m, u in zip(self.m_, self.u_, strict=True)]
        return self

    def match_weight(self, X: Any) -> Floats:  # noqa: N803
        """The match weight of each pair in bits: what its levels say, whatever the share of matches."""
        check_is_fitted(self)
        codes = _as_codes(validate_data(self, X, reset=False))
        total = np.zeros(len(codes))
        for column, weights in zip(codes.T, self.weights_, strict=True):
            total += weights[np.where(column < len(weights), column, 0)]
        return total

    def predict_proba(self, X: Any) -> Floats:  # noqa: N803
        """The probability of either class, in the order of `classes_`: shape (pairs, 2)."""
        # The logistic function, by a function that does not overflow.
        match: Floats = np.exp(-np.logaddexp(0, -self._log_odds(X)))
        return np.stack([1 - match, match], axis=1)

    def predict(self, X: Any) -> npt.NDArray[Any]:  # noqa: N803
        """The likelier class of each pair."""
        likely = self._log_odds(X) > 0
        labels: npt.NDArray[Any] = self.classes_[likely.astype(np.intp)]
        return labels

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.categorical = True
        tags.input_tags.positive_only = True
        tags.classifier_tags.multi_class = False
        return tags

    def _log_odds(self, X: Any) -> Floats:  # noqa: N803
        odds: Floats = self.match_weight(X) * np.log(2) + np.log(self.match_share_ / (1 - self.match_share_))
        return odds

    def _check_parameters(self) -> None:
        if not self.alpha > 0:
            message = f"alpha must be above 0, not {self.alpha!r}"
            raise ValueError(message)
        if self.match_share is not None and not 0 < self.match_share < 1:
            message = f"match_share must lie between 0 and 1, not {self.match_share!r}"
            raise ValueError(message)

    def _read_labels(self, y: Any) -> npt.NDArray[np.bool_]:
        check_classification_targets(y)
        kind = type_of_target(y, input_name="y", raise_unknown=True)
        if kind != "binary":
            message = f"Only binary classification is supported. The type of the target is {kind}."
            raise ValueError(message)
        self.classes_, which = np.unique(y, return_inverse=True)
        if len(self.classes_) != _CLASSES:
            message = "LevelClassifier needs pairs of both classes; y holds one class"
            raise ValueError(message)
        match: npt.NDArray[np.bool_] = which == 1
        return match

    def _sizes(self, codes: Codes) -> Codes:
        seen: Codes = codes.max(axis=0) + 1
        if self.min_levels is None:
            return seen
        return np.maximum(seen, np.broadcast_to(np.asarray(self.min_levels, np.int64), seen.shape))

    def _rates(self, column: Codes, weight: Floats, size: int) -> Floats:
        """The posterior mean of each level's rate on one side; level 0 apart, which is 1."""
        counts = np.bincount(column, weight, minlength=size)[1:] + self.alpha
        return np.concatenate([[1.0], counts / counts.sum()])


def _as_codes(X: Any) -> Codes:  # noqa: N803
    """Levels as integers.

    Raises:
        ValueError: they are no whole numbers, or below 0.
    """
    check_non_negative(X, "LevelClassifier (input X)")
    codes = np.asarray(X).astype(np.int64)
    if not np.array_equal(codes, X):
        message = "LevelClassifier takes levels by their numbers (features with codes=True), no fractions"
        raise ValueError(message)
    return codes
