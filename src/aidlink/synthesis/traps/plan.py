"""What a function that plants a special case works on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from aidlink.records import Kind
from aidlink.synthesis.register import Register
from aidlink.synthesis.world import World


@dataclass(slots=True)
class Plan:
    """One special case to plant `count` times in a town's registers.

    `taken` holds the persons who already play in some case: nobody plays in two.
    """

    world: World
    rng: np.random.Generator
    name: str
    count: int
    taken: set[int]

    def register(self, kind: Kind) -> Register:
        """Give one of the town's registers."""
        return self.world.registers[kind]

    @property
    def roster(self) -> Register:
        """The roster."""
        return self.register(Kind.BENEFICIARY)

    @property
    def payments(self) -> Register:
        """The payments."""
        return self.register(Kind.PAYMENT)

    @property
    def last_month(self) -> int:
        """The place of the last month."""
        return self.world.calendar.months - 1

    def mark(self, kind: Kind, *rows: int) -> None:
        """Note that these rows are the case."""
        self.world.traps.extend((self.name, kind, row) for row in rows)

    def pick(self, register: Register, rows: Iterable[int]) -> list[int]:
        """Pick up to `count` of the rows, of different persons who play in no case yet, and take them."""
        chosen: list[int] = []
        for row in self.rng.permutation(np.fromiter(rows, dtype=np.int64)).tolist():
            person = int(register["person_id"][row])
            if len(chosen) < self.count and person not in self.taken:
                self.taken.add(person)
                chosen.append(row)
        return chosen

    def steady(self, **cells: Any) -> list[int]:
        """Give the roster's rows that stand in every month and hold these cells."""
        fits = (self.roster["first"] == 0) & (self.roster["last"] == self.last_month)
        for column, value in cells.items():
            fits &= self.roster[column] == value
        return [int(row) for row in np.flatnonzero(fits)]

    def mates(self, row: int) -> list[int]:
        """Give the roster's other rows of the same household's 低保."""
        roster = self.roster
        same = roster.having("household_id", roster["household_id"][row])
        person = roster["person_id"][row]
        return [
            mate for mate in same if roster["part"][mate] == "low" and roster["person_id"][mate] != person
        ]

    def paid(self, entitlement: int, month: int | None = None) -> list[int]:
        """Give the payment rows of a roster row that a file shows, of one month or of all."""
        months = range(self.world.calendar.months) if month is None else (month,)
        rows = self.payments.having("entitlement", entitlement)
        return [row for row in rows if self.payments["first"][row] in months]

    def number(self, person_id: int) -> str:
        """Give a person's true number."""
        return str(self.world.people.number[person_id - 1])

    def true_name(self, person_id: int) -> str:
        """Give a person's true name."""
        return str(self.world.people.name[person_id - 1])

    def rewrite(self, kind: Kind, row: int) -> None:
        """Write a row's name, number and village again, without any error."""
        register = self.register(kind)
        person = int(register["person_id"][row])
        register.put(
            row, name=self.true_name(person), resident_id=self.number(person), id_error="", name_error=""
        )
