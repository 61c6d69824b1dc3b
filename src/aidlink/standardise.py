"""From an extract's raw text to standard columns, in whole columns at a time.

Every raw column stays as it is; beside each field stands what it says, as plain integers without nulls
(0 is none) and short texts. What linking needs of a person (resident ID, name, birth, sex, village) is always
there, as zeros where the extract has no such field, so nothing further on asks which columns an extract has.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from aidlink.ages import birth_years, read_ages
from aidlink.amounts import read_cents, read_counts, read_sexes
from aidlink.beside import beside
from aidlink.births import combine_births, judge_trust
from aidlink.dates import DateColumns, read_dates
from aidlink.errors import UsageError
from aidlink.identity import IdColumns, IdStatus, clean_accounts, parse_resident_ids
from aidlink.identity.columns import as_ymd
from aidlink.names.codes import encode_names
from aidlink.places import village_keys
from aidlink.records import FIELDS, FieldType, Kind

Columns = dict[str, Any]

_AGE_STATED_ON = ("death_date", "cremation_date", "report_date")
_SEX_BEARING = (IdStatus.VALID, IdStatus.DERIVED, IdStatus.FOREIGN, IdStatus.PERMIT)


class Readable(Protocol):
    """What `standardise` asks of an extract."""

    @property
    def kind(self) -> Kind:
        """What it is a list of."""

    @property
    def table(self) -> Any:
        """Its records: `sheet`, `row` and raw text columns, as `aidlink.extracts` gives them."""

    @property
    def source(self) -> str:
        """The file's name."""


def standardise(extract: Readable, *, as_of: date | None = None, villages: Sequence[str] = ()) -> pa.Table:
    """Put the standard columns beside an extract's raw ones.

    Args:
        extract: what `read_extract` gave.
        as_of: the data's date: births after it are slips, ages without a better date were stated on it. Today
            if not given, so give it where the same input must always give the same output.
        villages: the town's own villages, however written; helps to find them in addresses.
    """
    return standardise_table(extract.table, extract.kind, extract.source, as_of=as_of, villages=villages)


def standardise_table(
    table: pa.Table, kind: Kind, source: str, *, as_of: date | None = None, villages: Sequence[str] = ()
) -> pa.Table:
    """Do as `standardise` for a table that has columns `sheet` and `row`.

    Raises:
        UsageError: `sheet` or `row` is missing.
    """
    if missing := {"sheet", "row"} - set(table.column_names):
        message = f"a {kind} table needs the columns {sorted(missing)}"
        raise UsageError(message)
    raw = {name: _whole(table.column(name)) for name in table.column_names}
    columns: Columns = {"source": pa.repeat(pa.scalar(source), table.num_rows)} | raw
    with beside() as pool:  # numbers are read by a kernel, odd names and dates one by one
        ids = pool.submit(
            parse_resident_ids,
            raw.get("resident_id", _nothing(table)),
            _numeric(raw, "resident_id"),
            as_of=as_of,
        )
        named = pool.submit(_name_columns, "name", raw.get("name", _nothing(table)))
        fields = pool.submit(_field_columns, raw, as_of)
        dated = pool.submit(_dates, raw, as_of)
        placed = pool.submit(_villages, raw, table, villages)
    person, dates = ids.result(), dated.result()
    columns |= _id_columns("resident_id", person) | named.result() | fields.result()
    columns |= {f"{name}_day": read.ymd for name, read in dates.items()}
    sexes = read_sexes(raw["sex"]) if "sex" in raw else np.zeros(table.num_rows, np.uint8)
    columns |= _birth_columns(raw, dates, person, sexes, as_ymd(as_of))
    columns["sex_code"] = _sex_codes(sexes, person)
    columns["village_key"], columns["village_code"] = placed.result()
    return pa.table(columns)


def _dates(raw: Mapping[str, pa.Array], as_of: date | None) -> dict[str, DateColumns]:
    return {
        name: read_dates(texts, as_of=as_of)
        for name, texts in raw.items()
        if _type_of(name) is FieldType.DATE
    }


