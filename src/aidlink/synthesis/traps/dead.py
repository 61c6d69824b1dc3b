"""The staged deaths as the registers tell them, and certificates that are issued again."""

from collections.abc import Callable

from aidlink.records import Kind
from aidlink.synthesis.addresses import village_name
from aidlink.synthesis.cells import date_texts, nominal_ages
from aidlink.synthesis.people import ymd
from aidlink.synthesis.spoil_ids import excel_tail, fifteen, mistype, swap_neighbours
from aidlink.synthesis.spoil_names import NAME_ERRORS, lose_rare, mask
from aidlink.synthesis.traps.plan import Plan

D, C = Kind.DEATH, Kind.CREMATION

# One function a case: it gets the plan, the row in the death register and in the cremation register
# (-1 where there is none), both of them already written without errors.
Tell = Callable[[Plan, int, int], None]


def plant(plan: Plan) -> None:
    """Tell every staged death of this name."""
    deaths = plan.world.deaths
    for place in (deaths.scenario == plan.name).nonzero()[0].tolist():
        person = int(deaths.person[place]) + 1
        plan.taken.add(person)
        rows = {kind: (plan.register(kind).rows_of(person) or [-1])[0] for kind in (D, C)}
        for kind, row in rows.items():
            if row >= 0:
                plan.rewrite(kind, row)
                _whole(plan, kind, row, place)
        for row in plan.roster.rows_of(person):
            plan.rewrite(Kind.BENEFICIARY, row)
            plan.mark(Kind.BENEFICIARY, row)
        TELL[plan.name](plan, rows[D], rows[C])
        plan.mark(D, *[row for kind, row in rows.items() if kind is D and row >= 0])
        plan.mark(C, *[row for kind, row in rows.items() if kind is C and row >= 0])


def _whole(plan: Plan, kind: Kind, row: int, place: int) -> None:
    """Write birth, village and date of death as they were."""
    register, world = plan.register(kind), plan.world
    person = world.people.take([int(world.deaths.person[place])])
    day = ymd(world.deaths.day[place : place + 1])
    register.put(row, birth_error="", village_error="", village=village_name(int(person.village[0])))
    register.put(row, address=f"遂溪县青埠镇{village_name(int(person.village[0]))}{row % 90 + 1}号")
    if kind is D:
        register.put(row, birth_date=date_texts(person.birth_ymd)[0], death_date=date_texts(day)[0])
    else:
        age = nominal_ages(person.birth_ymd, day)[0]
        register.put(row, age=age, death_date=date_texts(day, "{0}.{1}.{2}")[0])


def _spoil_id(kind: Kind, value: str | None, plan: Plan, row: int, error: str) -> None:
    plan.register(kind).put(row, resident_id=value, id_error=error)


def _same(_plan: Plan, _death: int, _cremation: int) -> None:
    """Nothing more: the plain case."""


def _typo(plan: Plan, death: int, cremation: int) -> None:
    number = plan.register(D)["resident_id"][death]
    _spoil_id(D, mistype(number, plan.rng), plan, death, "digit")
    _spoil_id(C, None, plan, cremation, "missing")


def _swapped(plan: Plan, death: int, _cremation: int) -> None:
    number = plan.register(D)["resident_id"][death]
    _spoil_id(D, swap_neighbours(number, plan.rng), plan, death, "swap")


def _tail(plan: Plan, death: int, _cremation: int) -> None:
    _spoil_id(D, excel_tail(plan.register(D)["resident_id"][death], plan.rng), plan, death, "tail")


def _fifteen(plan: Plan, death: int, _cremation: int) -> None:
    _spoil_id(D, fifteen(plan.register(D)["resident_id"][death], plan.rng), plan, death, "fifteen")


def _floated(plan: Plan, death: int, _cremation: int) -> None:
    person = int(plan.register(D)["person_id"][death])
    for row in plan.roster.rows_of(person):
        number = plan.number(person)
        value = float(number) if number.isdigit() else excel_tail(number, plan.rng)
        plan.roster.put(row, resident_id=value, id_error="floated" if number.isdigit() else "tail")


def _masked(plan: Plan, death: int, _cremation: int) -> None:
    _spoil_id(D, None, plan, death, "missing")
    plan.register(D).put(death, name=mask(plan.register(D)["name"][death]), name_error="masked")


def _no_id(plan: Plan, _death: int, cremation: int) -> None:
    _spoil_id(C, None, plan, cremation, "missing")


def _applicant(plan: Plan, _death: int, cremation: int) -> None:
    register = plan.register(C)
    if register["applicant_id"][cremation] is not None:
        _spoil_id(C, register["applicant_id"][cremation], plan, cremation, "applicant")


def _relative(plan: Plan, death: int, _cremation: int) -> None:
    register = plan.register(D)
    if register["applicant_id"][death] is not None:
        _spoil_id(D, register["applicant_id"][death], plan, death, "relative")


def _conflict(plan: Plan, _death: int, cremation: int) -> None:
    person = int(plan.register(C)["person_id"][cremation])
    place = int((plan.world.deaths.person == person - 1).nonzero()[0][0])
    other = ymd(plan.world.deaths.day[place : place + 1] - 9)
    plan.register(C).put(cremation, death_date=date_texts(other, "{0}.{1}.{2}")[0])


def _reissued(plan: Plan, _death: int, cremation: int) -> None:
    register = plan.register(C)
    old = register["certificate"][cremation]
    month = min(register["first"][cremation] + 1, plan.last_month)
    again = register.copy(
        cremation,
        certificate=f"{old[:-1]}9",
        status="补发",
        cancelled_certificate=old,
        first=month,
        last=month,
    )
    plan.mark(C, again)


def _homophone(plan: Plan, death: int, _cremation: int) -> None:
    name = NAME_ERRORS["homophone"](plan.register(D)["name"][death], plan.rng)
    plan.register(D).put(death, name=name, name_error="homophone")
    _spoil_id(D, None, plan, death, "missing")


def _rare(plan: Plan, death: int, _cremation: int) -> None:
    name = lose_rare(plan.register(D)["name"][death], plan.rng)
    plan.register(D).put(death, name=name, name_error="rare")


def _day_month(plan: Plan, death: int, _cremation: int) -> None:
    register = plan.register(D)
    year, month, day = register["birth_date"][death].split("-")
    if int(day) <= 12:  # noqa: PLR2004 - months in a year
        register.put(death, birth_date=f"{year}-{day}-{month}", birth_error="swapped")
    _spoil_id(D, None, plan, death, "missing")


TELL: dict[str, Tell] = {
    "dead_same_id": _same,
    "dead_typo_id": _typo,
    "dead_swapped_id": _swapped,
    "dead_excel_tail": _tail,
    "dead_fifteen": _fifteen,
    "dead_floated_id": _floated,
    "dead_masked_no_id": _masked,
    "dead_cremation_only_no_id": _no_id,
    "dead_applicant_id": _applicant,
    "dead_relative_id": _relative,
    "dead_conflicting_dates": _conflict,
    "dead_reissued_certificate": _reissued,
    "dead_late_report": _same,
    "dead_homophone_no_id": _homophone,
    "dead_rare_name": _rare,
    "dead_day_month_swapped_no_id": _day_month,
}
