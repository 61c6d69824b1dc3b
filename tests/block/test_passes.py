"""Blocking and the walk against nested loops over the key definitions."""

from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import event, example, given, settings
from hypothesis import strategies as st

import aidlink.compare.walk as walking
from aidlink.block.passes import PassPlanner
from aidlink.compare.levels import COMPARISONS
from aidlink.compare.pattern import PATTERNS, pattern_of
from aidlink.compare.records import REPAIR
from aidlink.compare.walk import LEFT, MASK, PATTERN, RIGHT, Side, walk
from aidlink.engines import open_engine
from aidlink.errors import RuleError
from aidlink.rules import Blocking, Pass

ALL = np.ones(len(COMPARISONS), np.bool_)
KEEP = np.ones(PATTERNS, np.bool_)
# The standard column behind each key used here; 0 is missing.
COLUMNS = {
    "resident_id": "resident_id_key",
    "repair": "repair",
    "name": "name_chars",
    "alias": "name_alias_chars",
    "village": "village_code",
    "sex": "sex_code",
    "birth": "birth_ymd",
}


def one_way(name, *keys, split=()):
    return Pass(name, keys, keys, split, "")


PASSES = (
    one_way("resident_id", "resident_id"),
    Pass("left_repair", ("repair",), ("resident_id",), (), ""),
    Pass("right_repair", ("resident_id",), ("repair",), (), ""),
    one_way("name_village", "name", "village", split=("sex", "birth")),
    one_way("village", "village", split=("birth",)),
    one_way("birth", "birth"),
    Pass("left_alias", ("alias",), ("name",), ("village",), ""),
    Pass("right_alias", ("name",), ("alias",), (), ""),
    Pass("crossed", ("name", "village"), ("alias", "village"), ("sex",), ""),
)

records = st.fixed_dictionaries(
    {
        "resident_id_key": st.integers(-1, 2),
        "repair": st.integers(0, 2),
        "name_chars": st.sampled_from((0, ord("张"), ord("李"), ord("王"))),
        "name_alias_chars": st.sampled_from((0, 0, ord("张"), ord("李"))),
        "village_code": st.sampled_from((0, 5, 5, -6)),
        "sex_code": st.integers(0, 2),
        "birth_ymd": st.sampled_from((0, 19500315, 19600101)),
    }
)
tables = st.lists(records, min_size=0, max_size=9)


@pytest.fixture(scope="module")
def engine():
    with open_engine("duckdb", threads=1) as opened:
        yield opened


