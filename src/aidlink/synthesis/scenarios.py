"""Special cases chosen before any register is written: staged deaths, unusual people, doubles."""

from dataclasses import dataclass

import numpy as np

from aidlink.synthesis.calendar import Calendar
from aidlink.synthesis.deaths import Deaths
from aidlink.synthesis.identifiers import with_check
from aidlink.synthesis.naming import cohort_of
from aidlink.synthesis.people import People, ymd
from aidlink.synthesis.spoil_names import homophones, lookalikes, surname_length
from aidlink.synthesis.tables import Ints, given_characters, rare_characters, read_table
from aidlink.synthesis.welfare import AGED, DESTITUTE, DISABLED, TEMPORARY, Entitlements

EVERY = 3000
"""A town has one of each staged case for this many people, and one at least."""


@dataclass(frozen=True, slots=True)
class Staged:
    """How a staged death reaches the registers."""

    reported: bool = True
    cremated: bool = True
    late: bool = False


STAGED: dict[str, Staged] = {
    "dead_same_id": Staged(),
    "dead_typo_id": Staged(),
    "dead_swapped_id": Staged(cremated=False),
    "dead_excel_tail": Staged(cremated=False),
    "dead_fifteen": Staged(cremated=False),
    "dead_floated_id": Staged(),
    "dead_masked_no_id": Staged(cremated=False),
    "dead_cremation_only_no_id": Staged(reported=False),
    "dead_applicant_id": Staged(reported=False),
    "dead_relative_id": Staged(cremated=False),
    "dead_conflicting_dates": Staged(),
    "dead_reissued_certificate": Staged(),
    "dead_late_report": Staged(late=True, cremated=False),
    "dead_homophone_no_id": Staged(cremated=False),
    "dead_rare_name": Staged(cremated=False),
    "dead_day_month_swapped_no_id": Staged(cremated=False),
}
"""Deaths of people who stay on the roster and are paid, by the case that `traps.dead` makes of each."""

DOUBLES = ("double_same_name", "double_same_name_village", "double_brother", "double_twin", "double_mask")
"""Dead strangers who look like a living beneficiary."""

UNUSUAL = ("permit_id", "pseudo_id", "foreign_card", "minority_name", "foreign_name", "rare_name")


def copies(people: int) -> int:
    """Give how many of each case a town of this size has."""
    return max(1, round(people / EVERY))


def _eligible(found: Entitlements, calendar: Calendar, taken: set[int]) -> Ints:
    """Give persons who are paid in their own name in every month, and have no part in another case."""
    steady = (
        (found.first == 0)
        & (found.last == calendar.months - 1)
        & found.payee
        & (found.programme != TEMPORARY)
    )
    single = np.isin(found.programme, (AGED, DESTITUTE, DISABLED))
    persons = np.unique(found.person[steady & single])
    return persons[~np.isin(persons, list(taken))]


def stage_deaths(
    rng: np.random.Generator, people: People, found: Entitlements, calendar: Calendar, taken: set[int]
) -> Deaths:
    """Let older beneficiaries die in the two months before the first month or before the last."""
    old = _eligible(found, calendar, taken)
    old = old[people.birth[old] < calendar.first_day(0) - 50 * 365]
    household = np.bincount(people.household)
    # Those with a family come first: some cases need a relative.
    order = np.lexsort((rng.random(len(old)), household[people.household[old]] == 1))
    scenario = np.repeat(
        np.array(
            sorted(STAGED, key=lambda name: "relative" not in name and "applicant" not in name), dtype=object
        ),
        copies(len(people)),
    )
    person = old[order][: len(scenario)]
    scenario = scenario[: len(person)]
    latest = max(calendar.first_day(calendar.months - 1), calendar.first_day(0) + 1)
    day = rng.integers(calendar.first_day(0) - 60, latest, len(person))
    late = np.array([STAGED[name].late for name in scenario], dtype=bool)
    day[late] = calendar.first_day(0) - 100
    reported = np.array([STAGED[name].reported for name in scenario], dtype=bool)
    report = np.where(
        late, calendar.end - 10, np.minimum(day + rng.integers(3, 20, len(day)), calendar.end - 1)
    )
    cremated = np.array([STAGED[name].cremated for name in scenario], dtype=bool)
    for row in np.flatnonzero(scenario == "dead_rare_name"):
        name = people.name[person[row]]
        people.name[person[row]] = name[:-1] + rare_characters()[rng.integers(len(rare_characters()))]
    cremation = np.minimum(day + 2, calendar.end - 1)
    return Deaths(person, day, np.where(reported, report, calendar.end), cremated, cremation, scenario)


