"""The two ways to read a file: one kind of register, or every kind in it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aidlink.errors import InputError, UsageError
from aidlink.extracts.columns import lacks_required, second_half
from aidlink.extracts.extract import NUMERIC, REJECTED, Extract
from aidlink.extracts.grid import valid
from aidlink.extracts.headers import HeaderMatch
from aidlink.extracts.kinds import undecided
from aidlink.extracts.mapping import HeaderMapping, load_mapping
from aidlink.extracts.sheets import read_sheet, rejected
from aidlink.extracts.survey import UNDECIDED, Register, Survey, side_by_side, survey, wrong_columns
from aidlink.records import Kind


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
    file = survey(Path(path), sheet, load_mapping(mapping))
    chosen = asked or _only_kind(file)
    taken = [register for register in file.registers if register.kind is chosen]
    if not taken:  # the caller knows better than the headers
        taken = [register for register in file.registers if register.kind is None] or list(file.registers)
        if len({register.kind for register in taken}) > 1:
            raise _several(file)
    return _extract(file, chosen, taken, _set_aside_whole(file, taken), _left_out(file, taken))


def read_extracts(path: Path | str, mapping: HeaderMapping = None) -> list[Extract]:
    """Read every kind of register in a file, one extract a kind, in the order of their first sheets.

    Raises:
        InputError: the file cannot be used, or no sheet's kind can be told.
    """
    file = survey(Path(path), None, load_mapping(mapping))
    kinds = list(dict.fromkeys(register.kind for register in file.registers if register.kind))
    if not kinds:
        raise undecided(file.source.path, file.name(file.registers[0].grid), asks=False)
    extracts: list[Extract] = []
    for kind in kinds:
        taken = [register for register in file.registers if register.kind is kind]
        others = _set_aside_whole(file, taken) if not extracts else []
        unread = _left_out(file, [register for register in file.registers if register.kind])
        extracts.append(_extract(file, kind, taken, others, unread))
    return extracts


def _kind(kind: Kind | str) -> Kind:
    try:
        return Kind(kind)
    except ValueError:
        message = f"没有 {kind} 这一类；可用的是 {'、'.join(Kind)}"
        raise UsageError(message) from None


def _only_kind(file: Survey) -> Kind:
    kinds = {register.kind for register in file.registers if register.kind}
    if len(kinds) > 1:
        raise _several(file)
    if not kinds:
        raise undecided(file.source.path, file.name(file.registers[0].grid), asks=True)
    return kinds.pop()


def _several(file: Survey) -> InputError:
    listed = "，".join(f"“{register.grid.name}”是{register.label}" for register in file.registers)
    remedy = "用 kind= 或 sheet= 指定其一，或用 read_extracts 全部读取"
    return InputError(file.source.path, f"有几类表：{listed}", remedy)


def _set_aside_whole(file: Survey, taken: Sequence[Register]) -> list[pa.Table]:
    """The rows of the sheets that are no register of any kind: they too are rows of the file."""
    unsure = [register for register in file.registers if register.kind is None]
    others = [*file.passed_over]
    others += [(one.grid, UNDECIDED) for one in unsure if all(one is not register for register in taken)]
    return [rejected(grid, np.full(len(grid.rows), reason, object)) for grid, reason in others]


def _left_out(file: Survey, taken: Sequence[Register]) -> tuple[str, ...]:
    left = [register for register in file.registers if all(register is not one for one in taken)]
    return tuple(f"工作表“{register.grid.name}”是{register.label}，未读" for register in left)


def _extract(
    file: Survey, kind: Kind, taken: Sequence[Register], others: list[pa.Table], notes: tuple[str, ...]
) -> Extract:
    reads = [read_sheet(register.grid, register.header, kind, file.mapping) for register in taken]
    for register, read in zip(taken, reads, strict=True):
        if lacks_required(read.headers, kind):
            raise wrong_columns(file, register.grid, kind)
        beside = second_half(read.headers)
        if any(_is_filled(register, match) for match in beside):
            raise side_by_side(file, register.grid, beside[0].column)
    table = _together([read.table for read in reads])
    if not table.num_rows:
        what, remedy = "没有一行可用：都是标题、合计或缺必填项", "核对是否导出了数据，再重新导出"
        raise InputError(file.source.path, what, remedy, sheet=file.name(taken[0].grid))
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


def _is_filled(register: Register, match: HeaderMatch) -> bool:
    grid, first = register.grid, 0 if register.header is None else register.header.last + 1
    letters = [grid.letter(index) for index in range(len(grid.columns))]
    return bool(valid(grid.columns[letters.index(match.column)])[first:].any())


def _together(tables: list[pa.Table]) -> pa.Table:
    """Stack the sheets of one kind; a column that a sheet lacks is blank there, and no number."""
    table = pa.concat_tables(tables, promote_options="default").combine_chunks()
    for index, field in enumerate(table.schema):
        if field.name.endswith(NUMERIC) and table.column(index).null_count:
            table = table.set_column(index, field, pc.fill_null(table.column(index), False))
    return table
