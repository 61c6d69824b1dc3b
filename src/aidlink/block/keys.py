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
    Columns,
    readable,
)  # fmt: skip
from aidlink.names.packing import PLACE_MASK, UNKNOWN

Keys = npt.NDArray[np.int64]

#: Years in one cell of the birth grid; two births at most half of it apart share a cell of one of two grids.
ERA_YEARS = 6


def _era(columns: Columns, offset: int) -> Keys:
    low = (columns[BIRTH] >> LOW_SHIFT) & YEAR_MASK
    middle = (low + (columns[BIRTH] >> HIGH_SHIFT)) // 2
    return np.where(low > 0, (middle + offset) // ERA_YEARS, 0)


def _aged(columns: Columns, offset: int) -> Keys:
    """The cell of those of whom only an age is known."""
    return np.where(columns[BIRTH] & DATE_MASK == 0, _era(columns, offset), 0)


def _birth_year(columns: Columns) -> Keys:
    low = (columns[BIRTH] >> LOW_SHIFT) & YEAR_MASK
    return np.where(low == columns[BIRTH] >> HIGH_SHIFT, low, 0)


def _surname(columns: Columns) -> Keys:
    """The surname's dialect class: one for 王 and 黄, and for all that sound alike."""
    first = columns[DIALECT] & PLACE_MASK
    return np.where(first == UNKNOWN, 0, first)


KEYS: dict[str, Callable[[Columns], Keys]] = {
    "resident_id": lambda columns: columns[KEY],
    "fifteen": lambda columns: columns[FIFTEEN],
    "repair": lambda columns: columns[REPAIR],
    "name": lambda columns: readable(columns[CHARS]),
    "sound": lambda columns: readable(columns[SOUND]),
    "dialect": lambda columns: readable(columns[DIALECT]),
    "shape": lambda columns: readable(columns[SHAPE]),
    "alias": lambda columns: columns[ALIAS],
    "surname": _surname,
    "birth": lambda columns: columns[BIRTH] & DATE_MASK,
    "birth_year": _birth_year,
    "era": lambda columns: _era(columns, 0),
    "era_shifted": lambda columns: _era(columns, ERA_YEARS // 2),
    "aged": lambda columns: _aged(columns, 0),
    "aged_shifted": lambda columns: _aged(columns, ERA_YEARS // 2),
    "sex": lambda columns: (columns[META] >> SEX_SHIFT) & BYTE_MASK,
    "village": lambda columns: columns[VILLAGE],
    "head": lambda columns: readable(columns[HEAD]),
    "account": lambda columns: columns[ACCOUNT],
}
