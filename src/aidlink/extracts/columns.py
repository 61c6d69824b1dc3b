"""What each column of a sheet is, under one kind of register."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aidlink.extracts.aliases import OWNED_ID, alias_table, spellings
from aidlink.extracts.grid import Grid, valid
from aidlink.extracts.headers import Header, HeaderMatch, known_form
from aidlink.records import FIELDS, SCHEMAS, Kind

SERIAL = "序号列，不作数据"
MAPPED = "对照表"
_ID_LIKE = r"^\s*[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXxＸｘ]\s*$"
_ACCOUNT_LIKE = r"^\s*[1-9]\d{15,18}\s*$"
_ENOUGH_ALIKE = 0.8
_CELLS_TO_JUDGE = 10_000  # spread evenly over a long column
_HALF = 0.5
_FEWEST_BESIDE = 2  # columns of a table that is repeated at its right


@dataclass(slots=True)
class _Column:
    """A column while it is being decided on."""

    index: int
    header: str
    field: str | None = None
    why: str = ""
    rank: int = 0
    plain_id: bool = False
    fixed: bool = False  # by the caller's mapping


def match_columns(
    grid: Grid, header: Header | None, kind: Kind, mapping: Mapping[str, str]
) -> tuple[HeaderMatch, ...]:
    """Decide on every column that has a header or any content.

    Args:
        grid: the sheet.
        header: its header, or None if columns are mapped by letter only.
        kind: the kind of register.
        mapping: header as in the file, or column letter -> canonical field.
    """
    first = 0 if header is None else header.last + 1
    filled = [int(valid(column)[first:].sum()) for column in grid.columns]
    columns = [
        _decide(grid, header, index, kind, mapping)
        for index in range(len(grid.columns))
        if filled[index] or (header is not None and header.parts[index])
    ]
    _give_ids_to_their_owners(columns)
    _take_head_for_person(columns, kind)
    _settle_rivals(columns, filled, grid)
    _look_at_contents(columns, grid, first, kind)
    _name_nearest(columns, kind)
    return tuple(
        HeaderMatch(grid.name, grid.letter(column.index), column.header, column.field, column.why)
        for column in columns
    )


def _decide(grid: Grid, header: Header | None, index: int, kind: Kind, mapping: Mapping[str, str]) -> _Column:
    parts = () if header is None else header.parts[index]
    column = _Column(index, "" if header is None else header.text(index))
    if grid.letter(index) in mapping:
        column.field, column.why, column.fixed = mapping[grid.letter(index)], "对照表（列字母）", True
    elif field := mapped(parts, mapping):
        column.field, column.why, column.fixed = field, MAPPED, True
    elif parts and alias_table().is_serial(parts[-1]):
        column.why = SERIAL
    else:
        _by_alias(column, parts, kind)
    return column


def mapped(parts: tuple[str, ...], mapping: Mapping[str, str]) -> str | None:
    """The field that a mapping gives to a column: by group/own header, or by its own header."""
    wanted = {spellings(key)[:1]: field for key, field in mapping.items()}
    for text in ("".join(parts), *parts[-1:]):
        if text and (field := wanted.get(spellings(text)[:1])):
            return field
    return None


def _by_alias(column: _Column, parts: tuple[str, ...], kind: Kind) -> None:
    aliases = alias_table().kinds[kind]
    form = known_form(parts, lambda text: aliases.find(text) is not None)
    found = aliases.find(form) if form else None
    if found is None:
        return
    field, column.rank = found
    if field in SCHEMAS[kind].fields:
        column.field, column.why = field, "别名"
        column.plain_id = form == parts[-1] and alias_table().is_plain_id(form)
    else:
        column.why = f"{kind.label}不用这一列"


def _give_ids_to_their_owners(columns: list[_Column]) -> None:
    """A plain 身份证号 is the person's, unless several are, or nobody else's name is there."""
    plain = [column for column in columns if column.plain_id and not column.fixed]
    names = [column for column in columns if column.field in OWNED_ID]
    has_person = any(column.field == "name" for column in names)
    if not names or (len(plain) == 1 and has_person):
        return
    for column in plain:
        left = [name for name in names if name.index < column.index]
        owner = left[-1] if left else names[0]
        field = OWNED_ID[owner.field or "name"]
        if field != column.field and not any(other.field == field for other in columns):
            column.field, column.why = field, f"别名，随左边的“{owner.header}”"


def _take_head_for_person(columns: list[_Column], kind: Kind) -> None:
    """A list by household names only its head: the head is the row's person."""
    if kind not in (Kind.BENEFICIARY, Kind.PAYMENT, Kind.HOUSEHOLD):
        return
    for head, person in (("head_name", "name"), ("head_id", "resident_id")):
        heads = [column for column in columns if column.field == head and not column.fixed]
        if not heads or any(column.field == person for column in columns):
            return
        for column in heads:
            column.field, column.why = person, f"{column.why}，表中只有户主，按本人"


