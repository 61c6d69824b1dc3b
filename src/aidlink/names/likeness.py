"""How alike two names are: one compiled rule over packed codes, for one pair or for millions.

Places are compared one by one. Two characters at a place are *the same* (equal `chars`), *explained*
(homophones, look-alikes or dialect homophones), *open* (one of them cannot be read; where pinyin was
written for it, only if that sounds like the other), or *different*. For two names of one length:

* all the same: EQUAL, or VARIANT if they are written differently;
* none open, and the rest homophones: HOMOPHONE, however many;
* none open, and one place a look-alike (LOOKALIKE) or dialect homophone (DIALECT): with two such places the
  names belong to two people more often than not;
* some open, the rest the same: UNKNOWN; every place open: MISSING, for nothing was compared;
* the two characters of the given name exchanged: SWAPPED.

And of any length: another name (又名) of one is a name or another name of the other: ALIAS, unless they are
EQUAL or VARIANT; one name is the other without one character: DROPPED; the surname is the same: SURNAME.
Brothers differ in exactly one character, so one unexplained character makes two people: SURNAME.

Names that are only a hash (`packing.is_long`) can be EQUAL, VARIANT, HOMOPHONE, UNKNOWN, ALIAS or DIFFERENT
here; for the rest their texts are needed (`long_names`).
"""

import numpy as np

from aidlink.kernels import inlined, kernel
from aidlink.names.levels import NameLevel
from aidlink.names.packing import LONG, LONG_UNKNOWN, place
from aidlink.names.packing import UNKNOWN as HIDDEN
from aidlink.names.surnames import surnames

MISSING = int(NameLevel.MISSING)
EQUAL = int(NameLevel.EQUAL)
VARIANT = int(NameLevel.VARIANT)
HOMOPHONE = int(NameLevel.HOMOPHONE)
LOOKALIKE = int(NameLevel.LOOKALIKE)
DIALECT = int(NameLevel.DIALECT)
UNKNOWN = int(NameLevel.UNKNOWN)
SWAPPED = int(NameLevel.SWAPPED)
DROPPED = int(NameLevel.DROPPED)
ALIAS = int(NameLevel.ALIAS)
SURNAME = int(NameLevel.SURNAME)
DIFFERENT = int(NameLevel.DIFFERENT)

_ALL = int(np.array(0x8000800080008000, dtype=np.uint64).view(np.int64))  # the top bit of every place
_REST = 0x7FFF7FFF7FFF7FFF  # every bit but those
_FIRST = 0x8000  # the top bit of the surname place
_PLACE = 0xFFFF

_COMPOUNDS = np.array([ord(name[0]) | ord(name[1]) << 16 for name in surnames().compounds], dtype=np.int64)
_BEGINS_COMPOUND = np.zeros(_PLACE + 1, dtype=np.bool_)
_BEGINS_COMPOUND[_COMPOUNDS & _PLACE] = True


@inlined
def zero_places(packed: int) -> int:
    """The top bit of each place that holds 0; no carry runs from one place into the next."""
    return ~(((packed & _REST) + _REST) | packed | _REST)


@kernel
def has_compound_surname(chars: int) -> bool:
    """Whether a name of three or four characters begins with a surname of two."""
    if _BEGINS_COMPOUND[chars & _PLACE] and (chars >> 32) & _PLACE:
        for surname in _COMPOUNDS:
            if chars & 0xFFFFFFFF == surname:
                return True
    return False


@kernel
def _is_readable(chars: int) -> bool:
    return chars != 0 and zero_places(~chars) == 0 and chars & _PLACE != LONG_UNKNOWN


@kernel
def _is_alias(chars_a: int, alias_a: int, chars_b: int, alias_b: int) -> bool:
    """Whether another name of one is a name of the other; one with an unreadable character proves nothing."""
    return (alias_a in (chars_b, alias_b) and _is_readable(alias_a)) or (
        alias_b == chars_a and _is_readable(alias_b)
    )


@kernel
def _is_swapped(chars_a: int, chars_b: int) -> bool:
    """Whether two names of one length have one surname and both given characters, exchanged."""
    first, second, third, fourth = place(chars_a, 0), place(chars_a, 1), place(chars_a, 2), place(chars_a, 3)
    if has_compound_surname(chars_a):
        return first | second << 16 | fourth << 32 | third << 48 == chars_b
    turned = first | third << 16 | second << 32
    return turned == chars_b and not has_compound_surname(chars_b)


