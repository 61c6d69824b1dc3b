"""What becomes of a name between the card and the cell.

Homophones come from pypinyin over the generator's own characters, look-alikes from its own short list,
traditional forms from OpenCC: nothing here is shared with the comparisons that are measured on the result.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from aidlink.synthesis.tables import name_characters, rare_characters, read_table

_PLACEHOLDERS = ("□", "?", "？", "*", "●")
_DOTS = ("•", "・", ".", "．", "‧")
_COMPOUND = ("欧阳", "司徒", "上官")
_FULL = 3


@cache
def _converter() -> Any:
    from opencc import OpenCC  # noqa: PLC0415 - heavy, and only the generator needs it

    return OpenCC("s2t")


@cache
def _sound(character: str) -> str:
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - heavy, and only the generator needs it

    return str(lazy_pinyin(character)[0])


@cache
def homophones() -> dict[str, str]:
    """Give each name character's homophones: those used in names, or else any common character."""
    common = "".join(
        bytes((high, low)).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFF)
    )
    named, any_common = _by_sound(name_characters()), _by_sound(common)
    found = {}
    for character in name_characters():
        sound = _sound(character)
        found[character] = named[sound].replace(character, "") or any_common.get(sound, "").replace(
            character, ""
        )
    return found


def _by_sound(characters: str) -> dict[str, str]:
    groups: dict[str, str] = {}
    for character in characters:
        groups[_sound(character)] = groups.get(_sound(character), "") + character
    return groups


@cache
def lookalikes() -> dict[str, str]:
    """Give each character's look-alikes."""
    found: dict[str, str] = {}
    for group in read_table("lookalikes")["groups"]:
        for character in group:
            found[character] = found.get(character, "") + group.replace(character, "")
    return found


def surname_length(name: str) -> int:
    """Give how many characters the surname has."""
    return 2 if name.startswith(_COMPOUND) else 1


def _replace_one(name: str, table: dict[str, str], rng: np.random.Generator) -> str:
    places = [place for place, character in enumerate(name) if table.get(character)]
    # A surname is miswritten far less often than a given name.
    given = [place for place in places if place >= surname_length(name)]
    if given and rng.random() < 0.9:  # noqa: PLR2004
        places = given
    if not places:
        return name
    place = places[rng.integers(len(places))]
    others = table[name[place]]
    return name[:place] + others[rng.integers(len(others))] + name[place + 1 :]


def _homophone(name: str, rng: np.random.Generator) -> str:
    return _replace_one(name, homophones(), rng)


def _lookalike(name: str, rng: np.random.Generator) -> str:
    return _replace_one(name, lookalikes(), rng)


def _traditional(name: str, _rng: np.random.Generator) -> str:
    return str(_converter().convert(name))


def mask(name: str, _rng: np.random.Generator | None = None) -> str:
    """Star out the second character."""
    return f"{name[0]}*{name[2:]}"


def _alias(name: str, rng: np.random.Generator) -> str:
    pool = name_characters()
    nickname = f"{name[0]}{pool[rng.integers(len(pool))]}{name[-1]}"
    ways = (
        f"{name}（又名{nickname}）",
        f"{name}(曾用名:{nickname})",
        f"{name}（{nickname}）",
        f"{name}又名{nickname}",
    )
    return ways[rng.integers(len(ways))]


def _drop(name: str, rng: np.random.Generator) -> str:
    start = surname_length(name)
    if len(name) - start != 2:  # noqa: PLR2004 - only a two-character given name loses one
        return name
    place = start + int(rng.integers(2))
    return name[:place] + name[place + 1 :]


def _swap(name: str, _rng: np.random.Generator) -> str:
    return name[:-2] + name[-1] + name[-2] if len(name) - surname_length(name) == 2 else name  # noqa: PLR2004


def pad(name: str, rng: np.random.Generator) -> str:
    """Put blanks into or after a name."""
    ways = (f"{name[0]}　{name[1:]}", f"{name[0]} {name[1:]}", f"{name}  ", " ".join(name), f"{name}　")
    return ways[rng.integers(len(ways))]


def truncate(name: str, _rng: np.random.Generator | None = None) -> str:
    """Cut the last character off three or more."""
    return name[:-1] if len(name) >= _FULL else name


def lose_rare(name: str, rng: np.random.Generator) -> str:
    """Write a name in a system that lacks its rare character or its middle dot."""
    if "·" in name:
        return name.replace("·", _DOTS[rng.integers(len(_DOTS))])
    lost = next((character for character in name if character in rare_characters()), None)
    if lost is None:
        return name
    if rng.random() < 0.4:  # noqa: PLR2004 - the share of systems that fall back on pinyin
        return name.replace(lost, _sound(lost).upper())
    return name.replace(lost, _PLACEHOLDERS[rng.integers(len(_PLACEHOLDERS))])


NAME_ERRORS: dict[str, Callable[[str, np.random.Generator], str]] = {
    "homophone": _homophone,
    "lookalike": _lookalike,
    "traditional": _traditional,
    "masked": mask,
    "alias": _alias,
    "dropped": _drop,
    "swapped": _swap,
    "padded": pad,
    "truncated": truncate,
}
"""The errors that need nothing but the name; `noted` is in `spoil`."""
