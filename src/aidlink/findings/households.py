"""Which persons live in one household, by any register that says so."""

import numpy as np
import pyarrow as pa

from aidlink.engines import Engine
from aidlink.findings.components import connected

# Each row ties a person to a household: a list's number, the head's own number, the household register's.
_TIES = """
WITH known AS (SELECT DISTINCT person, resident_id_key AS key FROM everyone WHERE resident_id_key <> 0)
SELECT person, 'list/' || aid || '/' || coalesce(trim(town), '') || '/' || trim(household_id) AS household
FROM everyone
WHERE coalesce(trim(household_id), '') <> ''
UNION
SELECT person, 'head/' || head_id_key FROM everyone WHERE head_id_key <> 0
UNION
SELECT person, 'head/' || key FROM known
UNION
SELECT k.person, 'register/' || trim(h.household_id)
FROM household h JOIN known k ON k.key = h.resident_id_key WHERE coalesce(trim(h.household_id), '') <> ''
ORDER BY person, household
"""
_COLUMNS = "person, resident_id_key, head_id_key, aid, household_id, town"
_EVERYONE = f"SELECT {_COLUMNS} FROM roster UNION ALL SELECT {_COLUMNS} FROM paid"  # noqa: S608 - constants


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
