"""What each character stands for in the packed codes, as arrays indexed by code point.

Built once a process, on first use, from the tables of `data/`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import chain

import numpy as np
import numpy.typing as npt

from aidlink.names.characters import first_readings, folds, lookalike_classes
from aidlink.names.packing import CLASSES
from aidlink.names.sounds import han_code_points, merge_dialect
from aidlink.names.surnames import surnames

CodeTable = npt.NDArray[np.uint16]

CODE_POINTS = 0x10000

# Rows of `Tables.codes`. A pair of rows is for the other places, then for the surname place.
FOLD, SOUND, DIALECT, SHAPE = 0, 2, 4, 6

DIALECT_GROUPS = 0xF000  # first class of the surname groups, above every class of merged syllables


@dataclass(frozen=True, slots=True)
class Tables:
    """The look-ups.

    Args:
        codes: uint16, shape (8, 65536): the code of a code point, row FOLD the character it is compared as
            and rows SOUND, DIALECT, SHAPE its class; the row below each holds the code at the surname place.
        syllables, dialects: a toneless syllable to its `sound` and its `dialect` class.
        compounds: int64, shape (k, 3): the folded characters of a compound surname with a reading of its
            own in the low 32 bits of the first column; the `sound`, then the `dialect` of both likewise.
    """

    codes: npt.NDArray[np.uint16]
    syllables: dict[str, int]
    dialects: dict[str, int]
    compounds: npt.NDArray[np.int64]


def _numbered(names: Iterable[str]) -> dict[str, int]:
    return {name: CLASSES + number for number, name in enumerate(sorted(set(names)))}


def _fill(row: CodeTable, codes: dict[str, int]) -> None:
    row[[ord(character) for character in codes]] = list(codes.values())


def _classes(first: Iterable[str]) -> tuple[dict[str, int], dict[str, int]]:
    """The `sound` and the `dialect` class of every syllable."""
    facts = surnames()
    pairs = chain(*facts.compound_readings.values())
    special = (*facts.readings.values(), *facts.name_readings.values(), *pairs)
    syllables = _numbered((*first, *special))
    dialects = _numbered(merge_dialect(syllable) for syllable in syllables)
    return syllables, {syllable: dialects[merge_dialect(syllable)] for syllable in syllables}


@cache
def tables() -> Tables:
    """Build the look-ups, once a process."""
    facts = surnames()
    fold = {chr(point): chr(point) for point in han_code_points()} | folds()
    read = first_readings()
    syllables, dialects = _classes(read.values())
    known = read | facts.name_readings
    # a character's own reading before its simplified form's: 乾 is read qian and compared as 干
    readings = {c: known.get(c) or known[new] for c, new in fold.items() if c in known or new in known}
    as_surname = {c: facts.readings[new] for c, new in fold.items() if new in facts.readings}
    shapes = {c: CLASSES + n for n, group in enumerate(lookalike_classes()) for c in group}
    groups = {c: DIALECT_GROUPS + n for n, group in enumerate(facts.dialect_groups) for c in group}

    own = np.arange(CODE_POINTS, dtype=np.uint16)
    _fill(own, {c: ord(new) for c, new in fold.items()})
    codes = np.tile(own, (8, 1))
    _fill(codes[FOLD + 1], {c: ord(facts.aliases[new]) for c, new in fold.items() if new in facts.aliases})
    for first, classes in ((SOUND, syllables), (DIALECT, dialects)):
        _fill(codes[first], {c: classes[reading] for c, reading in readings.items()})
        _fill(codes[first + 1], {c: classes[reading] for c, reading in (readings | as_surname).items()})
    _fill(codes[DIALECT + 1], {c: groups[new] for c, new in fold.items() if new in groups})
    for row in (SHAPE, SHAPE + 1):
        _fill(codes[row], {c: shapes[new] for c, new in fold.items() if new in shapes})
    return Tables(codes, syllables, dialects, _compound_rows(facts.compound_readings, syllables, dialects))


def _compound_rows(
    readings: dict[str, tuple[str, str]], syllables: dict[str, int], dialect_of: dict[str, int]
) -> npt.NDArray[np.int64]:
    rows = [
        (
            ord(name[0]) | ord(name[1]) << 16,
            syllables[first] | syllables[second] << 16,
            dialect_of[first] | dialect_of[second] << 16,
        )
        for name, (first, second) in readings.items()
    ]
    return np.array(rows, dtype=np.int64)
