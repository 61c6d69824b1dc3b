"""Which rows of a sheet are records, and why the others are set aside."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from aidlink.extracts.grid import BoolArray, Grid, select, true, valid
from aidlink.extracts.headers import Header
from aidlink.records import FIELDS, SCHEMAS, FieldType, Kind

Reasons = npt.NDArray[np.object_]
Fields = dict[str, int]

TITLE, HEADER = "标题行", "表头"
REPEATED_HEADER, REPEATED_TITLE, GROUP_TITLE = "重复表头", "重复标题", "分组标题行"
COLUMN_NUMBERS, HINT, EXAMPLE = "栏号行", "填写提示行", "示例行"
TOTAL, NOTE, ONLY_SERIAL = "合计行", "表尾说明", "只有序号"

_PLACE = r"(?:.{0,12}(?:村|社区|居委会|委会|组|镇|乡|县|户|页|月|年|类|低保|特困))?"
_TOTAL_WORD = r"(?:合计|小计|总计|共计|累计|总共|总合计)"
_TOTAL = (
    rf"^(?:本|全|以上|上述|各|人数|户数|金额)?{_PLACE}{_TOTAL_WORD}(?:数|金额|人数|户数|行|元)?"
    r"(?:(?:[:：(（\d,，]|人民币|大写).*)?$|^总(?:笔|人|户|金额)数?(?:[:：\d].*)?$|^(?i:sub)?(?i:total)\b"
)
# Only where a row begins with it: a number of people may stand further on in a person's row.
_COUNT = r"^(?:一?共|.{1,6}等)?\d+(?:人|户|条|笔|名)次?$|^其中[:：]"
_SIGNED = (
    r"填表人|填报人|制表人|制表|填表|审核人|审核|审批人|审批|复核人|复核|复审|经办人|经办|负责人|单位负责人|分管领导|主管领导|"
    r"领导签字|签字|联系电话|联系人|盖章|公章|单位|单位盖章|填报单位|制表单位|填报日期|填报时间|填表日期|填表时间|制表日期|"
    r"制表时间|打印日期|打印时间|打印人|日期|时间|备注|说明|填表说明|填报说明|注|注意|注意事项|附注|附件|统计人|统计时间|会计|"
    r"出纳|村书记|村主任|驻村干部|数据来源|截至|截止"
)
_NOTE = (
    rf"^(?:{_SIGNED}|.{{0,12}}(?:签字|签名|盖章|公章|意见))[)）]?[:：]|^[(（](?:盖章|公章|签字)[)）]|"
    r"^注[1-9①-⑨.、]|^第\d+页|^共\d+页|^-+第?\d+|"
    r"^\W*(?:以下|本页|此页)(?:空白|无正文)|^\d{4}年\d{1,2}月(?:\d{1,2}日)?$"
)
_GROUP = (
    r"^(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]).*$|"
    r"^.{1,12}(?:村委会|居委会|社区|街道|村民小组|民政办|办公室|人民政府|[:：])$"
)
_HINT = (
    r"^[(（]?(?:必填|选填|非必填|可不填|文本|文本格式|数字|日期|下拉选择|格式[:：].*|请填写.*|填写.*|如[:：].*|例如.*|"
    r"yyyy.*)[)）]?$"
)
_EXAMPLE = r"^[(（【]?(?:示例|样例|例|范例|例子|填写示例|示例行)\d?[)）】]?[:：]?$"
_LONG_NOTE = 20  # characters: no name, number or village is longer
_GROUP_WIDTH = 3  # merged columns
_LEADING = 4  # columns in which the word for a total stands
_GUIDANCE_ROWS = 3
_STEMS = frozenset("甲乙丙丁戊己庚辛ABCDEFGH")
_AT_LEAST = 2
_MOST = 0.6  # of a header's cells
_EVIDENCE = (FieldType.RESIDENT_ID, FieldType.ACCOUNT)  # no total and no note has a number in one
_NUMBER_LIKE = r"^[\s'\"=(（]*[0-9０-９A-Za-z*＊].{5,}"
_LONG_NUMBER = 12  # bytes
_NAMED = 5  # rows in one line


def set_aside(
    grid: Grid, header: Header | None, kind: Kind, fields: Fields, serial: AbstractSet[int]
) -> Reasons:
    """A Chinese reason for each row of the grid that is no record; None for the records.

    Args:
        grid: the sheet, its merged blocks filled.
        header: its header, or None.
        kind: the kind of register: says which fields a record cannot do without.
        fields: canonical field -> column.
        serial: the columns that only number the rows.
    """
    reasons: Reasons = np.full(len(grid.rows), None, object)
    start = 0
    if header is not None:
        start = header.last + 1
        reasons[: header.first] = TITLE
        reasons[header.first : start] = HEADER
    free = np.arange(len(grid.rows)) >= start
    for reason, mask in _tests(grid, header, kind, fields, serial):
        reasons[mask & free] = reason
        free &= ~mask
    return reasons


def few(rows: Sequence[int]) -> str:
    """Row numbers in a line, of many the first.

    >>> few([3, 4]), few([1, 2, 3, 4, 5, 6])
    ('3、4', '1、2、3、4、5 等')
    """
    return "、".join(map(str, rows[:_NAMED])) + (" 等" if len(rows) > _NAMED else "")


def is_set(reasons: Reasons) -> BoolArray:
    """Which rows have a reason."""
    result: BoolArray = reasons != np.array(None)
    return result


def _tests(
    grid: Grid, header: Header | None, kind: Kind, fields: Fields, serial: AbstractSet[int]
) -> Iterator[tuple[str, BoolArray]]:
    """Each reason with the rows it fits; the first that fits a row is the row's."""
    start = 0
    if header is not None:
        start = header.last + 1
        for index in range(start):
            is_title = index < header.first
            yield (REPEATED_TITLE if is_title else REPEATED_HEADER), _repeats(grid, index, whole=is_title)
    yield from _guidance(grid, start)
    weak = np.ones(len(grid.rows), np.bool_)
    for column in (column for name, column in fields.items() if FIELDS[name].type in _EVIDENCE):
        weak &= ~_holds_number(grid.columns[column])
    few = select(grid, weak)
    for reason, test in ((TOTAL, _is_total), (GROUP_TITLE, _is_group_title), (NOTE, _is_note)):
        mask = weak.copy()
        mask[weak] = test(few, fields)
        yield reason, mask
    yield ONLY_SERIAL, _count_filled(grid, skip=serial) == 0
    for group in SCHEMAS[kind].required:
        yield _missing(group), ~_any_filled(grid, [fields[name] for name in group if name in fields])


