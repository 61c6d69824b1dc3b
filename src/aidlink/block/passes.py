"""Passes over two tables: exact pair counts, hot keys split, and blocks that an engine has put in order."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from aidlink.block.keys import KEYS, Keys
from aidlink.block.meeting import Meeting, blocks_of, meet, records_of
from aidlink.compare.records import Columns
from aidlink.compare.walk import Blocks
from aidlink.engines import Engine
from aidlink.errors import RuleError
from aidlink.hashing import combine_keys
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
    """Counts the pairs that passes make of two tables, or of one with itself; an engine sorts the records.

    Args:
        engine: sorts.
        blocking: the passes.
        left: the left records by column.
        right: the right ones; None where a table is linked to itself.

    Raises:
        RuleError: a pass names a key that there is not.
    """

    def __init__(self, engine: Engine, blocking: Blocking, left: Columns, right: Columns | None) -> None:
        _check_keys(blocking)
        self._engine = engine
        self._blocking = blocking
        self._left = _Keyed(left)
        self._right = self._left if right is None else _Keyed(right)
        self._alone = right is None

    def costs(self) -> list[PassCost]:
        """Count every pass's pairs exactly, keys above the cap split."""
        return [self._met(rule)[0] for rule in self._blocking.passes]

    def plan(self) -> tuple[list[PassCost], list[Blocks]]:
        """Count as `costs` does, and give the blocks of the passes that make pairs, in their order."""
        costs, blocks = [], []
        for number, rule in enumerate(self._blocking.passes):
            cost, met = self._met(rule)
            costs.append(cost)
            if cost.pairs:
                blocks.append(self._blocks(number, met))
        return costs, blocks

    def _met(self, rule: Pass) -> tuple[PassCost, Meeting]:
        """The records that a pass brings together, and what that costs; hot keys are split."""
        keys = self._left.keys(rule.left), self._right.keys(rule.right)
        # One table's pass that is the same both ways meets each pair twice, and each record with itself.
        mirrored = self._alone and rule.left == rule.right
        met = meet(keys[0], keys[0] if mirrored else keys[1])
        pairs = _pairs(met, mirrored=mirrored)
        hot = pairs > self._blocking.cap if rule.split else np.zeros(len(pairs), np.bool_)
        split_pairs, unsplit = int(pairs[hot].sum()), 0
        if hot.any():
            again, unsplit = self._split(met.only(hot), keys, rule)
            met = met.only(~hot).and_then(again)
            pairs = _pairs(met, mirrored=mirrored)
        repeated = self._repeated(met) if self._alone and not mirrored else 0
        cost = PassCost(
            rule.name,
            int(pairs.sum()) - repeated,
            int(pairs.max(initial=0)),
            int(hot.sum()),
            split_pairs,
            unsplit,
            rule.why,
        )
        return cost, met

    def _split(self, hot: Meeting, keys: tuple[Keys, Keys], rule: Pass) -> tuple[Meeting, int]:
        """Let records of hot keys meet by a longer one; say how many have none for want of a second key."""
        left, no_left = _longer(hot.left, keys[0], self._left.keys(rule.split))
        if hot.left is hot.right:
            return meet(left, left), len(no_left)
        right, no_right = _longer(hot.right, keys[1], self._right.keys(rule.split))
        unsplit = len(np.union1d(no_left, no_right)) if self._alone else len(no_left) + len(no_right)
        return meet(left, right), unsplit

    def _blocks(self, number: int, met: Meeting) -> Blocks:
        """Both sides' records, block after block; a table that meets itself is sorted once."""
        starts = [np.append(0, np.cumsum(sizes)) for sizes in met.sizes]
        left = self._sorted(met.left)
        right = left if met.left is met.right else self._sorted(met.right)
        return Blocks(number, left, right, starts[0], starts[1])

    def _sorted(self, places: Keys) -> npt.NDArray[np.int32]:
        self._engine.table("places", pa.table({"place": places}))
        ordered = self._engine.query("SELECT place FROM places ORDER BY place")
        return records_of(ordered["place"].to_numpy())

    def _repeated(self, met: Meeting) -> int:
        for name, places in (("left_places", met.left), ("right_places", met.right)):
            columns = {"block": blocks_of(places), "record": records_of(places)}
            self._engine.table(name, pa.table(columns))
        return int(self._engine.query(_REPEATED)["pairs"][0].as_py())


def _pairs(met: Meeting, *, mirrored: bool) -> npt.NDArray[np.int64]:
    """The pairs that each block makes."""
    lefts, rights = met.sizes
    pairs: npt.NDArray[np.int64] = lefts * (lefts - 1) // 2 if mirrored else lefts * rights
    return pairs


def _longer(places: Keys, keys: Keys, second: Keys) -> tuple[Keys, npt.NDArray[np.int32]]:
    """The keys of some records lengthened by their `second`, one a record of the table, and who has none."""
    records = records_of(places)
    longer = np.zeros(len(keys), np.int64)
    longer[records] = combine_keys([keys[records], second[records]])
    return longer, records[longer[records] == 0]


class _Keyed:
    """One table's keys by name, each made once."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._made: dict[str, Keys] = {}

    def keys(self, names: tuple[str, ...]) -> Keys:
        """The key made of several, one a record: 0 where one of them is missing."""
        for name in names:
            if name not in self._made:
                self._made[name] = np.ascontiguousarray(KEYS[name](self._columns))
        return combine_keys([self._made[name] for name in names])


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
    "WITH ends AS (SELECT l.block AS here, r.block AS there, COUNT(*) AS records "
    "FROM left_places l JOIN right_places r USING (record) GROUP BY ALL), "
    "own AS (SELECT COALESCE(SUM(records), 0) AS pairs FROM ends WHERE here = there), "
    "turned AS (SELECT COALESCE(SUM(a.records * b.records), 0) AS pairs "
    "FROM ends a JOIN ends b ON a.here = b.there AND a.there = b.here) "
    "SELECT (own.pairs + (turned.pairs - own.pairs) // 2)::BIGINT AS pairs FROM own, turned"
)
