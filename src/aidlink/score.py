"""From two packed tables to scored pairs: walk the blocks, fit the model, weigh, let rivals compete.

A pair is kept during the walk if its pattern could reach the floor; since the model is fitted to what the
walk counts, that is checked again afterwards, and rarely the walk is repeated with more patterns kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Self

import numpy as np
import numpy.typing as npt

from aidlink.beside import beside
from aidlink.compare.pairs import used_flags
from aidlink.compare.pattern import Flags, all_levels, digits
from aidlink.compare.records import KEY, Records
from aidlink.compare.walk import LEFT, MASK, PATTERN, RIGHT, Blocks, Side, Walked, walk
from aidlink.model.chance import equal_rate, level_rates
from aidlink.model.columns import POLICY, model_levels
from aidlink.model.em import Digits, Fit, Floats, Parameters, Prior, Rates, fit, log_ratios
from aidlink.model.frequencies import (
    Adjustments,
    NameFrequencies,
    adjust,
    adjustments,
    most_bits,
    name_frequencies,
)
from aidlink.model.rivals import pair_odds, rival_probabilities, same_persons
from aidlink.model.weights import Model, make_model, prior_parameters
from aidlink.rules import Comparison, Matcher

#: Bits that EM may move a pattern's weight before the walk has to be repeated.
_SLACK = 3.0
#: Matches found by EM, as a multiple of the first guess, of which u is told.
_MOST_GROWTH = 4.0
#: How many times more, or less, than the rule file's a level's m may become.
_MOST_SHIFT = 3.0
#: A right row that stands for somebody on the left is never taken for granted.
_LEAST_NONE = 0.02


@dataclass(frozen=True, slots=True)
class Task:
    """What is linked, and how.

    Args:
        left: the left records.
        right: the right ones; None where a table is linked to itself.
        blocks: the blocks of every pass.
        matcher: the policy.
        threads: how many tasks run at a time.
    """

    left: Side
    right: Side | None
    blocks: list[Blocks]
    matcher: Matcher
    threads: int

    @property
    def other(self) -> Side:
        """The right side, or the left again."""
        return self.left if self.right is None else self.right

    @property
    def pairs(self) -> int:
        """All pairs of the two tables."""
        lefts = len(self.left.words)
        return lefts * (lefts - 1) // 2 if self.right is None else lefts * len(self.right.words)

    @property
    def used(self) -> Flags:
        """Which comparisons count, in the order of `COMPARISONS`."""
        return _used(self.matcher)


@dataclass(frozen=True, slots=True)
class Ground:
    """What the two tables say before any pair is compared; blocking can go on meanwhile.

    Args:
        names: how common the left records' names are.
        start: where EM starts, and how often each level occurs by chance; None where a model is given.
    """

    names: NameFrequencies
    start: tuple[Parameters, Rates] | None

    @classmethod
    def of(
        cls, left: Records, right: Records | None, matcher: Matcher, *, estimate: bool, threads: int
    ) -> Self:
        """Count the names of both tables, or of one with itself; with `estimate`, the levels' rates too."""
        start = _before(left, right, matcher, threads) if estimate else None
        return cls(name_frequencies(left.columns, None if right is None else right.columns), start)


@dataclass(frozen=True, slots=True)
class Scored:
    """Pairs above the floor, sorted by left and right record.

    Args:
        left: int32 records.
        right: int32 records.
        digits: uint8 levels, shape (pairs, comparisons).
        passes: int32 bits, one a pass.
        weight: the match weight in bits, the sum of the comparisons' and of `frequency`.
        frequency: the part of it that is due to how common the name is here.
        probability: of a match, rivals considered.
        model: what they were weighed with.
    """

    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    digits: Digits
    passes: npt.NDArray[np.int32]
    weight: Floats
    frequency: Floats
    probability: Floats
    model: Model


def score(task: Task, ground: Ground, model: Model | None, *, learn: bool) -> Scored:
    """Score every blocked pair of `task`.

    Args:
        task: what is linked.
        ground: of the same tables, with a start where no model is given.
        model: estimates to use as they are; None to estimate.
        learn: whether to run EM; otherwise the rule file's m stand, with u counted in these tables.
    """
    names = ground.names
    start = _given(ground)[0] if model is None else model.parameters()
    keep = _may_matter(start, _pattern_weights(start), adjustments(names, start), task, _SLACK)
    walked = _walk(task, keep)
    if model is None:
        found = _fit(walked, *_given(ground), task) if learn else Fit(start, 0, converged=True)
        model = make_model(
            task.matcher, found.parameters, pairs=task.pairs, candidates=int(walked.counts.sum()),
            iterations=found.iterations, converged=found.converged,
        )  # fmt: skip
    parameters = model.parameters()
    bits, weights = adjustments(names, parameters), _pattern_weights(parameters)
    matter = _may_matter(parameters, weights, bits, task, 0.0)
    missed = matter & ~keep & (walked.counts > 0)
    if missed.any():
        walked = _walk(task, keep | missed)
    # Not what the walk kept for fear that EM might lift it: rivals would share their certainty with it.
    return _weigh(walked.kept[matter[walked.kept[:, PATTERN]]], weights, model, bits, task)


def _given(ground: Ground) -> tuple[Parameters, Rates]:
    if ground.start is None:
        message = "no model is given, and none can be estimated without a start"
        raise ValueError(message)
    return ground.start


