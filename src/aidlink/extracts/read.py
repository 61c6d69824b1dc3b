"""Reading a file: which sheets are registers, of which kind, and their rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aidlink.errors import InputError, UsageError
from aidlink.extracts.aliases import alias_table, spellings
from aidlink.extracts.columns import is_letter
from aidlink.extracts.extract import NUMERIC, REJECTED, Extract
from aidlink.extracts.formats import Source, read_source
from aidlink.extracts.grid import Grid
from aidlink.extracts.headers import Header, find_header
from aidlink.extracts.kinds import find_kind, undecided
from aidlink.extracts.mapping import HeaderMapping, load_mapping
from aidlink.extracts.rows import HEADER, LABELS, TITLE
from aidlink.extracts.sheets import ReadSheet, lacks_required, read_sheet, rejected
from aidlink.records import SCHEMAS, Kind

HIDDEN, NO_HEADER = "隐藏的工作表，未采用", "工作表里没有表头，未采用"
_WRITE_HEADERS = '在表的第一行写上列名（如 姓名、身份证号），或用对照表按列字母指明，如 A = "name"'


@dataclass(frozen=True, slots=True)
class _Found:
    """A sheet with a header, and the kind it seems to be."""

    grid: Grid
    header: Header | None
    kind: Kind | None


@dataclass(frozen=True, slots=True)
class _File:
    """A file's sheets, sorted into registers and others."""

    source: Source
    mapping: dict[str, str]
    found: tuple[_Found, ...]
    passed_over: tuple[tuple[Grid, str], ...]
    notes: tuple[str, ...]

    def name(self, found: _Found) -> str | None:
        """The sheet's name for messages."""
        return found.grid.name if self.source.has_sheets else None


def read_extract(
    path: Path | str, kind: Kind | str | None = None, sheet: str | None = None, mapping: HeaderMapping = None
) -> Extract:
    """Read one file's records of one kind.

    Args:
        path: an xlsx, xls, csv or tsv file, or a web page's table saved under one of these names.
        kind: the kind of register; found from the headers if not given.
        sheet: the one sheet to read; all sheets of the kind if not given.
        mapping: header as in the file, or column letter, -> canonical field; or a TOML file of these.

    Raises:
        InputError: the file cannot be used, or holds several kinds and none was asked for.
        UsageError: a kind or a field that does not exist.
    """
    asked = None if kind is None else _kind(kind)
    file = _open(Path(path), sheet, mapping)
    chosen = asked or _only_kind(file)
    taken = [found for found in file.found if found.kind is chosen]
    if not taken:
        undecided_sheets = [found for found in file.found if found.kind is None]
        taken = undecided_sheets or list(file.found)
        if len(taken) > 1 and not undecided_sheets:
            raise _several(file)
    return _extract(file, chosen, taken, file.passed_over, _left_out(file, taken))


def read_extracts(path: Path | str, mapping: HeaderMapping = None) -> list[Extract]:
    """Read every kind of register in a file, one extract a kind, in the order of their first sheets.

    Raises:
        InputError: the file cannot be used, or a sheet's kind cannot be told.
    """
    file = _open(Path(path), None, mapping)
    kinds = list(dict.fromkeys(found.kind for found in file.found if found.kind))
    for found in file.found:
        if found.kind is None and len(kinds) != 1:
            raise undecided(file.source.path, file.name(found))
    extracts = []
    for number, kind in enumerate(kinds):
        taken = [found for found in file.found if found.kind in (kind, None)]
        extracts.append(_extract(file, kind, taken, file.passed_over if number == 0 else (), ()))
    return extracts


def _kind(kind: Kind | str) -> Kind:
    try:
        return Kind(kind)
    except ValueError:
        message = f"没有 {kind} 这一类；可用的是 {'、'.join(Kind)}"
        raise UsageError(message) from None


def _open(path: Path, sheet: str | None, mapping: HeaderMapping) -> _File:
    entries = load_mapping(mapping)
    source = read_source(path, sheet)
    known = {form for key in entries if not is_letter(key) for form in spellings(key)[:1]}
    table = alias_table()

    def is_known(text: str) -> bool:
        return table.is_known(text) or spellings(text)[:1] != () and spellings(text)[0] in known

    found, passed_over = [], []
    for grid in source.grids:
        if not len(grid.rows):
            continue
        header = find_header(grid, is_known)
        if grid.hidden and sheet is None:
            passed_over.append((grid, HIDDEN))
        elif header is not None:
            found.append(_Found(grid, header, find_kind(grid, header, path, entries)))
        elif any(map(is_letter, entries)):
            found.append(_Found(grid, None, None))
        else:
            passed_over.append((grid, NO_HEADER))
    if not found:
        raise _nothing_found(source, passed_over)
    notes = (*_sheet_notes(source, passed_over), *_unused(entries, found))
    return _File(source, entries, tuple(found), tuple(passed_over), notes)


