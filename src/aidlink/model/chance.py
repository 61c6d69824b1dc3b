"""How often each level occurs among all pairs of two tables, matches or not: the ground for u.

Equalities are counted exactly from value histograms; the other levels are counted over all pairs where there
are few, else over a fixed sample of them. A level too rare to be seen leans on the rule file's u.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt

from aidlink.compare.levels import COMPARISONS, BirthLevel, HeadLevel, IdLevel, SameLevel
from aidlink.compare.pattern import PATTERNS, Counts, Flags, digits, pattern_of
from aidlink.compare.records import (
    ACCOUNT,
    BIRTH,
    CHARS,
    DATE_MASK,
    DIALECT,
    FIFTEEN,
    HEAD,
    KEY,
    META,
    SEX_SHIFT,
    VILLAGE,
    Columns,
    Records,
    Words,
    ask_for,
    readable,
)
from aidlink.hashing import Numbers, Tally, combine_keys, draw
from aidlink.kernels import AHEAD, kernel
from aidlink.model.columns import COLUMN_GROUPS, COLUMNS, KIN, LOCAL, NAMED_BIRTH, NAMED_SEX
from aidlink.model.em import Floats, Parameters, Rates, smoothed
from aidlink.names.levels import NameLevel

#: Pairs looked at; more tables than not are smaller, and then every pair is.
SAMPLE = 2_000_000
LOCAL_SAMPLE = 300_000
#: Records of a table whose namesakes are looked at.
NAMESAKES = 100_000
_TASKS = 8

Keys = npt.NDArray[np.int64]
_NAME = list(COLUMNS).index("name")
_LOCAL = list(COLUMNS).index(LOCAL)
_KIN = list(COLUMNS).index(KIN)
_NAMED_BIRTH, _NAMED_SEX = (list(COLUMNS).index(name) for name in (NAMED_BIRTH, NAMED_SEX))
_BIRTH, _SEX = (list(COLUMNS).index(name) for name in ("birth", "sex"))
_ID = list(COLUMNS).index("resident_id")
_VILLAGE = list(COLUMNS).index("village")


def level_rates(
    left: Records, right: Records, used: Flags, prior: Parameters, *, alone: bool, threads: int
) -> Rates:
    """How often every level occurs among the pairs in which it could be compared.

    Args:
        left: the left records.
        right: the right ones.
        used: which comparisons count.
        prior: the rule file's u, for which one pair on each level counts, and its m of the villages.
        alone: whether a table is linked to itself, so that nobody is paired with themselves.
        threads: how many samples are drawn at a time; the answer does not depend on it.
    """
    counts = _sampled_counts(left.rows, right.rows, used, alone=alone, threads=threads)
    patterns = np.flatnonzero(counts)
    levels = digits(patterns)
    seen = [
        _seen(levels[:, column], counts[patterns], prior_u)
        for column, prior_u in enumerate(prior.u[: len(COMPARISONS)])
    ]
    # How relatives' names agree is not seen in pairs of strangers.
    seen += [_local_names(left, right, used, prior.u[_LOCAL], alone=alone), np.zeros(len(prior.u[_KIN]))]
    seen += _namesakes([left] if alone else [left, right], used, prior)
    compared = [
        np.bincount(groups, each).astype(np.float64)[list(groups)]
        for each, groups in zip(seen, COLUMN_GROUPS, strict=True)
    ]
    base = [u.copy() for u in prior.u]
    if used.any():
        _set_exact(seen, compared, left.columns, right.columns, alone=alone)
        for column, of in ((_NAMED_BIRTH, _BIRTH), (_NAMED_SEX, _SEX)):
            base[column] = smoothed(seen[of], compared[of], base[of])
        if chance := _chance_of_fifteen(left.columns, right.columns, alone=alone):
            base[_ID][IdLevel.TRUNCATED] = chance
    return Rates(tuple(seen), tuple(compared), tuple(base), _boosts(seen[_VILLAGE], prior))


def _boosts(villages: Floats, prior: Parameters) -> tuple[float, ...]:
    """Matches mostly share a village: they are a larger part of pairs within one, a smaller of all others."""
    boosts = [1.0] * len(COLUMNS)
    boosts[_NAMED_BIRTH] = boosts[_NAMED_SEX] = 0.0  # pairs of one table: no match is among them
    known = villages[1:].sum() / max(villages.sum(), 1)
    same = max(villages[SameLevel.SAME] / max(villages[1:].sum(), 1), 1e-6)
    matches = float(prior.m[_VILLAGE][SameLevel.SAME])
    if 0 < same < 1 and known > 0:
        boosts[_LOCAL] = matches / same
        boosts[_NAME] = (1 - known * matches) / (1 - known * same)
    return tuple(boosts)


def _chance_of_fifteen(left: Columns, right: Columns, *, alone: bool) -> float | None:
    """The exact share of pairs of different usable numbers with equal first fifteen characters."""
    sides = [np.where(words[KEY] != 0, words[FIFTEEN], 0) for words in (left, right)]
    fifteen = equal_rate(sides[0], sides[1], alone=alone)
    whole = equal_rate(left[KEY], right[KEY], alone=alone)
    return None if fifteen is None or whole is None else max(fifteen - whole, 0.0)


def _seen(levels: npt.NDArray[np.uint8], counts: Counts, u: Floats) -> Floats:
    return np.bincount(levels, counts, len(u)).astype(np.float64)


def _local_names(left: Records, right: Records, used: Flags, u: Floats, *, alone: bool) -> Floats:
    """How often each level of the names occurs within a village, over all its pairs or a sample of them."""
    i, j = _equal_pairs(left.columns[VILLAGE], right.columns[VILLAGE])
    apart = (i != j) if alone else np.ones(len(i), np.bool_)
    counts = np.zeros(PATTERNS, np.int64)
    _count_listed(left.rows, right.rows, used, i[apart], j[apart], counts)
    patterns = np.flatnonzero(counts)
    return _seen(digits(patterns)[:, _NAME], counts[patterns], u)


def _namesakes(tables: list[Records], used: Flags, prior: Parameters) -> list[Floats]:
    """How often each level of births and sexes occurs among people of a village whose names sound alike.

    They are pairs of one table, in which nobody is met twice but for slips: so pairs with one number, or with
    births that may be one, are left out.
    """
    counts = np.zeros(PATTERNS, np.int64)
    for records in tables:
        names, villages, numbers = (records.columns[place][:NAMESAKES] for place in (DIALECT, VILLAGE, KEY))
        keys = combine_keys([readable(names), villages])
        i, j = _equal_pairs(keys, keys)
        apart = (i < j) & ((numbers[i] != numbers[j]) | (numbers[i] == 0))
        _count_listed(records.rows, records.rows, used, i[apart], j[apart], counts)
    patterns = np.flatnonzero(counts)
    levels = digits(patterns)
    others = ~np.isin(levels[:, _BIRTH], (BirthLevel.SAME, BirthLevel.ONE_OFF, BirthLevel.CONFIRMED_SAME))
    return [
        _seen(levels[others, column], counts[patterns[others]], prior.u[column]) for column in (_BIRTH, _SEX)
    ]


def _equal_pairs(left: Keys, right: Keys) -> tuple[Keys, Keys]:
    """Left and right records of pairs with equal keys: all of them, or LOCAL_SAMPLE spread evenly."""
    numbers = Numbers(left)
    others = numbers.of(right)
    order = _by_number(others)
    sizes = np.bincount(others, minlength=numbers.distinct + 1)
    first = (np.cumsum(sizes) - sizes)[numbers.own]
    number = np.where(left != 0, sizes[numbers.own], 0)
    ends = np.cumsum(number)
    total = int(ends[-1]) if len(ends) else 0
    pairs = np.arange(total) if total <= LOCAL_SAMPLE else np.arange(LOCAL_SAMPLE) * (total / LOCAL_SAMPLE)
    pairs = pairs.astype(np.int64)
    i = np.searchsorted(ends, pairs, "right")
    return i, order[first[i] + pairs - (ends[i] - number[i])]


def _by_number(numbers: npt.NDArray[np.int32]) -> Keys:
    """The order of small numbers, equal ones as they stand; sixteen bits are sorted in one sweep each."""
    few = numbers.max(initial=0) <= np.iinfo(np.uint16).max
    return np.argsort(numbers.astype(np.uint16) if few else numbers, kind="stable")


def _set_exact(
    seen: list[Floats], compared: list[Floats], left: Columns, right: Columns, *, alone: bool
) -> None:
    """Replace what was sampled by what all pairs hold, where a level is an equality of keys."""
    sexes = [(words[META] >> SEX_SHIFT) & 0xFF for words in (left, right)]
    births = [words[BIRTH] & DATE_MASK for words in (left, right)]
    equalities: tuple[tuple[str, int, Keys, Keys], ...] = (
        ("name", NameLevel.EQUAL, readable(left[CHARS]), readable(right[CHARS])),
        ("birth", BirthLevel.SAME, births[0], births[1]),
        ("sex", SameLevel.SAME, sexes[0], sexes[1]),
        ("village", SameLevel.SAME, left[VILLAGE], right[VILLAGE]),
        ("head", HeadLevel.SAME, left[HEAD], right[HEAD]),
        ("account", SameLevel.SAME, left[ACCOUNT], right[ACCOUNT]),
    )
    names = list(COLUMNS)
    for name, level, lefts, rights in equalities:
        rate = equal_rate(lefts, rights, alone=alone)
        if rate is None:
            continue
        column = names.index(name)
        pairs = float(_comparable(lefts, rights, alone=alone))
        if name == "name":
            # Names with a masked character are compared too, and are never equal; the sample says how many
            # of the equal ones are variants.
            pairs = float(_comparable(left[CHARS], right[CHARS], alone=alone))
            equal = rate * _comparable(lefts, rights, alone=alone)
            sampled = seen[column]
            variants = sampled[NameLevel.VARIANT] / max(sampled[[level, NameLevel.VARIANT]].sum(), 1)
            rate = equal * (1 - variants) / pairs
        seen[column][level] = rate * pairs
        compared[column][level] = pairs
        if len(seen[column]) == len(SameLevel):
            seen[column][SameLevel.DIFFERENT] = (1 - rate) * pairs
            compared[column][SameLevel.DIFFERENT] = pairs


def equal_rate(left: Keys, right: Keys, *, alone: bool) -> float | None:
    """The exact share of pairs with equal keys, among pairs in which both have one; None if none have."""
    pairs = _comparable(left, right, alone=alone)
    if pairs == 0:
        return None
    shorter, longer = sorted((left, right), key=len)
    equal = int(Tally(shorter).of(longer).sum())
    return (
        equal - int(np.count_nonzero(left)) if alone else equal
    ) / pairs  # nobody is paired with themselves


def _comparable(left: Keys, right: Keys, *, alone: bool) -> int:
    """Pairs of records that both have a key."""
    lefts = int(np.count_nonzero(left))
    return lefts * (lefts - 1) if alone else lefts * int(np.count_nonzero(right))


def _sampled_counts(left: Words, right: Words, used: Flags, *, alone: bool, threads: int) -> Counts:
    pairs = len(left) * len(right)
    number = min(pairs, SAMPLE)
    sample = 0 if pairs <= SAMPLE else SAMPLE
    bounds = np.linspace(0, number, _TASKS + 1).astype(np.int64)

    def run(task: int) -> Counts:
        counts = np.zeros(PATTERNS, np.int64)
        if number:
            _count_pairs(left, right, used, bounds[task], bounds[task + 1], sample, alone, counts)
        return counts

    with ThreadPoolExecutor(threads) as pool:
        total: Counts = np.sum(list(pool.map(run, range(_TASKS))), axis=0)
    return total


@kernel
def _count_listed(left: Words, right: Words, used: Flags, i: Keys, j: Keys, counts: Counts) -> None:
    for pair in range(len(i)):
        soon = min(pair + AHEAD, len(i) - 1)
        ask_for(right, j[soon])
        counts[pattern_of(left, i[pair], right, j[pair], used)] += 1


@kernel
def _count_pairs(
    left: Words, right: Words, used: Flags, start: int, stop: int, sample: int, alone: bool, counts: Counts
) -> None:
    """Count the patterns of some pairs of a sample of this size, or of all pairs where it is 0."""
    lefts, rights = np.uint64(len(left)), np.uint64(len(right))
    for number in range(start, stop):
        # The right records in turn, each with left ones by chance.
        i: Any = np.int64(draw(number) % lefts if sample else np.uint64(number) // rights)
        j: Any = np.int64(
            np.uint64(number) * rights // np.uint64(sample) if sample else np.uint64(number) % rights
        )
        if sample:
            soon: Any = np.int64(draw(number + AHEAD) % lefts)
            ask_for(left, soon)
        if alone and i == j:
            continue
        counts[pattern_of(left, i, right, j, used)] += 1
