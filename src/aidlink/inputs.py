"""What `link` takes, made into standard tables."""

from datetime import date
from typing import TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from aidlink.errors import UsageError
from aidlink.extracts import Extract
from aidlink.extracts.aliases import Aliases, alias_table
from aidlink.records import FIELDS, FieldType, Kind
from aidlink.standardise import standardise, standardise_table

#: What `link` takes.
Data: TypeAlias = Extract | pd.DataFrame | pa.Table

_FIRST_ROW = 2  # under one header line
_NUMBERED = (FieldType.RESIDENT_ID, FieldType.ACCOUNT)


def standard_table(data: Data, as_of: date | None = None) -> pa.Table:
    """The standard columns of an extract, a frame or an Arrow table.

    A table that has them already is taken as it is. A frame's columns may have canonical names or the headers
    that offices write; its first record is row 2. `as_of` is the data's date, today if not given.

    Raises:
        UsageError: no column is a name or a resident ID.
    """
    if isinstance(data, Extract):
        return standardise(data, as_of=as_of)
    table = pa.Table.from_pandas(data, preserve_index=False) if isinstance(data, pd.DataFrame) else data
    if "resident_id_key" in table.column_names:
        return table
    kind, names = _kind_and_names(table.column_names)
    if not {"name", "resident_id"} & set(names):
        message = f"no column is a name or a resident ID; the columns are: {', '.join(table.column_names)}"
        raise UsageError(message)
    columns: dict[str, pa.ChunkedArray | pa.Array] = {}
    for name, column in zip(names, table.columns, strict=True):
        numeric = pa.types.is_floating(column.type) or pa.types.is_integer(column.type)
        columns[name] = _as_text(column) if name in FIELDS else column
        if name in FIELDS and FIELDS[name].type in _NUMBERED:
            columns.setdefault(f"{name}_numeric", pa.array(np.full(len(column), numeric)))
    if "sheet" not in columns:
        columns["sheet"] = pa.repeat(pa.scalar(""), table.num_rows)
    if "row" not in columns:
        columns["row"] = pa.array(np.arange(_FIRST_ROW, _FIRST_ROW + table.num_rows, dtype=np.int32))
    return standardise_table(pa.table(columns), kind, "", as_of=as_of)


def _kind_and_names(headers: list[str]) -> tuple[Kind, list[str]]:
    """The kind of record that explains most headers, and each one's canonical name (or its own)."""
    kinds = alias_table().kinds
    best = max(kinds, key=lambda kind: sum(_canonical(header, kinds[kind]) in FIELDS for header in headers))
    names: list[str] = []
    for header in headers:
        name = _canonical(header, kinds[best])
        names.append(header if name in names or name in headers else name)
    return best, names


def _canonical(header: str, aliases: Aliases) -> str:
    if header in FIELDS:
        return header
    found = aliases.find(header)
    return header if found is None else found[0]


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Cells as text: whole numbers without a decimal point, times without midnight."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_floating(column.type):
        whole = pc.all(pc.equal(column, pc.floor(column))).as_py() is not False
        column = column.cast(pa.int64(), safe=False) if whole else column
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.date32(), safe=False)
    return column.cast(pa.string())
