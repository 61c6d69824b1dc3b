"""The caller's own word on headers: header, or column letter, to canonical field."""

import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path

from aidlink.errors import InputError, UsageError
from aidlink.records import FIELDS

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
        if field not in FIELDS:
            near = difflib.get_close_matches(str(field), FIELDS, n=1)
            hint = f"，是不是 {near[0]}" if near else ""
            message = f"对照表里“{header}”对应的字段 {field} 不存在{hint}"
            raise UsageError(message)
    return entries


def _read(path: Path) -> dict[str, str]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError:
        raise InputError(path, "对照表打不开", "核对文件名和读取权限") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        remedy = '存成 UTF-8 编码，每行写成 "文件里的列名" = "字段名"'
        raise InputError(path, "对照表不是正确的 TOML 文件", remedy) from None
