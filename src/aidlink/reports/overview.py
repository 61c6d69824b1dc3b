"""The first sheet: how many clues, how to fill them in, and what was read."""

from collections import Counter
from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from aidlink.findings.frame import FindingKind
from aidlink.reports.clues import ANSWERS, grade_text
from aidlink.reports.month import Month, Source
from aidlink.reports.sheet import Book, Cell, Column, Style

_WIDTHS = (30, 16, 52, 11, 12)

_HOW = (
    f"1. 逐条核实后，在黄色的“核查结果”列选择：{'、'.join(ANSWERS)}。",
    "2. “不属实”“无法核实”的，请在“原因说明”里写一句原因；并填核查人、核查日期（如 2026-10-08）。",
    "3. 只填黄色的列；其他内容和“编号”请不要改动，填好后原样交回。",
    "4. 姓名、身份证号、账号已遮挡；需要看全称时，按“位置”列中的文件和行号到原表查看。",
    "5. 停发、追缴须有村（居）委会核实意见和书面理由。",
)


def write_overview(book: Book, month: Month) -> None:
    """Write the sheet 总览."""
    sheet = book.add_sheet("总览")
    sheet.set_portrait()
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    day = month.as_of
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, "社会救助核查清单", book.title)
    sheet.write_string(1, 0, f"资料截至：{day.year}年{day.month}月{day.day}日", book.plain)
    sheet.write_string(2, 0, "所列都是需要核实的疑似线索，不是结论。", book.plain)
    row = _section(book, sheet, 4, "一、线索数量")
    row = book.block(sheet, row, _COUNTED, _counts(month))
    if month.quiet:
        told = f"另有 {month.quiet} 条以前已核实销号、证据没有变化，不再列出；台账和 findings.parquet 中有。"
        sheet.write_string(row, 0, told, book.plain)
        row += 1
    row = _section(book, sheet, row + 1, "二、怎样填写")
    for line in _HOW:
        sheet.write_string(row, 0, line, book.plain)
        row += 1
    row = _section(book, sheet, row + 1, "三、读取的资料")
    row = book.block(sheet, row, _READ, _rows(month.sources))
    if month.earlier:
        row = _section(book, sheet, row + 1, "四、同时核对的往月死亡登记（补查迟报）")
        row = book.block(sheet, row, _READ, _rows(month.earlier))
    if unused := _unused(month):
        row = _section(book, sheet, row + 1, f"{'五' if month.earlier else '四'}、没有读取的内容")
        book.block(sheet, row, _UNREAD, unused)
    sheet.activate()


_COUNTED = (
    Column("线索类别", _WIDTHS[0]),
    Column("等级", _WIDTHS[1], Style.CODE),
    Column("含义", _WIDTHS[2]),
    Column("条数", _WIDTHS[3], Style.NUMBER),
)
_READ = (
    Column("文件", _WIDTHS[0]),
    Column("类别", _WIDTHS[1]),
    Column("工作表", _WIDTHS[2]),
    Column("采用行数", _WIDTHS[3], Style.NUMBER),
    Column("未采用行数", _WIDTHS[4], Style.NUMBER),
)
_UNREAD = (Column("文件", _WIDTHS[0]), Column("情况", _WIDTHS[1]), Column("原因", _WIDTHS[2]))


def _section(book: Book, sheet: Worksheet, row: int, text: str) -> int:
    sheet.set_row(row, 22)
    sheet.write_string(row, 0, text, book.section)
    return row + 1


def _counts(month: Month) -> list[tuple[Cell, ...]]:
    found = Counter(zip(month.findings["kind"].to_pylist(), month.findings["grade"].to_pylist(), strict=True))
    rows: list[tuple[Cell, ...]] = []
    for kind in FindingKind:
        graded = [
            (kind.label, grade_text(grade), meaning, found[str(kind), grade])
            for grade, meaning in kind.grades.items()
            if found[str(kind), grade]
        ]
        rows += graded or [(kind.label, None, "本月没有发现", 0)]
    return rows


def _unused(month: Month) -> list[tuple[Cell, ...]]:
    """Files not read, and what a file's reading passed over: nobody should have to look for it."""
    files = [(name, "未读取", reason) for name, reason in month.unread]
    notes = [
        (source.extract.source, "请留意", note) for source in month.sources for note in source.extract.notes
    ]
    return [*files, *notes]


def _rows(sources: Sequence[Source]) -> list[tuple[Cell, ...]]:
    return [
        (
            extract.source,
            extract.kind.label,
            "、".join(sorted({*extract.table["sheet"].unique().to_pylist()})),
            extract.table.num_rows,
            extract.rejected.num_rows,
        )
        for extract in (source.extract for source in sources)
    ]
