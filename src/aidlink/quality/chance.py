"""How likely chance alone is to bring so many changes: exact tails, and false alarms held down."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def binomial(total: int, share: float) -> Floats:
    """The probabilities that 0 to `total` of all changes fall into a part with `share` of all units.

    >>> binomial(2, 0.5).round(2).tolist()
    [0.25, 0.5, 0.25]
    """
    if share <= 0 or share >= 1:
        pmf = np.zeros(total + 1)
        pmf[0 if share <= 0 else total] = 1.0
        return pmf
    k = np.arange(total + 1)
    logs = np.append(0.0, np.cumsum(np.log(k[1:])))  # of the factorials
    pmf = np.exp(logs[total] - logs - logs[::-1] + k * np.log(share) + (total - k) * np.log1p(-share))
    return np.asarray(pmf / pmf.sum(), dtype=np.float64)


def tail(count: int, parts: Iterable[tuple[int, float]]) -> float:
    """The probability of `count` changes or more.

    If every unit is equally likely to change, then given how many changed in all (`total` of each part),
    those that fall to a group with `share` of the units are binomial, whatever the rate of change is; it
    need not be known (the conditional test of Przyborowski and Wilenski, 1940). Several parts add up.

    >>> round(tail(3, [(3, 0.1)]), 6), tail(0, [(3, 0.1)])
    (0.001, 1.0)
    """
    if count <= 0:
        return 1.0
    pmf = np.ones(1)
    for total, share in parts:
        pmf = np.convolve(pmf, binomial(total, share))
    return float(min(1.0, pmf[count:].sum()))


def adjusted(p_values: Floats) -> Floats:
    """Benjamini and Hochberg's adjusted p-values: of those below q, a share q is expected to be false.

    >>> adjusted(np.array([0.01, 0.04, 0.03])).round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    count = len(p_values)
    order = np.argsort(p_values, kind="stable")[::-1]
    steps = p_values[order] * count / np.arange(count, 0, -1)
    result = np.empty(count)
    result[order] = np.minimum(np.minimum.accumulate(steps), 1.0)
    return result
