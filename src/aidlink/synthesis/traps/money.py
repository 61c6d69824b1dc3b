"""Payments that look wrong and are right, and payments that are wrong."""

from typing import Any

from aidlink.records import Kind
from aidlink.synthesis.addresses import town_name, village_stem, villages_of_a_town
from aidlink.synthesis.identifiers import old_number
from aidlink.synthesis.traps.plan import Plan

P = Kind.PAYMENT


def _month(plan: Plan) -> int:
    return int(plan.rng.integers(plan.world.calendar.months))


def _some(plan: Plan, **cells: Any) -> list[int]:
    """Pick roster rows that are paid in every month."""
    return plan.pick(plan.roster, [row for row in plan.steady(**cells) if plan.paid(row)])


def _one_payment(plan: Plan) -> list[int]:
    """Pick some roster rows and give one month's payment of each."""
    return [plan.paid(row, _month(plan))[0] for row in _some(plan)]


def several_months(plan: Plan) -> None:
    """Pay two or three months at once, and nothing in the months before, where there are any."""
    for row in _some(plan):
        last = plan.paid(row, plan.last_month)[0]
        months = 2 if plan.name.endswith("two") else 3
        for month in range(max(0, plan.last_month - months + 1), plan.last_month):
            for skipped in plan.paid(row, month):
                plan.payments.put(skipped, first=-1, last=-1)
        amount = plan.payments["amount"][last] * months
        plan.payments.put(last, months=months, amount=amount, case="several_months")
        plan.mark(P, last)


def back_pay(plan: Plan) -> None:
    """Make good a difference of earlier months in a row of its own."""
    for row in _one_payment(plan):
        extra = plan.payments.copy(row, amount=60, months=1, remark="补发4-6月提标差额", case="back_pay")
        plan.mark(P, extra)


def reversal(plan: Plan) -> None:
    """Pay, take back by a negative amount, and pay again."""
    for row in _one_payment(plan):
        amount = plan.payments["amount"][row]
        back = plan.payments.copy(row, amount=-amount, remark="冲正", feedback="退回", case="reversal")
        again = plan.payments.copy(row, remark="冲正后重发", case="reversal")
        plan.payments.put(row, case="reversal")
        plan.mark(P, row, back, again)


def failed(plan: Plan) -> None:
    """Let a payment fail; where the case says so, send it again in the same month."""
    for row in _one_payment(plan):
        reason = ("失败（户名不符）", "失败：账户已销户", "交易失败")[int(plan.rng.integers(3))]
        plan.payments.put(row, feedback=reason, case="failed")
        plan.mark(P, row)
        if plan.name.endswith("resent"):
            plan.payments.put(row, feedback="失败（户名不符）")
            plan.mark(P, plan.payments.copy(row, feedback="成功", remark="重发", case="failed"))


def twice(plan: Plan) -> None:
    """Pay one person twice in one programme and month; the case says how the second row is written."""
    for row in _one_payment(plan):
        person = int(plan.payments["person_id"][row])
        plan.rewrite(P, row)
        number = plan.number(person)
        cells: dict[str, Any] = {"case": "same_programme", "pair": row + 1}
        if plan.name.endswith("old_id"):
            cells |= {
                "resident_id": old_number(number) if number[6:8] == "19" else number.lower(),
                "id_error": "fifteen",
            }
        if plan.name.endswith("other_account"):
            cells |= {"account": f"80020000{int(plan.rng.integers(10**7, 10**8))}"}
        again = plan.payments.copy(row, **cells)
        plan.payments.put(row, case="same_programme", pair=row + 1)
        plan.mark(P, row, again)


def exclusive(plan: Plan) -> None:
    """Help one person under 低保 and 特困 at once."""
    world = plan.world
    for row in _some(plan, programme="特困"):
        new = plan.roster.copy(row, programme="低保", part="low", care=None, amount=420, people=1)
        plan.mark(Kind.BENEFICIARY, row, new)
        for month in range(world.calendar.months):
            for paid in plan.paid(row, month):
                plan.payments.put(paid, case="exclusive_programmes", pair=row + 1)
                again = plan.payments.copy(paid, programme="低保", amount=420, entitlement=new)
                plan.mark(P, paid, again)


