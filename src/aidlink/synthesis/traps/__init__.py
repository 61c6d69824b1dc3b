"""The special cases: each has a name, and is planted once for so many people and once at least.

A report made from a town can so be asked, case by case, how many were planted and how many were handled.
"""

from collections.abc import Callable

from aidlink.synthesis.scenarios import DOUBLES, EVERY, STAGED, UNUSUAL
from aidlink.synthesis.traps import alive, dead, holders, identity, money
from aidlink.synthesis.traps.plan import Plan

TRAPS: dict[str, tuple[int, Callable[[Plan], None]]] = {
    # staged before the registers were written: their count follows scenarios.EVERY
    **dict.fromkeys(STAGED, (EVERY, dead.plant)),
    **dict.fromkeys(DOUBLES, (EVERY, alive.double)),
    **dict.fromkeys(UNUSUAL, (EVERY, identity.unusual)),
    # poor families of several members are few, so these choose first
    "two_files": (3000, money.two_files),
    "roster_shared_id": (3000, identity.shared_id),
    # the living called dead
    "alive_wrong_death": (3000, alive.wrong_death),
    "alive_cancelled_certificate": (3000, alive.cancelled_certificate),
    "alive_borrowed_id": (3000, alive.borrowed_id),
    # payments that are wrong
    "exclusive_programmes": (2000, money.exclusive),
    "twice": (1500, money.twice),
    "twice_old_id": (3000, money.twice),
    "twice_other_account": (3000, money.twice),
    "one_account": (3000, money.one_account),
    "underpaid": (1500, money.amount),
    "overpaid": (3000, money.amount),
    "unpaid": (1500, money.unpaid),
    "off_roster": (1500, money.off_roster),
    # payments that only look wrong
    "months_two": (1000, money.several_months),
    "months_three": (1500, money.several_months),
    "back_pay": (1000, money.back_pay),
    "reversal": (2000, money.reversal),
    "failed": (1000, money.failed),
    "failed_resent": (1500, money.failed),
    # whose account it is
    "guardian_explained": (3000, holders.explained),
    "guardian_unexplained": (3000, holders.unexplained),
    "head_explained": (1500, holders.explained),
    "head_unexplained": (1500, holders.unexplained),
    "household_explained": (1500, holders.explained),
    "household_unexplained": (1500, holders.unexplained),
    "household_account": (3000, holders.household_account),
    "institution": (1500, holders.institution),
    "stranger": (1500, holders.stranger),
    # the bank's form of one's own name
    "bank_rare": (3000, holders.bank_form),
    "bank_padded": (1500, holders.bank_form),
    "bank_truncated": (3000, holders.bank_form),
    "bank_masked": (3000, holders.bank_form),
    "bank_traditional": (3000, holders.bank_form),
    "bank_homophone": (3000, holders.bank_form),
    "bank_lookalike": (3000, holders.bank_form),
    # unusual rows
    "roster_fifteen": (1500, identity.fifteen_digits),
    "roster_tail": (3000, identity.tail),
    "roster_floated": (1500, identity.floated),
    "roster_ten_apart": (3000, identity.ten_apart),
    "roster_unborn": (3000, identity.unborn),
    "roster_full_width": (3000, identity.full_width),
    "roster_alias": (3000, identity.noted),
    "roster_old_village": (3000, identity.old_village),
    "maiden_household": (1500, identity.maiden_household),
    "centenarian": (3000, identity.centenarian),
    # the last, so that whatever is drawn above stays as it was
    "two_rosters": (3000, money.two_rosters),
}
"""Name: (one for this many people, the function that plants it)."""
