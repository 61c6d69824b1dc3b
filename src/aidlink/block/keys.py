"""The keys that a blocking pass may name: each makes one int64 a record, 0 where it is missing."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from aidlink.compare.records import (
    ACCOUNT,
    ALIAS,
    BIRTH,
    BYTE_MASK,
    CHARS,
    DATE_MASK,
    DIALECT,
    FIFTEEN,
    HEAD,
    HIGH_SHIFT,
    KEY,
    LOW_SHIFT,
    META,
    REPAIR,
    SEX_SHIFT,
    SHAPE,
    SOUND,
    VILLAGE,
    YEAR_MASK,
    Words,
    readable,
)  # fmt: skip
from aidlink.names.packing import PLACE_MASK, UNKNOWN

Keys = npt.NDArray[np.int64]

#: Years in one cell of the birth grid; two births at most half of it apart share a cell of one of two grids.
ERA_YEARS = 6


def _era(words: Words, offset: int) -> Keys:
    low = (words[:, BIRTH] >> LOW_SHIFT) & YEAR_MASK
    middle = (low + (words[:, BIRTH] >> HIGH_SHIFT)) // 2
    return np.where(low > 0, (middle + offset) // ERA_YEARS, 0)


def _birth_year(words: Words) -> Keys:
    low = (words[:, BIRTH] >> LOW_SHIFT) & YEAR_MASK
    return np.where(low == words[:, BIRTH] >> HIGH_SHIFT, low, 0)


def _surname(words: Words) -> Keys:
    """The surname's dialect class: one for 王 and 黄, and for all that sound alike."""
    first = words[:, DIALECT] & PLACE_MASK
    return np.where(first == UNKNOWN, 0, first)


KEYS: dict[str, Callable[[Words], Keys]] = {
    "resident_id": lambda words: words[:, KEY],
    "fifteen": lambda words: words[:, FIFTEEN],
    "repair": lambda words: words[:, REPAIR],
    "name": lambda words: readable(words[:, CHARS]),
    "sound": lambda words: readable(words[:, SOUND]),
    "dialect": lambda words: readable(words[:, DIALECT]),
    "shape": lambda words: readable(words[:, SHAPE]),
    "alias": lambda words: words[:, ALIAS],
    "surname": _surname,
    "birth": lambda words: words[:, BIRTH] & DATE_MASK,
    "birth_year": _birth_year,
    "era": lambda words: _era(words, 0),
    "era_shifted": lambda words: _era(words, ERA_YEARS // 2),
    "sex": lambda words: (words[:, META] >> SEX_SHIFT) & BYTE_MASK,
    "village": lambda words: words[:, VILLAGE],
    "head": lambda words: readable(words[:, HEAD]),
    "account": lambda words: words[:, ACCOUNT],
}
