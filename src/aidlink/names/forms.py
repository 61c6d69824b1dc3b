"""What offices write in a name cell, taken apart: the name, bracket notes, other names, unreadable places.

`read_name` is for the cells that need it; a column's plain names never come here (see `codes`).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from aidlink.buffers import whole_characters
from aidlink.names.places import HIDDEN, Place, pinyin_syllables, read_places, reads_as

_EMPTY = re.compile(
    r"无|无名.*|姓名不详|不详|不明|未知|身份不明|无姓名|空|空白|空缺|暂无|暂缺|缺|没有|未填|未登记|(?:暂)?未[取起命]名|"
    r"待查|待定|待补|待核实?|同上|佚名|某+|N/?A|NULL|NONE|NAN",
    re.IGNORECASE,
)
_OPEN, _CLOSE = r"(\[【{<〔〈《「『", r")\]】}>〕〉》」』"
_BRACKETS = re.compile(rf"[{_OPEN}]([^{_OPEN}{_CLOSE}]*)(?:[{_CLOSE}]|$)")
_STRAY = re.compile(rf"[{_OPEN}{_CLOSE}]")
_OTHER_NAME = r"又名|又叫|又称|曾用名|曾用(?!名)|曾名|原名|别名|亦名|化名|俗名|学名|小名|乳名|也叫"
_ALIAS_WORD = rf"(?:{_OTHER_NAME}):?[为是叫]?"
_ALIAS = re.compile(rf"^{_ALIAS_WORD}(.+)$")
_LATE_ALIAS = re.compile(rf"(?<=..){_ALIAS_WORD}(.+)$")
_DEAD = "已故|已死亡|已去世|已病故|已过世|已亡|已死|死亡|去世|过世|病故|亡故|死|亡|殁|歿"  # in no name
_LATE_DEAD = re.compile(rf"[、,;] ?({_DEAD})$")
_SUFFIX = re.compile(rf"(?:(?<=\S\S)|(?<=\S \S)) ?[-–—,、·]? ?({_DEAD}|先生|女士|同志)$")
_LABEL = re.compile(r"^(?:([^:]{1,6}):(?=.)|(户主|死者|亡者|逝者|姓名|申请人|监护人|代领人) ?(?=..))")
_LIST = re.compile(r"[、,/;:|\\&]")
_NUMBERING = re.compile(r"^\d+[.、)\s]*|\d")


@dataclass(frozen=True, slots=True)
class WrittenName:
    """A cell taken apart.

    Args:
        text: the name as shown, None if there is none.
        places: its characters without dots.
        notes: what stood in brackets, such as 已故 or 户主.
        aliases: other names, cleaned.
        chinese: false for a romanised or foreign name.
    """

    text: str | None
    places: tuple[Place, ...]
    notes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    chinese: bool = True


@lru_cache(maxsize=1 << 16)  # a holder is compared with several names, and each of these with several holders
def read_name(cell: str | None) -> WrittenName:
    """Take one cell apart. Never raises; a cell without a name gives text None.

    >>> read_name("孔　丘（又名：孔子）").aliases
    ('孔子',)
    """
    line = _visible(whole_characters(cell or ""))
    if _EMPTY.fullmatch(line.replace(" ", "")):
        return WrittenName(None, ())
    line, inside = _take_brackets(line)
    line, outside = _take_suffixes(line)
    said = [part for note in (*inside, *outside) for part in _parted(note)]
    aliases = [alias for note in said for alias in _aliases(note)]
    notes = [note for note in said if not _ALIAS.match(note)]
    text, places, chinese = read_places(line)
    return WrittenName(text, places, tuple(notes), tuple(dict.fromkeys(aliases)), chinese)


def _visible(text: str) -> str:
    """Full-width forms to plain ones; zero-width and control characters go, any blank is a space."""
    plain = unicodedata.normalize("NFKC", text.replace("…", "*"))  # what a screen or a bank cut off
    return plain.translate(_tidying()).strip(" '\"`“”‘’")


@cache
def _tidying() -> dict[int, str | None]:
    """What `str.translate` turns blanks into, and controls, zero-width characters and variation selectors."""
    points = (*range(0x3400), *range(0xE000, 0x10000), *range(0xE0000, 0xE0200))
    marks = {point: unicodedata.category(chr(point)) for point in points}
    tidy: dict[int, str | None] = {point: None for point, mark in marks.items() if mark in _INVISIBLE}
    return tidy | {point: " " for point in points if chr(point).isspace()} | str.maketrans(*_RADICALS)


_INVISIBLE = ("Cf", "Cc", "Mn")
# Radicals that PDF copies hold for the characters they are, and that NFKC leaves as they stand.
_RADICALS = (
    "⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰",
    "民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙",
)


def _take_brackets(line: str) -> tuple[str, list[str]]:
    """Remove brackets and what is in them; a bracket that only stands for a character stays in the line."""
    notes: list[str] = []

    def note(match: re.Match[str]) -> str:
        inside = match[1].strip()
        if set(inside) <= HIDDEN or (
            (syllables := pinyin_syllables(inside)) and not reads_as(match.string[: match.start()], syllables)
        ):
            return inside
        if inside:
            notes.append(inside)
        return " "

    for _ in range(2):  # one level of brackets within brackets
        line = _BRACKETS.sub(note, line)
    return _STRAY.sub("", line).strip(), notes


def _take_suffixes(line: str) -> tuple[str, list[str]]:
    notes: list[str] = []
    line = " ".join(line.split())
    if alias := _LATE_ALIAS.search(line):
        notes.append(alias[0])
        line = line[: alias.start()]
    if suffix := _SUFFIX.search(line):
        notes.append(suffix[1])
        line = line[: suffix.start()]
    if label := _LABEL.match(line):
        notes.append(label[1] or label[2])
        line = line[label.end() :]
    first, *others = [part.strip() for part in _LIST.split(_NUMBERING.sub("", line)) if part.strip()] or [""]
    return first, [*notes, *others]


def _parted(note: str) -> Iterator[str]:
    """A note, cut where another name begins in it (已故，又名张四) and where one ends (又名张四，已故)."""
    if late := _LATE_ALIAS.search(note):
        yield note[: late.start()].strip(" ,;、")
        note = late[0]
    if _ALIAS.match(note) and (dead := _LATE_DEAD.search(note)):
        yield dead[1]
        note = note[: dead.start()]
    yield note


def _aliases(note: str) -> Iterator[str]:
    if match := _ALIAS.match(note):
        for part in _LIST.split(match[1]):
            text, _, _ = read_places(_NUMBERING.sub("", part))
            if text and not _EMPTY.fullmatch(text):
                yield text
