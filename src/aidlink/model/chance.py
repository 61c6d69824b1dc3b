"""How often each level occurs among all pairs of two tables, matches or not: the ground for u.

Equalities are counted exactly from value histograms; the other levels are counted over all pairs where there
are few, else over a fixed sample of them. A level too rare to be seen leans on the rule file's u.
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from aidlink.compare.levels import COMPARISONS, BirthLevel, HeadLevel, SameLevel
from aidlink.compare.pattern import PATTERNS, Counts, Flags, digits, pattern_of
from aidlink.compare.records import ACCOUNT, BIRTH, CHARS, HEAD, META, SEX_SHIFT, VILLAGE, Words, readable
from aidlink.kernels import kernel
from aidlink.model.columns import COLUMN_GROUPS, COLUMNS, LOCAL
from aidlink.model.em import Floats, Parameters
from aidlink.names.levels import NameLevel

#: Pairs looked at; more tables than not are smaller, and then every pair is.
SAMPLE = 2_000_000
LOCAL_SAMPLE = 300_000
_TASKS = 8

Keys = npt.NDArray[np.int64]
_DATE = 0xFFFFFFFF
_NAME = list(COLUMNS).index("name")
_LOCAL = list(COLUMNS).index(LOCAL)


def level_rates(
    left: Words, right: Words, used: Flags, prior: Parameters, *, alone: bool, threads: int
) -> tuple[Floats, ...]:
    """The rate of every level among the pairs in which it could be compared, one array a comparison.

    Args:
        left: the left records.
        right: the right ones.
        used: which comparisons count.
        prior: the rule file's u, for which one pseudo-pair on each level counts.
        alone: whether a table is linked to itself, so that nobody is paired with themselves.
        threads: how many samples are drawn at a time; the answer does not depend on it.
    """
    counts = _sampled_counts(left, right, used, alone=alone, threads=threads)
    patterns = np.flatnonzero(counts)
    levels = digits(patterns)
    rates = [
        _smoothed(_seen(levels[:, column], counts[patterns], prior_u), prior_u, COLUMN_GROUPS[column])
        for column, prior_u in enumerate(prior.u[: len(COMPARISONS)])
    ]
    rates.append(_local_name_rates(left, right, used, prior.u[_LOCAL], alone=alone))
    if used.any():
        _set_exact(rates, left, right, alone=alone)
    return tuple(rates)


def _seen(levels: npt.NDArray[np.uint8], counts: Counts, prior_u: Floats) -> Floats:
    return np.bincount(levels, counts, len(prior_u)).astype(np.float64)


def _local_name_rates(left: Words, right: Words, used: Flags, prior_u: Floats, *, alone: bool) -> Floats:
    """The rates of the names' levels within a village, over all its pairs or a fixed sample of them."""
    i, j = _local_pairs(left[:, VILLAGE], right[:, VILLAGE])
    apart = (i != j) if alone else np.ones(len(i), np.bool_)
    counts = np.zeros(PATTERNS, np.int64)
    _count_listed(left, right, used, i[apart], j[apart], counts)
    patterns = np.flatnonzero(counts)
    names = digits(patterns)[:, _NAME]
    return _smoothed(_seen(names, counts[patterns], prior_u), prior_u, COLUMN_GROUPS[_LOCAL])


def _local_pairs(left: Keys, right: Keys) -> tuple[Keys, Keys]:
    """Left and right records of pairs within a village: all of them, or LOCAL_SAMPLE spread evenly."""
    order = np.argsort(right, kind="stable")
    first = np.searchsorted(right[order], left, "left")
    number = np.where(left != 0, np.searchsorted(right[order], left, "right") - first, 0)
    ends = np.cumsum(number)
    total = int(ends[-1]) if len(ends) else 0
    # Steps of a length that shares no factor with villages' sizes walk over all of them evenly.
    pairs = np.arange(total) if total <= LOCAL_SAMPLE else np.arange(LOCAL_SAMPLE) * (total / LOCAL_SAMPLE)
    pairs = pairs.astype(np.int64)
    i = np.searchsorted(ends, pairs, "right")
    return i, order[first[i] + pairs - (ends[i] - number[i])]


