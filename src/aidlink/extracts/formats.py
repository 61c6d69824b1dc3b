"""From a path to the sheets of cells in it, or to one line that says why not."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from aidlink.beside import beside
from aidlink.errors import InputError, why
from aidlink.extracts.grid import Grid
from aidlink.extracts.html import read_html
from aidlink.extracts.ole import MAGIC, DamagedContainerError, EncryptedContainerError, stream_names
from aidlink.extracts.text import decode, read_text
from aidlink.extracts.workbook import damaged, encrypted, read_workbook

_SAVE = "用 Excel 或 WPS 另存为 .xlsx"
_ZIP = b"PK"
_XML_SPREADSHEET = re.compile(r"<(?:\w+:)?workbook[\s>]")
_FOREIGN = (
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"II*\0", "图片"),
    (b"MM\0*", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", "RTF 文档"),
    (b"SQLite format 3", "数据库文件"),
    (b"MIME-Version", "网页存档"),
    (b"PAR1", "Parquet 文件"),
)
_BITMAP_HEADER = 14
_NOTHING = b"\0 \t\r\n"
_BEGINNING = 4096  # bytes, in which something stands but for rare files: stripping copies


@dataclass(frozen=True, slots=True)
class Source:
    """A file's sheets and what is known of it as a whole."""

    path: Path
    grids: tuple[Grid, ...]
    encoding: str | None
    sha256: str
    has_sheets: bool  # a text file has none, and messages name none


def read_source(path: Path, sheet: str | None = None) -> Source:
    """Read a file's sheets, or one of them.

    Raises:
        InputError: the file cannot be opened, or is no spreadsheet.
    """
    data = _bytes(path)
    with beside() as pool:
        digest = pool.submit(sha256, data)
        grids, encoding, has_sheets = _grids(data, path, sheet)
    return Source(path, grids, encoding, digest.result().hexdigest(), has_sheets)


def _grids(data: bytes, path: Path, sheet: str | None) -> tuple[tuple[Grid, ...], str | None, bool]:
    """A file's sheets, its encoding if it is text, and whether they are sheets of a workbook."""
    if data.startswith((_ZIP, MAGIC)):
        _refuse_other_containers(data, path)
        return tuple(read_workbook(data, path, sheet)), None, True
    _refuse_foreign(data, path)
    markup = _markup(data, path)
    if markup is not None:
        return tuple(_named(read_html(markup[0], path), sheet, path)), markup[1], True
    if sheet not in (None, path.stem):
        raise InputError(path, f"没有工作表“{sheet}”：文本文件不分工作表", "去掉 sheet 再读")
    grid, encoding = read_text(data, path)
    return (grid,), encoding, False


def _named(grids: Iterator[Grid], sheet: str | None, path: Path) -> Iterator[Grid]:
    found = False
    for grid in grids:
        if sheet in (None, grid.name):
            found = True
            yield grid
    if not found and sheet is not None:
        raise InputError(path, f"没有工作表“{sheet}”", "去掉 sheet 再读")


def _bytes(path: Path) -> bytes:
    if path.name.startswith("~$"):
        raise InputError(path, "这是 Excel 打开文件时的临时锁文件", "关闭 Excel 后读原来的文件")
    try:
        data = path.read_bytes()
    except (FileNotFoundError, ValueError):  # a name that no file can have
        raise InputError(path, "找不到这个文件", "核对文件名和所在文件夹") from None
    except IsADirectoryError:
        raise InputError(path, "这是文件夹，不是文件", "指定文件夹里的一个文件") from None
    except PermissionError:
        what = "文件打不开：没有权限，或正被别的程序占用"
        raise InputError(path, what, "关闭打开它的 Excel 或 WPS，或请管理员给读取权限") from None
    except OSError as error:
        raise InputError(path, f"文件读不出{why(error)}", "检查磁盘或网络，把文件复制到本机再读") from None
    if not (data[:_BEGINNING].strip(_NOTHING) or data.strip(_NOTHING)):
        raise InputError(path, "文件是空的", "重新导出这份文件")
    return data


def _refuse_other_containers(data: bytes, path: Path) -> None:
    if data.startswith(MAGIC):
        _refuse_other_ole(data, path)
        return
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError):
        raise damaged(path) from None
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise _document(path)
    if not any(name.startswith("xl/") or name == "content.xml" for name in names):
        raise InputError(path, "这是压缩包，不是电子表格", "先解压，再读里面的表格")


def _refuse_other_ole(data: bytes, path: Path) -> None:
    try:
        streams = stream_names(data)
    except DamagedContainerError:
        raise damaged(path) from None
    except EncryptedContainerError:
        raise encrypted(path) from None
    if "EncryptedPackage" in streams:
        raise encrypted(path)
    if not streams.isdisjoint(("WordDocument", "PowerPoint Document")):
        raise _document(path)


def _document(path: Path) -> InputError:
    what = "这是 Word 或 PowerPoint 文档，不是电子表格"
    return InputError(path, what, f"把其中的表格复制到表格里，{_SAVE}")


def _refuse_foreign(data: bytes, path: Path) -> None:
    for magic, label in _FOREIGN:
        if data.startswith(magic) and not (magic == b"BM" and b"\0" not in data[:_BITMAP_HEADER]):
            raise InputError(path, f"这是{label}，不是电子表格", f"取得原始表格，{_SAVE}")


def _markup(data: bytes, path: Path) -> tuple[str, str] | None:
    """The text of a web page, which many systems save under .xls; None for anything else."""
    if not data[:64].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        return None
    text, encoding = decode(data, path)
    head = text[:4096].lower()
    is_page = "<html" in head
    if not is_page and _XML_SPREADSHEET.search(head):
        raise InputError(
            path, "这是“XML 表格 2003”，不是真正的 Excel 文件", "用 Excel 或 WPS 打开，另存为 .xlsx"
        )
    if is_page or "<table" in text.lower():
        return text, encoding
    if "<?xml" in head:
        raise InputError(path, "这是 XML 格式，不是真正的 Excel 文件", "用 Excel 或 WPS 打开，另存为 .xlsx")
    return None
