"""One name as packed codes: what `codes` does for a column, for the cells that need reading in full."""

from collections.abc import Sequence
from typing import NamedTuple

from aidlink.names.forms import WrittenName, read_name
from aidlink.names.packing import PLACES, UNKNOWN, pack, pack_long, unpack
from aidlink.names.places import Place
from aidlink.names.scan import fold
from aidlink.names.tables import DIALECT, FOLD, SHAPE, SOUND, tables


class PackedName(NamedTuple):
    """One name's codes, as `NameCodes` holds them in columns."""

    written: int = 0
    chars: int = 0
    sound: int = 0
    dialect: int = 0
    shape: int = 0
    alias_chars: int = 0
    unknown: int = 0
    length: int = 0


def pack_name(name: WrittenName) -> PackedName:
    """The codes of one name that has been read."""
    if name.text is None or all(place.code == UNKNOWN for place in name.places):
        return PackedName()
    unknown = sum(1 << index for index, place in enumerate(name.places[:8]) if place.code == UNKNOWN)
    alias = pack_name(read_name(name.aliases[0])).chars if name.aliases else 0
    length = min(len(name.places), 255)
    if len(name.places) > PLACES or not name.chinese:
        return PackedName(*_pack_long(name), alias, unknown, length)
    written = pack([place.code for place in name.places])
    chars, sound, dialect, shape = fold(written, tables().codes, tables().compounds)
    if unknown:
        sound = _with_syllables(sound, name.places, tables().syllables)
        dialect = _with_syllables(dialect, name.places, tables().dialects)
    return PackedName(written, chars, sound, dialect, shape, alias, unknown, length)


def _with_syllables(packed: int, places: Sequence[Place], classes: dict[str, int]) -> int:
    """Give an unknown place the class of the pinyin that was written for it."""
    codes = [classes.get(p.syllable or "", c) for p, c in zip(places, unpack(packed), strict=True)]
    return pack(codes)


def _pack_long(name: WrittenName) -> tuple[int, int, int, int, int]:
    written = [place.code for place in name.places]
    unknown = UNKNOWN in written
    rows = [tables().codes[row, written].tolist() for row in (FOLD, SOUND, DIALECT, SHAPE)]
    chars, sound, dialect, shape = (pack_long(codes, unknown=unknown) for codes in rows)
    return pack_long(written, unknown=unknown), chars, sound, dialect, shape
