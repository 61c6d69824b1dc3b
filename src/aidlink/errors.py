"""What aidlink raises.

* AidlinkError
  x InputError    a file, sheet or column cannot be used; says where and what to do
  x RuleError     a rule file in matchers/ or blocking/ is wrong; says file and key
  x UsageError    the caller asked for something that does not exist

A bad *record* never raises: it is set aside with a reason, or carries a status.
No message holds a person's name or number.
"""

import errno
from pathlib import Path

_REASONS = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超过了磁盘配额",
    errno.EFBIG: "文件太大",
    errno.EROFS: "磁盘是只读的",
    errno.EACCES: "没有权限，或正被别的程序占用",
    errno.EPERM: "没有权限，或正被别的程序占用",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOTDIR: "路径中有一段是文件，不是文件夹",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENAMETOOLONG: "名字太长",
    errno.EIO: "磁盘或网络出错",
}


class AidlinkError(Exception):
    """The base of every error that aidlink raises on purpose."""


class InputError(AidlinkError):
    """A file that cannot be used, in one line: where, what, and what to do.

    Args:
        path: the file or folder.
        what: what is wrong, in Chinese, as a clerk would say it.
        remedy: what to do about it, in Chinese.
        sheet: the sheet's name, where the fault lies in one.
        row: the row that the spreadsheet shows, first line = 1.
        column: the column's letter or header.
    """

    def __init__(
        self,
        path: Path | str,
        what: str,
        remedy: str,
        *,
        sheet: str | None = None,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        self.path = Path(path)
        self.what = what
        self.remedy = remedy
        self.sheet = sheet
        self.row = row
        self.column = column
        super().__init__(self._line())

    def _line(self) -> str:
        parts = [self.path.name]
        if self.sheet is not None:
            parts.append(f"工作表“{self.sheet}”")
        if self.row is not None:
            parts.append(f"第 {self.row} 行")
        if self.column is not None:
            parts.append(f"“{self.column}”列")
        return f"{' '.join(parts)}：{self.what}。请{self.remedy}。"


class RuleError(AidlinkError):
    """A rule file is wrong: the message names the file and the key."""


class UsageError(AidlinkError):
    """The caller asked for something that does not exist or does not fit."""


def why(error: OSError) -> str:
    """Why the system refused, in Chinese and brackets; "" where there is nothing to add."""
    reason = _REASONS.get(error.errno or 0)
    return f"（{reason}）" if reason else ""