@kernel
def _is_dropped(chars_a: int, empty_a: int, chars_b: int, empty_b: int) -> bool:
    """Whether one character taken out of the longer name leaves the shorter, which keeps two or more."""
    gap = empty_a ^ empty_b
    if gap & (gap - 1):
        return False
    longer, shorter = (chars_a, chars_b) if gap & empty_b else (chars_b, chars_a)
    moved = longer >> 16 & 0xFFFFFFFFFFFF
    for cut in range(4):
        kept = (1 << 16 * cut) - 1
        if (longer & kept) | (moved & ~kept) == shorter:
            return shorter >> 16 != 0
    return False


@kernel
def _is_surname(chars_a: int, chars_b: int) -> bool:
    """Whether two names with one readable first character have one surname: 欧阳修 and 欧小修 have not."""
    if place(chars_a, 0) == HIDDEN or place(chars_a, 0) <= LONG_UNKNOWN:
        return False
    if place(chars_a ^ chars_b, 1) == 0:
        return True
    return not (has_compound_surname(chars_a) or has_compound_surname(chars_b))


@kernel
def _long_level(
    chars_a: int, written_a: int, sound_a: int, chars_b: int, written_b: int, sound_b: int
) -> int:
    """The level of two names of which at least one is only a hash, aliases apart."""
    if chars_a == chars_b:
        if chars_a & _PLACE == LONG_UNKNOWN:
            return UNKNOWN
        return EQUAL if written_a == written_b else VARIANT
    if sound_a == sound_b and chars_a & _PLACE == LONG:
        return HOMOPHONE
    return DIFFERENT


@inlined
def _explained_level(other: int, alike: int, lookalike: int, dialect: int) -> int:
    """The level of two readable names of one length that differ in the places of `other`."""
    if other & ~alike == 0:
        return HOMOPHONE
    if other & (other - 1):
        return DIFFERENT
    if other & lookalike:
        return LOOKALIKE
    return DIALECT if other & dialect else DIFFERENT


@inlined
def _open_level(same: int, hidden: int, sounds: int, filled: int) -> int:
    """The level of two names of one length with unreadable places, of which `sounds` may be the other's."""
    if (same | (hidden & sounds)) & filled != filled:
        return DIFFERENT
    return UNKNOWN if same & filled else MISSING


@inlined
def _place_level(
    chars_a: int,
    written_a: int,
    sound_a: int,
    dialect_a: int,
    shape_a: int,
    chars_b: int,
    written_b: int,
    sound_b: int,
    dialect_b: int,
    shape_b: int,
) -> int:
    """The level of two names place by place: DIFFERENT where only other names or surnames can agree."""
    hidden = zero_places(~chars_a) | zero_places(~chars_b)
    same = zero_places(chars_a ^ chars_b) & ~hidden
    if same == _ALL:
        return EQUAL if written_a == written_b else VARIANT
    alike = zero_places(sound_a ^ sound_b)
    dialect = zero_places(dialect_a ^ dialect_b)
    empty_a, empty_b = zero_places(chars_a), zero_places(chars_b)
    if empty_a != empty_b:
        dropped = not hidden and _is_dropped(chars_a, empty_a, chars_b, empty_b)
        return DROPPED if dropped else DIFFERENT
    if hidden:
        silent = zero_places(~sound_a) | zero_places(~sound_b)
        return _open_level(same, hidden, silent | alike | dialect, _ALL & ~empty_a)
    lookalike = zero_places(shape_a ^ shape_b)
    level = DIFFERENT
    if same | alike | lookalike | dialect == _ALL:
        level = _explained_level(_ALL & ~same, alike, lookalike, dialect)
    if level == DIFFERENT and same & _FIRST and _is_swapped(chars_a, chars_b):
        return SWAPPED
    return level


@inlined
def name_level(
    chars_a: int,
    written_a: int,
    sound_a: int,
    dialect_a: int,
    shape_a: int,
    alias_a: int,
    chars_b: int,
    written_b: int,
    sound_b: int,
    dialect_b: int,
    shape_b: int,
    alias_b: int,
) -> int:
    """The `NameLevel` of two names, from the packed codes of `NameCodes`; the same either way round."""
    if chars_a == 0 or chars_b == 0:
        return MISSING
    if chars_a & _PLACE <= LONG_UNKNOWN or chars_b & _PLACE <= LONG_UNKNOWN:
        level = _long_level(chars_a, written_a, sound_a, chars_b, written_b, sound_b)
    else:
        level = _place_level(
            chars_a, written_a, sound_a, dialect_a, shape_a, chars_b, written_b, sound_b, dialect_b, shape_b
        )
    if (
        (alias_a | alias_b)
        and level not in (EQUAL, VARIANT)
        and _is_alias(chars_a, alias_a, chars_b, alias_b)
    ):
        return ALIAS
    if level != DIFFERENT:
        return level
    return SURNAME if place(chars_a ^ chars_b, 0) == 0 and _is_surname(chars_a, chars_b) else DIFFERENT
