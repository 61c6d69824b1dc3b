"""Money, counts and sex as people write them."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from aidlink.numerals import digits_for_numerals, plain
from aidlink.uniques import read_uniques

_MONEY_SIGNS = re.compile(r"[¥￥,，\s]|人民币|RMB|元整?|圆整?|/月|每月", re.IGNORECASE)
_MOST_CENTS = 10**15
_COUNT = re.compile(r"(\d{1,4})(?:\.0+)?(?:个?月|[人口个户次份])?")
_MALE = frozenset({"男", "男性", "M", "MALE", "1", "1.0", "男孩"})
_FEMALE = frozenset({"女", "女性", "F", "FEMALE", "2", "2.0", "女孩"})
_CODED = re.compile(r"[(]?[12][)]?[-.、:]?(?=[男女])|(?<=[男女])[(][12][)]")  # 1-男, 女（2）
MALE, FEMALE = 1, 2


def parse_cents(text: str | None) -> int | None:
    """Read an amount of money in cents; None where there is none. Brackets and a minus are negative.

    >>> parse_cents("￥1,234.50元"), parse_cents("（20）"), parse_cents("３万元"), parse_cents("见附表")
    (123450, -2000, 3000000, None)
    """
    shown = _MONEY_SIGNS.sub("", plain(text or ""))
    negative = shown.startswith("(") and shown.endswith(")")
    shown = shown.strip("()")
    scale = 1_000_000 if shown.endswith("万") else 100
    try:
        cents = Decimal(shown.removesuffix("万")) * scale
        whole = int(cents.to_integral_value(rounding="ROUND_HALF_UP"))
    except (InvalidOperation, ValueError, OverflowError):
        return None
    return None if abs(whole) > _MOST_CENTS else -whole if negative else whole


def read_cents(texts: Any) -> pa.Array:
    """Read a column of amounts: int64 cents, null where there is none."""

    def read(text: str) -> tuple[int, int]:
        cents = parse_cents(text)
        return (0, 0) if cents is None else (cents, 1)

    cents, given = read_uniques(texts, read, (0, 0))
    return pa.array(cents, mask=given == 0)


def read_counts(texts: Any) -> npt.NDArray[np.int16]:
    """Read a column of small counts (3, 3人, 三个月); 0 where there is none."""

    def read(text: str) -> tuple[int]:
        match = _COUNT.fullmatch(digits_for_numerals(plain(text)))
        return (int(match[1]) if match else 0,)

    return read_uniques(texts, read, (0,))[0].astype(np.int16)


def read_sexes(texts: Any) -> npt.NDArray[np.uint8]:
    """Read a column of sexes: 1 male, 2 female, 0 unknown."""

    def read(text: str) -> tuple[int]:
        shown = _CODED.sub("", plain(text).upper())
        return (MALE if shown in _MALE else FEMALE if shown in _FEMALE else 0,)

    return read_uniques(texts, read, (0,))[0].astype(np.uint8)
