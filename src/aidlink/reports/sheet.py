"""One table on one sheet: widths for Chinese, wrapped text, frozen header, filter, print set-up."""

import datetime as dt
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Cell = str | int | float | dt.date | None
FONT = "Microsoft YaHei"  # on every Windows; elsewhere the reader's own Chinese face stands in
_A4 = 9
_EARLIEST = dt.date(2000, 1, 1)


class Style(Enum):
    """How a column's cells look and what may be entered."""

    TEXT = "text"
    CODE = "code"  # short, never wrapped: numbers and names
    NUMBER = "number"
    MONEY = "money"
    SHARE = "share"
    DATE = "date"
    ANSWER = "answer"
    ANSWER_DATE = "answer date"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, its width in half-width characters, its style, and the answers to choose from."""

    header: str
    width: int
    style: Style = Style.TEXT
    choices: tuple[str, ...] = ()


class Book:
    """A workbook being written, and the formats that all its sheets share."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        base = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
        cell = {**base, "border": 1, "border_color": "#BFBFBF"}
        answer = {**cell, "bg_color": "#FFF8DC", "text_wrap": True, "locked": False}
        looks: Mapping[Style, Mapping[str, Any]] = {
            Style.TEXT: {**cell, "text_wrap": True},
            Style.CODE: {**cell, "align": "center"},
            Style.NUMBER: {**cell, "num_format": "#,##0_ "},  # "_ " keeps the figure off the border
            Style.MONEY: {**cell, "num_format": "#,##0.00_ "},
            Style.SHARE: {**cell, "num_format": "0.0%_ "},
            Style.DATE: {**cell, "num_format": "yyyy-mm-dd", "align": "center"},
            Style.ANSWER: answer,
            Style.ANSWER_DATE: {**answer, "num_format": "yyyy-mm-dd", "align": "center"},
        }
        self.styles: dict[Style, Format] = {style: self.format(look) for style, look in looks.items()}
        head = {**cell, "bold": True, "text_wrap": True, "align": "center"}
        self.head = self.format({**head, "bg_color": "#DDEBF7"})
        self.answer_head = self.format({**head, "bg_color": "#FFE699"})
        self.title = self.format({**base, "bold": True, "font_size": 16})
        self.section = self.format({**base, "bold": True, "font_size": 12, "font_color": "#1F4E79"})
        self.plain = self.format(base)

    def format(self, look: Mapping[str, Any]) -> Format:
        """A format of this workbook."""
        return self.workbook.add_format(dict(look))

    def add_sheet(self, name: str) -> Worksheet:
        """A sheet set up to print on A4, sideways, one page wide."""
        sheet = self.workbook.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.set_header(f"&C&12{name}")
        sheet.set_footer("&C第 &P 页，共 &N 页")
        sheet.hide_gridlines(2)
        return sheet

    def print_two_wide(self, sheet: Worksheet, repeated: int) -> None:
        """Print a sheet two pages wide, one beside the other, its first columns on both.

        On one page so many columns would be printed at half their size.
        """
        sheet.fit_to_pages(2, 0)
        sheet.repeat_columns(0, repeated - 1)
        sheet.print_across()

    def write(self, sheet: Worksheet, row: int, column: int, value: Cell, look: Format) -> None:
        """Write one cell by its type; text always as text, whatever it begins with."""
        if value is None or value == "":
            sheet.write_blank(row, column, None, look)
        elif isinstance(value, str):
            sheet.write_string(row, column, value, look)
        elif isinstance(value, dt.date):
            sheet.write_datetime(row, column, value, look)
        else:
            sheet.write_number(row, column, value, look)

    def table(
        self, name: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], *, nothing: str
    ) -> Worksheet:
        """Write a sheet that is one table with its header in the first row.

        Args:
            name: the sheet's name.
            columns: what each column is.
            rows: the cells, a sequence a row, as many as columns.
            nothing: the line that stands under the header where there is no row.
        """
        sheet = self.add_sheet(name)
        self.block(sheet, 0, columns, rows)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.width)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(columns) - 1)
        else:
            sheet.write_string(1, 0, nothing, self.plain)
        return sheet

    def block(
        self, sheet: Worksheet, top: int, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]
    ) -> int:
        """Write a header at row `top` (from 0) and the rows under it; return the first row after them."""
        for at, column in enumerate(columns):
            answered = column.style in {Style.ANSWER, Style.ANSWER_DATE}
            sheet.write_string(top, at, column.header, self.answer_head if answered else self.head)
        sheet.set_row(top, 30)
        looks = [self.styles[column.style] for column in columns]
        wrapped = [(at, column.width) for at, column in enumerate(columns) if column.style is Style.TEXT]
        for number, row in enumerate(rows, start=top + 1):
            sheet.set_row(number, _height(wrapped, row))
            for at, (value, look) in enumerate(zip(row, looks, strict=True)):
                self.write(sheet, number, at, value, look)
        for at, column in enumerate(columns):
            if rows:
                _restrict(sheet, column, (top + 1, at, top + len(rows), at))
        return top + len(rows) + 1


@lru_cache(maxsize=1 << 16)  # most texts of a sheet stand in many of its rows
def display_width(text: str) -> int:
    """Width in half-width characters: a Chinese character or full-width sign counts two.

    >>> display_width("户名 A")
    6
    """
    return len(text) if text.isascii() else sum(map(_width, text))


@cache
def _width(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1


def _height(wrapped: Iterable[tuple[int, int]], row: Sequence[Cell]) -> float:
    """Points that the row needs: some readers do not grow a row for wrapped text by themselves.

    Args:
        wrapped: the place and width of each column whose text is wrapped.
        row: the cells.
    """
    lines = [_lines(text, width) for at, width in wrapped if isinstance(text := row[at], str)]
    return 6 + 14 * max(lines, default=1)


@lru_cache(maxsize=1 << 16)
def _lines(text: str, width: int) -> int:
    return sum(-(-display_width(line) // (width - 1)) or 1 for line in text.split("\n"))


def _restrict(sheet: Worksheet, column: Column, area: tuple[int, int, int, int]) -> None:
    if column.choices:
        sheet.data_validation(
            *area,
            {
                "validate": "list",
                "source": list(column.choices),
                "error_title": "请从列表中选择",
                "error_message": f"请选择：{'、'.join(column.choices)}",
            },
        )
    elif column.style is Style.ANSWER_DATE:
        sheet.data_validation(
            *area,
            {
                "validate": "date",
                "criteria": ">=",
                "value": _EARLIEST,
                "error_title": "日期格式",
                "error_message": "请填日期，例如 2026-10-08",
            },
        )
