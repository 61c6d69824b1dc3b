"""The table of headers that offices write, from data/headers.toml."""

import difflib
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from aidlink.records import FIELDS, Kind

_NUMBERING = re.compile(r"^[(]?\d{1,2}[)]?[.、)]+(?=\D)")
_NOTHING = re.compile(r"[\s\u200b-\u200f\u2060\ufeff*★☆:;,。\"'“”‘’_\-—.]+")
_BRACKETED = re.compile(r"[(\[【〔<《{][^)\]】〕>》}]*[)\]】〕>》}]")
_BRACKETS = str.maketrans("", "", "()[]【】〔〕<>《》{}、/\\|")
_LIKE_ENOUGH = 0.5
_LONGEST_PERSON = 8
_WHO = ("name", "resident_id")
VAGUE = 1000  # ranks from here on belong to headers that mean their field in one kind only
_COMPOSED = 500  # ranks from here on belong to headers made of whose and what
# Whose ID goes with whose name.
OWNED_ID = {
    "name": "resident_id",
    "head_name": "head_id",
    "account_name": "holder_id",
    "applicant_name": "applicant_id",
}
# What a header may say of the row's person: 死者 + 出生日期.
_OF_THE_PERSON = frozenset(
    ("sex", "birth_date", "age", "address", "death_date", "cremation_date", "death_place", "death_cause")
)


@lru_cache(maxsize=8192)
def spellings(header: str) -> tuple[str, ...]:
    r"""A header's forms for comparison: with its brackets' words, then without them.

    >>> spellings("1.村（居）委会\\n*："), spellings("保障金额(元)")
    (('村居委会', '村委会'), ('保障金额元', '保障金额'))
    """
    plain = _NUMBERING.sub("", unicodedata.normalize("NFKC", header).strip().casefold())
    whole = _NOTHING.sub("", plain.translate(_BRACKETS))
    outside = _NOTHING.sub("", _BRACKETED.sub("", plain).translate(_BRACKETS))
    return tuple(dict.fromkeys(form for form in (whole, outside) if form))


@dataclass(frozen=True, slots=True)
class Aliases:
    """What each spelling means in one kind of register, and what tells that kind.

    Attributes:
        fields: spelling -> (field, rank in the field's list: the smaller, the better the source).
        weights: points towards the kind for each field present.
        headers: words inside a header worth one point each.
        words: words in a file's name, a sheet's name or a title that speak for the kind.
        people: a person as headers call him (死者, 开户人) -> the field of his name.
        others: persons, as group headers call them, that are not the row's.
    """

    fields: dict[str, tuple[str, int]]
    weights: dict[str, int]
    headers: tuple[str, ...]
    words: tuple[str, ...]
    people: dict[str, str]
    others: frozenset[str]

    def find(self, header: str) -> tuple[str, int] | None:
        """The field of a header and its rank, or None."""
        forms = spellings(header)
        for form in forms:
            if found := self.fields.get(form) or self._of_somebody(form):
                another = form != forms[0] and found[0] in _WHO and self._is_anothers(header)
                return None if another else found
        return None

    def _of_somebody(self, form: str) -> tuple[str, int] | None:
        """The field of a header that says whose and what: 死者公民身份号码, 身份证号（开户人）."""
        for length in range(min(len(form) - 1, _LONGEST_PERSON), 0, -1):
            for person, what in ((form[:length], form[length:]), (form[-length:], form[:-length])):
                if (owner := self.people.get(person)) and (field := self._owned(owner, what)):
                    return field, _COMPOSED
            owner, (field, _) = self.people.get(form[:length]), self.fields.get(form[length:], ("", 0))
            if owner == "name" and field in _OF_THE_PERSON:
                return field, _COMPOSED
        return None

    def _owned(self, owner: str, what: str) -> str | None:
        field, _ = self.fields.get(what, ("", 0))
        if field == "name":
            return owner if "名" in what else None
        return OWNED_ID[owner] if field == "resident_id" else None

    def names_another(self, header: str) -> bool:
        """Whether a header speaks of somebody else than the row's person: 监护人身份证号."""
        return any(len(person) > 1 and person in header for person in self.others)

    def _is_anothers(self, header: str) -> bool:
        """Whether a header says in brackets that it is somebody else's: 身份证号（监护人）."""
        plain = unicodedata.normalize("NFKC", header)
        return any(_NOTHING.sub("", text[1:-1]) in self.others for text in _BRACKETED.findall(plain))


@dataclass(frozen=True, slots=True)
class AliasTable:
    """All of data/headers.toml."""

    kinds: dict[Kind, Aliases]
    known: frozenset[str]
    serial: frozenset[str]
    plain_id: frozenset[str]
    group_endings: tuple[str, ...]
    others: tuple[str, ...]

    def is_serial(self, header: str) -> bool:
        """The header of a column that only numbers the rows."""
        return not self.serial.isdisjoint(spellings(header))

    def is_plain_id(self, header: str) -> bool:
        """A header that says ID and not whose."""
        return not self.plain_id.isdisjoint(spellings(header))

    def is_known(self, header: str) -> bool:
        """A header of any field in any kind."""
        return not self.known.isdisjoint(spellings(header)) or _is_composed(header)

    def meanings(self, header: str) -> frozenset[str]:
        """The fields that a header may stand for in some kind; nothing if it is unknown."""
        if self.is_serial(header):
            return frozenset(("",))
        found = (aliases.find(header) for aliases in self.kinds.values())
        return frozenset(field for field, _ in filter(None, found))

    def nearest(self, header: str, kind: Kind) -> tuple[str, str] | None:
        """The most similar known header and its field, or None where none is like it."""
        known = self.kinds[kind].fields
        for form in spellings(header):
            if found := difflib.get_close_matches(form, known, n=1, cutoff=_LIKE_ENOUGH):
                return found[0], known[found[0]][0]
        return None


@lru_cache(maxsize=8192)
def _is_composed(header: str) -> bool:
    return any(aliases.find(header) for aliases in alias_table().kinds.values())


@cache
def alias_table() -> AliasTable:
    """Load the table."""
    text = files("aidlink").joinpath("data", "headers.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    kinds = {kind: _aliases(data, data["kinds"][kind.value]) for kind in Kind}
    return AliasTable(
        kinds=kinds,
        known=frozenset(form for aliases in kinds.values() for form in aliases.fields),
        serial=_forms(data["serial"]),
        plain_id=_forms(data["plain_id"]),
        group_endings=tuple(data["group_endings"]),
        others=tuple(data["others"]),
    )


def _aliases(common: dict[str, Any], kind: dict[str, Any]) -> Aliases:
    """The kind's own aliases are asked first, and are vaguer (日期): the worse source beside a common one.

    Our own names come before both: a table that a program has saved is read as it was.
    """
    fields = {spellings(field)[0]: (field, 0) for field in FIELDS}
    for table, worse in ((kind["fields"], VAGUE), (common["fields"], 0)):
        for field, headers in table.items():
            for rank, header in enumerate(headers, start=worse):
                fields.setdefault(spellings(header)[0], (field, rank))
    people = {
        spellings(person)[0]: field
        for table in (common["people"], kind.get("people", {}))
        for field, persons in table.items()
        for person in persons
    }
    others = frozenset(other for other in common["others"] if people.get(other) != "name")
    return Aliases(fields, kind["weights"], tuple(kind["headers"]), tuple(kind["words"]), people, others)


def _forms(headers: list[str]) -> frozenset[str]:
    return frozenset(form for header in headers for form in spellings(header)[:1])