def packed(pack, rows):
    # Births count only with their years; a name is its own sound here.
    words = pack(
        [
            row | {"birth_low": row["birth_ymd"] // 10000, "birth_high": row["birth_ymd"] // 10000}
            for row in rows
        ]
    )
    words[:, REPAIR] = [row["repair"] for row in rows]
    return words


def key(row, names):
    """A tuple, or None where any part is missing."""
    values = tuple(row[COLUMNS[name]] for name in names)
    return values if all(values) else None


class Nested:
    """One pass by nested loops."""

    def __init__(self, rule, left, right, cap):
        self.alone = right is None
        others = left if right is None else right
        lefts = [key(row, rule.left) for row in left]
        rights = [key(row, rule.right) for row in others]
        self.hot = {}
        if rule.split:
            met = Counter(self._pairs(lefts, rights, whole=rule.left == rule.right))
            self.hot = {value: pairs for value, pairs in met.items() if pairs > cap}
        new_lefts = [self._longer(value, row, rule.split) for value, row in zip(lefts, left, strict=True)]
        new_rights = [self._longer(value, row, rule.split) for value, row in zip(rights, others, strict=True)]
        lost_left = {at for at, value in enumerate(lefts) if value and not new_lefts[at]}
        lost_right = {at for at, value in enumerate(rights) if value and not new_rights[at]}
        self.unsplit = len(lost_left | lost_right) if self.alone else len(lost_left) + len(lost_right)
        self.pairs = set()
        for (i, a), (j, b) in product(enumerate(new_lefts), enumerate(new_rights)):
            if a and a == b and not (self.alone and i == j):
                self.pairs.add((min(i, j), max(i, j)) if self.alone else (i, j))
        self.blocks = Counter(self._pairs(new_lefts, new_rights, whole=rule.left == rule.right))

    def _pairs(self, lefts, rights, *, whole):
        """The key of each pair that a block holds, once a pair where a pass is the same both ways."""
        for (i, a), (j, b) in product(enumerate(lefts), enumerate(rights)):
            if a and a == b and not (self.alone and whole and i >= j):
                yield a

    def _longer(self, value, row, split):
        if value not in self.hot:
            return value
        second = key(row, split)
        return second and (*value, "split", *second)


def by_column(words):
    return [None if each is None else each.T for each in words]


@settings(deadline=None, max_examples=50)
@given(
    left=tables,
    right=st.one_of(st.none(), tables),
    which=st.lists(st.sampled_from(PASSES), min_size=1, max_size=4, unique=True),
    cap=st.sampled_from((1, 2, 5, 1000)),
    threads=st.sampled_from((1, 2)),
)
@example(left=[], right=[], which=list(PASSES), cap=1, threads=1)
@example(left=[], right=None, which=list(PASSES), cap=1, threads=1)
def test_passes_are_nested_loops(pack, engine, left, right, which, cap, threads):
    blocking = Blocking("t.toml", "t", cap, tuple(which), "")
    words = [None if rows is None else packed(pack, rows) for rows in (left, right)]
    costs, blocks = PassPlanner(engine, blocking, *by_column(words)).plan()
    assert PassPlanner(engine, blocking, *by_column(words)).costs() == costs
    expected = [Nested(rule, left, right, cap) for rule in which]
    for cost, rule, nested in zip(costs, which, expected, strict=True):
        assert cost.name == rule.name
        assert cost.pairs == len(nested.pairs)
        assert cost.largest == max(nested.blocks.values(), default=0)
        assert cost.split_keys == len(nested.hot)
        assert cost.split_pairs == sum(nested.hot.values())
        assert cost.unsplit == nested.unsplit
        event(f"split: {bool(nested.hot)}")

    sides = Side.pair(*words, blocks)
    walked = walk(*sides, blocks, mirrored=right is None, used=ALL, keep=KEEP, threads=threads)
    union = set().union(*(nested.pairs for nested in expected))
    assert walked.counts.sum() == len(walked.kept) == len(union)
    assert {(row[LEFT], row[RIGHT]) for row in walked.kept.tolist()} == union
    for row in walked.kept.tolist():
        pair = row[LEFT], row[RIGHT]
        mask = sum(1 << bit for bit, nested in enumerate(expected) if pair in nested.pairs)
        assert row[MASK] == mask
        assert row[PATTERN] == pattern_of(sides[0].words, pair[0], sides[1].words, pair[1], ALL)
    assert (np.bincount(walked.kept[:, PATTERN], minlength=PATTERNS) == walked.counts).all()


def crowd(number):
    """People of one village, a few of each birth day."""
    return [
        {
            "resident_id_key": 0, "repair": 0, "name_chars": ord("张") + at % 7,
            "name_alias_chars": ord("张") + at % 5, "village_code": 5, "sex_code": 1 + at % 2,
            "birth_ymd": 19500101 + at % 9,
        }
        for at in range(number)
    ]  # fmt: skip


@pytest.mark.parametrize("alone", [False, True])
def test_cutting_blocks_into_tasks_changes_nothing(pack, engine, monkeypatch, alone):
    blocking = Blocking("t.toml", "t", 10**6, (PASSES[4], PASSES[6], PASSES[5]), "")

    def walked(threads):
        words = packed(pack, crowd(60)), None if alone else packed(pack, crowd(41))
        costs, blocks = PassPlanner(engine, blocking, *by_column(words)).plan()
        done = walk(*Side.pair(*words, blocks), blocks, mirrored=alone, used=ALL, keep=KEEP, threads=threads)
        return costs, done

    costs, whole = walked(1)
    assert costs[0].pairs == whole.counts.sum() == (60 * 59 // 2 if alone else 60 * 41)
    for size, threads in ((1, 2), (7, 1), (100, 2)):
        monkeypatch.setattr(walking, "TASK_PAIRS", size)
        _, cut = walked(threads)
        assert (cut.counts == whole.counts).all()
        assert sorted(cut.kept.tolist()) == sorted(whole.kept.tolist())


def test_only_patterns_that_matter_are_kept(pack, engine):
    blocking = Blocking("t.toml", "t", 10**6, (PASSES[4],), "")
    words = packed(pack, crowd(20))
    _, blocks = PassPlanner(engine, blocking, words.T, None).plan()
    sides = Side.pair(words, None, blocks)
    whole = walk(*sides, blocks, mirrored=True, used=ALL, keep=KEEP, threads=1)
    some = KEEP.copy()
    some[whole.kept[0, PATTERN]] = False
    part = walk(*sides, blocks, mirrored=True, used=ALL, keep=some, threads=1)
    assert (part.counts == whole.counts).all()
    assert sorted(part.kept.tolist()) == sorted(row for row in whole.kept.tolist() if some[row[PATTERN]])
    assert 0 < len(part.kept) < len(whole.kept)


def test_an_unknown_key_names_file_pass_and_key(pack, engine):
    blocking = Blocking("mine.toml", "mine", 10, (one_way("odd", "birthday"),), "")
    with pytest.raises(RuleError, match=r"mine\.toml: pass\.odd: no key 'birthday'"):
        PassPlanner(engine, blocking, pack([{}]).T, None)
    split = Blocking("mine.toml", "mine", 10, (one_way("odd", "birth", split=("birthday",)),), "")
    with pytest.raises(RuleError, match="birthday"):
        PassPlanner(engine, split, pack([{}]).T, None)
