"""Living beneficiaries whom a register calls dead, or who only look like one of the dead."""

from typing import Any

from aidlink.records import Kind
from aidlink.synthesis.addresses import village_name
from aidlink.synthesis.cells import date_texts
from aidlink.synthesis.people import ymd
from aidlink.synthesis.traps.plan import Plan

D = Kind.DEATH


def double(plan: Plan) -> None:
    """Mark the dead strangers who were made to look like somebody living."""
    deaths = plan.world.deaths
    for place in (deaths.scenario == plan.name).nonzero()[0].tolist():
        person = int(deaths.person[place]) + 1
        for kind in (D, Kind.CREMATION):
            for row in plan.register(kind).rows_of(person):
                plan.rewrite(kind, row)
                if plan.name == "double_mask":
                    name = plan.true_name(person)
                    plan.register(kind).put(
                        row,
                        name=f"{name[0]}*{name[2:]}",
                        name_error="masked",
                        resident_id=None,
                        id_error="missing",
                    )
                plan.mark(kind, row)


def _livings(plan: Plan) -> list[int]:
    """Pick roster rows of living people who are paid in every month."""
    dead = set((plan.world.deaths.person + 1).tolist())
    rows = [row for row in plan.steady() if int(plan.roster["person_id"][row]) not in dead and plan.paid(row)]
    return plan.pick(plan.roster, rows)


def _false_death(plan: Plan, row: int, **cells: Any) -> int:
    """Add a death row about the person of a roster row, dated before the last month."""
    register, calendar = plan.register(D), plan.world.calendar
    person = int(plan.roster["person_id"][row])
    who = plan.world.people.take([person - 1])
    month = max(plan.last_month - 1, 0)
    day = calendar.first_day(month) + int(plan.rng.integers(0, 20))
    texts = date_texts(ymd(who.birth * 0 + day))
    plan.rewrite(Kind.BENEFICIARY, row)
    died = {
        "person_id": person, "name": who.name[0], "resident_id": who.number[0],
        "sex": "男女"[int(who.sex[0]) - 1],
        "birth_date": date_texts(who.birth_ymd)[0], "death_date": texts[0], "report_date": texts[0],
        "cancel_date": None, "first": month, "last": month, "id_error": "", "name_error": "", "death": -1,
        "village": plan.roster["village"][row], "address": f"遂溪县青埠镇{village_name(int(who.village[0]))}",
        "birth_error": "", "village_error": "",
    }  # fmt: skip
    return register.copy(int(plan.rng.integers(len(register))), **(died | cells))


def wrong_death(plan: Plan) -> None:
    """Register a living person as dead; a visit and a withdrawal afterwards prove the opposite."""
    calendar = plan.world.calendar
    for row in _livings(plan):
        plan.mark(D, _false_death(plan, row))
        visit = ymd(plan.world.people.birth[:1] * 0 + calendar.end - 3)
        plan.roster.put(row, visit_date=date_texts(visit)[0])
        for paid in plan.paid(row, plan.last_month):
            plan.payments.put(paid, withdraw_date=date_texts(visit, "{0}{1:02}{2:02}")[0])
        plan.mark(Kind.BENEFICIARY, row)


def cancelled_certificate(plan: Plan) -> None:
    """Cancel a certificate that was issued for a living person."""
    for row in _livings(plan):
        plan.mark(D, _false_death(plan, row, status="作废", remark="误报，已撤销"))
        plan.mark(Kind.BENEFICIARY, row)


def borrowed_id(plan: Plan) -> None:
    """Register a stranger's death under a living beneficiary's number: equal numbers, other name."""
    register = plan.register(D)
    strangers = [row for row in range(len(register)) if register["person_id"][row] > plan.world.inhabitants]
    for row in _livings(plan):
        plan.rewrite(Kind.BENEFICIARY, row)
        death = strangers[int(plan.rng.integers(len(strangers)))]
        register.put(death, resident_id=plan.number(int(plan.roster["person_id"][row])), id_error="other")
        plan.mark(D, death)
        plan.mark(Kind.BENEFICIARY, row)
