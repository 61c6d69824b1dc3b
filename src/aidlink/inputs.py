"""What `link` takes, made into standard tables."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeAlias

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
    if "resident_id_key" in _headers(data):
        return data if isinstance(data, pa.Table) else pa.Table.from_pandas(data, preserve_index=False)
    headers = _headers(data)
    kind, names = _kind_and_names(headers)
    if not {"name", "resident_id"} & set(names):
        message = f"no column is a name or a resident ID; the columns are: {', '.join(headers)}"
        raise UsageError(message)
    columns = data.columns if isinstance(data, pa.Table) else [data.iloc[:, at] for at in range(len(headers))]
    return standard_columns(dict(zip(names, columns, strict=True)), kind, as_of)


def standard_columns(
    columns: Mapping[str, Any], kind: Kind, as_of: date | None = None, villages: Sequence[str] = ()
) -> pa.Table:
    """The standard columns of raw ones under canonical names, at least one of them.

    Args:
        columns: a pandas series or an Arrow array each, of one length; cells may be text, numbers or dates.
        kind: what the table is a list of.
        as_of: the data's date, today if not given.
        villages: the town's own villages; helps to find them in addresses.
    """
    made: dict[str, Any] = {}
    for name, given in columns.items():
        column, numeric = _arrow(given)
        made[name] = _as_text(column) if name in FIELDS else column
        if name in FIELDS and FIELDS[name].type in _NUMBERED:
            made.setdefault(f"{name}_numeric", numeric)
    rows = len(next(iter(made.values())))
    made.setdefault("sheet", pa.repeat(pa.scalar(""), rows))
    made.setdefault("row", pa.array(np.arange(_FIRST_ROW, _FIRST_ROW + rows, dtype=np.int32)))
    return standardise_table(pa.table(made), kind, "", as_of=as_of, villages=villages)


def _headers(data: pd.DataFrame | pa.Table) -> list[str]:
    names = data.columns if isinstance(data, pd.DataFrame) else data.column_names
    return [str(name) for name in names]


def _arrow(column: Any) -> tuple[pa.ChunkedArray, pa.Array]:
    """A column for Arrow, and which of its cells are numbers."""
    if isinstance(column, pd.Series):
        try:
            column = pa.array(column, from_pandas=True)
        except (pa.ArrowTypeError, pa.ArrowInvalid):  # texts among numbers or dates, as a workbook has them
            return _mixed(column)
    whole = column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])
    numeric = pa.types.is_floating(whole.type) or pa.types.is_integer(whole.type)
    return whole, pa.array(np.full(len(whole), numeric))


def _mixed(column: "pd.Series[Any]") -> tuple[pa.ChunkedArray, pa.Array]:
    """Cells of several types as texts, each different cell read once."""
    which, cells = pd.factorize(column)
    texts = pa.array([_cell_text(cell) for cell in cells] + [None], pa.string())
    numbers = np.array([isinstance(cell, int | float | np.number) for cell in cells] + [False])
    return pa.chunked_array([texts.take(pa.array(which % len(texts)))]), pa.array(numbers[which])


def _cell_text(cell: object) -> str:
    if isinstance(cell, float | np.floating) and float(cell).is_integer():
        return str(int(cell))
    return str(cell.date() if isinstance(cell, datetime) else cell)


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
