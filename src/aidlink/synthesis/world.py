"""What there is: a town's latent truth, the registers kept of it, and the special cases planted in them."""

from dataclasses import dataclass

from aidlink.records import Kind
from aidlink.synthesis.calendar import Calendar
from aidlink.synthesis.deaths import Deaths
from aidlink.synthesis.people import People
from aidlink.synthesis.register import Register
from aidlink.synthesis.welfare import Entitlements


@dataclass(slots=True)
class World:
    """A town's truth and its registers.

    `people` holds the town's inhabitants first (the first `inhabitants`), then the county's other dead;
    element i is person_id i + 1. `traps` lists every planted special case: its name, the register's kind,
    and the row's place in that register.
    """

    seed: int
    calendar: Calendar
    inhabitants: int
    people: People
    deaths: Deaths
    entitlements: Entitlements
    registers: dict[Kind, Register]
    traps: list[tuple[str, Kind, int]]
