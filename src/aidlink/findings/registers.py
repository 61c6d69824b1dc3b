"""The month's standard tables as the five tables that the rules ask, whatever columns each file had."""

from collections.abc import Iterable, Mapping

import pyarrow as pa

from aidlink.engines import Engine
from aidlink.records import Kind

#: One table a kind, each with exactly the columns `COLUMNS`; a row's position is its record in links.
Tables = Mapping[Kind, pa.Table]

_TEXT = pa.string()
_CODE = pa.int64()
_DAY = pa.int32()

#: The columns of every table, with their types. A column that no file has is null, or 0 for a code.
COLUMNS: dict[str, pa.DataType] = {
    "source": _TEXT,
    "sheet": _TEXT,
    "row": pa.int32(),
    # the person
    "name_text": _TEXT,
    "name_chars": _CODE,
    "name_written": _CODE,
    "name_sound": _CODE,
    "name_dialect": _CODE,
    "name_shape": _CODE,
    "name_alias_chars": _CODE,
    "name_unknown": pa.uint8(),
    "resident_id": _TEXT,
    "resident_id_key": _CODE,
    "resident_id_code": _CODE,
    "resident_id_fifteen": _CODE,
    "resident_id_status": pa.uint8(),
    "resident_id_trust": pa.uint8(),
    "birth_ymd": _DAY,
    "birth_low": pa.int16(),
    "birth_high": pa.int16(),
    "birth_source": pa.uint8(),
    "sex_code": pa.uint8(),
    "village": _TEXT,
    "village_key": _TEXT,
    "village_code": _CODE,
    "remark": _TEXT,
    "town": _TEXT,
    # the household
    "household_id": _TEXT,
    "head_name_text": _TEXT,
    "head_name_chars": _CODE,
    "head_name_sound": _CODE,
    "head_id_key": _CODE,
    "relation": _TEXT,
    "people_number": pa.int16(),
    "registration_status": _TEXT,
    # the assistance
    "programme": _TEXT,
    "care": _TEXT,
    "status": _TEXT,
    "approval_date": _TEXT,  # these three often hold a month only
    "start_date": _TEXT,
    "end_date": _TEXT,
    "approval_date_day": _DAY,
    "start_date_day": _DAY,
    "end_date_day": _DAY,
    "visit_date_day": _DAY,
    # the payment
    "account_name": _TEXT,
    "account_name_text": _TEXT,
    "account_name_chars": _CODE,
    "account_digits": _TEXT,
    "holder_id_key": _CODE,
    "pay_month_month": _DAY,
    "pay_date_day": _DAY,
    "withdraw_date_day": _DAY,
    "months_number": pa.int16(),
    "amount_cents": _CODE,
    "feedback": _TEXT,
    # the death
    "death_date_day": _DAY,
    "cremation_date_day": _DAY,
    "cancel_date_day": _DAY,
    "report_date_day": _DAY,
    "certificate": _TEXT,
    "cancelled_certificate": _TEXT,
    "applicant_name_text": _TEXT,
    "applicant_name_chars": _CODE,
    "applicant_id_key": _CODE,
}


def gather(records: Iterable[tuple[Kind, pa.Table]]) -> dict[Kind, pa.Table]:
    """Put the standard tables of each kind together, in the order of their sources' names.

    Args:
        records: standard tables (see `aidlink.standardise`) with their kinds, several of a kind or none.
    """
    gathered: dict[Kind, list[pa.Table]] = {kind: [] for kind in Kind}
    for kind, table in records:
        if table.num_rows:
            gathered[kind].append(_fitted(table))
    schema = pa.schema(list(COLUMNS.items()))
    return {
        kind: pa.concat_tables([schema.empty_table(), *sorted(tables, key=_first_source)])
        for kind, tables in gathered.items()
    }


def load(engine: Engine, tables: Tables) -> None:
    """Name the tables in `engine`: `beneficiary`, `death`, `cremation`, `payment`, `household`."""
    for kind, table in tables.items():
        engine.table(str(kind), table)


def _first_source(table: pa.Table) -> str:
    return str(table["source"][0])


def _fitted(table: pa.Table) -> pa.Table:
    present = set(table.column_names)
    columns = [
        table[name].cast(kind) if name in present else _nothing(kind, table.num_rows)
        for name, kind in COLUMNS.items()
    ]
    return pa.table(columns, names=list(COLUMNS))


def _nothing(kind: pa.DataType, rows: int) -> pa.Array:
    column = pa.nulls(rows, kind)
    return column if kind == _TEXT else column.fill_null(0)