def _whole(column: pa.ChunkedArray) -> pa.Array:
    if pa.types.is_null(column.type):
        column = column.cast(pa.string())
    return (
        column.chunk(0)
        if column.num_chunks == 1
        else pa.concat_arrays(column.chunks or [pa.array([], column.type)])
    )


def _type_of(name: str) -> FieldType | None:
    return FIELDS[name].type if name in FIELDS else None


def _nothing(table: pa.Table) -> pa.Array:
    return pa.nulls(table.num_rows, pa.string())


def _numeric(raw: Mapping[str, pa.Array], field: str) -> npt.NDArray[np.bool_] | None:
    flags = raw.get(f"{field}_numeric")
    if flags is None:
        return None
    stored: npt.NDArray[np.bool_] = flags.fill_null(False).to_numpy(zero_copy_only=False)
    return stored


def _field_columns(raw: Mapping[str, pa.Array], as_of: date | None) -> Columns:
    """Give the standard columns of every field but dates and the person's own ID, name, sex and village."""
    columns: Columns = {}
    for name, texts in raw.items():
        match _type_of(name):
            case FieldType.RESIDENT_ID if name != "resident_id":
                ids = parse_resident_ids(texts, _numeric(raw, name), as_of=as_of)
                columns |= _id_columns(name, ids)
            case FieldType.NAME if name != "name":
                columns |= _name_columns(name, texts)
            case FieldType.MONTH:
                columns[f"{name}_month"] = read_dates(texts, as_of=as_of).month
            case FieldType.MONEY:
                columns[f"{name}_cents"] = read_cents(texts)
            case FieldType.COUNT:
                columns[f"{name}_number"] = read_counts(texts)
            case FieldType.ACCOUNT:
                accounts = clean_accounts(texts, _numeric(raw, name))
                columns |= {f"{name}_digits": accounts.digits, f"{name}_account_status": accounts.status}
            case _:
                pass
    return columns


def _id_columns(field: str, ids: IdColumns) -> Columns:
    parts = ("key", "code", "fifteen", "status", "reason", "repairs")
    return {f"{field}_{part}": getattr(ids, part) for part in parts}


def _name_columns(field: str, texts: pa.Array) -> Columns:
    codes = encode_names(texts)
    parts = (
        "text", "written", "chars", "sound", "dialect", "shape", "unknown", "length", "alias_chars", "notes",
    )  # fmt: skip
    return {f"{field}_{part}": getattr(codes, part) for part in parts}


def _birth_columns(
    raw: Mapping[str, pa.Array],
    dates: Mapping[str, DateColumns],
    person: IdColumns,
    sexes: npt.NDArray[np.uint8],
    latest: int,
) -> Columns:
    """Give when each person was born, and whether that and the sex bear out the ID."""
    stated_in = np.zeros(len(person.key), np.int32)
    for field in _AGE_STATED_ON:
        if field in dates:
            stated_in = np.where(stated_in == 0, dates[field].ymd // 10000, stated_in)
    stated_in[stated_in == 0] = latest // 10000
    written = dates.get("birth_date")
    ages = birth_years(read_ages(raw["age"]), stated_in) if "age" in raw else None
    trust = judge_trust(written, person, ages, sexes)
    births = combine_births(written, person, ages, trust, latest)
    return {"resident_id_trust": trust} | {
        f"birth_{part}": values for part, values in births._asdict().items()
    }


def _sex_codes(written: npt.NDArray[np.uint8], person: IdColumns) -> npt.NDArray[np.uint8]:
    """Take the sex column, else what a good ID says."""
    by_id = np.where(np.isin(person.status, _SEX_BEARING), person.sex, 0).astype(np.uint8)
    return np.where(written > 0, written, by_id)


def _villages(
    raw: Mapping[str, pa.Array], table: pa.Table, known: Sequence[str]
) -> tuple[pa.Array, npt.NDArray[np.int64]]:
    return village_keys(raw.get("village", _nothing(table)), raw.get("address"), known)
