"""How characters are read: toneless Mandarin, and what speakers of the local dialects merge in it."""

import unicodedata
from collections.abc import Iterable

# CJK with extension A; compatibility forms and Kangxi radicals, which PDF copies are full of.
HAN_RANGES = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x2F00, 0x2FE0))
_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))


def han_code_points() -> Iterable[int]:
    """Every code point that counts as a Chinese character."""
    for low, high in HAN_RANGES:
        yield from range(low, high)


def toneless(reading: str) -> str:
    """A syllable without its tone mark, ü written v.

    >>> toneless("lǜ"), toneless("wěi")
    ('lv', 'wei')
    """
    bare = unicodedata.normalize("NFD", reading.replace("ü", "v"))
    umlaut = "".join("v" if mark == "\u0308" else mark for mark in bare).replace("uv", "v")
    return "".join(letter for letter in umlaut if not unicodedata.combining(letter))


def merge_dialect(syllable: str) -> str:
    """The class of a syllable to a speaker who merges n/l, zh/z, ch/c, sh/s and final ng/n.

    >>> merge_dialect("zhang"), merge_dialect("niu"), merge_dialect("shen")
    ('zan', 'liu', 'sen')
    """
    for initial, merged in _INITIALS:
        if syllable.startswith(initial) and len(syllable) > len(initial):
            syllable = merged + syllable[len(initial) :]
            break
    return syllable.removesuffix("g") if syllable.endswith("ng") else syllable
