"""Rosters and payment lists made ready for the rules about money: whose each row is, and what it says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aidlink.dates import read_dates
from aidlink.engines import Engine
from aidlink.findings.persons import Persons, who_is_who
from aidlink.findings.policy import Probability, load_policy
from aidlink.findings.registers import Tables
from aidlink.records import Kind

MATCHER = "duplicate_payment"


@dataclass(frozen=True, slots=True)
class RollPolicy:
    """How rosters and payment lists are read, and what counts as paid twice; see the rule file."""

    same_person: Probability
    inactive: re.Pattern[str]
    failed: re.Pattern[str]
    back_pay: re.Pattern[str]
    repeatable: tuple[str, ...]
    guarded: tuple[str, ...]
    institution: re.Pattern[str]
    excluding: tuple[str, ...]
    programmes: Mapping[str, str]


@cache
def roll_policy() -> RollPolicy:
    """The shipped policy."""
    return load_policy(RollPolicy, MATCHER)


def load_rolls(engine: Engine, tables: Tables) -> None:
    """Name in `engine` the tables `roster` and `paid`.

    They have the columns of `registers.COLUMNS`, and

    * record (int64): the row's position in its table;
    * person (int64), certainty (double), who (string): see `Persons`; the name of the row's person;
    * aid (string): the kind of assistance, whatever it is called; '' where the list does not say;
    * number (string): the resident ID as far as it tells numbers apart, null if there is none;
    * roster: active, since and until (yyyymm, 0 unknown);
    * paid: month (yyyymm, 0 unknown), list (names the list where the month is unknown), returned (the list is
      the bank's answer), failed, back_pay and cents.
    """
    roster, paid = tables[Kind.BENEFICIARY], tables[Kind.PAYMENT]
    persons = who_is_who(pa.concat_tables([roster, paid]), matcher=MATCHER, least=roll_policy().same_person)
    roster = _roster(_with_persons(roster, persons, 0))
    paid = _paid(_with_persons(paid, persons, len(roster)))
    engine.table("roster_rows", roster)
    engine.table("paid_rows", paid)
    engine.table("roster", _with(roster, engine.query(_ROSTER)))
    engine.table("paid", _with(paid, engine.query(_PAID)))


# A number is told apart by its 18 digits and whether they had to be made from 15; a wrong one by its text.
_NUMBER = """
CASE WHEN resident_id_status = 0 THEN NULL
     WHEN resident_id_code <> 0 THEN resident_id_code || '/' || (resident_id_status = 2)
     ELSE upper(trim(resident_id)) END AS number
"""
_ROSTER = f"SELECT {_NUMBER} FROM roster_rows ORDER BY record"  # noqa: S608 - a constant
# A list with any feedback in it is the bank's answer to a list that may be here too.
_PAID = f"""
SELECT coalesce(nullif(pay_month_month, 0), pay_date_day // 100) AS month, amount_cents AS cents,
       max(feedback IS NOT NULL) OVER (PARTITION BY source, sheet) AS returned,
       coalesce(village_key, lived) AS village_key,
       CASE WHEN month = 0 THEN source || '/' || sheet ELSE '' END AS list, {_NUMBER}
FROM paid_rows
LEFT JOIN (SELECT person, min(village_key) AS lived FROM roster_rows GROUP BY person) USING (person)
ORDER BY record
"""  # noqa: S608 - a constant


def _with_persons(table: pa.Table, persons: Persons, start: int) -> pa.Table:
    rows = slice(start, start + len(table))
    person = pa.array(persons.person[rows])
    columns = {
        "record": pa.array(np.arange(len(table))),
        "person": person,
        "certainty": pa.array(persons.certainty[rows]),
        "who": persons.names.take(person),
        "aid": kinds_of_assistance(table["programme"]),
    }
    return _with(table, pa.table(columns))


def _with(table: pa.Table, told: pa.Table) -> pa.Table:
    """A table with more columns, or others in their places: wide rows need not go through the engine."""
    columns = dict(zip(table.column_names, table.columns, strict=True))
    return pa.table(columns | dict(zip(told.column_names, told.columns, strict=True)))


def kinds_of_assistance(programmes: pa.ChunkedArray) -> pa.Array:
    """The kind of each programme; '' where none is given. Every different text is read once."""
    coded = pc.fill_null(programmes.combine_chunks(), "").dictionary_encode()
    kinds = {name: re.compile(words) for name, words in roll_policy().programmes.items()}

    def kind(text: str) -> str:
        return next((name for name, words in kinds.items() if words.search(text)), text.strip())

    return pa.array([kind(text) for text in coded.dictionary.to_pylist()], pa.string()).take(coded.indices)


def _says(table: pa.Table, column: str, words: re.Pattern[str]) -> pa.Array:
    return pc.fill_null(pc.match_substring_regex(table[column], words.pattern), fill_value=False)


def _roster(table: pa.Table) -> pa.Table:
    months = {name: read_dates(table[name]).month for name in ("approval_date", "start_date", "end_date")}
    since = np.maximum(months["approval_date"], months["start_date"])
    table = table.append_column("since", pa.array(since)).append_column("until", pa.array(months["end_date"]))
    return table.append_column("active", pc.invert(_says(table, "status", roll_policy().inactive)))


def _paid(table: pa.Table) -> pa.Table:
    policy = roll_policy()
    back_pay = pc.or_(_says(table, "remark", policy.back_pay), _says(table, "programme", policy.back_pay))
    return table.append_column("failed", _says(table, "feedback", policy.failed)).append_column(
        "back_pay", back_pay
    )
