"""What a month's reports are made from."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from aidlink.extracts import Extract
from aidlink.findings.frame import Place


@dataclass(frozen=True, slots=True)
class Source:
    """One list as it was read, and its standard records."""

    extract: Extract
    records: pa.Table


@dataclass(frozen=True, slots=True)
class Month:
    """One month's lists and what was found in them.

    Args:
        as_of: the last day that the data speak of.
        sources: every list read, in the order of the files' names.
        findings: a table of schema `aidlink.findings.FINDINGS`.
        unread: files of the folder that were not read, each with the reason in Chinese.
        earlier: registers of the months before, in which deaths reported late are looked for.
        quiet: how many findings are not shown, because a village has settled them and nothing has changed.
    """

    as_of: dt.date
    sources: Sequence[Source]
    findings: pa.Table
    unread: Sequence[tuple[str, str]] = ()
    earlier: Sequence[Source] = ()
    quiet: int = 0

    def records_at(
        self, places: Collection[Place], fields: Collection[str]
    ) -> dict[Place, Mapping[str, Any]]:
        """The records at `places` with those of `fields` that their list has."""
        found: dict[Place, Mapping[str, Any]] = {}
        for source in (*self.sources, *self.earlier):
            name = source.extract.source
            wanted = {place for place in places if place.source == name}
            rows = pa.array(sorted({place.row for place in wanted}), pa.int32())
            records = source.records
            held = ["sheet", "row", *(field for field in records.column_names if field in fields)]
            for record in records.select(held).filter(pc.is_in(records["row"], rows)).to_pylist():
                place = Place(name, record["sheet"], record["row"])
                if place in wanted:
                    found[place] = record
        return found