def _before(left: Records, right: Records | None, matcher: Matcher, threads: int) -> tuple[Parameters, Rates]:
    """Where EM starts: the rule file's m, u as the rates leave it, and a first guess at the share."""
    alone = right is None
    right = left if right is None else right
    shipped = prior_parameters(matcher, len(left), len(right))
    rates = level_rates(left, right, _used(matcher), shipped, alone=alone, threads=threads)
    # Where numbers are given, those that are equal say better than any prior how many matches there are; but
    # two rows with one number are no proof that all pairs match.
    share = min(
        max(shipped.share, equal_rate(left.columns[KEY], right.columns[KEY], alone=alone) or 0.0), 0.5
    )
    return Parameters(shipped.m, _chance(matcher, rates, shipped.m, share), share), rates


def _chance(matcher: Matcher, rates: Rates, m: tuple[Floats, ...], share: float) -> tuple[Floats, ...]:
    """The u that these rates leave if `share` of the pairs are matches."""
    per_match = [np.zeros(len(each)) for each in m]
    for column, comparison in _policies(matcher):
        per_match[column][1:] = [level.per_match for level in comparison.levels]
    return tuple(rates.u_of(column, share, each) + per_match[column] * share for column, each in enumerate(m))


def _pseudo_matches(matcher: Matcher, m: tuple[Floats, ...]) -> tuple[Floats, ...]:
    """The weight of the rule file's m, in matches by level."""
    pseudo = [np.zeros(len(each)) for each in m]
    for column, comparison in _policies(matcher):
        pseudo[column][1:] = m[column][1:] * comparison.strength
    return tuple(pseudo)


def _policies(matcher: Matcher) -> Iterator[tuple[int, Comparison]]:
    """The model's columns with the comparisons whose policy they have."""
    policies = {comparison.name: comparison for comparison in matcher.comparisons}
    return ((column, policies[name]) for column, name in enumerate(POLICY.values()) if name in policies)


def _used(matcher: Matcher) -> Flags:
    return used_flags(*(comparison.name for comparison in matcher.comparisons))


def _walk(task: Task, keep: Flags) -> Walked:
    return walk(
        task.left, task.other, task.blocks,
        mirrored=task.right is None, used=task.used, keep=keep, threads=task.threads,
    )  # fmt: skip


def _fit(walked: Walked, start: Parameters, rates: Rates, task: Task) -> Fit:
    """Run EM, set u right once by the share of matches found, and run it again."""
    patterns = np.flatnonzero(walked.counts)
    counts = walked.counts[patterns].astype(np.float64)
    levels = model_levels(digits(patterns))
    prior = Prior(
        _pseudo_matches(task.matcher, start.m),
        hold_u=True,
        bound=_MOST_SHIFT,
        matches=1.0,
        most_share=min(max(len(task.left.words), len(task.other.words), 1) / max(task.pairs, 1), 0.5),
    )
    first = fit(levels, counts, start, prior, pairs=max(task.pairs, 1))
    share = min(first.parameters.share, start.share * _MOST_GROWTH)
    again = Parameters(start.m, _chance(task.matcher, rates, first.parameters.m, share), share)
    second = fit(levels, counts, again, prior, pairs=max(task.pairs, 1))
    return Fit(second.parameters, first.iterations + second.iterations, second.converged)


def _may_matter(
    parameters: Parameters, weights: Floats, bits: Adjustments, task: Task, slack: float
) -> Flags:
    """Which patterns can reach the floor with the rarest name that there is."""
    odds = pair_odds(weights + most_bits(bits, _every_pattern()) + slack, parameters.share)
    # The only candidate of a right row competes with "nobody" alone.
    against = _nobody(parameters, task) if task.matcher.rivals else 1.0
    flags: Flags = odds >= against * task.matcher.floor / (1 - task.matcher.floor)
    return flags


def _pattern_weights(parameters: Parameters) -> Floats:
    """The weight of every pattern, in bits, the frequency of names left out."""
    weights: Floats = log_ratios(parameters, _every_pattern()) / np.log(2)
    return weights


@cache
def _every_pattern() -> Digits:
    """The model's levels of every pattern that there can be."""
    return model_levels(all_levels())


def _nobody(parameters: Parameters, task: Task) -> float:
    """The probability, before looking, that a right row stands for nobody on the left."""
    return max(1 - parameters.share * len(task.left.words), _LEAST_NONE)


def _weigh(
    kept: npt.NDArray[np.int32], weights: Floats, model: Model, bits: Adjustments, task: Task
) -> Scored:
    """Weigh the pairs that the walk kept, given the weight of each pattern."""
    parameters = model.parameters()
    place = kept[:, LEFT].astype(np.int64) << 32 | kept[:, RIGHT]  # one key sorts sooner than two
    kept = kept[np.argsort(place)]
    left, right = kept[:, LEFT], kept[:, RIGHT]
    levels = all_levels()[kept[:, PATTERN]]
    with beside() as pool:
        persons = pool.submit(same_persons, task.left.words, left) if task.matcher.rivals else None
        frequency = adjust(bits, task.left.words, task.other.words, kept[:, [LEFT, RIGHT]], levels)
        weight = weights[kept[:, PATTERN]] + frequency
        odds = pair_odds(weight, parameters.share)
    if persons is not None:
        probability = rival_probabilities(odds, persons.result(), right, _nobody(parameters, task))
    else:
        probability = np.where(odds > 1e300, 1.0, odds / (1 + odds))  # noqa: PLR2004 - the edge of float64
    above = probability >= task.matcher.floor
    return Scored(
        left[above], right[above], levels[above], kept[above, MASK], weight[above], frequency[above],
        probability[above], model,
    )  # fmt: skip
