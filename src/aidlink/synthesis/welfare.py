"""Who is helped: programmes, months on the roster, amounts, and whose account the money goes to."""

from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np

from aidlink.synthesis import families as roles
from aidlink.synthesis.calendar import Calendar
from aidlink.synthesis.people import People
from aidlink.synthesis.tables import Bools, Ints

LOW, DESTITUTE, DISABLED, AGED, ORPHAN, TEMPORARY = range(6)
PROGRAMMES = ("低保", "特困", "残疾补贴", "高龄津贴", "孤儿", "临时救助")
PARTS = ("low", "destitute", "disabled", "aged", "orphan", "temporary")

INSTITUTION, STRANGER = -1, -2
RELATIONS = ("self", "head", "household", "guardian", "institution", "stranger")
"""Whose account it is, seen from the beneficiary."""

_ADULT, _PENSIONER, _AGED = (int(age * 365.2425) for age in (18, 60, 80))


@dataclass(slots=True)
class Entitlements:
    """One element a person helped under a programme (a covered member of a low-income household too).

    `person` and `holder` (of the account; -1 the institution) are places in the people, `programme` in
    `PROGRAMMES`, `relation` in `RELATIONS`; `first` and `last` months on the roster; `yuan` a month;
    `payee` marks the one member of a low-income household in whose name it is paid; `remark` whether the
    roster explains an account that is not the beneficiary's own.
    """

    person: Ints
    programme: Ints
    first: Ints
    last: Ints
    yuan: Ints
    care: Bools
    payee: Bools
    holder: Ints
    relation: Ints
    remark: Bools

    def __len__(self) -> int:
        return len(self.person)

    def take(self, rows: Any) -> Self:
        """Give the entitlements at these places."""
        return type(self)(*(getattr(self, field.name)[rows] for field in fields(self)))


def entitle(rng: np.random.Generator, people: People, calendar: Calendar) -> Entitlements:
    """Pick beneficiaries. A poor town: about one in six is on some roster."""
    person, programme = _choose(rng, people, calendar.first_day(0) - people.birth)
    count = len(person)
    first, last = _months_on_roster(rng, people.household[person], programme, calendar)
    low = programme == LOW
    head = _heads(people)[people.household[person]]
    care = np.zeros(count, dtype=bool)
    care[_pick(rng, programme == DESTITUTE, 0.3)] = True
    found = Entitlements(
        person, programme, first, last, _amounts(rng, people, person, programme), care,
        payee=~low | (person == head), holder=person.copy(), relation=np.zeros(count, dtype=np.int64),
        remark=rng.random(count) < 0.6,  # noqa: PLR2004 - accounts of others that the roster explains
    )  # fmt: skip
    _assign_accounts(rng, people, found, head)
    order = np.lexsort((person, people.household[person], people.village[person], programme))
    return found.take(order)


def _choose(rng: np.random.Generator, people: People, age: Ints) -> tuple[Ints, Ints]:
    """Choose persons and programmes; nobody is on 低保 and 特困, or on 低保 and 孤儿, at once."""
    size = np.bincount(people.household, minlength=int(people.household.max()) + 1)
    alone = size[people.household] == 1
    destitute = _pick(rng, (age >= _PENSIONER) & alone, 0.6)
    poor = np.zeros(len(size), dtype=bool)
    poor[_pick(rng, size > 0, 0.065)] = True
    low_mask = poor[people.household]
    low_mask[destitute] = False
    low = np.flatnonzero(low_mask)
    orphan = _pick(rng, (age < _ADULT) & ~low_mask & ~alone, 0.012, least=6)
    everybody = np.ones(len(people), dtype=bool)
    chosen = (
        low, destitute, _pick(rng, everybody, 0.05), _pick(rng, age >= _AGED, 0.97), orphan,
        _pick(rng, everybody, 0.008),
    )  # fmt: skip
    return np.concatenate(chosen), np.repeat(np.arange(len(chosen)), [len(rows) for rows in chosen])


def _pick(rng: np.random.Generator, fits: Bools, share: float, least: int = 2) -> Ints:
    """Pick a share of the places that fit, some at least, so that even a small town has every programme."""
    places = np.flatnonzero(fits)
    count = min(len(places), max(least, round(share * len(places))))
    return np.sort(rng.choice(places, count, replace=False))


def _months_on_roster(
    rng: np.random.Generator, household: Ints, programme: Ints, calendar: Calendar
) -> tuple[Ints, Ints]:
    """Give first and last months; a low-income household comes and goes as one."""
    count, months = len(household), calendar.months
    unit = np.where(programme == LOW, household, household.max() + 1 + np.arange(count))
    _, unit = np.unique(unit, return_inverse=True)
    joins = rng.integers(1, months + 1, count).clip(max=months - 1)
    first = np.where(rng.random(count) < 0.03, joins, 0)[unit]  # noqa: PLR2004
    leaves = rng.integers(0, months, count)
    last = np.where(rng.random(count) < 0.03, np.maximum(leaves, first), months - 1)[unit]  # noqa: PLR2004
    month = rng.integers(0, months, count)
    once = programme == TEMPORARY
    return np.where(once, month, first), np.where(once, month, np.maximum(first, last))


def _amounts(rng: np.random.Generator, people: People, person: Ints, programme: Ints) -> Ints:
    count = len(person)
    low = 300 + 10 * rng.integers(0, 45, len(people) + 1)[people.household[person]]
    disabled = rng.choice([200, 280, 480], count)
    aged = rng.choice([50, 100], count)
    temporary = 500 * rng.integers(1, 9, count)
    fixed = np.full(count, 1)
    table = np.stack([low, fixed * 1326, disabled, aged, fixed * 1585, temporary])
    return np.asarray(table[programme, np.arange(count)])


def _heads(people: People) -> Ints:
    """Give the place of each household's head (its first member where the head is not registered)."""
    heads = np.zeros(int(people.household.max()) + 1, dtype=np.int64)
    reverse = np.arange(len(people))[::-1]
    heads[people.household[reverse]] = reverse
    return heads


def _assign_accounts(rng: np.random.Generator, people: People, found: Entitlements, head: Ints) -> None:
    """Say whose account each entitlement is paid to: mostly one's own, the head's for a household."""
    count = len(found)
    draw = rng.random(count)
    own = found.person == head
    low, orphan = found.programme == LOW, found.programme == ORPHAN
    to_head = ~own & (low | orphan | (draw < 0.05))  # noqa: PLR2004
    found.holder[to_head] = head[to_head]
    found.relation[to_head] = RELATIONS.index("head")
    found.relation[to_head & orphan] = RELATIONS.index("guardian")
    mate = housemates(rng, people)[found.person]
    kin = ~low & ~orphan & ~to_head & (draw < 0.25) & (mate >= 0)  # noqa: PLR2004
    found.holder[kin] = mate[kin]
    found.relation[kin] = np.where(
        people.role[mate] == roles.HEAD, RELATIONS.index("head"), RELATIONS.index("household")
    )[kin]
    found.holder[found.care] = INSTITUTION
    found.relation[found.care] = RELATIONS.index("institution")


def housemates(rng: np.random.Generator, people: People) -> Ints:
    """Give for each person the place of another member of the household, -1 for those who live alone."""
    order = np.lexsort((rng.random(len(people)), people.household))
    following = np.roll(order, -1)
    same = people.household[order] == people.household[following]
    mates = np.full(len(people), -1, dtype=np.int64)
    mates[order[same]] = following[same]
    # The last of each household takes the one before it.
    before = np.roll(order, 1)
    last = ~same & (people.household[order] == people.household[before])
    mates[order[last]] = before[last]
    return mates
