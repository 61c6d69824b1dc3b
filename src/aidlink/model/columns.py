"""What the model estimates: the comparisons, but for where one says what another has said.

* Within a village many share a surname and a generation character, so names have an m and u of their own
  for pairs within a village (`name_local`).
* IDs that agree, wholly or nearly, leave one other explanation: a relative's number was written, or a
  twin's stands there. Relatives live in one village and mostly share a surname; so where IDs agree the
  village says nothing, and names are judged by how relatives' names agree (`name_kin`).
* Names tell sex, and in a village, where each generation shares a character, they tell age: namesakes are
  more alike in both than strangers, so they have a birth and a sex of their own (`birth_named`, `sex_named`).
"""

from collections.abc import Mapping
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from aidlink.compare.levels import COMPARISONS, GROUPS, IdLevel, SameLevel
from aidlink.names.levels import NameLevel

Levels = npt.NDArray[np.uint8]

LOCAL, KIN = "name_local", "name_kin"
NAMED_BIRTH, NAMED_SEX = "birth_named", "sex_named"
#: Which comparison's policy each column has: the comparisons their own, then those that stand in for them.
POLICY: dict[str, str] = {name: name for name in COMPARISONS} | {
    LOCAL: "name", KIN: "name", NAMED_BIRTH: "birth", NAMED_SEX: "sex",
}  # fmt: skip
#: The model's columns and their levels.
COLUMNS: dict[str, type[IntEnum]] = {name: COMPARISONS[policy] for name, policy in POLICY.items()}
COLUMN_GROUPS: tuple[tuple[int, ...], ...] = tuple(GROUPS[POLICY[name]] for name in COLUMNS)

_AGREEING = (
    IdLevel.EQUAL, IdLevel.UPGRADED, IdLevel.CONFIRMED_EQUAL, IdLevel.DOUBTED_EQUAL, IdLevel.TRUNCATED,
    IdLevel.SAME_DAMAGED, IdLevel.REPAIRED, IdLevel.ONE_OFF,
)  # fmt: skip
_AGREEING_WORDS = {level.name.lower() for level in _AGREEING}
_ALIKE = tuple(
    level for level in NameLevel if level not in (NameLevel.MISSING, NameLevel.SURNAME, NameLevel.DIFFERENT)
)
_ALIKE_WORDS = {level.name.lower() for level in _ALIKE}
_ID, _NAME, _BIRTH, _SEX, _VILLAGE = (
    list(COMPARISONS).index(name) for name in ("resident_id", "name", "birth", "sex", "village")
)


def model_levels(levels: Levels) -> Levels:
    """The levels of the model's columns: uint8, shape (pairs, columns), from those of the comparisons."""
    names = levels[:, _NAME]
    kin = np.isin(levels[:, _ID], _AGREEING)
    local = (levels[:, _VILLAGE] == SameLevel.SAME) & ~kin
    alike = np.isin(names, _ALIKE) & ~kin
    stand_in = [(names, local), (names, kin), (levels[:, _BIRTH], alike), (levels[:, _SEX], alike)]
    made = np.column_stack([levels, *(np.where(at, column, 0) for column, at in stand_in)]).astype(np.uint8)
    made[local | kin, _NAME] = 0
    made[kin, _VILLAGE] = 0
    made[alike, _BIRTH] = 0
    made[alike, _SEX] = 0
    return made


def column_of(comparison: str, levels: Mapping[str, str]) -> str | None:
    """The column that weighs one comparison of a pair with these levels; None where it says nothing more."""
    kin = levels.get("resident_id") in _AGREEING_WORDS
    if comparison == "name":
        local = levels.get("village") == SameLevel.SAME.name.lower()
        return KIN if kin else LOCAL if local else "name"
    alike = levels.get("name") in _ALIKE_WORDS and not kin
    if alike and comparison in ("birth", "sex"):
        return NAMED_BIRTH if comparison == "birth" else NAMED_SEX
    return None if comparison == "village" and kin else comparison
