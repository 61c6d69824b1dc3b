"""The characters of a name one by one: which can be read, which cannot, and what was written for those."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from aidlink.names.packing import UNKNOWN
from aidlink.names.sounds import HAN_RANGES, han_code_points, toneless
from aidlink.names.tables import tables

# Signs that stand for one character that the writer could not or would not write. 〇 is a character too,
# but in rosters it hides one far more often; 囗 is the box drawn by hand; 某 stands for any name.
HIDDEN = frozenset("□☐■▇█▢◻◼○◯●◇◆〇?？*＊_＿×✕✖╳※△▲▽☆★〓�囗某¿")
DOTS = frozenset("·・•‧∙⋅.。-–—")  # between the parts of a name; 民委发〔2016〕33号 has U+00B7 for all
DOT = "\u00b7"
_LATIN = r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+"
_TOKEN = re.compile(rf"{_LATIN}|.", re.DOTALL)
_CROSSES = frozenset("XxХхΧχ")  # letters that hide a character: Latin, Cyrillic, Greek
_ENOUGH = 2  # Han characters with which a name stands without a stray letter beside it

HAN = frozenset(map(chr, han_code_points()))
_RANGES = "".join(f"{chr(low)}-{chr(high - 1)}" for low, high in HAN_RANGES)
_PLAIN = re.compile(f"(?:(?![〇囗某])[{_RANGES}])+")


class Place(NamedTuple):
    """One character of a name: its code point, or UNKNOWN with the syllable that was written for it."""

    code: int
    syllable: str | None = None


@cache
def _read(character: str) -> Place:
    """One object a character: a column has thousands of them, and the garbage collector visits each."""
    return Place(ord(character))


def read_places(line: str) -> tuple[str | None, tuple[Place, ...], bool]:
    """The name in a line that holds nothing else: shown text, places, whether it is Chinese."""
    if _PLAIN.fullmatch(line):
        return line, tuple(map(_read, line)), True
    tokens: list[str] = _TOKEN.findall(line)
    if not any(token in HAN and token not in HIDDEN for token in tokens):
        return _read_foreign(line)
    han = sum(token in HAN for token in tokens)
    shown: list[str] = []
    places: list[Place] = []
    for token in tokens:
        found = list(_places(token, han))
        if found or token in DOTS:
            shown.append(DOT if token in DOTS else token)
        places += found
    text = re.sub(f"{DOT}+", DOT, "".join(shown)).strip(DOT)
    return text, tuple(places), True


def _places(token: str, han: int) -> Iterator[Place]:
    """The places that a token takes in a name with so many Chinese characters; a sign or digit takes none."""
    if token in HIDDEN or ord(token[0]) > UNKNOWN or unicodedata.category(token[0]) == "Co":
        yield Place(UNKNOWN)
    elif token in HAN:
        yield _read(token)
    elif set(token) <= _CROSSES:
        yield from [Place(UNKNOWN)] * len(token)
    elif re.fullmatch(_LATIN, token):
        if len(token) > 1 or han < _ENOUGH:  # a single letter tells apart namesakes, like a digit: 张伟A
            yield from (Place(UNKNOWN, syllable) for syllable in pinyin_syllables(token) or (None,))
    elif token.isalpha():
        yield Place(ord(token))


@lru_cache(maxsize=4096)
def pinyin_syllables(letters: str) -> tuple[str, ...]:
    """Letters as at most three pinyin syllables, the first as long as can be; empty if they are none.

    >>> pinyin_syllables("WEI"), pinyin_syllables("Xiaoming"), pinyin_syllables("Smith")
    (('wei',), ('xiao', 'ming'), ())
    """
    known = tables().syllables
    plain = toneless(letters.lower())

    def split(rest: str, most: int) -> tuple[str, ...]:
        if rest in known:
            return (rest,)
        for cut in range(min(6, len(rest) - 1), 0, -1) if most > 1 else ():
            if rest[:cut] in known and (tail := split(rest[cut:], most - 1)):
                return (rest[:cut], *tail)
        return ()

    return split(plain, 3)


def _read_foreign(line: str) -> tuple[str | None, tuple[Place, ...], bool]:
    """A name in another script: words separated by one space, compared without case, blanks and signs."""
    words = re.sub(rf"[^\w'.{DOT} -]|[\d_]", " ", line)
    text = " ".join(words.split()).strip(f"{DOT}'.- ")
    letters = [c for c in text.upper() if c.isalpha() and ord(c) < UNKNOWN]
    if not letters or set(letters) <= _CROSSES:
        return None, (), True
    return text, tuple(Place(ord(c)) for c in letters), False
