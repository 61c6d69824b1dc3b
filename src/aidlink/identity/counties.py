"""County codes and names, from the table that python-stdnum ships (cn/loc, compiled from Wikipedia).

No published table is complete: codes in use in someone's life are missing from all of them (321119, 320219).
So a code that is not here earns a note, never an error. `stdnum.cn.ric` itself must not judge: it compares
the county's first year with the holder's birth year and refuses every 440823 holder born before 1983.
"""

import re
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

PERMITS = {810000: "香港居民居住证", 820000: "澳门居民居住证", 830000: "台湾居民居住证"}
_SPAN = re.compile(r"\[(\d*)-(\d*)\]([^,\[]+)")  # "[1983-1985]青龙县,[1986-]青龙满族自治县"


@cache
def _database() -> Any:
    from stdnum import numdb  # noqa: PLC0415 - reading the table takes 0.1 s that `import aidlink` need not pay

    return numdb.get("cn/loc")


@cache
def known_counties() -> npt.NDArray[np.bool_]:
    """Whether a six-digit code is, or ever was, a county, city or province: bool, shape (10**6,)."""
    known = np.zeros(10**6, np.bool_)
    for _, province, _, _, counties in _database().prefixes:
        for _, first, last, _, _ in counties:
            known[int(province + first) : int(province + last) + 1] = True
    known[list(PERMITS)] = True
    known.flags.writeable = False
    return known


def county_name(code: int | str) -> str | None:
    """Give the name of a county code, province first; None if no table knows it.

    >>> county_name("440823"), county_name(830000), county_name(999999)
    ('广东省遂溪县', '台湾居民居住证', None)
    """
    return _entry(int(code))[0]


def retired_year(code: int | str) -> int | None:
    """Give the year in which a code went out of use; None while it is in use or unknown.

    >>> retired_year(442929), retired_year(440823)
    (1983, None)
    """
    return _entry(int(code))[1]


def _entry(code: int) -> tuple[str | None, int | None]:
    if code in PERMITS:
        return PERMITS[code], None
    properties: dict[str, str] = {}
    for _, found in _database().info(f"{code:06d}"):
        properties |= found
    if "county" not in properties:
        return None, None
    name, retired = properties["county"], None
    for span in _SPAN.finditer(properties["county"]):  # the last is the latest
        name, retired = span[3], int(span[2]) if span[2] else None
    province = properties.get("province", "")
    return (name if name == province else province + name), retired
