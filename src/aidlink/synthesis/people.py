"""The latent people: who there really is, before any register has written anybody down."""

from dataclasses import dataclass, fields, replace
from typing import Any, Self

import numpy as np
import pandas as pd

from aidlink.synthesis import families as roles
from aidlink.synthesis.families import Families, sample_families
from aidlink.synthesis.identifiers import number_people, with_check
from aidlink.synthesis.naming import give_names, pattern_characters
from aidlink.synthesis.tables import Ints, Objects, Weighted, read_table, surnames, weighted

TOWN_SIZE = 36_000
_LOCAL_BRIDES = 0.55  # share of women who married in from within the county
_RESAMPLES = 20


@dataclass(frozen=True, slots=True)
class People:
    """Arrays of one length, one element a person; element i is person_id i + 1 in a town.

    `birth` is days since 1970-01-01; `birth_ymd` yyyymmdd; `shared` the character the family's pattern
    gave; `role` a place in `families`' roles; `village` a number over all towns; `kind` "" or what is
    unusual about the person.
    """

    person_id: Ints
    household: Ints
    role: Ints
    town: Ints
    village: Ints
    lineage: Ints
    generation: Ints
    sex: Ints
    birth: Ints
    birth_ymd: Ints
    name: Objects
    shared: Objects
    number: Objects
    kind: Objects

    def __len__(self) -> int:
        return len(self.person_id)

    def take(self, rows: Any) -> Self:
        """Give the people at these places, in this order."""
        return replace(self, **{field.name: getattr(self, field.name)[rows] for field in fields(self)})

    def join(self, other: Self) -> Self:
        """Put other people after these."""
        both = {
            field.name: np.concatenate([getattr(self, field.name), getattr(other, field.name)])
            for field in fields(self)
        }
        return replace(self, **both)

    def to_pandas(self) -> pd.DataFrame:
        """Give one row a person."""
        return pd.DataFrame({field.name: getattr(self, field.name) for field in fields(self)})


