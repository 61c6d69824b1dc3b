"""The monthly run: a folder of extracts becomes findings, a workbook and a manifest."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from aidlink.as_of import find_as_of
from aidlink.extracts import Extract, read_extracts
from aidlink.find import find_in, standardise_all
from aidlink.findings import FindingKind
from aidlink.folder import find_extracts
from aidlink.lookback import earlier_folders, earlier_registers
from aidlink.manifest import manifest
from aidlink.publish import FINDINGS_FILE, MANIFEST_FILE, WORKBOOK_FILE, check_replaceable, publishing
from aidlink.reports.month import Month, Source
from aidlink.reports.workbook import write_workbook

Progress = Callable[[str, int, int], None]
"""Told which step begins (in Chinese), how many steps are done, and of how many."""

_LATER_STEPS = 3  # standardising, finding, writing


@dataclass(frozen=True, slots=True)
class MonthResult:
    """Where a run's output is and what it holds."""

    out: Path
    as_of: dt.date
    findings: pa.Table
    manifest: Mapping[str, Any]

    @property
    def workbook(self) -> Path:
        """The workbook to hand out."""
        return self.out / WORKBOOK_FILE

    @property
    def counts(self) -> dict[FindingKind, int]:
        """How many findings there are of each kind, 0 where there is none."""
        found = Counter(self.findings["kind"].to_pylist())
        return {kind: found[str(kind)] for kind in FindingKind}


def silent(step: str, done: int, total: int) -> None:
    """Show no progress."""


def run_month(
    month_dir: str | Path,
    out: str | Path,
    *,
    as_of: dt.date | None = None,
    engine: str = "duckdb",
    progress: Progress = silent,
) -> MonthResult:
    """Read a month's extracts, find what should be checked, and write it all at once or not at all.

    Args:
        month_dir: the folder of the month's extracts (xlsx, xls, csv, tsv, txt). If it is named after its
            month, the registers of deaths in folders named after the three months before are used too.
        out: the folder for findings.parquet, 核查清单.xlsx and manifest.json. Other files in it stay; an
            earlier run's outputs are replaced unless somebody has filled them in.
        as_of: the last day that the data speak of; by default the end of the month in the folder's name,
            else the end of the latest month in the data.
        engine: which engine answers the joins.
        progress: told about each step.

    Raises:
        InputError: a file or folder cannot be used.
        RuleError: a rule file is wrong.
    """
    month_dir, out = Path(month_dir), Path(out)
    check_replaceable(out)
    paths, unread = find_extracts(month_dir)
    back = earlier_folders(month_dir)
    steps = len(paths) + bool(back) + _LATER_STEPS
    extracts: list[Extract] = []
    for done, path in enumerate(paths):
        progress(f"读取 {path.name}", done, steps)
        extracts += read_extracts(path)
    day, day_from = find_as_of(month_dir, extracts, as_of)
    earlier: list[Extract] = []
    if back:
        progress("读取往月死亡登记", len(paths), steps)
        earlier, faulty = earlier_registers(back, {path.name for path in paths})
        unread += faulty
    progress("整理姓名、证件、日期", steps - 3, steps)
    records = standardise_all([*extracts, *earlier], day)
    progress("比对", steps - 2, steps)
    findings = find_in(records, day, engine=engine)
    progress("写出核查清单", steps - 1, steps)
    sources = [Source(extract, table) for extract, table in records]
    own = len(extracts)
    return _written(out, Month(day, sources[:own], findings, unread, sources[own:]), day_from)


def _written(out: Path, month: Month, day_from: str) -> MonthResult:
    with publishing(out) as staging:
        findings_file, workbook = staging / FINDINGS_FILE, staging / WORKBOOK_FILE
        pq.write_table(month.findings, findings_file)
        write_workbook(workbook, month)
        content = manifest(month, as_of_from=day_from, outputs=(findings_file, workbook))
        text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
        (staging / MANIFEST_FILE).write_text(text, "utf-8", newline="\n")
    return MonthResult(out, month.as_of, month.findings, content)
