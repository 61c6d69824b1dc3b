"""Which village has to check a finding, and what kind of assistance it is about.

The village is the finding's own, else its records', else that of the person on the roster.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from aidlink.findings.rolls import kinds_of_assistance
from aidlink.records import Kind

_FIELDS = ("village_key", "resident_id_key")


def villages_of(findings: pa.Table, records: Iterable[tuple[str, Kind, pa.Table]]) -> list[str | None]:
    """The village of each finding, None where nothing tells it.

    Payments seldom name a village: the person's place on the roster does.

    Args:
        findings: of schema `aidlink.findings.FINDINGS`.
        records: every list's name, kind and standard records.
    """
    rows = findings.select(["village", "left_source", "left_sheet", "left_row", "sources"]).to_pylist()
    places = [list(_places(row)) for row in rows]
    asked = {place for row, own in zip(rows, places, strict=True) if not row["village"] for place in own}
    told: dict[tuple[str, str, int], Mapping[str, Any]] = {}
    home: dict[int, str] = {}
    for name, kind, table in records:
        told |= _records_at(name, table, {place for place in asked if place[0] == name}, _FIELDS)
        if kind is Kind.BENEFICIARY and asked:
            home |= _homes(table)
    return [
        row["village"] or _village([told[place] for place in own if place in told], home)
        for row, own in zip(rows, places, strict=True)
    ]


def programmes_of(findings: pa.Table, records: Iterable[tuple[str, Kind, pa.Table]]) -> list[str]:
    """The kind of assistance that each finding is about: its first record's that tells one, "" if none does.

    Args:
        findings: of schema `aidlink.findings.FINDINGS`.
        records: every list's name, kind and standard records.
    """
    rows = findings.select(["left_source", "left_sheet", "left_row", "sources"]).to_pylist()
    places = [list(_places(row)) for row in rows]
    asked = {place for own in places for place in own}
    told: dict[tuple[str, str, int], str] = {}
    for name, _, table in records:
        here = {place for place in asked if place[0] == name}
        if here and "programme" in table.column_names:
            found = _records_at(name, table, here, ("programme",))
            texts = pa.chunked_array([pa.array([row["programme"] for row in found.values()], pa.string())])
            told |= dict(zip(found, kinds_of_assistance(texts).to_pylist(), strict=True))
    return [next((told[place] for place in own if told.get(place)), "") for own in places]


def _places(row: Mapping[str, Any]) -> Iterator[tuple[str, str, int]]:
    yield row["left_source"], row["left_sheet"], row["left_row"]
    yield from ((each["source"], each["sheet"], each["row"]) for each in row["sources"])


def _records_at(
    name: str, table: pa.Table, places: set[tuple[str, str, int]], fields: Sequence[str]
) -> dict[tuple[str, str, int], Mapping[str, Any]]:
    held = [field for field in fields if field in table.column_names]
    rows = table.select(["sheet", "row", *held]).filter(
        pc.is_in(table["row"], pa.array(sorted({row for _, _, row in places}), pa.int32()))
    )
    found = {(name, row["sheet"], row["row"]): row for row in rows.to_pylist()}
    return {place: row for place, row in found.items() if place in places}


def _homes(table: pa.Table) -> dict[int, str]:
    if not set(_FIELDS) <= set(table.column_names):
        return {}
    known = table.select(_FIELDS).filter(pc.is_valid(table["village_key"]))
    homes = zip(known["resident_id_key"].to_pylist(), known["village_key"].to_pylist(), strict=True)
    return {number: village for number, village in homes if number}


def _village(records: Sequence[Mapping[str, Any]], home: Mapping[int, str]) -> str | None:
    own = next((record["village_key"] for record in records if record.get("village_key")), None)
    return own or next(
        (home[number] for record in records if (number := record.get("resident_id_key") or 0) in home), None
    )