def _repeats(grid: Grid, index: int, *, whole: bool) -> BoolArray:
    """Rows that say again what a row of the header said: all of their cells, or most of the header's."""
    cells = grid.cells(index)
    same = np.zeros(len(grid.rows), np.int32)
    for column, cell in zip(grid.columns, cells, strict=True):
        if cell:
            same += true(pc.equal(column, cell))
    again = same == _count_filled(grid)
    if not whole:
        again |= same >= max(_AT_LEAST, _MOST * sum(map(bool, cells)))
    result: BoolArray = again
    return result


def _guidance(grid: Grid, start: int) -> Iterator[tuple[str, BoolArray]]:
    """Rows just below the header that explain the columns: 1 2 3, (必填), an example."""
    for index in range(start, min(start + _GUIDANCE_ROWS, len(grid.rows))):
        cells = [cell.strip() for cell in grid.cells(index) if cell]
        mask = np.zeros(len(grid.rows), np.bool_)
        mask[index] = True
        if _counts_columns(cells):
            yield COLUMN_NUMBERS, mask
        elif sum(bool(re.match(_HINT, cell, re.IGNORECASE)) for cell in cells) >= min(_AT_LEAST, len(cells)):
            yield HINT, mask
        elif re.match(_EXAMPLE, cells[0]):
            yield EXAMPLE, mask


def _holds_number(column: pa.Array) -> BoolArray:
    """Which cells are an ID or an account, be it damaged; long ASCII is taken for one unread."""
    length = pc.binary_length(column)
    plain = pc.and_(pc.greater_equal(length, _LONG_NUMBER), pc.equal(length, pc.utf8_length(column)))
    found = true(plain)
    others = np.flatnonzero(~found & valid(column))
    found[others] = true(pc.match_substring_regex(column.take(pa.array(others)), _NUMBER_LIKE))
    return found


def _counts_columns(cells: list[str]) -> bool:
    marks = [cell.strip("()（）栏列第") for cell in cells]
    numbers = [mark for mark in marks if mark not in _STEMS]
    return len(cells) > _AT_LEAST and numbers == [str(n) for n in range(1, len(numbers) + 1)]


def _is_total(grid: Grid, fields: Fields) -> BoolArray:
    leading = {
        *range(min(_LEADING, len(grid.columns))),
        *(fields[f] for f in ("name", "village") if f in fields),
    }
    counts = {column for name, column in fields.items() if FIELDS[name].type is FieldType.COUNT}
    found = _matches(pc.coalesce(*(c for at, c in enumerate(grid.columns) if at not in counts)), _COUNT)
    for column in leading:
        found |= _matches(grid.columns[column], _TOTAL)
    return found


def _is_group_title(grid: Grid, _: Fields) -> BoolArray:
    """A lone cell that names a village or a section, or lies across the table."""
    found = _matches(_first(grid), _GROUP)
    for merge in grid.merges:
        if merge.right - merge.left >= _GROUP_WIDTH - 1:
            found |= grid.rows == merge.top
    result: BoolArray = found & (_count_filled(grid) == 1)
    return result


def _is_note(grid: Grid, _: Fields) -> BoolArray:
    first = _first(grid)
    long: BoolArray = true(pc.greater(pc.utf8_length(first), _LONG_NOTE)) & (_count_filled(grid) == 1)
    result: BoolArray = long | _matches(first, _NOTE)
    return result


def _first(grid: Grid) -> pa.Array:
    """Each row's first filled cell."""
    return pc.coalesce(*grid.columns)


def _matches(column: pa.Array, pattern: str) -> BoolArray:
    plain = pc.replace_substring_regex(column, r"[\s\x{3000}\x{a0}]+", "")
    return true(pc.match_substring_regex(plain, pattern))


def _count_filled(grid: Grid, skip: AbstractSet[int] = frozenset()) -> npt.NDArray[np.int32]:
    count = np.zeros(len(grid.rows), np.int32)
    for index, column in enumerate(grid.columns):
        if index not in skip:
            count += valid(column)
    return count


def _any_filled(grid: Grid, columns: list[int]) -> BoolArray:
    filled = np.zeros(len(grid.rows), np.bool_)
    for column in columns:
        filled |= valid(grid.columns[column])
    return filled


def _missing(group: tuple[str, ...]) -> str:
    *most, last = (FIELDS[name].label for name in group)
    return f"缺{'、'.join(most)}和{last}"
