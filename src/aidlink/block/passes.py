"""Passes on an engine: keys for every record, exact pair counts, hot keys split, blocks in order."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from aidlink.block.keys import KEYS, Keys
from aidlink.compare.records import Words
from aidlink.compare.walk import Blocks, Side
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


def pass_keys(words: Words, blocking: Blocking) -> Keys:
    """Every record's keys: int64, shape (rows, 2 * passes), as a left and then as a right record.

    Raises:
        RuleError: a pass names a key that there is not.
    """
    passes = blocking.passes
    for each in passes:
        for name in (*each.left, *each.right, *each.split):
            if name not in KEYS:
                message = (
                    f"{blocking.file}: pass.{each.name}: no key {name!r} among {', '.join(sorted(KEYS))}"
                )
                raise RuleError(message)
    named = sorted({name for names in _key_names(passes) for name in names})
    made = {name: np.ascontiguousarray(KEYS[name](words)) for name in named}
    both = [combine_keys([made[name] for name in names]) for names in _key_names(passes)]
    return np.ascontiguousarray(np.stack(both, axis=1)) if both else np.zeros((len(words), 0), np.int64)


def _key_names(passes: Sequence[Pass]) -> list[tuple[str, ...]]:
    return [each.left for each in passes] + [each.right for each in passes]


class PassPlanner:
    """Counts and sorts the keys of two tables, or of one with itself, on an engine."""

    def __init__(self, engine: Engine, blocking: Blocking, left: Side, right: Side | None) -> None:
        self._engine = engine
        self._blocking = blocking
        self._passes = len(blocking.passes)
        self._left = left
        self._right = left if right is None else right
        self._alone = right is None

    def costs(self) -> list[PassCost]:
        """Count every pass's pairs exactly, splitting keys above the cap in both tables' keys."""
        return [self._cost(number) for number in range(self._passes)]

    def blocks(self, number: int) -> Blocks:
        """The records of pass `number`, block after block in the order of their keys."""
        self._share(number)
        counts = self._engine.query(f"{_HISTOGRAM} ORDER BY key")
        return Blocks(
            number,
            self._records("left_keys", "right_keys"),
            self._records("right_keys", "left_keys"),
            _starts(counts["lefts"]),
            _starts(counts["rights"]),
        )

    def _records(self, of: str, beside: str) -> npt.NDArray[np.int32]:
        found = self._engine.query(
            f"SELECT record FROM {of} WHERE key IN (SELECT key FROM {beside}) ORDER BY key, record"  # noqa: S608
        )
        records: npt.NDArray[np.int32] = found["record"].to_numpy()
        return records

    def _cost(self, number: int) -> PassCost:
        self._share(number)
        rule = self._blocking.passes[number]
        # One table's pass that is the same both ways meets each pair twice, and each record with itself.
        mirrored = self._alone and rule.left == rule.right
        pairs = "lefts * (lefts - 1) // 2" if mirrored else "lefts * rights"
        hot = self._engine.query(
            f"SELECT key, {pairs} AS pairs FROM ({_HISTOGRAM}) WHERE {pairs} > {self._blocking.cap}"  # noqa: S608
        )
        unsplit = 0
        if hot.num_rows and rule.split:
            unsplit = self._split_both(number, np.sort(hot["key"].to_numpy()), rule)
            self._share(number)
        total = self._engine.query(
            f"SELECT COALESCE(SUM({pairs}), 0)::BIGINT AS pairs, "  # noqa: S608 - constants of ours
            f"COALESCE(MAX({pairs}), 0)::BIGINT AS largest FROM ({_HISTOGRAM})"
        )
        repeated = self._engine.query(_REPEATED)["pairs"][0].as_py() if self._alone and not mirrored else 0
        return PassCost(
            rule.name,
            total["pairs"][0].as_py() - repeated,
            total["largest"][0].as_py(),
            hot.num_rows if rule.split else 0,
            int(hot["pairs"].to_numpy().sum()) if rule.split else 0,
            unsplit,
            rule.why,
        )

    def _split_both(self, number: int, hot: Keys, rule: Pass) -> int:
        """Split the hot keys on both sides; say how many records lose theirs for want of a second one."""
        lefts = self._split(self._left, number, hot, rule)
        rights = self._split(self._right, self._passes + number, hot, rule)
        return len(np.union1d(lefts, rights)) if self._alone else len(lefts) + len(rights)

    def _split(self, side: Side, column: int, hot: Keys, rule: Pass) -> npt.NDArray[np.intp]:
        """Give records of hot keys a longer key; return those that have no second one."""
        words, keys = side.words, side.keys
        place = np.minimum(np.searchsorted(hot, keys[:, column]), len(hot) - 1)
        rows = np.flatnonzero(hot[place] == keys[:, column])
        parts = [KEYS[name](words[rows]) for name in rule.split]
        keys[rows, column] = combine_keys([keys[rows, column], *parts])
        lost: npt.NDArray[np.intp] = rows[keys[rows, column] == 0]
        return lost

    def _share(self, number: int) -> None:
        """Show the engine the keys of one pass, records without one left out."""
        self._engine.table("left_keys", _keyed(self._left.keys[:, number]))
        self._engine.table("right_keys", _keyed(self._right.keys[:, self._passes + number]))


_HISTOGRAM = (
    "SELECT key, lefts, rights FROM (SELECT key, COUNT(*) AS lefts FROM left_keys GROUP BY key) "
    "JOIN (SELECT key, COUNT(*) AS rights FROM right_keys GROUP BY key) USING (key)"
)
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


def _keyed(keys: Keys) -> pa.Table:
    records = np.flatnonzero(keys).astype(np.int32)
    return pa.table({"key": keys[records], "record": records})


def _starts(counts: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(counts.to_numpy().astype(np.int64))])
