"""The walk: every pair of every block, compared once, counted by pattern, and kept if it may matter."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aidlink.compare.pattern import PATTERNS, Counts, Flags, Places, meets, pass_mask, pattern_of
from aidlink.compare.records import Words, ask_for
from aidlink.kernels import AHEAD, compiled_before, inlined, kernel, prefetch

#: Pairs in one task: large enough to hide Python's part, small enough that two threads share the end evenly.
TASK_PAIRS = 1 << 20
#: Columns of the kept pairs.
LEFT, RIGHT, PATTERN, MASK = 0, 1, 2, 3

Kept = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of one pass: records in the order of their keys, and where each block starts.

    Args:
        number: the pass.
        left: int32, left records, block after block.
        right: int32, right records, likewise.
        left_starts: int64, shape (blocks + 1,).
        right_starts: int64, shape (blocks + 1,).
    """

    number: int
    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    left_starts: npt.NDArray[np.int64]
    right_starts: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Side:
    """One table's records for the walk.

    Args:
        words: int64, shape (rows, WIDTH).
        places: int32, the blocks in which each record stands, from 1, a column a pass; 0 is none. Where a
            table is linked to itself, a column a pass as a left, then a column a pass as a right record.
    """

    words: Words
    places: Places

    @classmethod
    def pair(cls, left: Words, right: Words | None, blocks: list[Blocks]) -> "tuple[Side, Side]":
        """Place the records of two tables, or of one with itself, in `blocks`."""
        passes = 1 + max((block.number for block in blocks), default=-1)
        if right is None:
            places = np.zeros((len(left), 2 * passes), np.int32)
            here, there = places[:, :passes], places[:, passes:]
        else:
            here, there = (np.zeros((len(words), passes), np.int32) for words in (left, right))
        for block in blocks:
            _place(block.left, block.left_starts, block.number, here)
            _place(block.right, block.right_starts, block.number, there)
        if right is None:
            side = cls(left, places)
            return side, side
        return cls(left, here), cls(right, there)


@kernel
def _place(order: npt.NDArray[np.int32], starts: npt.NDArray[np.int64], number: int, places: Places) -> None:
    """Write down for each record of a pass, block after block, the number of its block, from 1."""
    for block in range(len(starts) - 1):
        for at in range(starts[block], starts[block + 1]):
            prefetch(places, order[min(at + AHEAD, len(order) - 1)], number)
            places[order[at], number] = block + 1


@dataclass(frozen=True, slots=True)
class Walked:
    """What the walk saw: int64 counts by pattern, and the kept pairs, int32 of shape (kept, 4)."""

    counts: Counts
    kept: Kept


def is_compiled() -> bool:
    """Whether linking can start at once; the first time on a machine its kernels take half a minute."""
    return compiled_before(_walk_tiles)


def walk(
    left: Side, right: Side, blocks: list[Blocks], *, mirrored: bool, used: Flags, keep: Flags, threads: int
) -> Walked:
    """Compare every pair of `blocks` once.

    Args:
        left: the left records.
        right: the right ones; the same object as `left` where a table is linked to itself.
        blocks: the blocks of every pass, in the order of the passes.
        mirrored: whether a table is linked to itself: a pair then counts one way round only.
        used: which comparisons count.
        keep: which patterns are kept, shape (PATTERNS,).
        threads: how many tasks run at a time; the answer does not depend on it.
    """

    def run(task: tuple[Blocks, npt.NDArray[np.int64]]) -> Walked:
        block, tiles = task
        counts = np.zeros(PATTERNS, np.int64)
        pairs = int(((tiles[:, 1] - tiles[:, 0]) * (tiles[:, 3] - tiles[:, 2])).sum())
        kept = np.empty((pairs, 4), np.int32)
        number = _walk_tiles(
            left.words, right.words, left.places, right.places, block.left, block.right, tiles, block.number,
            mirrored, used, keep, counts, kept,
        )  # fmt: skip
        return Walked(counts, kept[:number].copy())

    counts = np.zeros(PATTERNS, np.int64)
    kept = [np.empty((0, 4), np.int32)]
    with ThreadPoolExecutor(threads) as pool:
        for done in pool.map(run, _tasks(blocks)):
            counts += done.counts
            kept.append(done.kept)
    return Walked(counts, np.concatenate(kept))


