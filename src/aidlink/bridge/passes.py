"""Our blocking passes as index algorithms of `recordlinkage`."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from recordlinkage.base import BaseIndexAlgorithm

from aidlink.block.passes import PassPlanner
from aidlink.bridge.sides import Fields, as_fields
from aidlink.compare.pairs import used_flags
from aidlink.compare.pattern import PATTERNS
from aidlink.compare.records import by_row
from aidlink.compare.walk import LEFT, RIGHT, Side, walk
from aidlink.engines import open_engine
from aidlink.errors import UsageError
from aidlink.inputs import standard_columns, standard_table
from aidlink.link import paired_columns
from aidlink.records import Kind
from aidlink.rules import Blocking, Pass, load_blocking

_UNCAPPED = np.iinfo(np.int64).max
_ENGINE = "duckdb"


class Passes(BaseIndexAlgorithm):
    """Pairs that any pass of a rule file makes, each once."""

    def __init__(
        self,
        blocking: str | Path | Blocking = "persons",
        *,
        only: Iterable[str] | None = None,
        left: Fields | None = None,
        right: Fields | None = None,
        as_of: date | None = None,
        **options: Any,
    ) -> None:
        """Read the passes.

        Args:
            blocking: a shipped set by name, a rule file of one's own by path, or what `load_blocking` gave.
            only: the passes of it to use, by name; all if not given.
            left: canonical field -> the left frame's column; if not given, columns are known by their
                headers.
            right: the same of the right frame.
            as_of: the data's date, today if not given.
            options: `verify_integrity` and `suffixes`, as for `recordlinkage`'s own.

        Raises:
            RuleError: there is no such rule file, or it is wrong.
            UsageError: there is no such pass or field.
        """
        super().__init__(**options)
        read = blocking if isinstance(blocking, Blocking) else load_blocking(blocking)
        self.blocking = read if only is None else _only(read, tuple(only))
        self.fields = tuple(None if each is None else as_fields(each, "") for each in (left, right))
        self.as_of = as_of

    def _link_index(self, df_a: pd.DataFrame, df_b: pd.DataFrame) -> pd.MultiIndex:
        tables = [
            _standard(frame, fields, self.as_of)
            for frame, fields in zip((df_a, df_b), self.fields, strict=True)
        ]
        left, right = candidate_pairs(tables, self.blocking)
        return pd.MultiIndex.from_arrays([df_a.index.take(left), df_b.index.take(right)])

    def _dedup_index(self, df_a: pd.DataFrame) -> pd.MultiIndex:
        """Pairs within a frame, the later record first, as `recordlinkage`'s own algorithms have it."""
        earlier, later = candidate_pairs([_standard(df_a, self.fields[0], self.as_of)], self.blocking)
        order = np.lexsort((earlier, later))
        return pd.MultiIndex.from_arrays([df_a.index.take(later[order]), df_a.index.take(earlier[order])])


class Keys(Passes):
    """Pairs whose keys are equal and not missing: one pass without a rule file, and without a cap."""

    def __init__(self, *names: str, **options: Any) -> None:
        """Make a pass of keys.

        Args:
            names: keys as in `blocking/*.toml`: resident_id, name, dialect, birth, village ...
            options: those of `Passes`.
        """
        single = Pass("keys", names, names, (), "")
        super().__init__(Blocking("Keys", "keys", _UNCAPPED, (single,), ""), **options)


def candidate_pairs(
    tables: Sequence[pa.Table], blocking: Blocking
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Give the pairs of two standard tables, or of one with itself, in the order of the left, then the right.

    Returns:
        Left and right records; within one table the left one stands earlier.
    """
    left, right = paired_columns(list(tables))
    threads = os.cpu_count() or 1
    with open_engine(_ENGINE, threads=threads) as engine:
        _, blocks = PassPlanner(engine, blocking, left, right).plan()
    sides = Side.pair(by_row(left), None if right is None else by_row(right), blocks)
    made = walk(
        sides[0],
        sides[1],
        blocks,
        mirrored=right is None,
        used=used_flags(),
        keep=np.ones(PATTERNS, np.bool_),
        threads=threads,
    ).kept
    order = np.lexsort((made[:, RIGHT], made[:, LEFT]))
    return made[order, LEFT], made[order, RIGHT]


def _only(blocking: Blocking, names: tuple[str, ...]) -> Blocking:
    known = {each.name: each for each in blocking.passes}
    if unknown := set(names) - set(known):
        message = f"no pass {', '.join(map(repr, sorted(unknown)))} among {', '.join(known)}"
        raise UsageError(message)
    return replace(blocking, passes=tuple(each for each in blocking.passes if each.name in names))


def _standard(frame: pd.DataFrame, fields: Fields | None, as_of: date | None) -> pa.Table:
    if fields is None:
        return standard_table(frame, as_of)
    return standard_columns({name: frame[label] for name, label in fields.items()}, Kind.BENEFICIARY, as_of)
