"""Passes on an engine: keys for every record, exact pair counts, hot keys split, blocks in order."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from aidlink.block.keys import KEYS, Keys
from aidlink.compare.records import Words
from aidlink.compare.walk import Blocks
from aidlink.engines import Engine
from aidlink.errors import RuleError
from aidlink.hashing import Tally, combine_keys
from aidlink.rules import Blocking, Pass


@dataclass(frozen=True, slots=True)
class PassCost:
    """What one pass makes.

    Args:
        name: the pass.
        pairs: pairs that it makes, after splitting, each once; a pair of several passes counts in each.
        largest: pairs of its largest block.
        split_keys: keys that made more pairs than the cap and were split by the pass's second key.
        split_pairs: pairs that those keys made before.
        unsplit: records of split keys without a second key: this pass no longer finds them.
        why: what the pass is for.
    """

    name: str
    pairs: int
    largest: int
    split_keys: int
    split_pairs: int
    unsplit: int
    why: str


class PassPlanner:
    """Counts and sorts the keys of two tables, or of one with itself, on an engine.

    Args:
        engine: counts and sorts.
        blocking: the passes.
        left: the left records.
        right: the right ones; None where a table is linked to itself.

    Raises:
        RuleError: a pass names a key that there is not.
    """

    def __init__(self, engine: Engine, blocking: Blocking, left: Words, right: Words | None) -> None:
        _check_keys(blocking)
        self._engine = engine
        self._blocking = blocking
        self._left = _Columns(left)
        self._right = self._left if right is None else _Columns(right)
        self._alone = right is None

    def costs(self) -> list[PassCost]:
        """Count every pass's pairs exactly, keys above the cap split."""
        return [self._count(number).cost for number in range(len(self._blocking.passes))]

    def plan(self) -> tuple[list[PassCost], list[Blocks]]:
        """Count as `costs` does, and give the blocks of the passes that make pairs, in their order."""
        costs, blocks = [], []
        for number in range(len(self._blocking.passes)):
            counted = self._count(number)
            costs.append(counted.cost)
            if counted.cost.pairs:
                blocks.append(counted.blocks(number))
        return costs, blocks

    def _count(self, number: int) -> "_Counted":
        rule = self._blocking.passes[number]
        keyed = _in_both(_Keyed.of(self._left.keys(rule.left)), _Keyed.of(self._right.keys(rule.right)))
        # One table's pass that is the same both ways meets each pair twice, and each record with itself.
        mirrored = self._alone and rule.left == rule.right
        left, right = self._sorted(keyed)
        pairs = _pairs(left, right, mirrored=mirrored)
        hot = pairs > self._blocking.cap if rule.split else np.zeros(len(pairs), np.bool_)
        split_pairs, unsplit = int(pairs[hot].sum()), 0
        if hot.any():
            keyed, unsplit = self._split_both(keyed, left.keys[hot], rule)
            left, right = self._sorted(keyed)
            pairs = _pairs(left, right, mirrored=mirrored)
        repeated = self._repeated(keyed) if self._alone and not mirrored else 0
        cost = PassCost(
            rule.name,
            int(pairs.sum()) - repeated,
            int(pairs.max(initial=0)),
            int(hot.sum()),
            split_pairs,
            unsplit,
            rule.why,
        )
        return _Counted(cost, left, right)

    def _sorted(self, keyed: "tuple[_Keyed, _Keyed]") -> "tuple[_Sorted, _Sorted]":
        """Both sides in the order of their keys; a table's pass with itself is sorted once."""
        left = self._sort(keyed[0])
        return left, left if keyed[0] is keyed[1] else self._sort(keyed[1])

    def _sort(self, keyed: "_Keyed") -> "_Sorted":
        self._engine.table("keyed", keyed.table())
        found = self._engine.query("SELECT key, record FROM keyed ORDER BY key, record")
        keys = found["key"].to_numpy()
        starts = np.flatnonzero(np.diff(keys, prepend=~keys[:1]))
        return _Sorted(keys[starts], found["record"].to_numpy(), np.append(starts, len(keys)))

    def _repeated(self, keyed: "tuple[_Keyed, _Keyed]") -> int:
        self._engine.table("left_keys", keyed[0].table())
        self._engine.table("right_keys", keyed[1].table())
        return int(self._engine.query(_REPEATED)["pairs"][0].as_py())

    def _split_both(
        self, keyed: "tuple[_Keyed, _Keyed]", hot: Keys, rule: Pass
    ) -> "tuple[tuple[_Keyed, _Keyed], int]":
        """Give records of hot keys a longer one; say how many lose theirs for want of a second key."""
        (left, no_left), (right, no_right) = (
            _split(each, hot, columns.keys(rule.split))
            for each, columns in zip(keyed, (self._left, self._right), strict=True)
        )
        unsplit = len(np.union1d(no_left, no_right)) if self._alone else len(no_left) + len(no_right)
        return _in_both(left, right), unsplit