def _tasks(blocks: list[Blocks]) -> Iterator[tuple[Blocks, npt.NDArray[np.int64]]]:
    """Cut every pass's blocks into tiles and deal them out by pairs."""
    for block in blocks:
        tiles = _tiles(block)
        if not len(tiles):
            continue
        pairs = (tiles[:, 1] - tiles[:, 0]) * (tiles[:, 3] - tiles[:, 2])
        task = (np.cumsum(pairs) - pairs) // TASK_PAIRS
        for part in np.split(tiles, np.flatnonzero(np.diff(task)) + 1):
            yield block, part


def _tiles(block: Blocks) -> npt.NDArray[np.int64]:
    """Rectangles of about TASK_PAIRS pairs at most: int64, (tiles, 4): left from, to, right from, to."""
    left_from, left_to = block.left_starts[:-1], block.left_starts[1:]
    right_from, right_to = block.right_starts[:-1], block.right_starts[1:]
    pairs = (left_to - left_from) * (right_to - right_from)
    slices = np.minimum(-(-pairs // TASK_PAIRS), left_to - left_from)
    which = np.repeat(np.arange(len(slices)), slices)
    index = np.arange(len(which)) - np.repeat(np.cumsum(slices) - slices, slices)
    height = left_to - left_from
    return np.stack(
        [
            left_from[which] + height[which] * index // slices[which],
            left_from[which] + height[which] * (index + 1) // slices[which],
            right_from[which],
            right_to[which],
        ],
        axis=1,
    )


@kernel
def _walk_tiles(
    left_words: Words, right_words: Words, left_places: Places, right_places: Places,
    left_order: npt.NDArray[np.int32], right_order: npt.NDArray[np.int32], tiles: npt.NDArray[np.int64],
    number: int, mirrored: bool, used: Flags, keep: Flags, counts: Counts, out: Kept,
) -> int:  # fmt: skip
    kept = 0
    last = len(right_order) - 1  # of this block or of the next ones: they are walked in this order
    for tile in range(len(tiles)):
        for a in range(tiles[tile, 0], tiles[tile, 1]):
            for b in range(tiles[tile, 2], tiles[tile, 3]):
                i = left_order[a]
                j = right_order[b]
                soon = right_order[min(b + AHEAD, last)]
                ask_for(right_words, soon)
                prefetch(right_places, soon, 0)
                if mirrored and not _counts_once(left_places, i, j, number):
                    continue
                if mirrored and i > j:
                    i, j = j, i
                if _met_before(left_places, i, right_places, j, number, mirrored):
                    continue
                pattern = pattern_of(left_words, i, right_words, j, used)
                counts[pattern] += 1
                if keep[pattern]:
                    out[kept, LEFT] = i
                    out[kept, RIGHT] = j
                    out[kept, PATTERN] = pattern
                    out[kept, MASK] = pass_mask(left_places, i, right_places, j, mirrored)
                    kept += 1
    return kept


@inlined
def _counts_once(places: Places, i: int, j: int, number: int) -> bool:
    """Whether this is the one time that a pass over a single table counts the pair (i, j)."""
    if i < j:
        return True
    passes = places.shape[1] // 2
    # Met as (j, i) too, if the pass also holds that way round.
    return i > j and not (places[j, number] != 0 and places[j, number] == places[i, passes + number])


@inlined
def _met_before(left: Places, i: int, right: Places, j: int, number: int, mirrored: bool) -> bool:
    for earlier in range(number):  # noqa: SIM110 - numba does not compile any() over a generator
        if meets(left, i, right, j, earlier, mirrored):
            return True
    return False
