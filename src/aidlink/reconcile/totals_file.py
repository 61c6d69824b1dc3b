"""Reading a statistics ledger (统计台账): a sheet of totals by village and programme."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from aidlink.amounts import parse_cents
from aidlink.dates import parse_date
from aidlink.errors import InputError
from aidlink.extracts.formats import read_source
from aidlink.extracts.grid import Grid
from aidlink.extracts.headers import Header, find_header
from aidlink.places import village_key
from aidlink.reconcile.totals_headers import IGNORED, MEASURES, Meaning, is_sum, meaning, programme_in

COLUMNS = ("month", "village", "programme", "people", "households", "cents", "sheet", "row")

_SUM = re.compile(r"(?:合计|总计|小计|共计|累计|全镇合计|全镇)[:：]?")
_OF_PEOPLE = re.compile(r"身份证|证件号")  # a list of people, whatever sums it could give
_YEAR = re.compile(r"(20\d\d)\s*年?")
_MONTH = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])\s*月份?")


@dataclass(frozen=True, slots=True)
class LedgerTotals:
    """A statistics ledger as it was understood.

    Args:
        frame: one row a village and programme: month (yyyymm, null if not told), village and programme
            (None: not told apart), people, households, cents (null: not told), sheet, row.
        notes: what was not understood or does not add up, in Chinese.
    """

    frame: pd.DataFrame
    notes: tuple[str, ...] = field(default=())


def read_totals(path: Path | str) -> LedgerTotals:
    """Read a statistics ledger, one programme a row or one programme a group of columns.

    Raises:
        InputError: the file cannot be used, or no sheet has a column of villages or programmes beside a
            figure.
    """
    path = Path(path)
    rows: list[dict[str, object]] = []
    notes: list[str] = []
    for grid in read_source(path).grids:
        header = find_header(grid, lambda text: meaning((text,)) is not None) if len(grid.rows) else None
        if header and any(_OF_PEOPLE.search(header.text(at)) for at in range(len(header.parts))):
            notes.append(f"工作表“{grid.name}”：是逐人的名单，不是统计台账，没有读取")
            continue
        meanings = [meaning(parts) for parts in header.parts] if header else []
        fields = {each.field for each in meanings if each}
        if header is None or not fields & {"village", "programme"} or not fields & set(MEASURES):
            notes.append(f"工作表“{grid.name}”：看不出村、救助类型和人数、金额的列，没有读取")
            continue
        sheet = _Sheet(grid, header, meanings)
        rows += sheet.rows()
        notes += sheet.notes()
    if not rows:
        remedy = "核对表头是否有“村”“救助类型”“户数”“人数”“金额”等列名"
        raise InputError(path, "看不出是统计台账", remedy)
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    for name in ("month", "people", "households", "cents", "row"):
        frame[name] = frame[name].astype("Int64")
    return LedgerTotals(frame, tuple(notes))


class _Sheet:
    """One sheet's totals; a sheet, a title or the row itself tells what a column does not."""

    def __init__(self, grid: Grid, header: Header, meanings: Sequence[Meaning | None]) -> None:
        self._grid, self._header, self._meanings = grid, header, meanings
        self._title = grid.name + "".join(text for at in range(header.first) for text in grid.cells(at))
        self._measures = [
            (at, each)
            for at, each in enumerate(meanings)
            if each and each.field in MEASURES and not is_sum(header.parts[at])
        ]
        self._sums: list[str] = []
        self._unread: list[str] = []

    def rows(self) -> list[dict[str, object]]:
        """One row a village and programme."""
        found: list[dict[str, object]] = []
        before: dict[str, str] = {}
        for at in range(self._header.last + 1, len(self._grid.rows)):
            cells = self._grid.cells(at)
            keys = {each.field: cells[column] for column, each in self._keys() if cells[column]}
            if self._is_sum(cells):
                self._check_sum(cells, found, at)
                continue
            if not any(cells[column] for column, _ in self._measures):
                continue
            before = {**before, **keys}  # a merged cell's text stands in its first row
            found += self._totals(cells, before, int(self._grid.rows[at]))
        return found

    def notes(self) -> Iterator[str]:
        """What was not understood, and sums that do not add up."""
        for at, each in enumerate(self._meanings):
            if each is None and self._header.parts[at]:
                letter = self._grid.letter(at)
                yield f"工作表“{self._grid.name}”{letter}列“{self._header.text(at)}”：看不懂，没有使用"
        yield from self._unread
        yield from self._sums

    def _is_sum(self, cells: Sequence[str]) -> bool:
        figures = {at for at, _ in self._measures}
        return any(
            _SUM.fullmatch("".join(text.split())) for at, text in enumerate(cells) if at not in figures
        )

    def _keys(self) -> list[tuple[int, Meaning]]:
        return [
            (at, each)
            for at, each in enumerate(self._meanings)
            if each and each.field not in {*MEASURES, IGNORED}
        ]

    def _totals(self, cells: Sequence[str], keys: dict[str, str], row: int) -> Iterator[dict[str, object]]:
        """The row's totals, one for each programme that its columns name."""
        by_programme: dict[str, dict[str, object]] = {}
        for column, each in self._measures:
            if cells[column]:
                figure = self._figure(cells[column], each, row, column)
                by_programme.setdefault(each.programme, {})[_COLUMN[each.field]] = figure
        told = keys.get("programme", "")
        for name, figures in by_programme.items():
            programme = name or programme_in(told) or told.strip() or programme_in(self._title) or None
            yield {
                "month": self._month(keys.get("month", "")),
                "village": village_key(keys.get("village")),
                "programme": programme,
                "sheet": self._grid.name,
                "row": row,
                **figures,
            }

    def _figure(self, text: str, each: Meaning, row: int, column: int) -> int | None:
        cents = parse_cents(re.sub(r"[人户次个]+$", "", text.strip()))
        if cents is None:
            place = f"工作表“{self._grid.name}”第{row}行{self._grid.letter(column)}列"
            self._unread.append(f"{place}：“{self._header.text(column)}”不是数字，没有使用")
            return None
        return round(cents * each.scale / 100)

    def _month(self, told: str) -> int | None:
        """The month of a cell, else of the title; a month without a year is of the title's year."""
        full = parse_date(told).month or parse_date("".join(told.split())).month if told else 0
        if full:
            return full
        year, month = _YEAR.search(self._title), _MONTH.search(told or self._title)
        if not month and told.strip().isdigit() and 1 <= int(told) <= 12:  # noqa: PLR2004 - months
            return int(year[1]) * 100 + int(told) if year else None
        return int(year[1]) * 100 + int(month[1]) if year and month else None

    def _check_sum(self, cells: Sequence[str], found: Sequence[dict[str, object]], at: int) -> None:
        """Hold a grand total, the only one in the sheet's last rows, against what stands above it."""
        text = "".join(cells)
        if "小计" in text:
            return
        for column, each in self._measures:
            if not cells[column]:
                continue
            told = self._figure(cells[column], each, int(self._grid.rows[at]), column)
            added = sum(
                int(str(row[_COLUMN[each.field]]))
                for row in found
                if row.get(_COLUMN[each.field]) is not None
                and (not each.programme or row["programme"] == each.programme)
            )
            if told is not None and told != added:
                off = f"{told / 100:g}" if each.field == "money" else str(told)
                own = f"{added / 100:g}" if each.field == "money" else str(added)
                self._sums.append(
                    f"工作表“{self._grid.name}”第{self._grid.rows[at]}行：{self._header.text(column)}"
                    f"的合计写的是{off}，各行相加是{own}"
                )


_COLUMN = {"people": "people", "households": "households", "money": "cents"}
