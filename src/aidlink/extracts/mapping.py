"""The caller's own word on headers: header, or column letter, to canonical field."""

import difflib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from aidlink.errors import InputError, UsageError
from aidlink.records import FIELDS

_LETTERS = re.compile(r"[A-Z]{1,3}")

HeaderMapping = Mapping[str, str] | Path | str | None


def load_mapping(mapping: HeaderMapping) -> dict[str, str]:
    """Take a mapping as given, or read it from a TOML file of lines such as `"证号" = "resident_id"`.

    Raises:
        InputError: the file cannot be read.
        UsageError: a field that does not exist; names the nearest one.
    """
    if mapping is None:
        return {}
    entries = dict(mapping) if isinstance(mapping, Mapping) else _read(Path(mapping))
    for header, field in entries.items():
        if not isinstance(field, str) or field not in FIELDS:
            near = difflib.get_close_matches(str(field), FIELDS, n=1)
            hint = f"，是不是 {near[0]}" if near else ""
            message = f"对照表里“{header}”对应的字段 {field} 不存在{hint}"
            raise UsageError(message)
    return entries


def mapping_for_many(mapping: HeaderMapping) -> dict[str, str]:
    """Do as `load_mapping` for several files at once, in which a column letter means different things.

    Raises:
        InputError: the file cannot be read.
        UsageError: a field that does not exist, or a column letter.
    """
    entries = load_mapping(mapping)
    if letters := [key for key in entries if is_letter(key)]:
        message = f"对照表里的“{letters[0]}”是列字母，各个文件的列不同；请改写成文件里的列名"
        raise UsageError(message)
    return entries


def is_letter(key: str) -> bool:
    """Whether a mapping's key names a column by its letter."""
    return _LETTERS.fullmatch(key) is not None


def _read(path: Path) -> dict[str, str]:
    remedy = '存成 UTF-8 编码，每行写成 "文件里的列名" = "字段名"'
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError:
        raise InputError(path, "对照表打不开", "核对文件名和读取权限") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise InputError(path, "对照表不是正确的 TOML 文件", remedy) from None
    if others := [key for key, field in entries.items() if not isinstance(field, str)]:
        raise InputError(path, f"对照表里“{others[0]}”后面不是一个字段名", remedy)
    return entries