def choose_unusual(
    rng: np.random.Generator, people: People, found: Entitlements, calendar: Calendar
) -> dict[str, int]:
    """Make some beneficiaries unusual: another kind of number, or a name that systems stumble over."""
    chosen = rng.permutation(_eligible(found, calendar, set()))[: len(UNUSUAL)]
    whole = read_table("characters")["whole"]
    for kind, person in zip(UNUSUAL, chosen.tolist(), strict=False):
        people.kind[person] = kind
        if kind.endswith("name"):
            names = [entry["name"] for entry in whole if entry["kind"] == kind.removesuffix("_name")]
            rare = people.name[person][:-1] + rare_characters()[rng.integers(len(rare_characters()))]
            people.name[person] = names[rng.integers(len(names))] if names else rare
        else:
            people.number[person] = _unusual_number(
                kind, people.number[person], int(people.birth_ymd[person])
            )
    return dict(zip(UNUSUAL, chosen.tolist(), strict=False))


def _unusual_number(kind: str, number: str, birth: int) -> str:
    if kind == "permit_id":
        return str(with_check(np.array([int("810000" + number[6:17])]))[0])
    if kind == "foreign_card":  # 9, province 44, country 704, birth, sequence, check
        return str(with_check(np.array([int(f"944704{birth}{number[14:17]}")]))[0])
    return f"{number[:17]}N"


def choose_doubles(
    rng: np.random.Generator, people: People, found: Entitlements, strangers: People, taken: set[int]
) -> list[tuple[str, int]]:
    """Make dead strangers look like living beneficiaries; gives the case and the stranger's place."""
    old = np.unique(found.person[people.birth[found.person] < ymd_days(1975)])
    old = rng.permutation(old[~np.isin(old, list(taken))])
    doubles = np.repeat(np.array(DOUBLES, dtype=object), copies(len(people)))
    places = rng.permutation(len(strangers))
    chosen = list(zip(doubles.tolist(), old.tolist(), places.tolist(), strict=False))
    used = {*people.number.tolist(), *strangers.number.tolist()}
    for name, person, place in chosen:
        _make_double(rng, name, people.take([person]), strangers, place)
        strangers.number[place] = _free_number(strangers.number[place], used)
    return [(name, place) for name, _, place in chosen]


def ymd_days(year: int) -> int:
    """Give the first day of a year in days since 1970-01-01."""
    return int((np.datetime64(str(year), "D")).astype(np.int64))


def _make_double(rng: np.random.Generator, name: str, living: People, strangers: People, place: int) -> None:
    """Give a dead stranger the living person's name, or a brother's, and what else they share."""
    original = str(living.name[0])
    near = int(rng.integers(-300, 300))
    birth = int(living.birth[0]) + (0 if name == "double_twin" else near)
    strangers.name[place] = (
        _brother(rng, original, int(living.sex[0]), birth) if "same" not in name else original
    )
    if name in ("double_same_name_village", "double_brother", "double_twin", "double_mask"):
        strangers.village[place] = living.village[0]
    strangers.sex[place], strangers.birth[place] = living.sex[0], birth
    date = int(ymd(np.array([birth]))[0])
    strangers.birth_ymd[place] = date
    number = str(living.number[0])
    sequence = (int(number[14:17]) + 2) % 1000 if number[14:17].isdigit() else 100 + int(living.sex[0])
    strangers.number[place] = with_check(np.array([int(f"{number[:6]}{date}{sequence:03d}")]))[0]


def _free_number(number: str, used: set[str]) -> str:
    """Count the sequence number up until nobody else has it, and take it."""
    body = int(number[:17])
    while number in used:
        body += 2 if body % 1000 < 997 else -900  # noqa: PLR2004 - the last odd and even sequence
        number = str(with_check(np.array([body]))[0])
    used.add(number)
    return number


def _brother(rng: np.random.Generator, name: str, sex: int, birth: int) -> str:
    """Give a name that differs in its last character and neither sounds nor looks alike."""
    table = given_characters(sex, int(cohort_of(np.array([1970 + birth // 365]))[0]))
    near = set(name) | set(homophones().get(name[-1], "")) | set(lookalikes().get(name[-1], ""))
    others = [character for character in table.items if character not in near]
    return name[:-1] + str(others[rng.integers(len(others))]) if len(name) > surname_length(name) else name
