"""What was understood of one file, in lines for a person; no cell of it is shown."""

from collections.abc import Iterator
from pathlib import Path

from aidlink.as_of import last_day_of_data
from aidlink.extracts import Extract, read_extract, read_extracts
from aidlink.extracts.headers import HeaderMatch
from aidlink.extracts.rows import few
from aidlink.folder import month_end
from aidlink.records import FIELDS
from aidlink.reports.quality import remarks
from aidlink.reports.sheet import display_width
from aidlink.standardise import standardise

_WIDTHS = (4, 26, 20, 24)  # of a column's letter, header, meaning and field, in half-width characters


def explain_file(
    path: Path, *, kind: str | None = None, sheet: str | None = None, mapping: Path | None = None
) -> Iterator[str]:
    """Say of a file its kind, what each column was taken for and why, its rows, and its values' state.

    Args:
        path: the file.
        kind: the kind of register, found from the headers if not given.
        sheet: the only sheet to look at.
        mapping: a file that names unknown headers.

    Raises:
        InputError: the file cannot be used.
        UsageError: there is no such kind.
    """
    if kind is None and sheet is None:
        extracts = read_extracts(path, mapping=mapping)
    else:
        extracts = [read_extract(path, kind=kind, sheet=sheet, mapping=mapping)]
    for extract in extracts:
        yield from _explain(extract)


def _explain(extract: Extract) -> Iterator[str]:
    encoding = f"，编码 {extract.encoding}" if extract.encoding else ""
    yield f"{extract.source}：{extract.kind.label}（{extract.kind}）{encoding}"
    yield f"  采用 {extract.table.num_rows} 行，未采用 {extract.rejected.num_rows} 行"
    for note in extract.notes:
        yield f"  注意：{note}"
    sheets = list(dict.fromkeys(match.sheet for match in extract.headers))
    for sheet in sheets:
        yield f"  工作表“{sheet}”各列：" if len(sheets) > 1 else "  各列："
        yield from (_column(match) for match in extract.headers if match.sheet == sheet)
    if extract.rejected.num_rows:
        yield "  未采用的行："
        yield from _set_aside(extract, named=len(sheets) > 1)
    yield "  证件、账号、日期："
    yield from _values(extract)


def _column(match: HeaderMatch) -> str:
    meaning = (FIELDS[match.field].label, match.field) if match.field else ("——", "")
    cells = (match.column, match.header or "（无列名）", *meaning)
    return "    " + "".join(map(_padded, cells, _WIDTHS)) + match.why


def _set_aside(extract: Extract, *, named: bool) -> Iterator[str]:
    """The rows of each reason, and where several sheets were read, in which sheet they stand."""
    rows: dict[tuple[str, str], list[int]] = {}
    for row in extract.rejected.to_pylist():
        rows.setdefault((row["sheet"] if named else "", row["reason"]), []).append(row["row"])
    for (sheet, reason), numbers in rows.items():
        where = f"“{sheet}”" if sheet else ""
        yield f"    {reason}：{len(numbers)} 行（{where}第 {few(numbers)} 行）"


def _values(extract: Extract) -> Iterator[str]:
    day = month_end(extract.path.resolve().parent) or last_day_of_data([extract])
    records = standardise(extract, as_of=day)
    said = False
    for match in {match.field: match for match in extract.headers}.values():
        if match.field and (lines := remarks(records, match.field)):
            said = True
            yield f"    {match.header}："
            yield from (f"      {line}" for line in lines)
    if not said:
        yield "    没有要说明的"


def _padded(text: str, width: int) -> str:
    return text + " " * max(2, width - display_width(text))
