"""Lays a register's rows out as an office would: titles, grouped headers, merged cells, totals, repeats."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from aidlink.synthesis.calendar import Calendar
from aidlink.synthesis.register import Register
from aidlink.synthesis.tables import Ints, read_table

Row = list[Any]
NO_MERGES = 20_000
"""A longer list is written in one pass, and cells cannot be merged over rows that are already written."""


@dataclass(slots=True)
class Sheet:
    """One sheet as a grid of cells, and where each register row stands in it.

    `name` is "" for a text file. `merges` are (first row, first column, last row, last column), counted from
    0; `places` are rows of the register and `numbers` the rows that the spreadsheet shows, first line = 1.
    """

    name: str
    grid: list[Row] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    dates: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it is worded in one month."""

    name: str
    fields: tuple[str, ...]
    headers: tuple[str, ...]
    table: dict[str, Any]

    @property
    def width(self) -> int:
        """How many columns the form has."""
        return len(self.fields)


def word_form(part: str, rng: np.random.Generator) -> Form:
    """Choose this month's wording of a form."""
    table = read_table("layouts")[part]
    names = table.get("sheet", [""])
    headers = tuple(str(rng.choice(column[1:])) for column in table["columns"])
    return Form(str(rng.choice(names)), tuple(column[0] for column in table["columns"]), headers, table)


def lay_out(register: Register, places: Ints, form: Form, calendar: Calendar, month: int) -> Sheet:
    """Lay register rows out on a form; the rows are listed in the order given."""
    sheet = Sheet(form.name, dates=form.table.get("dates", False))
    words = {"town": read_table("places")["town"], "month": calendar.chinese(month)}
    for line in ("title", "subtitle"):
        if line in form.table:
            _spread(sheet, form.table[line].format(**words), form.width)
    header = _headers(sheet, form)
    cells = _cells(register, places, form)
    repeat = form.table.get("repeat", len(cells) + 1)
    for number, (place, row) in enumerate(zip(places.tolist(), cells, strict=True)):
        if number and number % repeat == 0:
            sheet.grid.append(header)
        sheet.grid.append(row)
        sheet.places.append(place)
        sheet.numbers.append(len(sheet.grid))
    if "merge" in form.table and len(cells) <= NO_MERGES:
        _merge(sheet, form, register["household_id"][places].tolist())
    if form.table.get("total") and len(cells):
        sheet.grid.append(_total(form, cells))
    return sheet


def _spread(sheet: Sheet, text: str, width: int) -> None:
    """Write a line over the whole width."""
    sheet.merges.append((len(sheet.grid), 0, len(sheet.grid), width - 1))
    sheet.grid.append([text] + [None] * (width - 1))


def _headers(sheet: Sheet, form: Form) -> Row:
    """Write the header, in two rows where some columns are grouped; returns the row to repeat."""
    header: Row = [text or None for text in form.headers]
    grouped = [place for place, name in enumerate(form.fields) if name in form.table.get("grouped", ())]
    if grouped:
        top, first = list(header), len(sheet.grid)
        for place in grouped:
            top[place] = None
        top[grouped[0]] = form.table["group"]
        sheet.merges.append((first, grouped[0], first, grouped[-1]))
        sheet.merges += [
            (first, place, first + 1, place) for place in range(form.width) if place not in grouped
        ]
        sheet.grid.append(top)
        header = [text if place in grouped else None for place, text in enumerate(header)]
    sheet.grid.append(header)
    return header


def _cells(register: Register, places: Ints, form: Form) -> list[Row]:
    """Give the rows of cells, as the form's columns want them."""
    count = len(places)
    columns: list[list[Any]] = []
    for name in form.fields:
        if name == "serial":
            columns.append(list(range(1, count + 1)))
        else:
            columns.append(register[name][places].tolist() if name else [None] * count)
    return [list(row) for row in zip(*columns, strict=True)]


def _merge(sheet: Sheet, form: Form, household: list[str]) -> None:
    """Merge the household's columns over its rows, which follow one another."""
    columns = [place for place, name in enumerate(form.fields) if name in form.table["merge"]]
    serial, start = 0, 0
    for end in range(1, len(household) + 1):
        if end < len(household) and household[end] == household[start]:
            continue
        serial += 1
        rows = [number - 1 for number in sheet.numbers[start:end]]
        sheet.grid[rows[0]][form.fields.index("serial")] = serial
        for column in columns if len(rows) > 1 else ():
            filled = [sheet.grid[row][column] for row in rows if sheet.grid[row][column] is not None]
            for row in rows:
                sheet.grid[row][column] = None
            sheet.grid[rows[0]][column] = filled[0] if filled else None
            sheet.merges.append((rows[0], column, rows[-1], column))
        start = end


def _total(form: Form, cells: list[Row]) -> Row:
    row: Row = [None] * form.width
    row[0] = "合计"
    if "amount" in form.fields:
        column = form.fields.index("amount")
        row[column] = sum(cell[column] for cell in cells if cell[column] is not None)
    else:
        row[2] = f"共 {len(cells)} 人"
    return row
