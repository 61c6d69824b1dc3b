"""The number that each level of each comparison yields as a feature.

Above one half speaks for one person, below one half against, and MISSING, which says nothing, is one half
itself unless a feature is told otherwise. Within a comparison the order is that of the weights that the
priors of `matchers/suspected_death.toml` give between tables of five thousand rows; only an unreadable name
(张*三) ranks lower, for in a masked list most people share theirs. No two levels yield one number.

`recordlinkage.ECMClassifier` and `NaiveBayesClassifier` take such numbers with `binarize=0.6`; without it
they want whole numbers, each a category of its own: features with `codes=True`.
"""

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType

from aidlink.compare.levels import BirthLevel, HeadLevel, IdLevel, SameLevel
from aidlink.names.levels import NameLevel

MISSING_VALUE = 0.5

_ID: dict[IntEnum, float] = {
    IdLevel.CONFIRMED_EQUAL: 1.0,
    IdLevel.EQUAL: 0.99,
    IdLevel.UPGRADED: 0.97,
    IdLevel.SAME_DAMAGED: 0.95,
    IdLevel.REPAIRED: 0.93,  # only `link` sees the whole register, and so whether a repair is the only one
    IdLevel.TRUNCATED: 0.91,
    IdLevel.DOUBTED_EQUAL: 0.85,
    IdLevel.ONE_OFF: 0.8,
    IdLevel.MISSING: MISSING_VALUE,
    IdLevel.DOUBTED_DIFFERENT: 0.4,
    IdLevel.DAMAGED_DIFFERENT: 0.3,
    IdLevel.TRUNCATED_DIFFERENT: 0.2,
    IdLevel.DIFFERENT: 0.1,
    IdLevel.CONFIRMED_DIFFERENT: 0.0,
}
_NAME: dict[IntEnum, float] = {
    NameLevel.EQUAL: 1.0,
    NameLevel.VARIANT: 0.98,
    NameLevel.ALIAS: 0.94,
    NameLevel.HOMOPHONE: 0.9,
    NameLevel.SWAPPED: 0.88,
    NameLevel.LOOKALIKE: 0.86,
    NameLevel.DIALECT: 0.84,
    NameLevel.DROPPED: 0.82,
    NameLevel.UNKNOWN: 0.7,
    NameLevel.MISSING: MISSING_VALUE,
    NameLevel.SURNAME: 0.2,
    NameLevel.DIFFERENT: 0.0,
}
_BIRTH: dict[IntEnum, float] = {
    BirthLevel.SAME: 1.0,
    BirthLevel.CONFIRMED_SAME: 0.95,
    BirthLevel.ONE_OFF: 0.85,
    BirthLevel.LUNAR: 0.8,
    BirthLevel.AGE: 0.75,
    BirthLevel.SAME_YEAR: 0.65,
    BirthLevel.AGE_NEAR: 0.6,
    BirthLevel.MISSING: MISSING_VALUE,
    BirthLevel.CONFIRMED_DIFFERENT: 0.4,
    BirthLevel.NEAR: 0.35,
    BirthLevel.AGE_DIFFERENT: 0.1,
    BirthLevel.DIFFERENT: 0.0,
}
_SAME: dict[IntEnum, float] = {
    SameLevel.SAME: 1.0,
    SameLevel.MISSING: MISSING_VALUE,
    SameLevel.DIFFERENT: 0.0,
}
_HEAD: dict[IntEnum, float] = {
    HeadLevel.SAME: 1.0,
    HeadLevel.HOMOPHONE: 0.9,
    HeadLevel.MISSING: MISSING_VALUE,
    HeadLevel.DIFFERENT: 0.0,
}

#: By comparison, then by level.
VALUES: Mapping[str, Mapping[IntEnum, float]] = MappingProxyType(
    {
        "resident_id": MappingProxyType(_ID),
        "name": MappingProxyType(_NAME),
        "birth": MappingProxyType(_BIRTH),
        "sex": MappingProxyType(_SAME),
        "village": MappingProxyType(_SAME),
        "head": MappingProxyType(_HEAD),
        "account": MappingProxyType(_SAME),
    }
)