def ymd(days: Ints) -> Ints:
    """Turn days since 1970-01-01 into yyyymmdd."""
    date = days.astype("datetime64[D]")
    month = date.astype("datetime64[M]").astype(np.int64)
    day: Ints = (date - date.astype("datetime64[M]")).astype(np.int64) + 1
    return np.asarray((1970 + month // 12) * 10_000 + (month % 12 + 1) * 100 + day)


def sample_people(rng: np.random.Generator, count: int, today: int, *, town_size: int = TOWN_SIZE) -> People:
    """Sample `count` registered inhabitants of as many towns as they fill, by household."""
    households = max(8, count // 2)
    families = sample_families(rng, households, today)
    house, role = (part[:count] for part in np.nonzero(families.present))
    villages = len(read_table("places")["villages"])
    share = 1 / (np.arange(villages) + 4.0)
    village = np.searchsorted(np.cumsum(share) / share.sum(), rng.random(households)).clip(max=villages - 1)
    place = np.zeros(households, dtype=np.int64)
    place[house] = np.arange(len(house)) // town_size  # a household at the border goes with its last member
    surname, lineage = _house_surnames(rng, place * villages + village)
    return _flatten(rng, families, house, role, (place, village + place * villages, surname, lineage))


def sample_strangers(rng: np.random.Generator, age: Ints, today: int, town: Ints) -> People:
    """Sample people of other towns, each known alone: of these ages in days on `today`, in these towns."""
    count = len(age)
    alone = Families(
        present=np.zeros((count, roles.ROLES), dtype=bool),
        sex=rng.integers(1, 3, (count, roles.ROLES)),
        birth=np.zeros((count, roles.ROLES)),
        twin=np.zeros(count, dtype=bool),
    )
    alone.present[:, roles.HEAD] = True
    alone.birth[:, roles.HEAD] = today - age
    villages = len(read_table("places")["villages"])
    village = town * villages + rng.integers(0, villages, count)
    surname, lineage = _house_surnames(rng, village)
    house, role = np.nonzero(alone.present)
    return _flatten(rng, alone, house, role, (town, village, surname, lineage))


def _house_surnames(rng: np.random.Generator, village: Ints) -> tuple[Objects, Ints]:
    """Give each household a surname and a lineage: two or three surnames fill most of a village."""
    table = surnames()
    # The same village must always have the same clans, so they come from its number and not from `rng`.
    clans = np.stack(
        [table.draw(np.random.default_rng([7, number]), 3) for number in range(village.max() + 1)]
    )
    pick = np.searchsorted([0.45, 0.65, 0.78], rng.random(len(village)))
    surname = np.where(pick < 3, clans[village, pick.clip(max=2)], table.draw(rng, len(village)))  # noqa: PLR2004
    branch = rng.integers(0, 2, len(village))
    return np.asarray(surname, dtype=object), village * 8 + pick * 2 + branch


def _flatten(
    rng: np.random.Generator,
    families: Families,
    house: Ints,
    role: Ints,
    home: tuple[Ints, Ints, Objects, Ints],
) -> People:
    """Make one person of each present role."""
    town, village, lineage = home[0][house], home[1][house], home[3][house]
    sex = families.sex[house, role]
    birth = np.floor(families.birth[house, role]).astype(np.int64)
    birth_ymd = ymd(birth)
    year = birth_ymd // 10_000
    head_year = 1970 + families.birth[house, roles.HEAD] / 365.2425
    generation = np.floor((head_year - 1860 + lineage % 5 * 3) / 26).astype(np.int64) + roles.GENERATION[role]
    married_in = np.isin(role, (roles.SPOUSE, roles.MOTHER, roles.IN_LAW))
    surname = np.where(married_in, surnames().draw(rng, len(house)), home[2][house])
    line = np.where(married_in, rng.integers(0, 5000, len(house)), lineage)
    shared = pattern_characters(rng, line, generation, house * 3 + married_in, sex, year)
    name, rare = give_names(rng, surname, shared, sex, year)
    name = _tell_apart(rng, name, house, (surname, shared, sex, year))
    kind = np.where(rare, "rare", "").astype(object)
    kind[np.char.str_len(surname.astype(str)) > 1] = "compound"
    number = with_check(_bodies(rng, birth_ymd, sex, town, married_in))
    person_id = np.arange(1, len(house) + 1)
    # Households are numbered from 1 without gaps.
    household = np.unique(house, return_inverse=True)[1] + 1
    return People(
        person_id,
        household,
        role,
        town,
        village,
        line,
        generation,
        sex,
        birth,
        birth_ymd,
        name,
        shared,
        number,
        kind,
    )


def _tell_apart(
    rng: np.random.Generator, name: Objects, house: Ints, traits: tuple[Objects, Objects, Ints, Ints]
) -> Objects:
    """Name again whoever has the name of somebody in the same house."""
    for _ in range(_RESAMPLES):
        again = np.flatnonzero(pd.DataFrame({"house": house, "name": name}).duplicated())
        if not len(again):
            break
        surname, shared, sex, year = traits
        name[again], _rare = give_names(rng, surname[again], shared[again], sex[again], year[again])
    return name


def _bodies(rng: np.random.Generator, birth_ymd: Ints, sex: Ints, town: Ints, married_in: Any) -> Ints:
    places = read_table("places")
    far: Weighted = weighted({entry["code"]: entry["weight"] for entry in places["incomers"]})
    county = np.full(len(birth_ymd), places["county_code"], dtype=np.int64)
    incomer = married_in & (rng.random(len(county)) > _LOCAL_BRIDES)
    incomer |= rng.random(len(county)) < 0.01  # noqa: PLR2004 - others who moved in
    county[incomer] = far.draw(rng, int(incomer.sum())).astype(np.int64)
    station = np.where(married_in, rng.integers(0, 990, len(county)), 100 + town * 60 % 880)
    return number_people(county, birth_ymd, sex, station, rng)