def _nothing_found(source: Source, passed_over: list[tuple[Grid, str]]) -> InputError:
    if not passed_over:
        return InputError(source.path, "里面没有内容", "核对文件，重新导出")
    grid, reason = passed_over[0]
    sheet = grid.name if source.has_sheets else None
    if all(why == HIDDEN for _, why in passed_over):
        return InputError(source.path, "工作表都是隐藏的", "取消隐藏后另存", sheet=sheet)
    return InputError(source.path, "没有找到表头", _WRITE_HEADERS, sheet=sheet)


def _sheet_notes(source: Source, passed_over: list[tuple[Grid, str]]) -> list[str]:
    notes = [f"工作表“{grid.name}”：{reason}（{len(grid.rows)} 行）" for grid, reason in passed_over]
    return notes + [
        f"工作表“{grid.name}”是空的" for grid in source.grids if source.has_sheets and not len(grid.rows)
    ]


def _unused(mapping: Mapping[str, str], found: list[_Found]) -> list[str]:
    """A mapping serves many files, so a header that this one lacks is no error."""
    seen = {
        form
        for one in found
        if one.header
        for parts in one.header.parts
        for text in ("".join(parts), *parts[-1:])
        for form in spellings(text)[:1]
    }
    return [
        f"对照表里的“{key}”在本文件中没有"
        for key in mapping
        if not is_letter(key) and seen.isdisjoint(spellings(key)[:1])
    ]


def _only_kind(file: _File) -> Kind:
    kinds = {found.kind for found in file.found if found.kind}
    if len(kinds) > 1:
        raise _several(file)
    if not kinds:
        raise undecided(file.source.path, file.name(file.found[0]))
    return kinds.pop()


def _several(file: _File) -> InputError:
    listed = "，".join(
        f"“{found.grid.name}”是{found.kind.label if found.kind else '看不出类别的表'}" for found in file.found
    )
    return InputError(
        file.source.path, f"有几类表：{listed}", "用 kind= 或 sheet= 指定其一，或用 read_extracts 全部读取"
    )


def _left_out(file: _File, taken: list[_Found]) -> tuple[str, ...]:
    return tuple(
        f"工作表“{found.grid.name}”是{found.kind.label if found.kind else '看不出类别的表'}，未读"
        for found in file.found
        if not any(found is one for one in taken)
    )


def _extract(
    file: _File,
    kind: Kind,
    taken: list[_Found],
    passed_over: tuple[tuple[Grid, str], ...],
    notes: tuple[str, ...],
) -> Extract:
    reads = [read_sheet(found.grid, found.header, kind, file.mapping) for found in taken]
    for found, read in zip(taken, reads, strict=True):
        if lacks_required(read, kind):
            raise _wrong_columns(file, found, read, kind)
    others = [rejected(grid, np.full(len(grid.rows), reason, object)) for grid, reason in passed_over]
    table = _together([read.table for read in reads])
    if not table.num_rows:
        what = (
            "只有表头，没有数据"
            if all(_bare(read) for read in reads)
            else "没有一行可用：都是标题、合计或缺必填项"
        )
        raise InputError(file.source.path, what, "核对是否导出了数据，再重新导出", sheet=file.name(taken[0]))
    return Extract(
        path=file.source.path,
        kind=kind,
        table=table,
        rejected=pa.concat_tables([REJECTED.empty_table(), *(read.rejected for read in reads), *others]),
        headers=tuple(match for read in reads for match in read.headers),
        encoding=file.source.encoding,
        sha256=file.source.sha256,
        notes=(*file.notes, *notes),
    )


def _together(tables: list[pa.Table]) -> pa.Table:
    """Stack the sheets of one kind; a column that a sheet lacks is blank there, and no number."""
    table = pa.concat_tables(tables, promote_options="default").combine_chunks()
    for index, field in enumerate(table.schema):
        if field.name.endswith(NUMERIC) and table.column(index).null_count:
            table = table.set_column(index, field, pc.fill_null(table.column(index), False))
    return table


def _bare(read: ReadSheet) -> bool:
    """Whether a sheet holds nothing below its header."""
    return set(read.rejected.column("reason").to_pylist()) <= {TITLE, HEADER}


def _wrong_columns(file: _File, found: _Found, read: ReadSheet, kind: Kind) -> InputError:
    """Say which columns are missing; headers may be shown, for two or more of them are known words."""
    wanted = "、".join("/".join(LABELS[name] for name in group) for group in SCHEMAS[kind].required)
    unknown = [
        match.column for match in read.headers if match.field is None and match.why.startswith("未识别")
    ]
    what = f"按{kind.label}读，缺“{wanted}”列" + (
        f"；没认出的列：{'、'.join(unknown[:5])}" if unknown else ""
    )
    remedy = '核对是不是这一类表；列名特殊时用对照表指明，如 "证号" = "resident_id"'
    return InputError(file.source.path, what, remedy, sheet=file.name(found))
