"""Accounts of others, and bank forms of one's own name."""

from aidlink.records import Kind
from aidlink.synthesis.spoil_names import NAME_ERRORS, lose_rare, mask, pad, truncate
from aidlink.synthesis.tables import rare_characters
from aidlink.synthesis.traps.plan import Plan

B, P = Kind.BENEFICIARY, Kind.PAYMENT
_EXPLAINED = {"household": "由家属代领，附佐证", "head": "发放至户主账户", "guardian": "监护人账户"}


def _paid(plan: Plan, relation: str) -> list[int]:
    """Pick roster rows that are paid in every month to an account of this relation."""
    rows = plan.steady(account_relation=relation, people=1)
    return plan.pick(plan.roster, [row for row in rows if plan.paid(row)])


def _mark_all(plan: Plan, row: int, remark: str | None) -> None:
    for register, kind, rows in ((plan.roster, B, [row]), (plan.payments, P, plan.paid(row))):
        for one in rows:
            register.put(one, remark=remark)
            plan.mark(kind, one)


def explained(plan: Plan) -> None:
    """Explain an account of the household, the head or a guardian by a remark."""
    relation = plan.name.split("_")[0]
    for row in _paid(plan, relation):
        _mark_all(plan, row, _EXPLAINED[relation])


def unexplained(plan: Plan) -> None:
    """Leave the remark out."""
    relation = plan.name.split("_")[0]
    for row in _paid(plan, relation):
        _mark_all(plan, row, None)


def institution(plan: Plan) -> None:
    """Mark payments to the home that cares for the destitute."""
    for row in _paid(plan, "institution"):
        _mark_all(plan, row, "集中供养")


def stranger(plan: Plan) -> None:
    """Pay into the account of an unrelated person of the town, without a word."""
    people = plan.world.people
    for row in _paid(plan, "self"):
        holder = int(plan.rng.integers(plan.world.inhabitants))
        name = str(people.name[holder])
        cells = {
            "account_name": name, "holder_id": holder + 1, "account_relation": "stranger",
            "account": f"80020000{int(plan.rng.integers(10**7, 10**8))}",
        }  # fmt: skip
        plan.roster.put(row, **cells)
        for paid in plan.paid(row):
            plan.payments.put(paid, name_error="", **cells)
        _mark_all(plan, row, None)


def household_account(plan: Plan) -> None:
    """Mark one account that receives for several members of one household: no duplicate.

    Nothing is changed, so whoever plays in another case may play here too.
    """
    roster = plan.roster
    rows = [
        row for row in plan.steady(account_relation="head") if plan.paid(row) and roster["part"][row] != "low"
    ]
    for row in plan.rng.permutation(rows)[: plan.count].tolist():
        plan.mark(P, *plan.paid(row))


def _bank_name(plan: Plan, name: str) -> tuple[str, str]:
    case = plan.name.removeprefix("bank_")
    if case == "padded":
        return pad(name, plan.rng), "padded"
    if case == "truncated":
        return truncate(name), "truncated"
    if case == "masked":
        return mask(name), "masked"
    if case == "rare":
        return lose_rare(name, plan.rng), "rare"
    return NAME_ERRORS[case](name, plan.rng), case


def bank_form(plan: Plan) -> None:
    """Write the holder's own name in the bank's way, in every month."""
    rows = plan.steady(account_relation="self")
    names = {row: plan.true_name(int(plan.roster["person_id"][row])) for row in rows}
    if plan.name == "bank_rare":
        rows = [row for row in rows if not set(rare_characters()).isdisjoint(names[row])]
        plan.taken -= {int(plan.roster["person_id"][row]) for row in rows}
    rows = [row for row in rows if plan.paid(row) and _bank_name(plan, names[row])[0] != names[row]]
    for row in plan.pick(plan.roster, rows):
        written, error = _bank_name(plan, names[row])
        plan.roster.put(row, name=names[row], name_error="")
        for paid in plan.paid(row):
            plan.payments.put(paid, name=names[row], account_name=written, name_error=error)
            plan.mark(P, paid)