def _settle_rivals(columns: list[_Column], filled: list[int], grid: Grid) -> None:
    """Of several columns for one field the better header stays, unless it is half empty beside another."""
    for field in {column.field for column in columns if column.field}:
        rivals = [column for column in columns if column.field == field]
        best = min(rivals, key=partial(_preference, filled, max(filled[column.index] for column in rivals)))
        for column in rivals:
            if column is not best:
                column.field = None
                column.why = f"与 {grid.letter(best.index)} 列“{best.header}”重复，未采用"


def _preference(filled: list[int], most: int, column: _Column) -> tuple[bool, bool, int, int, int]:
    count = filled[column.index]
    return not column.fixed, count < _HALF * most, column.rank, -count, column.index


def _look_at_contents(columns: list[_Column], grid: Grid, first: int, kind: Kind) -> None:
    """An unknown column full of 18-character IDs or of long numbers is one, if it is the only one."""
    for field, pattern in (("resident_id", _ID_LIKE), ("account", _ACCOUNT_LIKE)):
        if field not in SCHEMAS[kind].fields or any(column.field == field for column in columns):
            continue
        unknown = [column for column in columns if column.field is None and not column.why]
        alike = [
            (column, share)
            for column in unknown
            if (share := _share(grid, column.index, first, pattern)) > _ENOUGH_ALIKE
        ]
        for column, share in alike:
            if field == "resident_id" and alias_table().kinds[kind].names_another(column.header):
                column.why = "像身份证号，但列名写的是别人"
            elif len(alike) == 1:
                column.field, column.why = field, f"按内容：{share:.0%} 的格子像{FIELDS[field].label}"
            else:
                column.why = f"内容像{FIELDS[field].label}，但这样的列有 {len(alike)} 个，请用对照表指明"


def _share(grid: Grid, index: int, first: int, pattern: str) -> float:
    cells = grid.columns[index][first:].drop_null()
    if not len(cells):
        return 0.0
    if len(cells) > _CELLS_TO_JUDGE:
        cells = cells.take(pa.array(np.linspace(0, len(cells) - 1, _CELLS_TO_JUDGE).astype(np.int64)))
    return float(pc.mean(pc.match_substring_regex(cells, pattern)).as_py())


def _name_nearest(columns: list[_Column], kind: Kind) -> None:
    for column in columns:
        if column.why:
            continue
        own = column.header.rpartition("/")[2]
        if nearest := alias_table().nearest(own, kind):
            column.why = f"未识别，最接近“{nearest[0]}”（{nearest[1]}）"
        else:
            column.why = "未识别" if column.header else "没有列名"


def second_half(matches: tuple[HeaderMatch, ...]) -> tuple[HeaderMatch, ...]:
    """The columns from which on the headers are said again: people stand side by side, to save paper."""
    headed = tuple(match for match in matches if match.header)
    texts = [match.header for match in headed]
    for width in range(_FEWEST_BESIDE, len(texts) // 2 + 1):
        if texts[:width] * (len(texts) // width) == texts and {"name", "resident_id"} & {
            match.field for match in headed[:width]
        }:
            return headed[width:]
    return ()


def lacks_required(matches: tuple[HeaderMatch, ...], kind: Kind) -> bool:
    """Whether no column holds any field of a group that the kind cannot do without."""
    found = {match.field for match in matches}
    return any(found.isdisjoint(group) for group in SCHEMAS[kind].required)
