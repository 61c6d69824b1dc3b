"""Expectation-maximisation over pattern counts: hundreds of rows, never pairs.

m has a Dirichlet prior, so that thirty true matches leave the priors standing and a million do not. u is
either re-estimated from the counts (the classic algorithm, on its own) or held at what is known of it from
all pairs: rate = lambda * m + (1 - lambda) * u. It is not let follow lambda from round to round: the more
matches are claimed, the less would be left for chance, and the more pairs would look like matches.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aidlink.model.columns import COLUMN_GROUPS

Floats = npt.NDArray[np.float64]
Digits = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Parameters:
    """m and u of every level and the share of matches.

    Args:
        m: one array a comparison, by level; level 0 (missing) is 1, for it says nothing.
        u: likewise.
        share: lambda, the share of matches among all pairs.
    """

    m: tuple[Floats, ...]
    u: tuple[Floats, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Rates:
    """How often each level occurs among pairs, matches or not; one array a column each, by level.

    Args:
        seen: pairs on the level.
        compared: pairs that could have been on it.
        base: what u is taken to be before a pair is seen, for which one pair on the level counts: the rule
            file's u, and for namesakes that of strangers.
        boost: how much larger the share of matches is among the column's pairs than among all.
    """

    seen: tuple[Floats, ...]
    compared: tuple[Floats, ...]
    base: tuple[Floats, ...]
    boost: tuple[float, ...]

    def u_of(self, column: int, share: float, m: Floats) -> Floats:
        """The u that is left of the rates once `share` matches on `m` are taken out; never quite 0."""
        share = min(share * self.boost[column], 0.5)
        compared = self.compared[column]
        others = np.maximum(self.seen[column] - share * m * compared, 0)
        u = smoothed(others, compared * (1 - share), self.base[column])
        u[0] = 1.0
        return u


def smoothed(seen: Floats, compared: Floats, base: Floats) -> Floats:
    """The share of pairs on each level, one more having been seen at the rate `base`; never quite 0."""
    shares: Floats = (seen + 1) / (compared + 1 / base)
    return shares


@dataclass(frozen=True, slots=True)
class Prior:
    """What is known before the counts.

    Args:
        m: pseudo-matches by level, one array a column; zeros for none.
        hold_u: whether u stays as it starts; otherwise the counts say what it is.
        bound: how many times more, or less, than where it starts a level's m may become. Levels are not quite
            independent, and among billions of pairs namesakes outnumber matches: without a bound they become
            what EM takes a match to be.
        most_share: the largest share of matches that is possible.
        matches: the number of matches that the starting share of matches counts for.
        groups: the group of each level, one tuple a column; m and u add up to one in each.
    """

    m: tuple[Floats, ...]
    hold_u: bool = False
    bound: float = np.inf
    most_share: float = 0.999
    matches: float = 0.0
    groups: tuple[tuple[int, ...], ...] = COLUMN_GROUPS


@dataclass(frozen=True, slots=True)
class Fit:
    """Where EM ended, and whether it had come to rest."""

    parameters: Parameters
    iterations: int
    converged: bool


def log_ratios(parameters: Parameters, digits: Digits) -> Floats:
    """The natural logarithm of m/u summed over comparisons, one a pattern."""
    total = np.zeros(len(digits))
    for column, (m, u) in enumerate(zip(parameters.m, parameters.u, strict=True)):
        total += (np.log(m) - np.log(u))[digits[:, column]]
    return total


def match_probabilities(parameters: Parameters, digits: Digits) -> Floats:
    """P(match | pattern), each pair by itself."""
    logits = log_ratios(parameters, digits) + np.log(parameters.share) - np.log1p(-parameters.share)
    # A level that was never seen has an odds ratio beyond what a float can hold.
    probabilities: Floats = 1 / (1 + np.exp(np.clip(-logits, -700, 700)))
    return probabilities


def fit(
    digits: Digits,
    counts: Floats,
    start: Parameters,
    prior: Prior,
    *,
    pairs: float | None = None,
    tolerance: float = 1e-7,
    most: int = 500,
) -> Fit:
    """Run EM until nothing moves by more than `tolerance`, or `most` rounds are done.

    Args:
        digits: the levels of each pattern, uint8, shape (patterns, comparisons).
        counts: pairs with each pattern.
        start: where to begin.
        prior: pseudo-matches, and whether u is known.
        pairs: all pairs that the counts are a part of; those left out (by blocking) are taken as no matches.
        tolerance: the largest change of m and u, and of lambda relative to itself, that counts as rest.
        most: rounds before giving up.
    """
    whole = float(counts.sum()) if pairs is None else pairs
    now = start
    for iteration in range(1, most + 1):
        after = _round(digits, counts, now, start, prior, whole)
        moved = _distance(now, after)
        now = after
        if moved < tolerance:
            return Fit(now, iteration, converged=True)
    return Fit(now, most, converged=False)


def _round(
    digits: Digits, counts: Floats, now: Parameters, start: Parameters, prior: Prior, pairs: float
) -> Parameters:
    matches = counts * match_probabilities(now, digits)
    found = (float(matches.sum()) + prior.matches) / (pairs + prior.matches / start.share)
    share = min(max(found, 1e-15), prior.most_share)
    m = tuple(
        _bounded(
            group_shares(_level_sums(digits[:, column], matches, len(pseudo)) + pseudo, now.m[column], group),
            start.m[column],
            prior.bound,
            group,
        )
        for column, (pseudo, group) in enumerate(zip(prior.m, prior.groups, strict=True))
    )
    if prior.hold_u:
        return Parameters(m, now.u, share)
    rest = counts - matches
    u = tuple(
        group_shares(_level_sums(digits[:, column], rest, len(before)), before, group)
        for column, (before, group) in enumerate(zip(now.u, prior.groups, strict=True))
    )
    return Parameters(m, u, share)


def _level_sums(levels: Digits, weights: Floats, number: int) -> Floats:
    return np.bincount(levels, weights, number).astype(np.float64)


def group_shares(sums: Floats, before: Floats, groups: tuple[int, ...]) -> Floats:
    """Each level's share of its group; `before` where a group is empty. Level 0 says nothing: it stays 1."""
    totals = np.bincount(groups, sums)[list(groups)]
    shares = np.where(totals > 0, np.maximum(sums / np.where(totals > 0, totals, 1), 1e-300), before)
    shares[0] = 1.0
    return shares


def _bounded(m: Floats, start: Floats, bound: float, groups: tuple[int, ...]) -> Floats:
    if np.isinf(bound):
        return m
    return group_shares(np.clip(m, start / bound, start * bound), m, groups)


def _distance(a: Parameters, b: Parameters) -> float:
    levels = [float(np.abs(x - y).max()) for x, y in zip((*a.m, *a.u), (*b.m, *b.u), strict=True)]
    return max(*levels, abs(a.share - b.share) / b.share)
