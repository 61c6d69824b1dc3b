"""One sheet under one kind of register: its records, its other rows, its columns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from aidlink.extracts.columns import SERIAL, match_columns
from aidlink.extracts.extract import NUMERIC, OTHER, REJECTED
from aidlink.extracts.grid import BoolArray, Grid
from aidlink.extracts.headers import Header, HeaderMatch
from aidlink.extracts.merged import fill_merged
from aidlink.extracts.rows import Reasons, is_set, set_aside
from aidlink.records import FIELDS, SCHEMAS, FieldType, Kind

_FLAGGED = (FieldType.RESIDENT_ID, FieldType.ACCOUNT)


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A sheet's part of an extract."""

    table: pa.Table
    rejected: pa.Table
    headers: tuple[HeaderMatch, ...]


def read_sheet(grid: Grid, header: Header | None, kind: Kind, mapping: Mapping[str, str]) -> ReadSheet:
    """Split a sheet's rows into records and others."""
    matches = match_columns(grid, header, kind, mapping)
    position = {grid.letter(index): index for index in range(len(grid.columns))}
    fields = {match.field: position[match.column] for match in matches if match.field}
    serial = {position[match.column] for match in matches if match.why == SERIAL}
    money = {index for field, index in fields.items() if FIELDS[field].type is FieldType.MONEY}
    grid = fill_merged(grid, 0 if header is None else header.last + 1, serial | money)
    reasons = set_aside(grid, header, kind, fields, serial)
    return ReadSheet(_table(grid, matches, position, kind, reasons), rejected(grid, reasons), matches)


def rejected(grid: Grid, reasons: Reasons) -> pa.Table:
    """The rows with a reason."""
    mask = is_set(reasons)
    count = int(mask.sum())
    sheets = pa.array([grid.name] * count, pa.string())
    return pa.table(
        [sheets, pa.array(grid.rows[mask]), pa.array(reasons[mask], pa.string())], schema=REJECTED
    )


def _table(
    grid: Grid, matches: tuple[HeaderMatch, ...], position: Mapping[str, int], kind: Kind, reasons: Reasons
) -> pa.Table:
    kept = ~is_set(reasons)
    picked = _picker(kept)
    columns = {
        "sheet": pa.array([grid.name] * int(kept.sum()), pa.string()),
        "row": pa.array(grid.rows[kept]),
    }
    order = {name: rank for rank, name in enumerate((*SCHEMAS[kind].fields, *FIELDS))}
    for match in sorted(
        (match for match in matches if match.field), key=lambda match: order[match.field or ""]
    ):
        index = position[match.column]
        columns[match.field or ""] = picked(grid.columns[index])
        if FIELDS[match.field or ""].type in _FLAGGED:
            flags = grid.numeric[index]
            columns[f"{match.field}{NUMERIC}"] = pa.array(
                np.zeros(len(kept), np.bool_)[kept] if flags is None else flags[kept]
            )
    for match in matches:
        if match.field is None and match.why != SERIAL:
            columns[_other(match, columns)] = picked(grid.columns[position[match.column]])
    return pa.table(columns)


def _picker(kept: BoolArray) -> Callable[[pa.Array], pa.Array]:
    """What takes some of a column's cells: a part of it where they stand together, which copies nothing."""
    places = np.flatnonzero(kept)
    if len(places) and places[-1] - places[0] == len(places) - 1:
        first = int(places[0])
        return lambda column: column.slice(first, len(places))
    mask = pa.array(kept)
    return lambda column: column.filter(mask)


def _other(match: HeaderMatch, columns: Mapping[str, pa.Array]) -> str:
    name = f"{OTHER}{match.header or match.column + '列'}"
    return f"{name} {match.column}" if name in columns else name
