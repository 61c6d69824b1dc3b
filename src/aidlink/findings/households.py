"""Which persons live in one household, by any register that says so."""

import numpy as np
import pandas as pd
import pyarrow as pa

from aidlink.components import connected
from aidlink.engines import Engine
from aidlink.findings.persons import LINKED, same_persons
from aidlink.findings.registers import Tables
from aidlink.findings.rolls import roll_policy
from aidlink.records import Kind

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
SELECT r.person, 'register/' || trim(h.household_id)
FROM registered r JOIN register h USING (entry) WHERE coalesce(trim(h.household_id), '') <> ''
ORDER BY person, household
"""
_COLUMNS = "person, resident_id_key, head_id_key, aid, household_id, town"
_EVERYONE = f"SELECT {_COLUMNS} FROM roster UNION ALL SELECT {_COLUMNS} FROM paid"  # noqa: S608 - constants
_BY_NUMBER = """
SELECT DISTINCT e.person, h.entry FROM everyone e
JOIN register h ON h.resident_id_key = e.resident_id_key AND e.resident_id_key <> 0 ORDER BY person, entry
"""
_LINKED = f"person, {', '.join(LINKED)}"
_NOT_YET = f"""
SELECT DISTINCT {_LINKED} FROM (SELECT {_LINKED} FROM roster UNION ALL SELECT {_LINKED} FROM paid)
WHERE person NOT IN (SELECT person FROM by_number) ORDER BY ALL
"""  # noqa: S608 - constants


def load_households(engine: Engine, tables: Tables) -> None:
    """Name three tables in `engine`.

    * register: the household register, with entry, the row's position;
    * registered (person, entry): whose each entry is, by number, else by the matcher `household_member`;
    * homes (person, home): persons of one home live in one household, by any register that says so. Persons
      whom none puts into a household are left out.

    Args:
        engine: holds the tables `roster` and `paid`.
        tables: the registers.
    """
    register = tables[Kind.HOUSEHOLD]
    engine.table("register", register.append_column("entry", pa.array(np.arange(len(register)))))
    engine.table("everyone", engine.query(_EVERYONE))
    engine.table("by_number", engine.query(_BY_NUMBER))
    engine.table("registered", _registered(engine, register))
    engine.table("homes", _homes(engine.query(_TIES)))


def _registered(engine: Engine, register: pa.Table) -> pa.Table:
    """Who is who in the register; a person whom no number finds is the one most probable entry, if any is."""
    found, rest = engine.query("SELECT * FROM by_number"), engine.query(_NOT_YET)
    least = roll_policy().same_person
    left, right, probability = same_persons(rest, register, matcher="household_member", least=least)
    pairs = pd.DataFrame(
        {"person": np.asarray(rest["person"])[left], "entry": right, "probability": probability}
    )
    best = pairs.sort_values(["person", "probability", "entry"], ascending=[True, False, True])
    best = best.drop_duplicates("person")[["person", "entry"]]
    return pa.concat_tables([found, pa.Table.from_pandas(best, found.schema, preserve_index=False)])


def _homes(ties: pa.Table) -> pa.Table:
    _, person = np.unique(np.asarray(ties["person"]), return_inverse=True)
    household = np.asarray(ties["household"].combine_chunks().dictionary_encode().indices).astype(np.int64)
    persons = int(person.max(initial=-1)) + 1
    home = connected(person, persons + household, persons + int(household.max(initial=-1)) + 1)[person]
    told = pa.table({"person": ties["person"], "home": pa.array(home)})
    return told.group_by("person").aggregate([("home", "min")]).rename_columns(["person", "home"])
