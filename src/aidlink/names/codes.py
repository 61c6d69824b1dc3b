"""A column of names as packed integers: what blocking joins on and what comparing reads.

Plain names, which nearly all are, are decoded from Arrow's UTF-8 buffers by one compiled loop; a cell with
anything else in it goes through `forms.read_name`, each different cell once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from unicodedata import is_normalized

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from aidlink.buffers import plain_array, string_buffers
from aidlink.names.forms import WrittenName, read_name
from aidlink.names.packed import pack_name
from aidlink.names.packing import LONG, LONG_UNKNOWN, PLACE_MASK
from aidlink.names.places import HIDDEN
from aidlink.names.scan import BLANK, HAN, ODD, PADDED, fold_rows, measure_rows, scan_rows
from aidlink.names.scan import HIDDEN as HIDDEN_KIND
from aidlink.names.sounds import han_code_points
from aidlink.names.tables import CODE_POINTS, tables

Codes = npt.NDArray[np.int64]

# Of words that are no name or stand beside one (无, 不详, 佚名, 同上; 张三亡): such cells are read in full.
_WORDS = "无不未佚空暂待缺没上亡死殁歿"
_BLANKS = " \t\r\n\u00a0\u3000"


@dataclass(frozen=True, slots=True)
class NameCodes:
    """Columns of one length, a row a name; see `packing` for what a packed code holds.

    Args:
        text: string, the name as shown; null if there is none.
        notes: string, bracket notes joined by "；"; null if there are none.
        aliases: list<string>, other names; null if there are none.
        written: int64, the characters as written; tells a variant from an equal name. 0 if missing.
        chars: int64, the characters as compared: simplified, surnames in one form.
        sound: int64, toneless pinyin classes.
        dialect: int64, pinyin classes with n/l, zh/z, ch/c, sh/s and ng/n merged; at the surname place also
            the Cantonese and Leizhou homophones.
        shape: int64, look-alike classes; a character without one stands for itself.
        alias_chars: int64, `chars` of the first other name; 0 if there is none.
        unknown: uint8, bit i set if the character at place i cannot be read (bits 0 to 7).
        length: uint8, characters without dots (letters of a romanised name), at most 255.
    """

    text: pa.Array
    notes: pa.Array
    aliases: pa.Array
    written: Codes
    chars: Codes
    sound: Codes
    dialect: Codes
    shape: Codes
    alias_chars: Codes
    unknown: npt.NDArray[np.uint8]
    length: npt.NDArray[np.uint8]

    @property
    def long(self) -> npt.NDArray[np.bool_]:
        """Which names are only a hash, so that likeness needs their texts (`long_name_level`)."""
        return np.isin(self.chars & PLACE_MASK, (LONG, LONG_UNKNOWN))

    def __len__(self) -> int:
        return len(self.chars)

    def __repr__(self) -> str:
        return f"NameCodes({len(self)} names)"


def encode_names(texts: pa.Array | pa.ChunkedArray) -> NameCodes:
    """Encode a column of raw name cells; nothing raises, a cell without a name is missing.

    Args:
        texts: string, large_string or null type, of any length.
    """
    column = plain_array(texts).cast(pa.string())
    written, states = _scan(column)
    folded = np.zeros((4, len(column)), dtype=np.int64)
    fold_rows(written, tables().codes, tables().compounds, folded)
    unknown, length = np.zeros((2, len(column)), dtype=np.uint8)
    measure_rows(written, unknown, length)
    odd = np.flatnonzero(states == ODD)
    cells = column.take(pa.array(odd)).dictionary_encode()
    names = [read_name(cell) for cell in cells.dictionary.to_pylist()]
    which = cells.indices.to_numpy(zero_copy_only=False)
    numbers = (written, *folded, np.zeros(len(column), dtype=np.int64), unknown, length)
    for target, values in zip(numbers, zip(*map(pack_name, names), strict=True), strict=False):
        target[odd] = np.array(values, dtype=target.dtype)[which]
    row_to_name = np.full(len(column), -1, dtype=np.int64)
    row_to_name[odd] = which
    text, notes, aliases = _texts(column, states, names, row_to_name)
    written, chars, sound, dialect, shape, alias_chars, unknown, length = numbers
    return NameCodes(
        text=text, notes=notes, aliases=aliases, written=written, chars=chars, sound=sound, dialect=dialect,
        shape=shape, alias_chars=alias_chars, unknown=unknown, length=length,
    )  # fmt: skip


@cache
def _kinds() -> npt.NDArray[np.uint8]:
    """What each code point is to the scan."""
    kinds = np.zeros(CODE_POINTS + 1, dtype=np.uint8)
    kinds[list(han_code_points())] = HAN
    kinds[0xE000:0xF900] = HIDDEN_KIND  # private use: a font's own characters
    kinds[[ord(sign) for sign in HIDDEN]] = HIDDEN_KIND
    # full-width signs, radicals, compatibility forms: shown as what they stand for, so not as they are
    dressed = [point for point in np.flatnonzero(kinds).tolist() if not is_normalized("NFKC", chr(point))]
    kinds[dressed] = 0
    kinds[[ord(sign) for sign in _BLANKS]] = BLANK
    kinds[[ord(sign) for sign in _WORDS]] = 0
    return kinds


def _scan(column: pa.Array) -> tuple[Codes, npt.NDArray[np.uint8]]:
    """The characters as written of each plain row, and every row's state."""
    written = np.zeros(len(column), dtype=np.int64)
    states = np.zeros(len(column), dtype=np.uint8)
    scan_rows(*string_buffers(column), _kinds(), written, states)
    return written, states


def _texts(
    column: pa.Array, states: npt.NDArray[np.uint8], names: Sequence[WrittenName], row_to_name: Codes
) -> tuple[pa.Array, pa.Array, pa.Array]:
    """The shown text, notes and other names of every row."""
    which = pa.array(row_to_name, mask=row_to_name < 0)
    text = column
    if (states == PADDED).any():
        padded = pa.array(states == PADDED)
        bare = pc.replace_substring_regex(column.filter(padded), r"[\s\x{a0}\x{3000}]+", "")
        text = pc.replace_with_mask(text, padded, bare)
    if names:
        read = pa.array([name.text for name in names], pa.string()).take(which)
        text = pc.if_else(pa.array(row_to_name >= 0), read, text)
    notes = pa.array(["；".join(name.notes) or None for name in names], pa.string())
    aliases = pa.array([list(name.aliases) or None for name in names], pa.list_(pa.string()))
    return text, notes.take(which), aliases.take(which)
