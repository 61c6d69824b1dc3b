"""What the model estimates: the comparisons, but for where one says what another has said.

* Within a village many share a surname and a generation character. So a name is judged by two sets of m and u:
  one for pairs within a village (`name_local`), one for all others.
* Equal IDs leave one other explanation, that a relative's number was written, and relatives live in one
  village. So the village says nothing where the IDs are equal.
"""

from collections.abc import Mapping
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from aidlink.compare.levels import COMPARISONS, GROUPS, IdLevel, SameLevel

Levels = npt.NDArray[np.uint8]

LOCAL = "name_local"
#: The model's columns and their levels: the comparisons, then `LOCAL`.
COLUMNS: dict[str, type[IntEnum]] = COMPARISONS | {LOCAL: COMPARISONS["name"]}
#: Which comparison's policy each column has.
POLICY: dict[str, str] = {name: name for name in COMPARISONS} | {LOCAL: "name"}
COLUMN_GROUPS: tuple[tuple[int, ...], ...] = tuple(GROUPS[POLICY[name]] for name in COLUMNS)

_EQUAL = (IdLevel.EQUAL, IdLevel.UPGRADED, IdLevel.DOUBTED_EQUAL)
_ID, _NAME, _VILLAGE = (list(COMPARISONS).index(name) for name in ("resident_id", "name", "village"))


def model_levels(levels: Levels) -> Levels:
    """The levels of the model's columns: uint8, shape (pairs, columns), from those of the comparisons."""
    local = levels[:, _VILLAGE] == SameLevel.SAME
    made = np.column_stack([levels, np.where(local, levels[:, _NAME], 0)]).astype(np.uint8)
    made[local, _NAME] = 0
    made[np.isin(levels[:, _ID], _EQUAL), _VILLAGE] = 0
    return made


def column_of(comparison: str, levels: Mapping[str, str]) -> str | None:
    """The column that weighs one comparison of a pair with these levels; None where it says nothing more."""
    if comparison == "name" and levels.get("village") == SameLevel.SAME.name.lower():
        return LOCAL
    if comparison == "village" and levels.get("resident_id", "") in {level.name.lower() for level in _EQUAL}:
        return None
    return comparison
