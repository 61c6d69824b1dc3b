"""All comparisons of a pair at once, and the walk over blocks of pairs.

A pair's levels are one number, its pattern: a digit a comparison, in the order of
`levels.COMPARISONS`. The walk counts every pair's pattern and keeps the pairs whose pattern may matter;
weights come later, from the pattern, so no floating point is touched per pair.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

from aidlink.compare.birth import CONFIRMED_DIFFERENT as OTHER_BIRTH
from aidlink.compare.birth import CONFIRMED_SAME, birth_level
from aidlink.compare.identity import (
    CONFIRMED_DIFFERENT,
    DAMAGED_DIFFERENT,
    DIFFERENT,
    DOUBTED_DIFFERENT,
    DOUBTED_EQUAL,
    MISSING,
    OTHER_FIFTEEN,
    id_level,
)
from aidlink.compare.levels import COMPARISONS
from aidlink.compare.records import (
    ACCOUNT,
    ALIAS,
    BIRTH,
    BYTE_MASK,
    CHARS,
    CODE,
    DATE_MASK,
    DIALECT,
    FIFTEEN,
    HEAD,
    HEAD_SOUND,
    HIGH_SHIFT,
    KEY,
    LOW_SHIFT,
    META,
    REPAIR,
    SEX_SHIFT,
    SHAPE,
    SOUND,
    SOURCE_SHIFT,
    TRUST_SHIFT,
    VILLAGE,
    WRITTEN,
    YEAR_MASK,
    Words,
)  # fmt: skip
from aidlink.kernels import inlined, kernel
from aidlink.names.likeness import name_level

RADIX = tuple(len(levels) for levels in COMPARISONS.values())
PATTERNS = int(np.prod(RADIX))
_IDS, _NAMES, _BIRTHS, _SEXES, _VILLAGES, _HEADS, _ACCOUNTS = RADIX
_FROM_ID = 2  # birth_source: read from a valid number

Counts = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]


@inlined
def same_level(a: int, b: int) -> int:
    """The `SameLevel` of two keys."""
    if a == 0 or b == 0:
        return 0
    return 1 if a == b else 2


@inlined
def head_level(head_a: int, sound_a: int, head_b: int, sound_b: int) -> int:
    """The `HeadLevel` of two household heads' names."""
    if head_a == 0 or head_b == 0:
        return 0
    if head_a == head_b:
        return 1
    return 2 if sound_a == sound_b else 3


@inlined
def _leaves_open(identity: int, own_column: bool) -> bool:
    """Whether birth and sex say more than the IDs: not where these agree, or where both come from them."""
    if identity in (MISSING, DOUBTED_EQUAL, CONFIRMED_DIFFERENT):
        return True
    return own_column and identity in (
        DIFFERENT,
        DOUBTED_DIFFERENT,
        OTHER_FIFTEEN,
        DAMAGED_DIFFERENT,
    )


