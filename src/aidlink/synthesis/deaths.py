"""Who died, when, and how the news travels: days of death, registration and cremation."""

from dataclasses import dataclass

import numpy as np

from aidlink.synthesis.calendar import Calendar
from aidlink.synthesis.tables import Bools, Floats, Ints, Objects

YEAR = 365
_COUNTY = 20
"""The county has some twenty times the town's deaths: its registers are full of strangers and namesakes."""


@dataclass(slots=True)
class Deaths:
    """One element a death; days are since 1970-01-01.

    `person` is a place in the people; `report` is the day the death register takes the death up, a day
    after the last month where it never does; `scenario` names the special case it was chosen to play.
    """

    person: Ints
    day: Ints
    report: Ints
    cremated: Bools
    cremation: Ints
    scenario: Objects


def hazard(age_days: Ints) -> Floats:
    """Give the yearly risk of death (Gompertz: 1 % at 60, 6 % at 80, 16 % at 90)."""
    risk: Floats = np.minimum(3e-5 * np.exp(0.095 * age_days / 365.2425), 0.6)
    return risk


def pick_dead(rng: np.random.Generator, birth: Ints, calendar: Calendar) -> Ints:
    """Pick the places of those who die within the year before the first month or within the months."""
    span = (calendar.end - calendar.first_day(0) + YEAR) / YEAR
    age = calendar.first_day(0) - birth
    return np.flatnonzero(rng.random(len(birth)) < 1 - (1 - hazard(age)) ** span)


def death_days(rng: np.random.Generator, birth: Ints, calendar: Calendar) -> Ints:
    """Draw days of death within the year before and the months, not before birth."""
    day = rng.integers(calendar.first_day(0) - YEAR, calendar.end, len(birth))
    return np.asarray(np.maximum(day, birth + 1))


def record_deaths(
    rng: np.random.Generator, person: Ints, day: Ints, calendar: Calendar, unreported: float
) -> Deaths:
    """Let the news of deaths travel.

    Families report a death within a month as the law says, most within three weeks; one in sixteen takes
    months. 85 % are cremated, within four days.
    """
    count = len(person)
    lag = 2 + rng.gamma(1.4, 11.0, count)
    late = rng.random(count) < 1 / 16
    lag[late] += rng.uniform(60, 200, int(late.sum()))
    report = day + lag.astype(np.int64)
    report[rng.random(count) < unreported] = calendar.end
    cremated = rng.random(count) < 0.85  # noqa: PLR2004
    cremation = day + rng.integers(1, 5, count)
    return Deaths(person, day, report, cremated, cremation, np.full(count, "", dtype=object))


def strangers_ages(rng: np.random.Generator, deaths: int) -> Ints:
    """Draw the ages, in days, of the county's dead outside the town."""
    age = np.clip(rng.normal(76, 13, deaths * _COUNTY), 0.5, 104)
    return (age * 365.2425 + rng.integers(0, YEAR, len(age))).astype(np.int64)


def join(first: Deaths, second: Deaths) -> Deaths:
    """Put two lists of deaths together."""
    return Deaths(
        *(
            np.concatenate([getattr(first, name), getattr(second, name)])
            for name in ("person", "day", "report", "cremated", "cremation", "scenario")
        )
    )
