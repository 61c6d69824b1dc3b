"""Two big registers of one population, in memory and fast: for benchmarks and accuracy at scale."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from aidlink.errors import UsageError
from aidlink.records import Kind
from aidlink.synthesis.build import named_model
from aidlink.synthesis.cells import DEATH_NOTES, ROSTER_NOTES, date_texts, nominal_ages, person_cells
from aidlink.synthesis.error_model import ErrorModel
from aidlink.synthesis.people import People, sample_people
from aidlink.synthesis.register import blanked, column
from aidlink.synthesis.roster import family_numbers, relation_to_head
from aidlink.synthesis.tables import Ints, Objects
from aidlink.synthesis.welfare import housemates

_TODAY = int(np.datetime64("2026-08-01", "D").astype(np.int64))
_NOTES = {Kind.BENEFICIARY: ROSTER_NOTES, Kind.HOUSEHOLD: ("（户主）",)}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two Arrow tables; a row of each is the same person where `person_id` is equal.

    Columns are those of `aidlink.extracts`: sheet, row, canonical fields as text (null where blank),
    `resident_id_numeric`; beside them person_id and the name of each field's error.
    """

    left: pa.Table
    right: pa.Table


def register_pair(
    left_rows: int,
    right_rows: int,
    *,
    overlap: float = 0.5,
    seed: int = 1,
    noise: float = 1.0,
    error_model: str | ErrorModel = "default",
    left: Kind | str = Kind.BENEFICIARY,
    right: Kind | str = Kind.DEATH,
) -> Pair:
    """Make two registers of one population of towns of 36,000, each with its own errors.

    Args:
        left_rows: rows of the left register, all of different people.
        right_rows: rows of the right register, all of different people.
        overlap: the share of the smaller register's people who are in the other too, 0 to 1.
        seed: the source of all chance.
        noise: a factor on every error rate.
        error_model: "default", "harsh", "clean", or a model.
        left: the left register's kind; not payment, whose rows are no people.
        right: the right register's kind.

    Raises:
        UsageError: an argument is out of range.
    """
    kinds = Kind(left), Kind(right)
    if min(left_rows, right_rows) < 1 or not 0 <= overlap <= 1 or Kind.PAYMENT in kinds:
        msg = "register_pair needs rows on both sides, an overlap of 0 to 1, and kinds that list people"
        raise UsageError(msg)
    model = named_model(error_model).scaled(noise)
    chance = [np.random.default_rng([seed, 70 + stream]) for stream in range(4)]
    shared = round(overlap * min(left_rows, right_rows))
    people = sample_people(chance[0], left_rows + right_rows - shared, _TODAY)
    mates = housemates(chance[0], people)
    order = chance[1].permutation(len(people))
    sides = np.sort(order[:left_rows]), np.sort(order[left_rows - shared :])
    tables = [
        _table(rng, kind, people, mates, rows, model)
        for rng, kind, rows in zip(chance[2:], kinds, sides, strict=True)
    ]
    return Pair(*tables)


def _table(
    rng: np.random.Generator, kind: Kind, people: People, mates: Ints, rows: Ints, model: ErrorModel
) -> pa.Table:
    """Write these people down in one register."""
    who = people.take(rows)
    relative = blanked(people.number[mates[rows]], mates[rows] < 0)
    cells = person_cells(rng, who, relative, model.of(kind), _NOTES.get(kind, DEATH_NOTES))
    cells |= _own_fields(rng, kind, who, cells["birth"].astype(np.int64))
    del cells["birth"]
    numeric = cells["id_error"] == "floated"
    for row in np.flatnonzero(numeric):  # a reader shows such a cell's digits
        cells["resident_id"][row] = str(int(cells["resident_id"][row]))
    person_id = pa.array(cells.pop("person_id").astype(np.int64))
    arrays: dict[str, Any] = {
        "sheet": pa.array(np.full(len(rows), kind.label, dtype=object), pa.string()),
        "row": pa.array(np.arange(2, len(rows) + 2, dtype=np.int32)),
        **{name: pa.array(values, pa.string(), from_pandas=True) for name, values in cells.items()},
        "resident_id_numeric": pa.array(numeric.astype(bool)),
        "person_id": person_id,
    }
    return pa.table(arrays)


def _own_fields(rng: np.random.Generator, kind: Kind, who: People, birth: Ints) -> dict[str, Objects]:
    """Give the fields that this kind of register has besides the person's."""
    count = len(who)
    if kind is Kind.CREMATION:
        days = np.full(count, 20260801)
        return {
            "age": blanked(nominal_ages(birth, days).astype(str), birth == 0),
            "cremation_date": column(count, "2026.8.1"),
        }
    born = {"birth_date": date_texts(birth)}
    if kind is Kind.HOUSEHOLD:
        return born | {"household_id": family_numbers(who.household), "relation": relation_to_head(who)}
    if kind is Kind.DEATH:
        days = 20260700 + rng.integers(1, 32, count)
        return born | {"death_date": date_texts(days)}
    return born | {"programme": column(count, "低保")}