@inlined
def pattern_of(left: Words, i: int, right: Words, j: int, used: Flags) -> int:
    """The pattern of one pair.

    Birth and sex are written into the ID: where the IDs agree they say nothing more, unless one of them is
    in doubt; and where they differ they speak only if they come from a column of their own.

    Tables and row numbers are taken, not rows: a row cut out of a table is seven more words to carry.

    Args:
        left: one table's words, shape (rows, WIDTH).
        i: the record there.
        right: the other table's words.
        j: the record there.
        used: which comparisons count, in the order of `COMPARISONS`; the others are MISSING.
    """
    meta_a = left[i, META]
    meta_b = right[j, META]
    identity = 0
    if used[0]:
        identity = id_level(
            left[i, KEY], left[i, CODE], left[i, FIFTEEN],
            meta_a & BYTE_MASK, meta_a >> TRUST_SHIFT, left[i, REPAIR],
            right[j, KEY], right[j, CODE], right[j, FIFTEEN],
            meta_b & BYTE_MASK, meta_b >> TRUST_SHIFT, right[j, REPAIR],
        )  # fmt: skip
    name = 0
    if used[1]:
        name = name_level(
            left[i, CHARS], left[i, WRITTEN], left[i, SOUND],
            left[i, DIALECT], left[i, SHAPE], left[i, ALIAS],
            right[j, CHARS], right[j, WRITTEN], right[j, SOUND],
            right[j, DIALECT], right[j, SHAPE], right[j, ALIAS],
        )  # fmt: skip
    birth = 0
    sex = 0
    own_column = (meta_a >> SOURCE_SHIFT) & BYTE_MASK != _FROM_ID or (
        meta_b >> SOURCE_SHIFT
    ) & BYTE_MASK != _FROM_ID
    if _leaves_open(identity, own_column):
        if used[2]:
            birth_a = left[i, BIRTH]
            birth_b = right[j, BIRTH]
            if identity == CONFIRMED_DIFFERENT:  # no date is a slip, so only equality counts
                same = birth_a & DATE_MASK != 0 and birth_a & DATE_MASK == birth_b & DATE_MASK
                birth = CONFIRMED_SAME if same else OTHER_BIRTH
            else:
                birth = birth_level(
                    birth_a & DATE_MASK, (birth_a >> LOW_SHIFT) & YEAR_MASK, birth_a >> HIGH_SHIFT,
                    birth_b & DATE_MASK, (birth_b >> LOW_SHIFT) & YEAR_MASK, birth_b >> HIGH_SHIFT,
                )  # fmt: skip
        if used[3]:
            sex = same_level((meta_a >> SEX_SHIFT) & BYTE_MASK, (meta_b >> SEX_SHIFT) & BYTE_MASK)
    village = same_level(left[i, VILLAGE], right[j, VILLAGE]) if used[4] else 0
    head = 0
    if used[5]:
        head = head_level(left[i, HEAD], left[i, HEAD_SOUND], right[j, HEAD], right[j, HEAD_SOUND])
    account = same_level(left[i, ACCOUNT], right[j, ACCOUNT]) if used[6] else 0
    pattern = (identity * _NAMES + name) * _BIRTHS + birth
    pattern = (pattern * _SEXES + sex) * _VILLAGES + village
    return (pattern * _HEADS + head) * _ACCOUNTS + account


def digits(patterns: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    """The levels in patterns: uint8, shape (patterns, comparisons)."""
    return np.stack(np.unravel_index(patterns, RADIX), axis=1).astype(np.uint8)


@cache
def all_levels() -> npt.NDArray[np.uint8]:
    """The levels of every pattern that there can be: uint8, shape (PATTERNS, comparisons)."""
    return digits(np.arange(PATTERNS))


@inlined
def meets(left: Places, i: int, right: Places, j: int, number: int, mirrored: bool) -> bool:
    """Whether pass `number` makes a pair: whether its two records stand in one block.

    Args:
        left: the blocks in which the left records stand, from 1, a column a pass; 0 is none. Where a table is
            linked to itself, first those in which it is a left, then those in which it is a right record.
        i: the left record.
        right: the right records' blocks, likewise.
        j: the right record.
        number: the pass.
        mirrored: whether a table is linked to itself, so that the pair may also be made the other way round.
    """
    passes = left.shape[1] // 2 if mirrored else 0
    if left[i, number] != 0 and left[i, number] == right[j, passes + number]:
        return True
    return mirrored and right[j, number] != 0 and right[j, number] == left[i, passes + number]


@kernel
def pass_mask(left: Places, i: int, right: Places, j: int, mirrored: bool) -> int:
    """Which passes make a pair, as bits; the arguments are those of `meets`."""
    mask = 0
    for number in range(left.shape[1] // 2 if mirrored else left.shape[1]):
        if meets(left, i, right, j, number, mirrored):
            mask |= 1 << number
    return mask
