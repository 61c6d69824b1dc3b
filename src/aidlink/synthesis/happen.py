"""What really happens in the town and around it: entitlements, deaths, and who is mistaken for whom."""

import numpy as np

from aidlink.synthesis.calendar import Calendar
from aidlink.synthesis.deaths import Deaths, death_days, join, pick_dead, record_deaths, strangers_ages
from aidlink.synthesis.error_model import ErrorModel
from aidlink.synthesis.people import People, sample_people, sample_strangers
from aidlink.synthesis.scenarios import choose_doubles, choose_unusual, stage_deaths
from aidlink.synthesis.spoil_names import surname_length
from aidlink.synthesis.tables import Ints
from aidlink.synthesis.welfare import Entitlements, entitle, housemates
from aidlink.synthesis.world import World

_COUNTY_TOWNS = 15
_GENERATION = 27 * 365  # days between a dead stranger and the child who reports the death


def happen(seed: int, count: int, calendar: Calendar, model: ErrorModel) -> tuple[World, People]:
    """Make the town's truth, without registers, and for each person a relative taken for them by mistake."""
    chance = [np.random.default_rng([seed, stream]) for stream in range(5)]
    today = calendar.first_day(0)
    locals_ = sample_people(chance[0], count, today, town_size=count)
    found = entitle(chance[1], locals_, calendar)
    unusual = choose_unusual(chance[2], locals_, found, calendar)
    staged = stage_deaths(chance[2], locals_, found, calendar, set(unusual.values()))
    natural = _natural_deaths(chance[3], locals_, staged.person, calendar, model)
    strangers = _strangers(chance[4], locals_, len(natural.person), calendar)
    doubles = choose_doubles(
        chance[2], locals_, found, strangers, set(unusual.values()) | set(staged.person.tolist())
    )
    kin = _kin_of(chance[4], strangers, today)
    people = locals_.join(strangers)
    person = np.arange(count, len(people))
    outside = record_deaths(
        chance[4], person, death_days(chance[4], strangers.birth, calendar), calendar, model.unreported
    )
    for name, place in doubles:
        outside.scenario[place] = name
        outside.report[place] = min(outside.report[place], calendar.end - 1)
    deaths = join(join(natural, staged), outside)
    _remove_from_roster(chance[3], found, join(natural, staged), calendar, model.overlooked)
    mates = housemates(chance[3], locals_)
    relative = locals_.take(np.where(mates >= 0, mates, np.arange(count))).join(kin)
    return World(seed, calendar, count, people, deaths, found, {}, []), relative


def _natural_deaths(
    rng: np.random.Generator, people: People, staged: Ints, calendar: Calendar, model: ErrorModel
) -> Deaths:
    dead = pick_dead(rng, people.birth, calendar)
    dead = dead[~np.isin(dead, staged)]
    return record_deaths(rng, dead, death_days(rng, people.birth[dead], calendar), calendar, model.unreported)


def _strangers(rng: np.random.Generator, people: People, deaths: int, calendar: Calendar) -> People:
    """Make the county's other dead; none has a number of the town's."""
    age = strangers_ages(rng, deaths)
    towns = rng.integers(1, _COUNTY_TOWNS, len(age))
    strangers = sample_strangers(rng, age, calendar.first_day(0) - 365, towns)
    strangers = strangers.take(~np.isin(strangers.number.astype(str), people.number.astype(str)))
    strangers.person_id[:] = len(people) + np.arange(1, len(strangers) + 1)
    strangers.household[:] += people.household.max()
    return strangers


def _kin_of(rng: np.random.Generator, dead: People, today: int) -> People:
    """Make the child who reports each stranger's death, who is in no register but as applicant."""
    age = today - dead.birth - _GENERATION
    # Whoever died young is reported by somebody grown up.
    age = np.where(age < _GENERATION, rng.integers(_GENERATION, 2 * _GENERATION, len(age)), age)
    kin = sample_strangers(rng, age, today, dead.town)
    kin.person_id[:] = -1
    kin.name[:] = [
        parent[: surname_length(parent)] + child[surname_length(child) :]
        for parent, child in zip(dead.name, kin.name, strict=True)
    ]
    return kin


def _remove_from_roster(
    rng: np.random.Generator, found: Entitlements, deaths: Deaths, calendar: Calendar, overlooked: float
) -> None:
    """Take the dead off the roster one to three months after; some are overlooked, the staged ones always."""
    month = calendar.month_of(deaths.day) + rng.choice([0, 1, 2], len(deaths.day), p=[0.6, 0.25, 0.15])
    month[(rng.random(len(month)) < overlooked) | (deaths.scenario != "")] = calendar.months
    last = np.full(int(found.person.max()) + 1, calendar.months, dtype=np.int64)
    local = deaths.person < len(last)
    last[deaths.person[local]] = month[local]
    found.last[:] = np.minimum(found.last, last[found.person])
