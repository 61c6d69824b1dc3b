"""Village keys: one short name for a village, however its committee is written or wherever its name stands.

石角村, 石角村委会, 港门镇石角村民委员会 and 广东省湛江市遂溪县港门镇石角村12号 are all 石角. With the town's
own list of villages, a text is searched for one of them.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from aidlink.buffers import plain_array
from aidlink.hashing import hash_texts
from aidlink.numerals import plain

_BLANKS = re.compile(r"[\s\u200b\u3000]+")
_SUFFIXES = (
    r"村?[(]居[)]委会|村民?委(?:员)?会|村委|(?:社区)?居民?委(?:员)?会|社区居委|居委|社区|行政村|自然村"
    # what committees were called, and in old lists still are; 第2大队 is a part of one
    r"|(?<![0-9一二三四五六七八九十])(?:村?(?:生产)?大队|村?管理区|村?管区)"
)
_SUFFIX = re.compile(f"(?:{_SUFFIXES}|村)")
_COMMITTEE = re.compile(f"(.+?)(?:{_SUFFIXES})")
_VILLAGE = re.compile(r"(.{2,}?|.)村(?!仔)")  # 新村仔 is not 新村
_HAMLET = re.compile(r"(.{2,}?)村.+自然村")
_GROUP = re.compile(r"(?:第?[0-9一二三四五六七八九十]+(?:村民)?(?:小组|组|队|社)|[0-9]+号?).*$")
_HOUSE = r"(村|委会)[0-9]+号?$"
_ABOVE = re.compile(
    r"(?:[^省]{2,}?省)?(?:[^市县区镇乡]{2,}?市)?"
    r"(?:(?:(?!街道)[^县区镇乡]){2,}?(?:县|(?<![社小片理])区))?"  # 社区 is no district
    r"(?:[^镇乡村]{2,}?[镇乡]|[^村]{2,}?街道(?:办事处)?)?"
)


def village_key(text: str | None) -> str | None:
    """Give the bare name of a village as written in a village column; None if there is none.

    >>> village_key("港门镇石角村民委员会"), village_key("新村村委会"), village_key("新村"), village_key("无")
    ('石角', '新村', '新村', None)
    """
    local = _local(text)
    if not local:
        return None
    return _named(local) or _GROUP.sub("", local) or None


def address_key(text: str | None) -> str | None:
    """Give the village that an address names; None if it names none.

    >>> address_key("广东省湛江市遂溪县港门镇石角村12号"), address_key("港门镇人民路3号")
    ('石角', None)
    """
    local = _local(text)
    return _named(local) if local else None


def _local(text: str | None) -> str:
    """Take blanks and the province, city, county and town off, unless nothing would be left."""
    shown = _BLANKS.sub("", plain(text or "")).strip("()")
    above = _ABOVE.match(shown)
    rest = shown[above.end() :] if above else shown
    return rest if rest and not _SUFFIX.fullmatch(rest) else shown


def _named(local: str) -> str | None:
    match = _HAMLET.match(local) or _COMMITTEE.match(local) or _VILLAGE.match(local)
    name = match[1].strip("()") if match else ""  # 石角（村）
    if not name:
        return None
    if len(name) == 1:  # 东村委会 is the committee of 东村
        return name + "村"
    return name[:-1] if name.endswith("村") and len(name) > 2 else name  # noqa: PLR2004 - 新村 keeps its 村


class _Finder:
    """Looks for the town's villages in a text, the longest name first."""

    def __init__(self, known: Sequence[str], read: Callable[[str | None], str | None]) -> None:
        self._keys = sorted({key for key in map(village_key, known) if key}, key=lambda key: (-len(key), key))
        self._read = read

    def __call__(self, text: str) -> str | None:
        key = self._read(text)
        if not self._keys or key in self._keys:
            return key
        local = _local(text)
        return next((name for name in self._keys if name in local), key)


def village_keys(
    villages: Any, addresses: Any, known: Sequence[str] = ()
) -> tuple[pa.Array, npt.NDArray[np.int64]]:
    """Give each row's village: by its village column, else by its address.

    Args:
        villages: Arrow strings, or None where there is no such column.
        addresses: the same of addresses.
        known: the town's villages, however written; a text is then searched for them.

    Returns:
        the keys (string, null where unknown) and their hashes (int64, 0 where unknown), equal in every run.
    """
    keys = None
    for texts, read in ((villages, village_key), (addresses, address_key)):
        if texts is None:
            continue
        column = plain_array(texts)
        if keys is None:
            keys = _column_keys(column, _Finder(known, read))
        elif keys.null_count:
            rows = np.flatnonzero(keys.is_null().to_numpy(zero_copy_only=False))
            found = _column_keys(column.take(pa.array(rows)), _Finder(known, read))
            keys = pc.replace_with_mask(keys, keys.is_null(), found)
    if keys is None:
        keys = pa.array([], pa.string())
    return keys, hash_texts(keys)


def _column_keys(column: pa.Array, find: Callable[[str], str | None]) -> pa.Array:
    coded = column.dictionary_encode()
    # A house's number behind the village says nothing, and makes every address another text.
    bare = pc.replace_substring_regex(coded.dictionary, _HOUSE, r"\1").dictionary_encode()
    keys = pa.array([find(text) for text in bare.dictionary.to_pylist()], pa.string())
    return keys.take(bare.indices).take(coded.indices)
