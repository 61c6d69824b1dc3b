"""Which sheets of a file are registers, and of which kind; which are passed over, and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from aidlink.errors import InputError
from aidlink.extracts.aliases import alias_table, spellings
from aidlink.extracts.columns import lacks_required, match_columns
from aidlink.extracts.formats import Source, read_source
from aidlink.extracts.grid import Grid
from aidlink.extracts.headers import Header, find_header
from aidlink.extracts.kinds import likely_kinds
from aidlink.extracts.mapping import is_letter
from aidlink.extracts.rows import few
from aidlink.extracts.stacked import tables
from aidlink.records import FIELDS, SCHEMAS, Kind

HIDDEN, NO_HEADER = "隐藏的工作表，未采用", "工作表里没有表头，未采用"
ONLY_HEADER = "工作表里只有表头，没有数据"
NO_PERSON, UNDECIDED = "工作表里没有姓名、身份证号这样的列，未采用", "看不出是哪一类表，未采用"
_WRITE_HEADERS = "在表的第一行写上列名（如 姓名、身份证号）"
_MAP_HEADERS = '核对是不是这一类表；列名特殊时用对照表指明，如 "证号" = "resident_id"'
_COMPLAINTS = (
    (ONLY_HEADER, "只有表头，没有数据", "核对是否导出了数据，再重新导出"),
    (NO_PERSON, "缺“姓名”和“身份证号”列", _MAP_HEADERS),
    (NO_HEADER, "没有找到表头", _WRITE_HEADERS),
    (HIDDEN, "工作表都是隐藏的", "取消隐藏后另存"),
)


@dataclass(frozen=True, slots=True)
class Register:
    """A sheet that lists people, and the kinds it may be; without a header, columns go by letter."""

    grid: Grid
    header: Header | None
    kinds: tuple[Kind, ...]

    @property
    def kind(self) -> Kind | None:
        """The kind, if there is no doubt."""
        return self.kinds[0] if len(self.kinds) == 1 else None

    @property
    def label(self) -> str:
        """The kind as the office calls it."""
        return self.kind.label if self.kind else "看不出类别的表"


@dataclass(frozen=True, slots=True)
class Survey:
    """A file's non-blank sheets, sorted."""

    source: Source
    mapping: dict[str, str]
    registers: tuple[Register, ...]
    passed_over: tuple[tuple[Grid, str], ...]
    notes: tuple[str, ...]

    def name(self, grid: Grid) -> str | None:
        """A sheet's name for messages: none where the file has but one."""
        return grid.name if self.source.has_sheets else None


def survey(path: Path, sheet: str | None, mapping: dict[str, str]) -> Survey:
    """Read a file's sheets and sort them.

    Raises:
        InputError: the file cannot be used, or none of its sheets is a register.
    """
    source = read_source(path, sheet)
    by_letter = any(map(is_letter, mapping))
    known = _known(mapping)
    registers: list[Register] = []
    passed_over: list[tuple[Grid, str]] = []
    stacked = [(whole, tables(whole, known)) for whole in source.grids]
    for grid in (table for _, found in stacked for table in found):
        header = find_header(grid, known)
        register = Register(grid, header, likely_kinds(grid, header, path, mapping))
        if not len(grid.rows):
            continue
        if grid.hidden and sheet is None:
            passed_over.append((grid, HIDDEN))
        elif header is None and not by_letter:
            passed_over.append((grid, NO_HEADER))
        elif _lists_nobody(register, mapping):
            passed_over.append((grid, NO_PERSON))
        elif header is not None and header.last + 1 == len(grid.rows):
            passed_over.append((grid, ONLY_HEADER))
        else:
            registers.append(register)
    registers = _like_their_neighbours(registers)
    notes = _sheet_notes(source, passed_over)
    notes += [*_stacked_notes(source, stacked), *_unused(mapping, registers)]
    result = Survey(source, mapping, tuple(registers), tuple(passed_over), tuple(notes))
    if not registers:
        raise _no_register(result)
    return result


def _known(mapping: Mapping[str, str]) -> Callable[[str], bool]:
    table = alias_table()
    added = {form for key in mapping for form in spellings(key)[:1]}
    return lambda text: table.is_known(text) or not added.isdisjoint(spellings(text)[:1])


def _lists_nobody(register: Register, mapping: Mapping[str, str]) -> bool:
    """A summary by village has known headers too, and no column that a record cannot do without."""
    kind = register.kind or Kind.PAYMENT  # the kind that asks least
    return lacks_required(match_columns(register.grid, register.header, kind, mapping), kind)


def _like_their_neighbours(registers: list[Register]) -> list[Register]:
    """Of kinds equally likely for a sheet, the one that all the decided sheets of the file have."""
    decided = {register.kind for register in registers if register.kind}
    if len(decided) != 1:
        return registers
    kind = decided.pop()
    return [
        replace(register, kinds=(kind,)) if kind in register.kinds else register for register in registers
    ]


def _no_register(found: Survey) -> InputError:
    """The most telling of the reasons for which the sheets were passed over."""
    path = found.source.path
    for reason, what, remedy in _COMPLAINTS:
        grid = next((grid for grid, why in found.passed_over if why == reason), None)
        if grid is not None:
            return InputError(path, what, remedy, sheet=found.name(grid))
    return InputError(path, "里面没有内容", "核对文件，重新导出")


def wrong_columns(found: Survey, grid: Grid, kind: Kind) -> InputError:
    """What to say of a sheet that lacks what the asked kind cannot do without."""
    wanted = "、".join("/".join(FIELDS[name].label for name in group) for group in SCHEMAS[kind].required)
    what = f"按{kind.label}读，缺“{wanted}”列"
    return InputError(found.source.path, what, _MAP_HEADERS, sheet=found.name(grid))


def side_by_side(found: Survey, grid: Grid, first: str) -> InputError:
    """What to say of a sheet in which people stand side by side."""
    what = f"左右并排着几组人，表头从 {first} 列起重复"
    return InputError(found.source.path, what, "把右边的各组移到左边一组的下面再读", sheet=found.name(grid))


def _sheet_notes(source: Source, passed_over: list[tuple[Grid, str]]) -> list[str]:
    notes = [f"工作表“{grid.name}”：{reason}（{len(grid.rows)} 行）" for grid, reason in passed_over]
    blank = [grid for grid in source.grids if not len(grid.rows)]
    return notes + [f"工作表“{grid.name}”是空的" for grid in blank if source.has_sheets]


def _stacked_notes(source: Source, sheets: list[tuple[Grid, list[Grid]]]) -> list[str]:
    notes = []
    for sheet, found in sheets:
        if starts := [int(table.rows[0]) for table in found[1:]]:
            where = f"工作表“{sheet.name}”里" if source.has_sheets else ""
            notes.append(f"{where}上下有 {len(found)} 张表：从第 {few(starts)} 行起各按自己的表头读")
    return notes


def _unused(mapping: Mapping[str, str], registers: list[Register]) -> list[str]:
    """A mapping serves many files, so a header that this one lacks is no error."""
    headers = [register.header for register in registers if register.header]
    texts = {text for header in headers for parts in header.parts for text in ("".join(parts), *parts[-1:])}
    seen = {form for text in texts for form in spellings(text)[:1]}
    missing = [key for key in mapping if not is_letter(key) and seen.isdisjoint(spellings(key)[:1])]
    return [f"对照表里的“{key}”在本文件中没有" for key in missing]
