"""How alike two names are when one has more than four characters or is not written in Chinese.

Packed codes of such names are hashes, so their texts are compared: Chinese ones place by place by the rule of
`likeness`, then part by part (阿卜杜拉·买买提, 买买提); romanised ones word by word and letter by letter.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

import jellyfish

from aidlink.names.forms import WrittenName, read_name
from aidlink.names.levels import NameLevel
from aidlink.names.packing import UNKNOWN
from aidlink.names.places import DOT
from aidlink.names.tables import DIALECT, FOLD, SHAPE, SOUND, tables

# A slip in a romanised name: one letter from this many letters on, two from twice as many. In shorter
# names one letter makes another name (LE, LY).
LETTERS_PER_SLIP = 6
MOST_SLIPS = 2


def long_name_level(a: str | None, b: str | None) -> NameLevel:
    """The level of two name cells, compared as texts; the same either way round.

    >>> long_name_level("阿卜杜拉·买买提", "买买提"), long_name_level("Nguyen Thi Hoa", "NGUYEN THI HUA")
    (<NameLevel.DROPPED: 8>, <NameLevel.LOOKALIKE: 4>)
    """
    one, other = read_name(a), read_name(b)
    if not (_is_readable(one) and _is_readable(other)):
        return NameLevel.MISSING
    if one.chinese and other.chinese:
        level = _chinese_level(one, other)
    elif one.chinese or other.chinese:
        chinese, roman = (one, other) if one.chinese else (other, one)
        level = NameLevel.HOMOPHONE if _spells(roman, chinese) else NameLevel.DIFFERENT
    else:
        level = _roman_level(one, other)
    certain = level in (NameLevel.EQUAL, NameLevel.VARIANT)
    return level if certain or not _names(a) & _names(b) else NameLevel.ALIAS


def _is_readable(name: WrittenName) -> bool:
    return any(place.code != UNKNOWN for place in name.places)


@lru_cache(maxsize=1 << 12)  # an institution holds many accounts
def _names(cell: str | None) -> frozenset[tuple[int, ...]]:
    """The name and its first other name as folded characters; one with an unknown place proves nothing."""
    name = read_name(cell)
    readings = [name, *map(read_name, name.aliases[:1])]
    folded = (_codes(reading, FOLD) for reading in readings)
    return frozenset(codes for codes in folded if UNKNOWN not in codes)


def _codes(name: WrittenName, row: int) -> tuple[int, ...]:
    return tuple(tables().codes[row, [place.code for place in name.places]].tolist())


def _chinese_level(one: WrittenName, other: WrittenName) -> NameLevel:
    level = NameLevel.DIFFERENT
    if len(one.places) == len(other.places):
        level = _place_level(one, other)
    if level is not NameLevel.DIFFERENT:
        return level
    parts, others = _parts(one), _parts(other)
    if len(parts) > 1 and sorted(parts) == sorted(others):
        return NameLevel.SWAPPED
    if any(UNKNOWN in part for part in (*parts, *others)):
        return NameLevel.DIFFERENT
    joined, against = _codes(one, FOLD), _codes(other, FOLD)
    dropped = _is_without_one(parts, others) or _is_without_one(joined, against)
    return NameLevel.DROPPED if dropped else NameLevel.DIFFERENT


def _place_level(one: WrittenName, other: WrittenName) -> NameLevel:
    """The rule of `likeness` for two names of one length, over any number of places."""
    hidden = [UNKNOWN in (p.code, q.code) for p, q in zip(one.places, other.places, strict=True)]
    equal = {row: _equal(one, other, row) for row in (FOLD, SOUND, DIALECT, SHAPE)}
    unlike = [i for i, same in enumerate(equal[FOLD]) if not same and not hidden[i]]
    if any(hidden):
        compared = not all(hidden)
        level = NameLevel.UNKNOWN if compared else NameLevel.MISSING
        return NameLevel.DIFFERENT if unlike else level
    if not unlike:
        return NameLevel.EQUAL if one.places == other.places else NameLevel.VARIANT
    if all(equal[SOUND][i] for i in unlike):
        return NameLevel.HOMOPHONE
    if len(unlike) > 1:
        return NameLevel.DIFFERENT
    if equal[SHAPE][unlike[0]]:
        return NameLevel.LOOKALIKE
    return NameLevel.DIALECT if equal[DIALECT][unlike[0]] else NameLevel.DIFFERENT


def _equal(one: WrittenName, other: WrittenName, row: int) -> list[bool]:
    return [x == y for x, y in zip(_codes(one, row), _codes(other, row), strict=True)]


def _parts(name: WrittenName) -> list[tuple[int, ...]]:
    """The parts between dots, as folded characters."""
    return [_codes(read_name(part), FOLD) for part in (name.text or "").split(DOT)]


def _is_without_one(a: Sequence[object], b: Sequence[object]) -> bool:
    """Whether one of two sequences is the other without one element, and is not empty."""
    longer, shorter = (list(a), list(b)) if len(a) > len(b) else (list(b), list(a))
    if len(longer) != len(shorter) + 1 or not shorter:
        return False
    return any(longer[:cut] + longer[cut + 1 :] == shorter for cut in range(len(longer)))


def _words(name: WrittenName) -> list[str]:
    """The words of a romanised name in plain capitals."""
    text = (name.text or "").upper().replace("'", "")
    plain = (chr(tables().codes[FOLD, ord(c)]) if c.isalpha() and ord(c) < UNKNOWN else " " for c in text)
    return "".join(plain).split()


def _roman_level(one: WrittenName, other: WrittenName) -> NameLevel:
    if UNKNOWN in _codes(one, FOLD) or UNKNOWN in _codes(other, FOLD):
        fits = _fits(one, other) or _fits(other, one)
        return NameLevel.UNKNOWN if fits else NameLevel.DIFFERENT
    words, others = _words(one), _words(other)
    joined, against = "".join(words), "".join(others)
    if joined == against:
        return NameLevel.EQUAL if one.places == other.places else NameLevel.VARIANT
    if sorted(words) == sorted(others):
        return NameLevel.SWAPPED
    if min(len(words), len(others)) > 1 and _is_without_one(words, others):
        return NameLevel.DROPPED
    slips = min(min(len(joined), len(against)) // LETTERS_PER_SLIP, MOST_SLIPS)
    distance = jellyfish.damerau_levenshtein_distance(joined, against)
    return NameLevel.LOOKALIKE if distance <= slips else NameLevel.DIFFERENT


def _fits(masked: WrittenName, other: WrittenName) -> bool:
    """Whether a name is another whose hidden letters may be any: JOHN S*** is, of JOHN SMITH."""
    pattern = "".join(".*" if code == UNKNOWN else re.escape(chr(code)) for code in _codes(masked, FOLD))
    return re.fullmatch(pattern, "".join(map(chr, _codes(other, FOLD))), re.DOTALL) is not None


@lru_cache(maxsize=1)
def _syllable_of() -> dict[int, str]:
    return {code: syllable.upper() for syllable, code in tables().syllables.items()}


def _spells(roman: WrittenName, chinese: WrittenName) -> bool:
    """Whether a romanised name is the pinyin of a Chinese one, surname first or last."""
    if UNKNOWN in (codes := _codes(chinese, SOUND)) or UNKNOWN in _codes(roman, FOLD):
        return False
    surname = int(tables().codes[SOUND + 1, chinese.places[0].code])
    syllables = [_syllable_of().get(code, "?") for code in (surname, *codes[1:])]
    turned = [*syllables[1:], syllables[0]]
    return "".join(_words(roman)).replace("Ü", "V") in ("".join(syllables), "".join(turned))
