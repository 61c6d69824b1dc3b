"""What each column of a statistics ledger is: a key, or a count or amount of one kind of assistance."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from aidlink.extracts.aliases import spellings
from aidlink.findings.rolls import roll_policy

KEYS = ("village", "programme", "month")
MEASURES = ("people", "households", "money")
IGNORED = "ignored"

_TEN_THOUSAND = re.compile(r"万")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column holds.

    Args:
        field: one of `KEYS`, of `MEASURES`, or "ignored".
        programme: the kind of assistance that the column's header names; "" if none.
        scale: how many cents one unit of an amount is.
    """

    field: str
    programme: str = ""
    scale: int = 100


@cache
def _table() -> dict[str, str]:
    """Spelling -> field."""
    text = (files("aidlink") / "data" / "totals_headers.toml").read_text("utf-8")
    return {
        form: field
        for field, headers in tomllib.loads(text).items()
        for header in headers
        for form in spellings(header)
    }


def programme_in(text: str) -> str:
    """The kind of assistance that a text names, "" if none.

    >>> programme_in("农村低保"), programme_in("残疾人两项补贴"), programme_in("2026年10月")
    ('低保', '', '')
    """
    return next((kind for kind, words in roll_policy().programmes.items() if re.search(words, text)), "")


def meaning(parts: tuple[str, ...]) -> Meaning | None:
    """What a column is, from its header texts, the group's first; None if nobody knows.

    >>> meaning(("低保", "金额（万元）"))
    Meaning(field='money', programme='低保', scale=1000000)
    >>> meaning(("低保户数",)).field, meaning(("村委会",)).field, meaning(("备用",))
    ('households', 'village', None)
    """
    if not parts:
        return None
    whole = "".join(parts)
    programme = programme_in(whole)
    scale = 1_000_000 if _TEN_THOUSAND.search(whole) else 100
    for text in (parts[-1], whole):
        field = _field(text, programme)
        if field in MEASURES:
            return Meaning(field, programme or _group(parts), scale if field == "money" else 1)
        if field:
            return Meaning(field)
    return None


def _field(text: str, programme: str) -> str | None:
    """The field of a header, or of what is left of it without the words for the kind of assistance."""
    table = _table()
    forms = list(spellings(text))
    if programme:
        words = roll_policy().programmes[programme]
        forms += [
            re.sub(rf"(?:城镇|城市|城乡|农村)?(?:{words})(?:对象|人员|家庭|供养|津贴|保障)?", "", form)
            for form in forms
        ]
    return next((table[form] for form in forms if form in table), None)


def _group(parts: tuple[str, ...]) -> str:
    """A group header that names assistance in words nobody has a rule for: 残疾人两项补贴 | 人数."""
    group = parts[0].strip() if len(parts) > 1 else ""
    return (
        "" if re.fullmatch(r"(?:合计|总计|小计|\d{4}年.*|.*(?:统计表|统计台账|汇总表).*)?", group) else group
    )


def is_sum(parts: tuple[str, ...]) -> bool:
    """Whether a column adds others up."""
    return len(parts) > 1 and bool(re.fullmatch(r"合计|总计|小计", parts[0].strip()))
