"""The cells that every register has of a person, spoiled by the register's own error model."""

from typing import Any

import numpy as np

from aidlink.synthesis.error_model import RegisterErrors
from aidlink.synthesis.people import People
from aidlink.synthesis.register import blanked
from aidlink.synthesis.spoil import spoil_births, spoil_ids, spoil_names, spoil_villages
from aidlink.synthesis.tables import Ints, Objects

_SEXES = np.array(["", "男", "女"], dtype=object)

DEATH_NOTES = ("（已故）", "（死亡）", "(已故)", "(注销)")
ROSTER_NOTES = ("（户主）", "(残)", "（代）", "(五保)", "（老人）")


def person_cells(
    rng: np.random.Generator,
    people: People,
    relative: Objects,
    errors: RegisterErrors,
    notes: tuple[str, ...],
) -> dict[str, Objects]:
    """Write people down: name, resident_id, sex, birth (yyyymmdd, 0 missing), village, and the errors."""
    number, id_error = spoil_ids(rng, errors.resident_id, people.number, relative)
    name, name_error = spoil_names(rng, errors.name, errors.rare, people.name, notes)
    birth, birth_error = spoil_births(rng, errors.birth, people.birth)
    village, village_error = spoil_villages(rng, errors.village, people.village)
    sex = np.where(rng.random(len(people)) < errors.sex, 3 - people.sex, people.sex)
    return {
        "person_id": people.person_id.astype(object),
        "name": name,
        "resident_id": number,
        "sex": _SEXES[sex],
        "birth": birth.astype(object),
        "village": village,
        "id_error": id_error,
        "name_error": name_error,
        "birth_error": birth_error,
        "village_error": village_error,
    }


def date_texts(day: Ints, pattern: str = "{0}-{1:02}-{2:02}") -> Objects:
    """Write yyyymmdd integers by a pattern of year, month, day; 0 gives None."""
    unique, place = np.unique(day.astype(np.int64), return_inverse=True)
    texts = [
        pattern.format(one // 10_000, one // 100 % 100, one % 100) if one else None for one in unique.tolist()
    ]
    values: Any = np.array([*texts, None], dtype=object)
    return np.asarray(values[place], dtype=object)


def nominal_ages(birth: Ints | Objects, on: Ints) -> Objects:
    """Give 虚岁 (one at birth, one more each new year) from yyyymmdd birth dates on yyyymmdd days."""
    ages = on // 10_000 - birth.astype(np.int64) // 10_000 + 1
    return blanked(ages, np.asarray(birth == 0, dtype=bool))
