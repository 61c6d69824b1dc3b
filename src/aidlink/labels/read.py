"""Labels read back from the files that the labelling page saved."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

import pandas as pd

from aidlink.errors import InputError, why
from aidlink.extracts.grid import Grid
from aidlink.extracts.text import read_text
from aidlink.extracts.workbook import read_workbook
from aidlink.labels.keys import PairKey
from aidlink.reports.faults import Fault, Problem

#: Headers of an answer file; the page writes the same (static/label.js).
KEY, ANSWER, WHO, WHEN = "核对码", "结论", "标注人", "标注时间"
PLACES = ("左工作表", "左行号", "右工作表", "右行号")
_TEXTS = (".csv", ".tsv", ".txt")
_MOST_TOP = 30  # rows above the header
_TIME = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{2})(?::\d{2})?)?")
_EDITED: Fault = ("核对码、工作表或行号被改动过，认不出是哪一对", "用标注页重新保存的文件，不要改动这几列")


class Verdict(StrEnum):
    """What somebody says of a pair."""

    SAME = "同一人"
    OTHER = "不是同一人"
    UNSURE = "无法判断"


@dataclass(frozen=True, slots=True)
class Label:
    """One answer: the pair, what was said of it, by whom and when (local time), and where it stands."""

    pair: PairKey
    answer: Verdict
    who: str
    when: dt.datetime
    file: str
    row: int


@dataclass(frozen=True, slots=True)
class Labels:
    """What a file of labels holds.

    Args:
        labels: the answers, in the order of the file.
        problems: what is wrong with the other rows.
    """

    labels: tuple[Label, ...]
    problems: tuple[Problem, ...] = ()

    def to_pandas(self) -> pd.DataFrame:
        """A frame of one row an answer.

        Columns: records (the digest of the linked tables), left_sheet, left_row, right_sheet, right_row,
        answer, who, when.
        """
        columns = [*PairKey.__dataclass_fields__, "answer", "who", "when"]
        rows = [(*asdict(each.pair).values(), str(each.answer), each.who, each.when) for each in self.labels]
        return pd.DataFrame(rows, columns=columns)

    def truth(self) -> pd.DataFrame:
        """The pairs that are settled, as `aidlink.charts` takes them.

        Of one person's answers to a pair the last counts. A pair that is left undecided, or on which two
        persons disagree, is left out.

        Returns:
            left_sheet, left_row, right_sheet, right_row, match (bool).
        """
        last: dict[tuple[PairKey, str], Label] = {}
        for each in sorted(self.labels, key=lambda label: label.when):
            last[each.pair, each.who] = each
        said: dict[PairKey, set[Verdict]] = {}
        for each in last.values():
            said.setdefault(each.pair, set()).add(each.answer)
        columns = [*list(PairKey.__dataclass_fields__)[1:], "match"]
        settled = {pair: answers for pair, answers in said.items() if len(answers) == 1}
        rows = [
            (*list(asdict(pair).values())[1:], answers == {Verdict.SAME})
            for pair, answers in sorted(settled.items())
            if Verdict.UNSURE not in answers
        ]
        return pd.DataFrame(rows, columns=columns)


def read_labels(path: str | Path) -> Labels:
    """Read the answers that a labelling page saved, however the file was saved since (CSV or a workbook).

    Raises:
        InputError: the file cannot be read, or is no file of labels.
    """
    path = Path(path)
    for grid in _grids(path):
        top = _header(grid)
        if top is not None:
            return _read(path.name, grid, top)
    remedy = "用标注页“保存答案”得到的文件，不要改动表头"
    raise InputError(path, "没有找到标注结果（没有“核对码”“结论”等列）", remedy)


def holds_labels(path: Path) -> bool:
    """Whether a file that can be read is one of labels."""
    try:
        return any(_header(grid) is not None for grid in _grids(path))
    except InputError:
        return False


def _grids(path: Path) -> list[Grid]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(path, f"打不开{why(error)}", "检查路径，关闭正在打开它的程序") from error
    if path.suffix.lower() in _TEXTS:
        return [read_text(data, path)[0]]
    return list(read_workbook(data, path, None))


def _header(grid: Grid) -> int | None:
    for index in range(min(len(grid.rows), _MOST_TOP)):
        if {cell.strip() for cell in grid.cells(index)} >= {KEY, ANSWER, WHO, WHEN, *PLACES}:
            return index
    return None


def _read(file: str, grid: Grid, top: int) -> Labels:
    at = {cell.strip(): column for column, cell in enumerate(grid.cells(top)) if cell.strip()}
    labels: list[Label] = []
    problems: list[Problem] = []
    for index in range(top + 1, len(grid.rows)):
        cells = grid.cells(index)
        cell = {header: cells[column].strip() for header, column in at.items()}
        if not any(cell.values()):
            continue
        row = int(grid.rows[index])
        found = list(_faults(cell))
        problems += (Problem(file, "", row, *fault) for fault in found)
        pair, when = _pair(cell), _moment(cell[WHEN])
        if pair and when and not found:
            labels.append(Label(pair, Verdict(cell[ANSWER]), cell[WHO], when, file, row))
    return Labels(tuple(labels), tuple(problems))


def _faults(cell: Mapping[str, str]) -> Iterator[Fault]:
    if _pair(cell) is None:
        yield _EDITED
    if cell[ANSWER] not in set(Verdict):
        yield ("“结论”填的内容不在可选范围内", f"改为：{'、'.join(Verdict)}，或删去这一行")
    if not cell[WHO]:
        yield ("没有填“标注人”", "填写标注人姓名")
    if _moment(cell[WHEN]) is None:
        yield ("“标注时间”看不懂", "改填为如 2026-11-03 09:30 的时间")


def _pair(cell: Mapping[str, str]) -> PairKey | None:
    """The pair, if its key and the places beside it are as they were saved."""
    # An apostrophe keeps a spreadsheet program from taking a sheet's name for a formula.
    return PairKey.read(cell[KEY], [cell[name].removeprefix("'") for name in PLACES])


def _moment(text: str) -> dt.datetime | None:
    found = _TIME.fullmatch(text)
    if not found:
        return None
    year, month, day, hour, minute = (int(part or 0) for part in found.groups())
    try:
        return dt.datetime(year, month, day, hour, minute)  # noqa: DTZ001 - the labeller's own clock
    except ValueError:
        return None
