"""Workbooks (xlsx, xls, ods) through calamine."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import python_calamine as calamine

from aidlink.errors import InputError
from aidlink.extracts.grid import Grid, Merge, build
from aidlink.extracts.outline import check_outline

_OPEN_AND_SAVE = "用 Excel 或 WPS 打开，另存为新的 .xlsx"
_BROKEN = (calamine.CalamineError, OSError, ValueError, OverflowError)


def read_workbook(data: bytes, path: Path, sheet: str | None) -> Iterator[Grid]:
    """Read the sheets of a workbook in their order, or the one that is named; chart sheets have no cells.

    Raises:
        InputError: encrypted, damaged, without such a sheet, or with stray cells so far out that the sheet
            would not fit into memory.
    """
    with _open(data, path) as book:
        found = [meta for meta in book.sheets_metadata if meta.typ is calamine.SheetTypeEnum.WorkSheet]
        names = [meta.name for meta in found]
        if sheet is not None and sheet not in names:
            listed = "、".join(f"“{name}”" for name in names)
            raise InputError(path, f"没有工作表“{sheet}”", f"从这些工作表中指定：{listed}")
        check_outline(data, path)
        for meta in found:
            if sheet is None or meta.name == sheet:
                hidden = meta.visible is not calamine.SheetVisibleEnum.Visible
                yield _read_sheet(book, path, meta.name, hidden=hidden)


def _open(data: bytes, path: Path) -> calamine.CalamineWorkbook:
    try:
        with _panics():
            return calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except calamine.PasswordError:
        raise encrypted(path) from None
    except _BROKEN:
        raise damaged(path) from None


@contextmanager
def _panics() -> Iterator[None]:
    """Turn a panic of the reader, which is no Exception, into one."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise calamine.CalamineError from error
        raise


def damaged(path: Path, sheet: str | None = None) -> InputError:
    """What to say of a file that is cut short or broken."""
    remedy = f"重新取得这份文件（下载或拷贝可能中断了），或{_OPEN_AND_SAVE}"
    return InputError(path, "文件不完整或已损坏，打不开", remedy, sheet=sheet)


def encrypted(path: Path) -> InputError:
    """What to say of a workbook with a password."""
    return InputError(path, "文件加了密码，读不了", "打开后取消密码，另存为不加密的 .xlsx")


def _read_sheet(book: calamine.CalamineWorkbook, path: Path, name: str, *, hidden: bool) -> Grid:
    try:
        with _panics():
            sheet = book.get_sheet_by_name(name)
            left = sheet.start[1] if sheet.start else 0
            merges = tuple(
                Merge(top + 1, first - left, bottom + 1, last - left)
                for (top, first), (bottom, last) in sheet.merged_cell_ranges or ()
            )
            # iter_rows starts at row 1, blank or not; to_python would skip the blank area above.
            return build(name, sheet.iter_rows(), merges=merges, left=left, hidden=hidden)
    except _BROKEN:
        raise damaged(path, name) from None
