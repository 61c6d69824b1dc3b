"""Which persons live in one household, by any register that says so."""

import numpy as np
import pyarrow as pa

from aidlink.engines import Engine
from aidlink.findings.components import connected

# Each row ties a person to a household: the roster's number, the head's own number, the household register's number.
_TIES = """
WITH known AS (SELECT DISTINCT person, resident_id_key AS key FROM everyone WHERE resident_id_key <> 0)
SELECT DISTINCT person, 'roster/' || coalesce(trim(town), '') || '/' || trim(household_id) AS household FROM roster
WHERE coalesce(trim(household_id), '') <> ''
UNION
SELECT DISTINCT person, 'head/' || head_id_key FROM everyone WHERE head_id_key <> 0
UNION
SELECT DISTINCT person, 'head/' || key FROM known
UNION
SELECT DISTINCT k.person, 'register/' || trim(h.household_id)
FROM household h JOIN known k ON k.key = h.resident_id_key WHERE coalesce(trim(h.household_id), '') <> ''
ORDER BY person, household
"""
_EVERYONE = """
SELECT person, resident_id_key, head_id_key FROM roster UNION ALL SELECT person, resident_id_key, head_id_key FROM paid
"""


def load_households(engine: Engine) -> None:
    """Name in `engine` the table `homes`: person, home; persons of one home live in one household.

    Persons whom no register puts into a household are left out.

    Args:
        engine: holds the tables `roster`, `paid` and `household`.
    """
    engine.table("everyone", engine.query(_EVERYONE))
    ties = engine.query(_TIES)
    _, person = np.unique(np.asarray(ties["person"]), return_inverse=True)
    household = np.asarray(ties["household"].combine_chunks().dictionary_encode().indices).astype(np.int64)
    persons = int(person.max(initial=-1)) + 1
    home = connected(person, persons + household, persons + int(household.max(initial=-1)) + 1)[person]
    told = {"person": ties["person"], "home": pa.array(home)}
    engine.table(
        "homes",
        pa.table(told).group_by("person").aggregate([("home", "min")]).rename_columns(["person", "home"]),
    )
