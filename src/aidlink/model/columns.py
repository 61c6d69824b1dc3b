"""What the model estimates: the comparisons, but for where one says what another has said.

* Within a village many share a surname and a generation character, so names have an m and u of their own
  for pairs within a village (`name_local`).
* IDs that agree, wholly or nearly, leave one other explanation: a relative's number was written, or a
  twin's stands there. Relatives live in one village and mostly share a surname; so where IDs agree the
  village says nothing, and names are judged by how relatives' names agree (`name_kin`).
"""

from collections.abc import Mapping
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from aidlink.compare.levels import COMPARISONS, GROUPS, IdLevel, SameLevel

Levels = npt.NDArray[np.uint8]

LOCAL, KIN = "name_local", "name_kin"
#: The model's columns and their levels: the comparisons, then the name's other two.
COLUMNS: dict[str, type[IntEnum]] = COMPARISONS | dict.fromkeys((LOCAL, KIN), COMPARISONS["name"])
#: Which comparison's policy each column has.
POLICY: dict[str, str] = {name: name for name in COMPARISONS} | dict.fromkeys((LOCAL, KIN), "name")
COLUMN_GROUPS: tuple[tuple[int, ...], ...] = tuple(GROUPS[POLICY[name]] for name in COLUMNS)

_AGREEING = (
    IdLevel.EQUAL, IdLevel.UPGRADED, IdLevel.CONFIRMED_EQUAL, IdLevel.DOUBTED_EQUAL, IdLevel.TRUNCATED,
    IdLevel.SAME_DAMAGED, IdLevel.REPAIRED, IdLevel.ONE_OFF,
)  # fmt: skip
_AGREEING_WORDS = {level.name.lower() for level in _AGREEING}
_ID, _NAME, _VILLAGE = (list(COMPARISONS).index(name) for name in ("resident_id", "name", "village"))


def model_levels(levels: Levels) -> Levels:
    """The levels of the model's columns: uint8, shape (pairs, columns), from those of the comparisons."""
    names = levels[:, _NAME]
    kin = np.isin(levels[:, _ID], _AGREEING)
    local = (levels[:, _VILLAGE] == SameLevel.SAME) & ~kin
    made = np.column_stack([levels, np.where(local, names, 0), np.where(kin, names, 0)]).astype(np.uint8)
    made[local | kin, _NAME] = 0
    made[kin, _VILLAGE] = 0
    return made


def column_of(comparison: str, levels: Mapping[str, str]) -> str | None:
    """The column that weighs one comparison of a pair with these levels; None where it says nothing more."""
    kin = levels.get("resident_id") in _AGREEING_WORDS
    if comparison == "name":
        local = levels.get("village") == SameLevel.SAME.name.lower()
        return KIN if kin else LOCAL if local else "name"
    return None if comparison == "village" and kin else comparison