@dataclass(frozen=True, slots=True)
class _Keyed:
    """Records that have a key in a pass: int64 keys, int32 records."""

    keys: Keys
    records: npt.NDArray[np.int32]

    @classmethod
    def of(cls, keys: Keys) -> "_Keyed":
        """All records with a key, of which there is one a record, 0 for none."""
        records = np.flatnonzero(keys).astype(np.int32)
        return cls(keys[records], records)

    def where(self, chosen: npt.NDArray[np.bool_]) -> "_Keyed":
        return _Keyed(self.keys[chosen], self.records[chosen])

    def table(self) -> pa.Table:
        return pa.table({"key": self.keys, "record": self.records})


@dataclass(frozen=True, slots=True)
class _Sorted:
    """One side's blocks: int64 keys in order, int32 records block after block, and where each starts."""

    keys: Keys
    records: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Counted:
    """A pass's cost, and both sides' blocks, which have the same keys."""

    cost: PassCost
    left: _Sorted
    right: _Sorted

    def blocks(self, number: int) -> Blocks:
        left, right = self.left, self.right
        return Blocks(number, left.records, right.records, left.starts, right.starts)


def _pairs(left: _Sorted, right: _Sorted, *, mirrored: bool) -> Keys:
    """The pairs that each key makes."""
    lefts, rights = np.diff(left.starts), np.diff(right.starts)
    return lefts * (lefts - 1) // 2 if mirrored else lefts * rights


class _Columns:
    """One table's keys by name, each made once."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._made: dict[str, Keys] = {}

    def keys(self, names: tuple[str, ...]) -> Keys:
        """The key made of several, one a record: 0 where one of them is missing."""
        for name in names:
            if name not in self._made:
                self._made[name] = np.ascontiguousarray(KEYS[name](self._words))
        return combine_keys([self._made[name] for name in names])


def _in_both(left: _Keyed, right: _Keyed) -> tuple[_Keyed, _Keyed]:
    """Those whose keys occur on both sides: most records of a large register never reach the engine."""
    if left is right:
        return left, right
    if len(left.keys) > len(right.keys):
        return _in_both(right, left)[::-1]
    right = right.where(Tally(left.keys).of(right.keys) > 0)
    return left.where(Tally(right.keys).of(left.keys) > 0), right


def _split(keyed: _Keyed, hot: Keys, second: Keys) -> tuple[_Keyed, npt.NDArray[np.int32]]:
    """Lengthen the hot keys by the `second` keys of their records; those without one are given back."""
    at = np.flatnonzero(Tally(hot).of(keyed.keys))
    records = keyed.records[at]
    keys = keyed.keys.copy()
    keys[at] = combine_keys([keys[at], second[records]])
    return _Keyed(keys, keyed.records).where(keys != 0), records[keys[at] == 0]


def _check_keys(blocking: Blocking) -> None:
    for each in blocking.passes:
        for name in (*each.left, *each.right, *each.split):
            if name not in KEYS:
                message = (
                    f"{blocking.file}: pass.{each.name}: no key {name!r} among {', '.join(sorted(KEYS))}"
                )
                raise RuleError(message)


# Of a pass that is not the same both ways (an alias on the left, a name on the right), over one table:
# records met with themselves, and pairs met a second time, the other way round.
_REPEATED = (
    "WITH ends AS (SELECT l.key AS here, r.key AS there, COUNT(*) AS records "
    "FROM left_keys l JOIN right_keys r USING (record) GROUP BY ALL), "
    "own AS (SELECT COALESCE(SUM(records), 0) AS pairs FROM ends WHERE here = there), "
    "turned AS (SELECT COALESCE(SUM(a.records * b.records), 0) AS pairs "
    "FROM ends a JOIN ends b ON a.here = b.there AND a.there = b.here) "
    "SELECT (own.pairs + (turned.pairs - own.pairs) // 2)::BIGINT AS pairs FROM own, turned"
)
