"""The alphabet of a damaged ID: which character is read as what.

One table of the Basic Multilingual Plane, a small integer each: 0-9 the digit, LETTER + 0..25 the Latin
letter (so X, which ends a number, is LETTER + 23; O and I stay letters here, since an old foreign card may
begin with them, and are read as 0 and 1 where a digit must stand), and the classes below.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

HIDDEN = 10
"""Stands for a character that somebody hid or could not read: * ● ? □ ..."""
POINT = 11
PLUS = 12
SKIP = 13
"""Says nothing wherever it stands: blanks, zero-width characters, hyphens, quotes."""
APART = 14
"""Text beside the number: Chinese characters, brackets, colons, commas."""
LETTER = 16

LETTER_E = LETTER + 4
LETTER_I = LETTER + 8
LETTER_L = LETTER + 11
LETTER_N = LETTER + 13
LETTER_O = LETTER + 14
LETTER_X = LETTER + 23

_LOOK_ALIKES = {
    "X": "×✕✖╳✗✘⨯ⅩⅹХхΧχ",  # multiplication signs and crosses, Roman ten, Cyrillic and Greek
    "O": "ОоΟο〇○◯",
    "I": "|ǀ∣｜ⅠІіıΙι",
}
_HIDDEN = "*＊∗●•■□▇█?？�…"
_POINTS = ".．。"
_SKIPPED = "'’‘`´′\"“”＇＂=＝-－‐‑‒–—―−﹣_＿\u00a0\u00ad\u3000\ufeff"


@cache
def symbol_table() -> npt.NDArray[np.uint8]:
    """The class of each code point below 65536 (uint8); everything not named is APART."""
    table = np.full(0x10000, APART, np.uint8)
    for wide in (0, 0xFEE0):  # ASCII, and its full-width twin
        for digit in range(10):
            table[wide + ord("0") + digit] = digit
        for letter in range(26):
            table[wide + ord("A") + letter] = table[wide + ord("a") + letter] = LETTER + letter
    for letter_text, signs in _LOOK_ALIKES.items():
        table[[ord(sign) for sign in signs]] = LETTER + ord(letter_text) - ord("A")
    table[[ord(sign) for sign in _HIDDEN]] = HIDDEN
    table[[ord(sign) for sign in _POINTS]] = POINT
    table[[ord(sign) for sign in "+＋"]] = PLUS
    table[[ord(sign) for sign in _SKIPPED]] = SKIP
    table[:0x21] = SKIP  # controls, tab, line ends, the blank
    table[0x7F:0xA0] = SKIP
    table[0x2000:0x2010] = SKIP  # widths of blank, zero-width, direction marks
    table[0x2028:0x2030] = SKIP
    table[0x205F:0x2070] = SKIP
    table.flags.writeable = False
    return table
