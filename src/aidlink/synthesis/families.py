"""Households as arrays: who lives together, of what sex, born when. A row a household, a column a role."""

from dataclasses import dataclass

import numpy as np

from aidlink.synthesis.tables import Bools, Floats, Ints

CHILDREN = 5
GRANDCHILDREN = 3
HEAD, SPOUSE, FATHER, MOTHER, FIRST_CHILD = range(5)
IN_LAW = FIRST_CHILD + CHILDREN
FIRST_GRANDCHILD = IN_LAW + 1
ROLES = FIRST_GRANDCHILD + GRANDCHILDREN
GENERATION = np.array([0, 0, -1, -1] + [1] * CHILDREN + [1] + [2] * GRANDCHILDREN)
"""A role's generation, counted from the head's."""

_YEAR = 365.2425
_TWINS = 0.02
_GROWN = 22.0
_OLDEST = 101.0


@dataclass(slots=True)
class Families:
    """Roles by household; `birth` is in days since 1970-01-01, `sex` 1 male, 2 female."""

    present: Bools
    sex: Ints
    birth: Floats
    twin: Bools
    """Households whose first two children are twins."""


def sample_families(rng: np.random.Generator, count: int, today: int) -> Families:
    """Sample `count` households as they stand on `today` (days since 1970-01-01).

    Ages, fertility and who stays at home are set by hand after a coastal county: large families before
    1975, married daughters gone, three generations under one roof in every fourth house.
    """
    present = np.zeros((count, ROLES), dtype=bool)
    sex = rng.integers(1, 3, (count, ROLES))
    birth = np.zeros((count, ROLES))
    families = Families(present, sex, birth, np.zeros(count, dtype=bool))
    age = rng.normal(55, 15, count)
    age = np.where((age < _GROWN) | (age > _OLDEST), rng.uniform(_GROWN, 80, count), age) * _YEAR
    birth[:, HEAD] = today - age
    present[:, HEAD] = True
    sex[:, HEAD] = np.where(rng.random(count) < 0.87, 1, 2)  # noqa: PLR2004 - the share of men among heads
    _add_spouse(families, rng, age / _YEAR)
    _add_parents(families, rng, today)
    _add_children(families, rng, today)
    _add_third_generation(families, rng, today)
    present &= birth <= today
    return families


def _add_spouse(families: Families, rng: np.random.Generator, age: Floats) -> None:
    chance = np.interp(age, [22, 30, 60, 85, 100], [0.45, 0.85, 0.82, 0.35, 0.05])
    married = (rng.random(len(age)) < chance) & (families.sex[:, HEAD] == 1)
    families.present[:, SPOUSE] = married
    families.sex[:, SPOUSE] = 2
    families.birth[:, SPOUSE] = families.birth[:, HEAD] + rng.normal(2.0, 3.0, len(age)) * _YEAR


def _add_parents(families: Families, rng: np.random.Generator, today: int) -> None:
    count = len(families.present)
    for role, sex, earlier, share in ((FATHER, 1, 27.0, 0.35), (MOTHER, 2, 25.0, 0.5)):
        families.birth[:, role] = (
            families.birth[:, HEAD] - rng.normal(earlier, 4.0, count).clip(17, 45) * _YEAR
        )
        age = (today - families.birth[:, role]) / _YEAR
        alive = np.interp(age, [40, 60, 75, 90, _OLDEST], [1.0, 0.9, 0.6, 0.12, 0.0])
        families.present[:, role] = rng.random(count) < share * alive
        families.sex[:, role] = sex


def _add_children(families: Families, rng: np.random.Generator, today: int) -> None:
    count = len(families.present)
    year = 1970 + families.birth[:, HEAD] / _YEAR
    born = rng.poisson(np.interp(year, [1930, 1955, 1970, 1995], [4.0, 3.0, 2.2, 1.2]))
    born[~families.present[:, SPOUSE] & (rng.random(count) < 0.35)] = 0  # noqa: PLR2004 - never married
    birth = families.birth[:, HEAD] + rng.normal(27, 3.5, count).clip(20, 40) * _YEAR
    families.twin = rng.random(count) < _TWINS
    for child in range(CHILDREN):
        role = FIRST_CHILD + child
        if child:
            later = birth + (1.1 + rng.gamma(2.0, 1.1, count)) * _YEAR
            birth = np.where(families.twin, birth, later) if child == 1 else later
        families.birth[:, role] = birth
        age = (today - birth) / _YEAR
        at_home = np.where(families.sex[:, role] == 1, 0.55, 0.22)
        families.present[:, role] = (child < born) & ((age < _GROWN) | (rng.random(count) < at_home))


def _add_third_generation(families: Families, rng: np.random.Generator, today: int) -> None:
    count = len(families.present)
    children = slice(FIRST_CHILD, FIRST_CHILD + CHILDREN)
    age = (today - families.birth[:, children]) / _YEAR
    sons = families.present[:, children] & (families.sex[:, children] == 1) & (age > _GROWN + 3)
    father = families.birth[np.arange(count), FIRST_CHILD + sons.argmax(axis=1)]
    wed = sons.any(axis=1) & (rng.random(count) < 0.75)  # noqa: PLR2004 - the share of grown sons who are married
    families.present[:, IN_LAW] = wed & (rng.random(count) < 0.85)  # noqa: PLR2004 - registered with them
    families.sex[:, IN_LAW] = 2
    families.birth[:, IN_LAW] = father + rng.normal(1.5, 2.5, count) * _YEAR
    birth = father + rng.normal(25, 2.5, count).clip(21, 35) * _YEAR
    born = rng.poisson(1.9, count)
    for grandchild in range(GRANDCHILDREN):
        families.birth[:, FIRST_GRANDCHILD + grandchild] = birth
        families.present[:, FIRST_GRANDCHILD + grandchild] = wed & (grandchild < born)
        birth = birth + (1.1 + rng.gamma(2.0, 1.1, count)) * _YEAR
