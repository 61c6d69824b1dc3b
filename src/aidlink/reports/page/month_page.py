"""report.html: the month's findings in a browser, with filters and the records side by side."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aidlink.findings.where import villages_of
from aidlink.masking import mask_numbers
from aidlink.places import village_key
from aidlink.reports.month import Month
from aidlink.reports.page.assemble import page
from aidlink.reports.page.coding import Coded, coded, ends, flat
from aidlink.reports.page.figures import figures, grade_codes
from aidlink.reports.page.records import records_at, shown_records


def write_page(path: Path, month: Month) -> None:
    """Write the page; the same month gives the same bytes.

    Raises:
        OSError: the file cannot be written.
    """
    title = f"社会救助核查线索 {month.as_of.year}年{month.as_of.month}月"
    path.write_bytes(page("report", title, page_data(month)))


def page_data(month: Month) -> dict[str, Any]:
    """Everything that the page shows, masked, in columns of one entry a finding, the gravest first.

    Findings are masked when they are made; a number in a file's, sheet's or village's name is masked here.
    """
    findings, grades = _by_gravity(month.findings)
    places = flat(findings["sources"])
    records = records_at((*month.sources, *month.earlier), places)
    people = flat(findings["people"])
    return {
        **figures(month),
        "findings": {
            "id": findings["finding_id"].to_numpy().tolist(),
            "grade": grades.tolist(),
            "village": _villages(month, findings),
            "reason": coded(findings["reason"], mask_numbers),
            "check": coded(findings["check"]),
            "cents": _whole_or_none(findings["cents"]),
            "months": _whole_or_none(findings["months"]),
        },
        "people": {
            "ends": ends(findings["people"]),
            **{name: coded(people.field(name), mask_numbers) for name in ("role", "name", "number")},
        },
        "evidence": {
            "ends": ends(findings["evidence"]),
            "line": coded(flat(findings["evidence"]), mask_numbers),
        },
        "sources": {
            "ends": ends(findings["sources"]),
            **{name: coded(places.field(name), mask_numbers) for name in ("role", "source", "sheet")},
            "row": np.asarray(places.field("row")).tolist(),
            "record": records.at.tolist(),
            "rank": _ranks(findings, places),
        },
        "fields": list(shown_records(records.table)),
    }


def _by_gravity(findings: pa.Table) -> tuple[pa.Table, Any]:
    """The findings by kind, grade and money, and each one's place among all grades."""
    names = pa.array(["\t".join(each) for each in grade_codes()])
    grades = np.asarray(
        pc.index_in(pc.binary_join_element_wise(findings["kind"], findings["grade"], "\t"), value_set=names)
    )
    money = np.asarray(findings["cents"].fill_null(0))
    order = np.lexsort((-money, grades))  # stable: equal ones stay in the order of their ids
    return findings.take(pa.array(order)), grades[order]


def _ranks(findings: pa.Table, places: pa.StructArray) -> list[int]:
    """For each record that speaks 0 where it is the one in question, 1 where it raised it, else 2."""
    lengths = np.diff([0, *ends(findings["sources"])])
    whose = pa.array(np.repeat(np.arange(findings.num_rows), lengths))
    ranks = np.full(len(places), 2)
    for rank, side in ((1, "right"), (0, "left")):
        is_it = np.ones(len(places), np.bool_)
        for name in ("source", "sheet", "row"):
            told = findings[f"{side}_{name}"].take(whose).combine_chunks()
            is_it &= np.asarray(pc.equal(told, places.field(name)))
        ranks[is_it] = rank
    found: list[int] = ranks.tolist()
    return found


def _villages(month: Month, findings: pa.Table) -> Coded:
    """Each finding's village by its bare name, so that 石角 and 石角村委会 are one."""
    own = findings["village"].combine_chunks()
    unknown = pc.is_null(own)
    lists = [
        (each.extract.source, each.extract.kind, each.records) for each in (*month.sources, *month.earlier)
    ]
    told = pa.array(villages_of(findings.filter(unknown), lists), pa.string())
    whole = pc.replace_with_mask(own, unknown, told).dictionary_encode()
    names = pa.array([village_key(text) for text in whole.dictionary.to_pylist()], pa.string())
    return coded(names.take(whole.indices), mask_numbers)


def _whole_or_none(column: Any) -> list[int | None]:
    values: list[int | None] = column.to_pylist()
    return values