def two_files(plan: Plan) -> None:
    """Keep one poor household under two file numbers, the second in another member's name."""
    roster = plan.roster
    families = [row for row in plan.steady(programme="低保") if plan.mates(row) and plan.paid(row)]
    for row in plan.pick(roster, families):
        others = plan.mates(row)
        number = f"{roster['household_id'][row][:-6]}9{row % 100_000:05d}"
        person = int(roster["person_id"][others[0]])
        account = f"80020000{int(plan.rng.integers(10**7, 10**8))}"
        own = {
            "household_id": number, "head_name": plan.true_name(person), "head_id": plan.number(person),
            "relation": "户主", "account_name": plan.true_name(person), "account": account,
            "holder_id": person, "account_relation": "self", "people": 1,
        }  # fmt: skip
        new = roster.copy(others[0], **own)
        plan.mark(Kind.BENEFICIARY, row, new)
        for paid in plan.paid(row):
            plan.payments.put(paid, case="two_files", pair=row + 1)
            cells = {name: own[name] for name in ("account_name", "account", "holder_id", "account_relation")}
            again = plan.payments.copy(
                paid, person_id=person, name=plan.true_name(person), resident_id=plan.number(person),
                entitlement=new, id_error="", **cells,
            )  # fmt: skip
            plan.mark(P, paid, again)


def two_rosters(plan: Plan) -> None:
    """Let a neighbouring town help somebody too, by its own roster and from its own money."""
    for row in _some(plan, programme="残疾补贴"):
        plan.rewrite(Kind.BENEFICIARY, row)
        place = villages_of_a_town() + int(plan.rng.integers(villages_of_a_town()))
        there = {"town": town_name(place), "village": f"{village_stem(place)}村委会", "part": "neighbour"}
        plan.mark(Kind.BENEFICIARY, row, plan.roster.copy(row, remark=None, **there))


def one_account(plan: Plan) -> None:
    """Pay three people of three households to one account."""
    plan.count *= 3
    rows = _some(plan, account_relation="self", people=1)
    for first in range(0, len(rows) - 2, 3):
        owner = rows[first]
        cells = {name: plan.roster[name][owner] for name in ("account", "bank", "holder_id")}
        name = plan.true_name(int(plan.roster["person_id"][owner]))
        for row in rows[first : first + 3]:
            relation = "self" if row == owner else "stranger"
            plan.roster.put(row, account_name=name, account_relation=relation, **cells)
            plan.mark(Kind.BENEFICIARY, row)
            for paid in plan.paid(row):
                plan.payments.put(
                    paid,
                    account_name=name,
                    name_error="",
                    account_relation=relation,
                    case="one_account",
                    pair=owner + 1,
                    **cells,
                )
                plan.mark(P, paid)


def amount(plan: Plan) -> None:
    """Pay less than the roster says, or more."""
    for row in _one_payment(plan):
        paid = plan.payments["amount"][row]
        less = plan.name == "underpaid"
        plan.payments.put(row, amount=paid - max(10, paid // 5) if less else paid + 100, case=plan.name)
        plan.mark(P, row)


def unpaid(plan: Plan) -> None:
    """Leave somebody on the roster out of one month's payments."""
    for row in _some(plan):
        for paid in plan.paid(row, plan.last_month):
            plan.payments.put(paid, first=-1, last=-1)
        plan.mark(Kind.BENEFICIARY, row)


def off_roster(plan: Plan) -> None:
    """Go on paying somebody who was taken off the roster."""
    rows = [row for row in plan.steady() if len(plan.paid(row)) == plan.world.calendar.months]
    for row in plan.pick(plan.roster, rows):
        plan.roster.put(row, last=max(plan.last_month - 1, 0) if plan.last_month else -1)
        paid = plan.paid(row, plan.last_month)[0]
        plan.payments.put(paid, case="off_roster")
        plan.mark(P, paid)
