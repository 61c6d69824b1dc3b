"""A month in figures: what was read, what was found, and how good the numbers are."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from aidlink.findings.frame import FindingKind
from aidlink.identity.status import IdStatus
from aidlink.masking import mask_numbers
from aidlink.reports.clues import grade_text
from aidlink.reports.month import Month, Source


def figures(month: Month) -> dict[str, Any]:
    """What the page's overview shows."""
    return {
        "as_of": month.as_of.isoformat(),
        "quiet": month.quiet,
        "kinds": [kind.label for kind in FindingKind],
        "grades": [
            {"kind": at, "text": grade_text(grade), "meaning": meaning}
            for at, kind in enumerate(FindingKind)
            for grade, meaning in kind.grades.items()
        ],
        "statuses": [status.label for status in IdStatus],
        "lists": [
            *(_list(source, earlier=False) for source in month.sources),
            *(_list(source, earlier=True) for source in month.earlier),
        ],
        "unread": [list(map(mask_numbers, each)) for each in month.unread],
    }


def grade_codes() -> Iterator[tuple[str, str]]:
    """Every kind and grade in the order of their gravity, which is that of `figures()["grades"]`."""
    for kind in FindingKind:
        for grade in kind.grades:
            yield str(kind), grade


def _list(source: Source, *, earlier: bool) -> dict[str, Any]:
    extract = source.extract
    return {
        "file": mask_numbers(extract.source),
        "kind": extract.kind.label,
        "used": extract.table.num_rows,
        "aside": extract.rejected.num_rows,
        "notes": list(map(mask_numbers, extract.notes)),
        "earlier": earlier,
        "ids": _statuses(source),
    }


def _statuses(source: Source) -> list[int] | None:
    """How many rows have each status of `IdStatus`; None where the list has no column of resident IDs."""
    if not {"resident_id", "resident_id_status"} <= set(source.records.column_names):
        return None
    codes = np.asarray(source.records["resident_id_status"]).astype(np.int64)
    return [int(number) for number in np.bincount(codes, minlength=len(IdStatus)).tolist()]
