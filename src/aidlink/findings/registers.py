"""The month's standard tables as the five tables that the rules query, whatever columns each file had."""

from collections.abc import Iterable

import pyarrow as pa

from aidlink.engines import Engine
from aidlink.records import Kind

_TEXT = pa.string()
_CODE = pa.int64()

#: The columns of every table, with their types. A column that no file has is null, or 0 for a code.
COLUMNS: dict[str, pa.DataType] = {
    "source": _TEXT,
    "sheet": _TEXT,
    "row": pa.int32(),
    "name_text": _TEXT,
    "name_chars": _CODE,
    "resident_id_key": _CODE,
    "village_code": _CODE,
    "household_id": _TEXT,
    "head_name_text": _TEXT,
    "head_id_key": _CODE,
    "programme": _TEXT,
    "care": _TEXT,
    "status": _TEXT,
    "account_name_text": _TEXT,
    "account_digits": _TEXT,
    "holder_id_key": _CODE,
    "pay_month_month": pa.int32(),
    "pay_date_day": pa.int32(),
    "months_number": pa.int16(),
    "amount_cents": _CODE,
    "feedback": _TEXT,
    "death_date_day": pa.int32(),
    "cremation_date_day": pa.int32(),
    "certificate": _TEXT,
    "cancelled_certificate": _TEXT,
}


def load(engine: Engine, records: Iterable[tuple[Kind, pa.Table]]) -> None:
    """Name one table a kind in `engine`: `beneficiary`, `death`, `cremation`, `payment`, `household`.

    Args:
        engine: where the rules will query.
        records: standard tables (see `aidlink.standardise`) with their kinds, several of a kind or none.
    """
    gathered: dict[Kind, list[pa.Table]] = {kind: [] for kind in Kind}
    for kind, table in records:
        gathered[kind].append(_fitted(table))
    schema = pa.schema(list(COLUMNS.items()))
    for kind, tables in gathered.items():
        engine.table(str(kind), pa.concat_tables([schema.empty_table(), *tables]))


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
