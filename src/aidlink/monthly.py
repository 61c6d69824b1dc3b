"""The monthly run: a folder of extracts becomes findings, a workbook and a manifest."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from aidlink.as_of import find_as_of
from aidlink.beside import each_beside
from aidlink.collecting import seldom_collecting
from aidlink.compare.walk import is_compiled
from aidlink.extracts import Extract, read_extracts
from aidlink.extracts.mapping import HeaderMapping, mapping_for_many
from aidlink.find import find_in, find_with_books, standardise_all
from aidlink.findings import FindingKind
from aidlink.findings.where import programmes_of, villages_of
from aidlink.folder import find_extracts
from aidlink.ledger import Ledger
from aidlink.ledger.calibration import corrected
from aidlink.ledger.ledger import Recorded
from aidlink.ledger.state import Status
from aidlink.lookback import earlier_folders, earlier_registers
from aidlink.manifest import manifest
from aidlink.publish import (
    FEEDBACK_FOLDER,
    FIGURES_FILE,
    FINDINGS_FILE,
    MANIFEST_FILE,
    PAGE_FILE,
    VILLAGES_FOLDER,
    WORKBOOK_FILE,
    check_replaceable,
    publishing,
)
from aidlink.reconcile import read_totals
from aidlink.reports.feedback import write_feedback
from aidlink.reports.figures_book import Figures, month_figures, with_issued, write_figures
from aidlink.reports.month import Month, Source
from aidlink.reports.page.month_page import write_page
from aidlink.reports.villages import write_villages
from aidlink.reports.workbook import write_workbook
from aidlink.yearly import rosters_before

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
    quiet: int = 0
    """Findings that a village has settled, with no new evidence: in `findings`, not in the workbook."""
    figures: Figures | None = None
    """What 统计与质量.xlsx shows, as tables, where figures were asked for."""

    @property
    def workbook(self) -> Path:
        """The workbook to hand out."""
        return self.out / WORKBOOK_FILE

    @property
    def page(self) -> Path:
        """The page to look the findings through in a browser."""
        return self.out / PAGE_FILE

    @property
    def villages(self) -> Path:
        """The folder of the villages' sheets, where a ledger was given."""
        return self.out / VILLAGES_FOLDER

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
    ledger: Ledger | str | Path | None = None,
    figures: bool = False,
    totals: str | Path | None = None,
    mapping: HeaderMapping = None,
    engine: str = "duckdb",
    progress: Progress = silent,
) -> MonthResult:
    """Read a month's extracts, find what should be checked, and write it all at once or not at all.

    Args:
        month_dir: the folder of the month's extracts (xlsx, xls, csv, tsv, txt). If it is named after its
            month, the registers of deaths in folders named after the three months before are used too.
        out: the folder for findings.parquet, 核查清单.xlsx, report.html and manifest.json. Other files stay;
            an earlier run's outputs are replaced unless somebody has filled them in.
        as_of: the last day that the data speak of; by default the end of the month in the folder's name,
            else the end of the latest month in the data.
        ledger: a ledger, its file or its URL: the month is taken into it, what is settled there is left out
            of the workbook, and a sheet for each village is written. Output and ledger change together.
        figures: whether to write too 统计与质量.xlsx (statistics, the three books, warnings, swings against
            the month before where its folder stands beside) and 反馈单/, a sheet for each source.
        totals: the statistics ledger's file, the third of the three books; implies `figures`.
        mapping: headers that aidlink does not know, to fields, or a TOML file of them, as `read_extract`
            takes it: for every file, and for those of earlier months. No column letters, for files differ.
        engine: which engine answers the joins.
        progress: told about each step.

    Raises:
        InputError: a file or folder cannot be used, or the ledger stands at a later month.
        UsageError: the mapping names a field that there is not, or a column letter; or `as_of` is more
            than a month away from the folder's.
        RuleError: a rule file is wrong.
    """
    if ledger is not None and not isinstance(ledger, Ledger):
        with Ledger(ledger) as opened:
            return run_month(
                month_dir, out, as_of=as_of, ledger=opened, figures=figures, totals=totals, mapping=mapping,
                engine=engine, progress=progress,
            )  # fmt: skip
    with seldom_collecting():
        known = mapping_for_many(mapping)
        return _run(Path(month_dir), Path(out), as_of, ledger, figures, totals, known, engine, progress)


def _run(
    month_dir: Path, out: Path, as_of: dt.date | None, ledger: Ledger | None, figures: bool,
    totals: str | Path | None, mapping: Mapping[str, str], engine: str, progress: Progress,
) -> MonthResult:  # fmt: skip
    check_replaceable(out)
    wait = "" if is_compiled() else "（第一次运行要先编译，约多用半分钟）"
    told = read_totals(totals) if totals else None
    read = _read(month_dir, mapping, progress)
    day, day_from = find_as_of(month_dir, read.extracts, as_of)
    if ledger:
        ledger.check_month(day)
    read.look_back(progress)
    progress(f"整理姓名、证件、日期{wait}", read.steps - 3, read.steps)
    records = standardise_all([*read.extracts, *read.earlier], day)
    progress(f"比对{wait}", read.steps - 2, read.steps)
    counted = figures or told is not None
    found = find_with_books(records, day, engine=engine) if counted else find_in(records, day, engine=engine)
    findings, books = found if isinstance(found, tuple) else (found, None)
    progress("写出核查清单", read.steps - 1, read.steps)
    sources = [Source(extract, table) for extract, table in records]
    own = len(read.extracts)
    month = Month(day, sources[:own], findings, read.unread, sources[own:])
    made = None
    if books:
        before = rosters_before(month_dir, mapping, engine=engine)
        made = month_figures(books, records[:own], day, totals=told, before=before)
    return _recorded(out, month, made, day_from, ledger) if ledger else _written(out, month, made, day_from)


