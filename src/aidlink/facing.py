"""Two records face to face, for a person to look at: masked, and marked where they agree and differ."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from aidlink.masking import mask_account, mask_id, mask_name, mask_numbers
from aidlink.names.comparison import compare_names
from aidlink.names.forms import read_name
from aidlink.names.levels import NameLevel, Outcome
from aidlink.names.packing import UNKNOWN as HIDDEN

Row = Mapping[str, Any]

#: The columns of a standard table that a pair's picture is made of.
SHOWN = (
    "name_text", "resident_id", "birth_ymd", "birth_low", "birth_high", "sex_code", "village_key",
    "head_name_text", "account_digits",
)  # fmt: skip
LABELS = {
    "resident_id": "身份证号",
    "name": "姓名",
    "birth": "出生",
    "sex": "性别",
    "village": "村",
    "head": "户主",
    "account": "账号",
}
#: How a character stands to the one that it faces.
SAME, ALIKE, OTHER, UNKNOWN, ALONE = "same", "alike", "other", "unknown", ""
UNREADABLE = "□"
_SEXES = {1: "男", 2: "女"}
_MONTH, _YEAR = 100, 10_000


@dataclass(frozen=True, slots=True)
class Mark:
    """A masked character, or a few, and how it stands to the other record's: one of SAME .. ALONE."""

    text: str
    state: str


Marks = tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Facing:
    """One field of two records.

    Args:
        comparison: the comparison that looks at it.
        left: the left record's value, masked, in pieces; empty where it has none.
        right: the right record's, likewise.
    """

    comparison: str
    left: Marks
    right: Marks

    @property
    def label(self) -> str:
        """The field as the office calls it."""
        return LABELS[self.comparison]


def face(left: Row, right: Row, comparisons: Sequence[str]) -> tuple[Facing, ...]:
    """Show two standard records field by field, those that neither has left out."""
    faced = [Facing(name, *_FACES[name](left, right)) for name in comparisons]
    return tuple(each for each in faced if each.left or each.right)


def _names(left: Row, right: Row) -> tuple[Marks, Marks]:
    return _facing_names(left.get("name_text"), right.get("name_text"))


def _heads(left: Row, right: Row) -> tuple[Marks, Marks]:
    return _facing_names(left.get("head_name_text"), right.get("head_name_text"))


def _facing_names(left: str | None, right: str | None) -> tuple[Marks, Marks]:
    """Names character by character; a mark says how the hidden characters stand, not what they are."""
    one, other = _characters(left), _characters(right)
    if not one or not other:
        return _whole(mask_name(left)), _whole(mask_name(right))
    level = compare_names(left, right).level
    if len(one) != len(other):
        state = SAME if level in {NameLevel.EQUAL, NameLevel.VARIANT} else ALONE
        return _marked(one, repeat(state)), _marked(other, repeat(state))
    differing = ALIKE if level.outcome is not Outcome.NO_MATCH else OTHER
    states = [_state(a, b, differing) for a, b in zip(one, other, strict=True)]
    return _marked(one, states), _marked(other, states)


def _characters(name: str | None) -> list[str]:
    """A name's characters, UNREADABLE where one cannot be read; none where they are not one a place."""
    places = read_name(name).places
    if not name or len(places) != len(name):
        return []
    return [
        UNREADABLE if place.code == HIDDEN else character
        for place, character in zip(places, name, strict=True)
    ]


def _state(one: str, other: str, differing: str) -> str:
    if UNREADABLE in {one, other}:
        return UNKNOWN
    return SAME if one == other else differing


def _marked(characters: Sequence[str], states: Iterable[str]) -> Marks:
    masked = mask_name("".join(characters))
    return tuple(
        Mark(UNREADABLE if character == UNREADABLE else shown, state)
        for character, shown, state in zip(characters, masked, states, strict=False)
    )


def _whole(value: str, state: str = ALONE) -> Marks:
    return (Mark(value, state),) if value else ()


def _numbers(left: Row, right: Row) -> tuple[Marks, Marks]:
    return _digits(left.get("resident_id"), right.get("resident_id"), mask_id)


def _accounts(left: Row, right: Row) -> tuple[Marks, Marks]:
    one, other = left.get("account_digits"), right.get("account_digits")
    if one and other:
        state = SAME if one == other else OTHER
        return _whole(mask_account(one), state), _whole(mask_account(other), state)
    return _whole(mask_account(one)), _whole(mask_account(other))


def _digits(left: str | None, right: str | None, mask: Callable[[str], str]) -> tuple[Marks, Marks]:
    """Numbers of one length digit by digit, any others as they are masked."""
    one, other = (left or "").strip().upper(), (right or "").strip().upper()
    shown, faced = mask(one), mask(other)
    if not one or len(one) != len(other) or len(one) != len(shown):
        return _whole(shown), _whole(faced)
    states = [SAME if a == b else OTHER for a, b in zip(one, other, strict=True)]
    return tuple(map(Mark, shown, states)), tuple(map(Mark, faced, states))


def _births(left: Row, right: Row) -> tuple[Marks, Marks]:
    """Years in figures, months and days as stars: the whole date would be the hidden part of the number."""
    one, other = left.get("birth_ymd") or 0, right.get("birth_ymd") or 0
    if not one or not other:
        return _whole(_birth(left)), _whole(_birth(right))
    parts = zip(_date_parts(one), _date_parts(other), strict=True)
    states = [SAME if a == b else OTHER for a, b in parts]
    return tuple(map(Mark, _date_words(one), states)), tuple(map(Mark, _date_words(other), states))


def _birth(row: Row) -> str:
    if ymd := row.get("birth_ymd") or 0:
        return "".join(_date_words(ymd))
    low, high = row.get("birth_low") or 0, row.get("birth_high") or 0
    if not low:
        return ""
    return f"约{low}年" if low == high else f"约{low}至{high}年"


def _date_parts(ymd: int) -> tuple[int, int, int]:
    return ymd // _YEAR, ymd // _MONTH % _MONTH, ymd % _MONTH


def _date_words(ymd: int) -> tuple[str, str, str]:
    return f"{ymd // _YEAR}年", "**月", "**日"


def _sexes(left: Row, right: Row) -> tuple[Marks, Marks]:
    return _equal(*(_SEXES.get(row.get("sex_code") or 0, "") for row in (left, right)))


def _villages(left: Row, right: Row) -> tuple[Marks, Marks]:
    one, other = (mask_numbers(row.get("village_key") or "") for row in (left, right))
    return _equal(one, other)


def _equal(left: str, right: str) -> tuple[Marks, Marks]:
    state = (SAME if left == right else OTHER) if left and right else ALONE
    return _whole(left, state), _whole(right, state)


_FACES = {
    "resident_id": _numbers,
    "name": _names,
    "birth": _births,
    "sex": _sexes,
    "village": _villages,
    "head": _heads,
    "account": _accounts,
}
