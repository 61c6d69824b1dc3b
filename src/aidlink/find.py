"""Find what a month's extracts say should be checked: read, standardise, link, judge."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa

from aidlink.as_of import find_as_of, last_day_of_data
from aidlink.beside import each_beside
from aidlink.books import Books, read_books
from aidlink.engines import open_engine
from aidlink.errors import UsageError
from aidlink.extracts import Extract, read_extracts
from aidlink.findings import FindingKind, all_findings
from aidlink.findings.found import Findings
from aidlink.findings.registers import gather
from aidlink.folder import find_extracts
from aidlink.lookback import earlier_folders, earlier_registers
from aidlink.records import Kind
from aidlink.standardise import standardise

#: An extract with its standard records.
Standardised: TypeAlias = tuple[Extract, pa.Table]

_THREADS = 1  # the rules ask some fifty small questions: sharing each out costs more than it saves


def find(
    extracts: str | Path | Extract | Sequence[Extract],
    *,
    as_of: dt.date | None = None,
    kinds: Collection[FindingKind | str] | None = None,
    engine: str = "duckdb",
) -> Findings:
    """Find what should be checked; the same as `aidlink run` finds.

    Args:
        extracts: the folder of a month's extracts (earlier months' registers of deaths beside it are used
            too), one file, an extract, or several.
        as_of: the last day that the data speak of; by default the end of the month in the folder's name, else
            the end of the latest month in the data.
        kinds: what to look for, as `FindingKind` or its text; everything by default.
        engine: which engine answers the joins.

    Raises:
        InputError: a file or folder cannot be used, or nothing in it tells the month.
        RuleError: a rule file is wrong.
        UsageError: there is no such kind or engine, or nothing tells the month.
    """
    wanted = tuple(FindingKind) if kinds is None else tuple(_kind(kind) for kind in kinds)
    read, day = _read(extracts, as_of)
    found = find_in(standardise_all(read, day), day, kinds=wanted, engine=engine)
    return Findings(found, day)


def find_in(
    records: Iterable[Standardised],
    as_of: dt.date,
    *,
    kinds: Collection[FindingKind] = tuple(FindingKind),
    engine: str = "duckdb",
) -> pa.Table:
    """The findings in standard records, of schema `FINDINGS`.

    Args:
        records: extracts with their standard records.
        as_of: the last day that they speak of.
        kinds: what to look for.
        engine: which engine answers the joins.
    """
    tables = gather((extract.kind, table) for extract, table in records)
    with open_engine(engine, threads=_THREADS) as opened:
        return all_findings(opened, tables, as_of, kinds)


def find_with_books(
    records: Iterable[Standardised], as_of: dt.date, *, engine: str = "duckdb"
) -> tuple[pa.Table, Books]:
    """Every finding, and the month's rosters and payments side by side: persons are linked once for both."""
    tables = gather((extract.kind, table) for extract, table in records)
    with open_engine(engine, threads=_THREADS) as opened:
        found = all_findings(opened, tables, as_of)
        return found, read_books(opened, as_of.year * 100 + as_of.month)


def standardise_all(extracts: Sequence[Extract], as_of: dt.date) -> list[Standardised]:
    """Standardise extracts; the roster's villages are those that addresses elsewhere are read by."""
    villages = sorted(
        village
        for extract in extracts
        if extract.kind is Kind.BENEFICIARY and "village" in extract.table.column_names
        for village in extract.table["village"].unique().to_pylist()
        if village
    )

    def made(extract: Extract) -> pa.Table:
        return standardise(extract, as_of=as_of, villages=villages)

    return list(zip(extracts, each_beside(made, extracts), strict=True))


def _read(
    extracts: str | Path | Extract | Sequence[Extract], as_of: dt.date | None
) -> tuple[Sequence[Extract], dt.date]:
    if isinstance(extracts, str | Path):
        path = Path(extracts)
        if path.is_file():
            read = read_extracts(path)
            return read, find_as_of(path, read, as_of)[0]
        paths = find_extracts(path)[0]
        read = [extract for found in each_beside(read_extracts, paths) for extract in found]
        earlier, _ = earlier_registers(earlier_folders(path), {each.name for each in paths})
        return [*read, *earlier], find_as_of(path, read, as_of)[0]
    given = [extracts] if isinstance(extracts, Extract) else list(extracts)
    day = as_of or last_day_of_data(given)
    if day is None:
        message = "nothing in the extracts tells the month: give as_of"
        raise UsageError(message)
    return given, day


def _kind(kind: FindingKind | str) -> FindingKind:
    try:
        return FindingKind(kind)
    except ValueError as error:
        message = f"no finding kind {kind!r}; there are: {', '.join(FindingKind)}"
        raise UsageError(message) from error