@dataclass(slots=True)
class _Folder:
    """What a month's folder holds, and the registers of deaths in the folders of the months before."""

    paths: list[Path]
    back: list[Path]
    unread: list[tuple[str, str]]
    mapping: Mapping[str, str]
    extracts: list[Extract] = field(default_factory=list)
    earlier: list[Extract] = field(default_factory=list)

    @property
    def steps(self) -> int:
        """How many steps a run of this folder has."""
        return len(self.paths) + bool(self.back) + _LATER_STEPS

    def look_back(self, progress: Progress) -> None:
        """Read the earlier months' registers, where there are any."""
        if self.back:
            progress("读取往月死亡登记", len(self.paths), self.steps)
            own = {path.name for path in self.paths}
            self.earlier, faulty = earlier_registers(self.back, own, self.mapping)
            self.unread += faulty


def _read(month_dir: Path, mapping: Mapping[str, str], progress: Progress) -> _Folder:
    paths, unread = find_extracts(month_dir)
    folder = _Folder(paths, earlier_folders(month_dir), unread, mapping)
    progress(f"读取 {paths[0].name}", 0, folder.steps)
    for done, found in enumerate(each_beside(partial(read_extracts, mapping=mapping), paths), 1):
        folder.extracts += found
        if done < len(paths):
            progress(f"读取 {paths[done].name}", done, folder.steps)
    return folder


def _recorded(out: Path, month: Month, figures: Figures | None, day_from: str, ledger: Ledger) -> MonthResult:
    """Write the output and take the month into the ledger: both or neither.

    The ledger's transaction ends when every file is in place. Whoever is killed before finds the ledger as it
    was, and runs the month again.
    """
    lists = [
        (each.extract.source, each.extract.kind, each.records) for each in (*month.sources, *month.earlier)
    ]
    villages, programmes = villages_of(month.findings, lists), programmes_of(month.findings, lists)
    learnt = ledger.calibration()
    with ExitStack() as stack:
        recorded = stack.enter_context(ledger.recording(month.findings, month.as_of, villages, programmes))
        known = replace(month, findings=corrected(month.findings, learnt))
        told = {
            "ledger": dict(sorted(Counter(map(str, recorded.clues["status"])).items())),
            "calibration": [each.summary for each in learnt],
        }
        figures = with_issued(figures, recorded.issued) if figures else None
        return _written(out, known, figures, day_from, _Ledgered(recorded, stack, told))


@dataclass(frozen=True, slots=True)
class _Ledgered:
    """What a ledger adds to the output, and the transaction that ends with it."""

    recorded: Recorded
    transaction: ExitStack
    told: Mapping[str, Any]


def _written(
    out: Path, month: Month, figures: Figures | None, day_from: str, ledgered: _Ledgered | None = None
) -> MonthResult:
    shown = month
    with publishing(out, ledgered.transaction.close if ledgered else lambda: None) as staging:
        outputs = {name: staging / name for name in (FINDINGS_FILE, WORKBOOK_FILE, PAGE_FILE)}
        pq.write_table(month.findings, outputs[FINDINGS_FILE])
        if ledgered:
            shown = _without_settled(month, ledgered.recorded)
            folder = staging / VILLAGES_FOLDER
            folder.mkdir()
            sheets = write_villages(folder, ledgered.recorded.clues, month.as_of)
            outputs |= {f"{VILLAGES_FOLDER}/{path.name}": path for path in sheets}
        write_workbook(outputs[WORKBOOK_FILE], shown)
        write_page(outputs[PAGE_FILE], shown)
        if figures:
            outputs[FIGURES_FILE] = staging / FIGURES_FILE
            write_figures(outputs[FIGURES_FILE], figures)
            outputs |= _feedback(staging / FEEDBACK_FOLDER, figures)
        content = manifest(month, as_of_from=day_from, outputs=outputs)
        if ledgered:
            content |= {**ledgered.told, "quiet": shown.quiet}
        text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
        (staging / MANIFEST_FILE).write_text(text, "utf-8", newline="\n")
    return MonthResult(out, month.as_of, month.findings, content, shown.quiet, figures)


def _feedback(folder: Path, figures: Figures) -> dict[str, Path]:
    """Write a sheet for each source; their names in the output folder."""
    folder.mkdir()
    sheets = write_feedback(folder, figures.quality.problems, figures.as_of) if figures.quality else []
    return {f"{folder.name}/{path.name}": path for path in sheets}


def _without_settled(month: Month, recorded: Recorded) -> Month:
    """The month without what a village has settled."""
    clues = recorded.clues
    settled = clues.loc[clues["status"] == Status.CLEARED, "finding_id"]
    quiet = pc.is_in(month.findings["finding_id"], pa.array(settled, pa.string()))
    return replace(month, findings=month.findings.filter(pc.invert(quiet)), quiet=pc.sum(quiet).as_py() or 0)
