"""What was understood of one file, in lines for a person; no cell of it is shown."""

from collections.abc import Iterator
from pathlib import Path

from aidlink.as_of import last_day_of_data
from aidlink.extracts import Extract, read_extract, read_extracts
from aidlink.folder import month_end
from aidlink.reports.quality import remarks
from aidlink.reports.sheet import display_width
from aidlink.standardise import standardise

_WIDTHS = (4, 26, 24)  # of a column's letter, header and field, in half-width characters
_MOST_ROWS = 5  # row numbers named for one reason


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
    yield "  各列："
    for match in extract.headers:
        cells = (match.column, match.header or "（无列名）", match.field or "——")
        yield "    " + "".join(map(_padded, cells, _WIDTHS)) + match.why
    if extract.rejected.num_rows:
        yield "  未采用的行："
        yield from _set_aside(extract)
    yield "  证件、账号、日期："
    yield from _values(extract)


def _set_aside(extract: Extract) -> Iterator[str]:
    rows: dict[str, list[int]] = {}
    for row in extract.rejected.select(["row", "reason"]).to_pylist():
        rows.setdefault(row["reason"], []).append(row["row"])
    for reason, numbers in rows.items():
        named = "、".join(map(str, numbers[:_MOST_ROWS])) + (" 等" if len(numbers) > _MOST_ROWS else "")
        yield f"    {reason}：{len(numbers)} 行（第 {named} 行）"


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
