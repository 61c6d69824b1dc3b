"""Unusual but innocent ways to be written down, on the roster and in the household register."""

from collections.abc import Callable

from aidlink.records import Kind
from aidlink.synthesis.addresses import old_name
from aidlink.synthesis.identifiers import swap_ten_apart
from aidlink.synthesis.spoil_ids import excel_tail, fifteen
from aidlink.synthesis.traps.plan import Plan

B, H = Kind.BENEFICIARY, Kind.HOUSEHOLD


def unusual(plan: Plan) -> None:
    """Mark the rows of people who are unusual in themselves."""
    people = plan.world.people
    for place in (people.kind[: plan.world.inhabitants] == plan.name).nonzero()[0].tolist():
        plan.taken.add(place + 1)
        for kind in (B, Kind.PAYMENT, H):
            rows = plan.register(kind).rows_of(place + 1)
            for row in rows:
                if plan.name.endswith(("id", "card")):
                    plan.register(kind).put(row, resident_id=people.number[place], id_error="")
            plan.mark(kind, *rows)


def _one_cell(plan: Plan, fits: Callable[[str], bool], change: Callable[[str], object], error: str) -> None:
    """Change the number on some roster rows of people whose true number fits."""
    rows = [row for row in plan.steady() if fits(plan.number(int(plan.roster["person_id"][row])))]
    for row in plan.pick(plan.roster, rows):
        plan.rewrite(B, row)
        number = plan.number(int(plan.roster["person_id"][row]))
        plan.roster.put(row, resident_id=change(number), id_error=error)
        plan.mark(B, row)


def fifteen_digits(plan: Plan) -> None:
    """Keep the old number on the roster."""
    _one_cell(plan, lambda number: number[6:8] == "19", lambda number: fifteen(number, plan.rng), "fifteen")


def tail(plan: Plan) -> None:
    """Let Excel cut a number on the roster."""
    _one_cell(plan, str.isdigit, lambda number: excel_tail(number, plan.rng), "tail")


def floated(plan: Plan) -> None:
    """Store a number on the roster in a numeric cell."""
    _one_cell(plan, str.isdigit, float, "floated")


def _ten_apart(number: str) -> int:
    """Give a place in the county code whose digit differs from the one ten further on, or -1."""
    for place in (4, 5):  # with the sequence number; the birth date stays
        if number[place] != number[place + 10]:
            return place
    return -1


def ten_apart(plan: Plan) -> None:
    """Swap two digits ten places apart: the check character still fits."""
    _one_cell(
        plan,
        lambda number: number.isdigit() and _ten_apart(number) >= 0,
        lambda number: swap_ten_apart(number, _ten_apart(number)),
        "swap_ten",
    )


def unborn(plan: Plan) -> None:
    """Write a birth year after the extract's month."""
    _one_cell(plan, str.isdigit, lambda number: f"{number[:6]}2{9}{number[8:]}", "digit")


def full_width(plan: Plan) -> None:
    """Type the number in full-width digits."""
    table = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
    _one_cell(plan, lambda _number: True, lambda number: number.translate(table), "dressed")


def noted(plan: Plan) -> None:
    """Put 又名 behind a name."""
    for row in plan.pick(plan.roster, plan.steady()):
        plan.rewrite(B, row)
        name = plan.roster["name"][row]
        plan.roster.put(row, name=f"{name}（又名{name[0]}{name[-1]}仔）", name_error="alias")
        plan.mark(B, row)


def shared_id(plan: Plan) -> None:
    """Write one person's number for another member of the household: two people, one number."""
    register = plan.roster
    families = [row for row in plan.steady(programme="低保") if plan.mates(row)]
    for row in plan.pick(register, families):
        other = plan.mates(row)[0]
        plan.rewrite(B, row)
        plan.rewrite(B, other)
        register.put(row, resident_id=register["resident_id"][other], id_error="relative")
        plan.mark(B, row, other)


def old_village(plan: Plan) -> None:
    """Use the village's older name."""
    for row in plan.pick(plan.roster, plan.steady()):
        village = int(plan.world.people.village[int(plan.roster["person_id"][row]) - 1])
        plan.roster.put(row, village=old_name(village), village_error="old_name")
        plan.mark(B, row)


def maiden_household(plan: Plan) -> None:
    """List a married woman in her parents' household too."""
    register = plan.register(H)
    wives = [
        int(row)
        for row in ((register["relation"] == "配偶") & (register["last"] == plan.last_month)).nonzero()[0]
    ]
    for row in plan.pick(register, wives):
        surname = register["name"][row][0]
        others = [
            int(one)
            for one in (register["relation"] == "户主").nonzero()[0]
            if register["name"][one].startswith(surname)
        ] or [0]
        home = others[int(plan.rng.integers(len(others)))]
        copied = {name: register[name][home] for name in ("household_id", "head_name", "head_id", "village")}
        plan.mark(
            H,
            row,
            register.copy(row, relation="长女", registration_status="正常", cancel_date=None, **copied),
        )


def centenarian(plan: Plan) -> None:
    """Keep a person born in the 1880s, whose 15-digit number has a sequence of 996 to 999, as living."""
    register = plan.register(H)
    for row in plan.pick(register, range(plan.world.inhabitants)):
        year, month, last = (int(plan.rng.integers(*span)) for span in ((80, 86), (1, 10), (6, 10)))
        number = f"440823{year}0{month}1599{last}"
        birth = f"18{number[6:12]}"
        plan.mark(
            H,
            register.copy(
                row, person_id=0, resident_id=number, birth_date=birth, id_error="", relation="祖父",
                registration_status="正常", cancel_date=None, first=0, last=plan.last_month,
                name=register["head_name"][row][0] + "三公",
            ),
        )  # fmt: skip
