"""Tables of a web page: what many office systems export under the name .xls."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from aidlink.errors import InputError
from aidlink.extracts.grid import Grid, Merge, build

_MOST_SPAN = 1000  # browsers' own limit for colspan: HTML standard, section 4.9.11


def read_html(text: str, path: Path) -> Iterator[Grid]:
    """Read each outermost table as a sheet, named 表格1, 表格2, ...

    A spreadsheet program stacks a page's tables in one sheet; rows are counted within each table here.

    Raises:
        InputError: the page has no table.
    """
    page = _Page()
    page.feed(text)
    page.close()
    if not page.tables:
        raise InputError(path, "是网页，里面没有表格", "取得原始表格，用 Excel 或 WPS 另存为 .xlsx")
    for number, table in enumerate(page.tables, start=1):
        records, merges = _lay_out(table)
        yield build(f"表格{number}", records, merges=tuple(merges))


class _Cell:
    def __init__(self, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        self.down = _span(found.get("rowspan"))
        self.across = _span(found.get("colspan"))
        self.parts: list[str] = []


def _span(text: str | None) -> int:
    return min(int(text), _MOST_SPAN) if text and text.strip().isdecimal() and int(text) else 1


class _Page(HTMLParser):
    """Collects the rows of cells of each outermost table; a table inside a cell is that cell's text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[_Cell]]] = []
        self._depth = 0
        self._cell: _Cell | None = None
        self._skipping = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script"):
            self._skipping = True
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append([])
        elif self._depth == 1 and tag == "tr":
            self.tables[-1].append([])
            self._cell = None
        elif self._depth == 1 and tag in ("td", "th"):
            if not self.tables[-1]:
                self.tables[-1].append([])
            self._cell = _Cell(attrs)
            self.tables[-1][-1].append(self._cell)
        elif tag == "br" and self._cell is not None:
            self._cell.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self._skipping = False
        elif tag == "table":
            self._depth = max(0, self._depth - 1)
        if self._depth <= 1 and tag in ("td", "th", "tr", "table"):
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._skipping:
            self._cell.parts.append(data)


def _lay_out(table: list[list[_Cell]]) -> tuple[list[list[str]], list[Merge]]:
    """Place the cells as a browser does: each in the first free column, spans reserving theirs."""
    records: list[list[str]] = []
    merges: list[Merge] = []
    taken: dict[int, int] = {}  # column -> last row that a span from above covers
    for number, row in enumerate(table, start=1):
        record: list[str] = []
        for cell in row:
            while taken.get(len(record), 0) >= number:
                record.append("")
            first = len(record)
            record += ["".join(cell.parts).strip(), *[""] * (cell.across - 1)]
            if cell.down > 1 or cell.across > 1:
                merges.append(Merge(number, first, number + cell.down - 1, first + cell.across - 1))
                taken.update(dict.fromkeys(range(first, first + cell.across), number + cell.down - 1))
        records.append(record)
    return records, merges
