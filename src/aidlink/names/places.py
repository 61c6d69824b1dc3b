"""The characters of a name one by one: which can be read, which cannot, and what was written for those."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from aidlink.names.packing import UNKNOWN
from aidlink.names.sounds import HAN_RANGES, han_code_points, toneless
from aidlink.names.tables import SOUND, tables

# Signs that stand for one character that the writer could not or would not write. 〇 is a character too,
# but in rosters it hides one far more often; 囗 is the box drawn by hand; 某 stands for any name.
HIDDEN = frozenset("□☐■▇█▢◻◼○◯●◇◆〇?？*＊_＿×✕✖╳※△▲▽☆★〓�囗某¿∗⁎✱✲✳٭⬜⬛⬤◎◉⊙☒⚪⚫")
# Between the parts of a name; 民委发〔2016〕33号 has U+00B7 for all.
DOTS = frozenset("·・•‧∙⋅.。-–—ꞏᐧᆞ⸱⦁᛫")
DOT = "\u00b7"
_LATIN = r"[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]+"  # without × and ÷
_TOKEN = re.compile(rf"{_LATIN}|.", re.DOTALL)
_CROSSES = frozenset("XxХхΧχ")  # letters that hide a character: Latin, Cyrillic, Greek
_ENOUGH = 2  # Han characters with which a name stands without a stray letter beside it

HAN = frozenset(map(chr, han_code_points()))
_RANGES = "".join(f"{chr(low)}-{chr(high - 1)}" for low, high in HAN_RANGES)
_PLAIN = re.compile(f"(?:(?![〇囗某])[{_RANGES}])+")
# What hides letters of a romanised name, as ranges of a pattern; there _ stands between words.
_HIDING = re.escape("".join(sorted(HIDDEN - {"_"}))) + "\ue000-\uf8ff\U00010000-\U0010ffff"
_LETTERS = re.compile(rf"[{_HIDING}]+|.", re.DOTALL)
_SYMBOLS, _MARKS = ("Sm", "Sc", "So"), frozenset("#@%!")


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
    for before, token, after in zip(["", *tokens], tokens, [*tokens[1:], ""], strict=False):
        found = list(_places(token, han))
        if not found and _is_sign(token) and before in HAN and after in HAN:
            found = [Place(UNKNOWN)]  # a bank's machine that lacks a character prints some sign
        if found or token in DOTS:
            shown.append(DOT if token in DOTS else token)
        places += found
    text = re.sub(f"{DOT}+", DOT, "".join(shown)).strip(DOT)
    return text, tuple(places), True


def _is_unreadable(token: str) -> bool:
    """Whether a token hides a character, or holds one that no table knows: rare, private, half of one."""
    return token in HIDDEN or (
        bool(token)
        and token not in HAN
        and (ord(token[0]) > UNKNOWN or "\u2e80" <= token[0] < "\u3000" or "\ue000" <= token[0] < "\uf900")
    )


def _is_sign(token: str) -> bool:
    return token not in DOTS and (token in _MARKS or unicodedata.category(token[0]) in _SYMBOLS)


def _places(token: str, han: int) -> Iterator[Place]:
    """The places that a token takes in a name with so many Chinese characters; a sign or digit takes none."""
    if token in DOTS:
        return
    if _is_unreadable(token):
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


def reads_as(before: str, syllables: tuple[str, ...]) -> bool:
    """Whether syllables only say how the characters before them are read: 李燊（shen）, but not 韦（wei）.

    One character is no name yet, so what follows it stands for the rest; and one that cannot be read has its
    place already.
    """
    if _is_unreadable(before[-1:]):
        return True
    last = [ord(character) for character in before if character in HAN]
    known, codes = tables().syllables, tables().codes
    spelt = zip(last[-len(syllables) :], syllables, strict=False)
    return len(last) >= max(_ENOUGH, len(syllables)) and all(
        known[syllable] in codes[[SOUND, SOUND + 1], point] for point, syllable in spelt
    )


def _read_foreign(line: str) -> tuple[str | None, tuple[Place, ...], bool]:
    """A name in another script: words separated by one space, compared without case, blanks and signs.

    Signs that hide letters are one unknown place, however many letters they were.
    """
    words = re.sub(rf"[^\w'.{DOT}{_HIDING} -]|[\d_]", " ", line)
    text = " ".join(words.split()).strip(f"{DOT}'.- ")
    tokens: list[str] = _LETTERS.findall(text.upper())
    places = tuple(
        Place(UNKNOWN if _is_unreadable(token[0]) else ord(token))
        for token in tokens
        if _is_unreadable(token[0]) or (token.isalpha() and token not in DOTS)
    )
    letters = {chr(place.code) for place in places if place.code != UNKNOWN}
    if letters <= _CROSSES:
        return None, (), True
    return text, places, False
