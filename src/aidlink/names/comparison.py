"""Two names compared for a person: the level, the answer, a sentence, and the places that differ."""

from dataclasses import dataclass
from functools import lru_cache

from aidlink.names.forms import read_name
from aidlink.names.levels import NameLevel, Outcome
from aidlink.names.likeness import name_level
from aidlink.names.long_names import long_name_level
from aidlink.names.packed import PackedName, pack_name
from aidlink.names.packing import UNKNOWN, is_long, unpack

_POINTED = (NameLevel.VARIANT, NameLevel.HOMOPHONE, NameLevel.LOOKALIKE, NameLevel.DIALECT, NameLevel.UNKNOWN)


@dataclass(frozen=True, slots=True)
class NameComparison:
    """How two names agree.

    Args:
        level: how they agree.
        outcome: MATCH, CLOSE, NO_MATCH or UNABLE.
        places: the characters that are written differently or cannot be read, first = 1, where both names
            have one length of at most four.
        reason: one Chinese sentence without either name in it.
    """

    level: NameLevel
    outcome: Outcome
    places: tuple[int, ...]
    reason: str


def compare_names(a: str | None, b: str | None) -> NameComparison:
    """Compare two name cells by the compiled rule, or as texts where a name is long or romanised.

    >>> compare_names("张伟", "张玮").reason
    '姓名读音相同，用字不同，可能是同音字写错（第2个字）'
    """
    one, other = _packed(a), _packed(b)
    long = is_long(one.chars) or is_long(other.chars)
    level = long_name_level(a, b) if long else _level(one, other)
    places = _places(one, other) if level in _POINTED and not long else ()
    return NameComparison(level, level.outcome, places, _reason(level, places))


@lru_cache(maxsize=1 << 16)  # whoever compares one name with several reads it once
def _packed(cell: str | None) -> PackedName:
    return pack_name(read_name(cell))


def _level(one: PackedName, other: PackedName) -> NameLevel:
    a = (one.chars, one.written, one.sound, one.dialect, one.shape, one.alias_chars)
    b = (other.chars, other.written, other.sound, other.dialect, other.shape, other.alias_chars)
    return NameLevel(name_level(*a, *b))


def _places(one: PackedName, other: PackedName) -> tuple[int, ...]:
    pairs = zip(unpack(one.written), unpack(other.written), strict=False)
    return tuple(number for number, (x, y) in enumerate(pairs, 1) if x != y or x == UNKNOWN)


def _reason(level: NameLevel, places: tuple[int, ...]) -> str:
    if not places:
        return level.sentence
    return f"{level.sentence}（第{'、'.join(map(str, places))}个字）"
