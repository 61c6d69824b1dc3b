"""Two sheets about the data: what each column holds, and which rows were not used."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

import pyarrow as pa
import pyarrow.compute as pc

from aidlink.identity.status import IdReason
from aidlink.records import FIELDS, FieldType, Kind
from aidlink.reports.month import Month, Source
from aidlink.reports.sheet import Book, Cell, Column, Style

_MOST_ROWS = 50_000  # a spreadsheet stays usable; the rest is counted in a last line

_QUALITY = (
    Column("文件", 36), Column("工作表", 18), Column("原表的列", 20),
    Column("有内容的行数", 12, Style.NUMBER), Column("完整率", 9, Style.SHARE), Column("说明", 60),
)  # fmt: skip
_SET_ASIDE = (Column("文件", 36), Column("工作表", 22), Column("行号", 9, Style.NUMBER), Column("原因", 60))


# A column that is missing silences a kind of finding: that nothing was found does not say that all is right.
_SILENT = {
    (Kind.BENEFICIARY, "amount"): (
        "核定金额",
        "没有核定金额，无从核对发放金额：没有“金额不符”的线索，不等于没有错发",
    ),
    (Kind.PAYMENT, "account_name"): (
        "户名",
        "没有户名，无从核对账户是谁的：没有“户名不一致”的线索，不等于户名都对",
    ),
    (Kind.PAYMENT, "amount"): ("发放金额", "没有发放金额，无从核对多发少发，也算不出涉及多少钱"),
}


def write_quality(book: Book, month: Month) -> None:
    """Write the sheet 数据质量: a row for every column of every sheet read."""
    rows = [row for source in month.sources for row in _columns(source)]
    book.table("数据质量", _QUALITY, rows, nothing="没有读到资料。")


def write_set_aside(book: Book, month: Month) -> None:
    """Write the sheet 未采用的行: every row that was not used, with the reason."""
    rows: list[tuple[Cell, ...]] = []
    beyond = 0
    for extract in (source.extract for source in month.sources):
        room = _MOST_ROWS - len(rows)
        beyond += max(0, extract.rejected.num_rows - room)
        rows += [
            (extract.source, row["sheet"], row["row"], row["reason"])
            for row in extract.rejected.slice(0, room).to_pylist()
        ]
    if beyond:
        rows.append((f"另有 {beyond} 行未列出", None, None, "未采用的行太多，请先检查原表"))
    book.table("未采用的行", _SET_ASIDE, rows, nothing="所有的行都已采用。")


def _columns(source: Source) -> Iterator[tuple[Cell, ...]]:
    """One row a sheet and column: sheets of one list may lack each other's columns."""
    extract = source.extract
    for sheet, matches in groupby(extract.headers, key=lambda match: match.sheet):
        records = source.records.filter(pc.equal(source.records["sheet"], sheet))
        for match in matches:
            name = match.field or f"other:{match.header}"
            if name not in records.column_names:
                continue
            filled = records.num_rows - records[name].null_count
            said = remarks(records, match.field) if match.field else [match.why]
            yield (
                extract.source,
                sheet,
                match.header,
                filled,
                filled / records.num_rows if records.num_rows else None,
                "\n".join(said),
            )
    yield from _missing(source)
    for note in extract.notes:
        yield extract.source, None, "（整份资料）", None, None, note


def _missing(source: Source) -> Iterator[tuple[Cell, ...]]:
    """The columns of each sheet without which some kind of finding cannot be made."""
    extract = source.extract
    for sheet, matches in groupby(extract.headers, key=lambda match: match.sheet):
        held = {match.field for match in matches}
        for (kind, field), (name, why) in _SILENT.items():
            if kind is extract.kind and field not in held:
                yield extract.source, sheet, f"（缺：{name}）", None, None, why


def remarks(records: pa.Table, field: str) -> list[str]:
    """What is to be said of one field's values, in Chinese; counts only, never a value."""
    if FIELDS[field].type is FieldType.RESIDENT_ID:
        return _id_remarks(records, field)
    if FIELDS[field].type is FieldType.ACCOUNT:
        return _numeric_remarks(records, field)
    if FIELDS[field].type is FieldType.DATE:
        return _date_remarks(records, field)
    return []


def _id_remarks(records: pa.Table, field: str) -> list[str]:
    counts = Counter(records[f"{field}_reason"].to_pylist())
    return [
        f"{count} 行{IdReason(reason).sentence}"
        for reason, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]


def _numeric_remarks(records: pa.Table, field: str) -> list[str]:
    numeric = pc.sum(records[f"{field}_numeric"]).as_py() or 0
    return (
        [f"{numeric} 个单元格存成了数字，末几位可能已改变；请把该列设为文本格式后重新导出"] if numeric else []
    )


def _date_remarks(records: pa.Table, field: str) -> list[str]:
    unread = pc.sum(pc.and_(pc.is_valid(records[field]), pc.equal(records[f"{field}_day"], 0))).as_py() or 0
    return [f"{unread} 个单元格不是真实的日期"] if unread else []