def _smoothed(seen: Floats, prior_u: Floats, groups: tuple[int, ...]) -> Floats:
    """Gamma-Poisson means with one event's worth of prior: a level never seen gets a bit less than its u."""
    compared = np.bincount(groups, seen).astype(np.float64)[list(groups)]
    rates: Floats = (seen + 1) / (compared + 1 / prior_u)
    rates[0] = 1.0
    return rates


def _set_exact(rates: list[Floats], left: Words, right: Words, *, alone: bool) -> None:
    """Replace sampled rates by exact ones where a level is an equality of keys."""
    sexes = [(words[:, META] >> SEX_SHIFT) & 0xFF for words in (left, right)]
    births = [words[:, BIRTH] & _DATE for words in (left, right)]
    equalities: tuple[tuple[str, int, Keys, Keys], ...] = (
        ("name", NameLevel.EQUAL, readable(left[:, CHARS]), readable(right[:, CHARS])),
        ("birth", BirthLevel.SAME, births[0], births[1]),
        ("sex", SameLevel.SAME, sexes[0], sexes[1]),
        ("village", SameLevel.SAME, left[:, VILLAGE], right[:, VILLAGE]),
        ("head", HeadLevel.SAME, left[:, HEAD], right[:, HEAD]),
        ("account", SameLevel.SAME, left[:, ACCOUNT], right[:, ACCOUNT]),
    )
    names = list(COLUMNS)
    for name, level, lefts, rights in equalities:
        rate = equal_rate(lefts, rights, alone=alone)
        column = rates[names.index(name)]
        if rate is None:
            continue
        if name == "name":
            named = _comparable(left[:, CHARS], right[:, CHARS], alone=alone)
            rate *= _comparable(lefts, rights, alone=alone) / named
            rate -= float(column[NameLevel.VARIANT])
        if rate > 0:
            column[level] = rate
        if len(column) == len(SameLevel):
            column[SameLevel.DIFFERENT] = max(1 - rate, 1e-9)


def equal_rate(left: Keys, right: Keys, *, alone: bool) -> float | None:
    """The exact share of pairs with equal keys, among pairs in which both have one; None if none have."""
    pairs = _comparable(left, right, alone=alone)
    if pairs == 0:
        return None
    left = left[left != 0]
    right = right[right != 0]
    values, lefts = np.unique(left, return_counts=True)
    if alone:
        return float((lefts * (lefts - 1)).sum()) / pairs
    other, rights = np.unique(right, return_counts=True)
    _, in_left, in_right = np.intersect1d(values, other, assume_unique=True, return_indices=True)
    return float((lefts[in_left] * rights[in_right]).sum()) / pairs


def _comparable(left: Keys, right: Keys, *, alone: bool) -> int:
    """Pairs of records that both have a key."""
    lefts = int(np.count_nonzero(left))
    return lefts * (lefts - 1) if alone else lefts * int(np.count_nonzero(right))


def _sampled_counts(left: Words, right: Words, used: Flags, *, alone: bool, threads: int) -> Counts:
    pairs = len(left) * len(right)
    number = min(pairs, SAMPLE)
    every = pairs <= SAMPLE
    bounds = np.linspace(0, number, _TASKS + 1).astype(np.int64)

    def run(task: int) -> Counts:
        counts = np.zeros(PATTERNS, np.int64)
        if number:
            _count_pairs(left, right, used, bounds[task], bounds[task + 1], every, alone, counts)
        return counts

    with ThreadPoolExecutor(threads) as pool:
        total: Counts = np.sum(list(pool.map(run, range(_TASKS))), axis=0)
    return total


@kernel
def _count_listed(left: Words, right: Words, used: Flags, i: Keys, j: Keys, counts: Counts) -> None:
    for pair in range(len(i)):
        counts[pattern_of(left[i[pair]], right[j[pair]], used)] += 1


@kernel
def _count_pairs(
    left: Words, right: Words, used: Flags, start: int, stop: int, every: bool, alone: bool, counts: Counts
) -> None:
    pairs = np.uint64(len(left)) * np.uint64(len(right))
    rights = np.uint64(len(right))
    for number in range(start, stop):
        # splitmix64 of the number: the same sample in every run, on every machine.
        state = (np.uint64(number) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        state ^= state >> np.uint64(31)
        pair = np.uint64(number) if every else state % pairs
        i = np.int64(pair // rights)
        j = np.int64(pair % rights)
        if alone and i == j:
            continue
        counts[pattern_of(left[i], right[j], used)] += 1
