"""Sheets that came back filled in: their rows, as they stand, whatever was done to the sheet on the way.

A sheet may have been sorted, filtered, saved by another program, its columns moved, its rows deleted: its
columns are found by their headers, its clues by their keys. The sheets of 核查清单.xlsx can be read too; they
have no keys, so a row there is known by its 编号 alone, and its month by the first sheet.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from aidlink.errors import InputError, why
from aidlink.extracts.grid import Grid
from aidlink.extracts.workbook import read_workbook
from aidlink.findings.frame import FindingKind
from aidlink.ledger.keys import RowKey
from aidlink.reports.villages import CHECKER, DAY, DECISION, ID, KEY, NAME, NUMBER, REASON, RESULT

_FILLED = (RESULT, DECISION, REASON, CHECKER, DAY)
_NEEDED = (ID, RESULT, REASON, CHECKER, DAY)
_LABELS = frozenset(kind.label for kind in FindingKind)
_AS_OF = re.compile(r"资料截至：(\d{4})年(\d{1,2})月(\d{1,2})日")
_MOST_TOP = 30  # rows above the header


@dataclass(frozen=True, slots=True)
class Returned:
    """A row of a sheet that came back.

    Args:
        file: the file's name.
        sheet: the sheet's.
        row: the number that the spreadsheet shows.
        finding_id: the 编号 that it shows.
        key: its key; None if there is none, or it or the row beside it was changed.
        keyed: whether a key is to be expected.
        cells: what was filled in, by header; "" where blank.
    """

    file: str
    sheet: str
    row: int
    finding_id: str
    key: RowKey | None
    keyed: bool
    cells: Mapping[str, str]

    @property
    def blank(self) -> bool:
        """Whether nothing was filled in."""
        return not any(self.cells.values())


def read_returned(path: Path) -> list[Returned]:
    """Read the rows of every sheet of clues in a workbook.

    Raises:
        InputError: the file cannot be read, or holds no such sheet.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(path, f"打不开{why(error)}", "检查路径，关闭正在打开它的程序") from error
    grids = list(read_workbook(data, path, None))
    month = next((found for grid in grids if (found := _month(grid))), 0)
    tops = [(grid, top) for grid in grids if (top := _header(grid)) is not None]
    if not tops:
        remedy = "交回由 aidlink 生成的线索核查单或核查清单，不要改动表头"
        raise InputError(path, "没有找到线索核查单（没有“编号”“核查结果”等列）", remedy)
    return [row for grid, top in tops for row in _rows(path.name, grid, top, month)]


def _header(grid: Grid) -> int | None:
    """The index of the header among the grid's rows."""
    for index in range(min(len(grid.rows), _MOST_TOP)):
        if {cell.strip() for cell in grid.cells(index)} >= set(_NEEDED):
            return index
    return None


def _rows(file: str, grid: Grid, top: int, month: int) -> Iterator[Returned]:
    at = {cell.strip(): column for column, cell in enumerate(grid.cells(top)) if cell.strip()}
    keyed = KEY in at or grid.name not in _LABELS
    for index in range(top + 1, len(grid.rows)):
        cells = grid.cells(index)
        cell = {header: cells[column].strip() for header, column in at.items()}
        filled = {header: cell.get(header, "") for header in _FILLED}
        shown = cell[ID]
        if not shown and not cell.get(KEY) and not any(filled.values()):
            continue
        key = _key(cell) if keyed else RowKey(shown, month, "")
        yield Returned(file, grid.name, int(grid.rows[index]), shown, key, keyed, filled)


def _key(cell: Mapping[str, str]) -> RowKey | None:
    key = RowKey.read(cell.get(KEY, ""), [cell.get(header, "") for header in (ID, NAME, NUMBER)])
    return key if key and key.finding_id == cell[ID] else None


def _month(grid: Grid) -> int:
    """The month of the data (yyyymm) where a sheet says it near its top; 0 where it does not."""
    for index in range(min(len(grid.rows), _MOST_TOP)):
        found = _AS_OF.search(" ".join(grid.cells(index)))
        if found:
            return dt.date(int(found[1]), int(found[2]), 1).year * 100 + int(found[2])
    return 0
