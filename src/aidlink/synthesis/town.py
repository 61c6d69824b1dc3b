"""The town as its users see it: frames of the truth, frames of the registers, and a folder of messy files."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from aidlink.records import Kind
from aidlink.synthesis.build import make_world
from aidlink.synthesis.error_model import ErrorModel
from aidlink.synthesis.people import ymd
from aidlink.synthesis.truth import Truth, tell_truth
from aidlink.synthesis.welfare import PROGRAMMES, RELATIONS
from aidlink.synthesis.world import World
from aidlink.synthesis.writing import Summary, write_world


@dataclass(frozen=True)
class Town:
    """A synthetic town; its frames are made anew from `world` and may be changed freely."""

    world: World

    @property
    def months(self) -> tuple[str, ...]:
        """The months, as "2026-08"."""
        calendar = self.world.calendar
        return tuple(calendar.label(month) for month in range(calendar.months))

    @property
    def persons(self) -> pd.DataFrame:
        """The latent people: the inhabitants, then the county's other dead. `number` is the true ID.

        `shared` is the generation (or sisters') character that the family's pattern gave, "" if none.
        """
        people = self.world.people.to_pandas().drop(columns=["birth", "lineage", "generation"])
        return people.assign(inhabitant=np.arange(len(people)) < self.world.inhabitants)

    @property
    def deaths(self) -> pd.DataFrame:
        """The deaths as they happened: person_id, death_date (yyyymmdd), report_date (0 never), scenario."""
        deaths, end = self.world.deaths, self.world.calendar.end
        return pd.DataFrame(
            {
                "person_id": deaths.person + 1,
                "death_date": ymd(deaths.day),
                "report_date": np.where(deaths.report < end, ymd(deaths.report), 0),
                "cremated": deaths.cremated,
                "scenario": deaths.scenario,
            }
        )

    @property
    def entitlements(self) -> pd.DataFrame:
        """Who is helped before any special case: first and last months are places in `months`."""
        found = self.world.entitlements
        return pd.DataFrame(
            {
                "person_id": found.person + 1,
                "programme": np.array(PROGRAMMES)[found.programme],
                "first": found.first,
                "last": found.last,
                "holder_id": found.holder.clip(min=-1) + 1,
                "account_relation": np.array(RELATIONS)[found.relation],
            }
        )

    def register(self, kind: Kind | str, month: str | None = None) -> pd.DataFrame:
        """Give a register's rows, of one month or of all, as cells of canonical fields with the truth beside.

        Cells are what the files will hold: text, None where blank, numbers where the cell is numeric.
        """
        register = self.world.registers[Kind(kind)]
        frame = register.to_pandas()
        return frame if month is None else frame.iloc[register.shown_in(self.months.index(month))]

    @cached_property
    def truth(self) -> Truth:
        """Who each row of the files is, what a checker should find, and where the special cases are."""
        return tell_truth(self.world)

    def write(self, out: Path | str) -> Summary:
        """Write the month folders and, beside them, `truth/`, into `out`.

        Raises:
            UsageError: `out` already holds such folders.
        """
        return write_world(self.world, {"persons": self.persons, "deaths": self.deaths}, out)


def make_town(
    people: int = 3000,
    months: int = 3,
    seed: int = 1,
    start: str = "2026-08",
    noise: float = 1.0,
    error_model: str | ErrorModel = "default",
) -> Town:
    """Make a synthetic town.

    The same arguments give the same town. The people and what happens to them do not depend on `noise` nor
    on the registers' error rates, so two error models can be compared on one town.

    Args:
        people: registered inhabitants, 400 to 320,000.
        months: months of extracts.
        seed: the source of all chance.
        start: the first month, as "2026-08".
        noise: a factor on every error rate of every register.
        error_model: "default", "harsh", "clean", or a model.

    Raises:
        UsageError: an argument is out of range or names no model.
    """
    return Town(make_world(people, months, seed, start, noise, error_model))


def write_town(
    out: Path | str,
    people: int = 3000,
    months: int = 3,
    seed: int = 1,
    noise: float = 1.0,
    *,
    start: str = "2026-08",
    error_model: str | ErrorModel = "default",
) -> Summary:
    """Make a town (see `make_town`) and write it into the folder `out`.

    Raises:
        UsageError: an argument is out of range, or `out` holds such folders already.
    """
    return make_town(people, months, seed, start, noise, error_model).write(out)
