"""Raw cells of pairs, read once for each different record and packed for the kernels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from aidlink.compare.records import Words, pack_records
from aidlink.errors import UsageError
from aidlink.inputs import standard_columns
from aidlink.records import FIELDS, Kind

Rows = npt.NDArray[np.intp]
#: Canonical field -> the frame's column, as a feature is given it.
Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """How raw cells are read.

    Args:
        as_of: the data's date, today if None.
        villages: the town's own villages; helps to find them in addresses.
    """

    as_of: date | None = None
    villages: tuple[str, ...] = ()


def as_fields(columns: Any, field: str) -> dict[str, Any]:
    """Understand a feature's columns: one column's label stands for `field`; a mapping is field -> label.

    Raises:
        UsageError: a mapping names a field that there is not.
    """
    if not isinstance(columns, Mapping):
        return {field: columns}
    if unknown := set(columns) - set(FIELDS):
        message = f"no field {', '.join(map(repr, sorted(unknown)))} among {', '.join(FIELDS)}"
        raise UsageError(message)
    return dict(columns)


def read_side(fields: Fields, columns: Sequence["pd.Series[Any]"], reading: Reading) -> tuple[Words, Rows]:
    """Read one side of pairs: the different records' words, and which of them each pair has."""
    first, which = different_records(columns)
    cells = {name: column.iloc[first] for name, column in zip(fields, columns, strict=True)}
    table = standard_columns(cells, Kind.BENEFICIARY, reading.as_of, reading.villages)
    return pack_records(table), which


def different_records(columns: Sequence["pd.Series[Any]"]) -> tuple[Rows, Rows]:
    """Find the first place of each different record, and each place's record."""
    which = np.zeros(len(columns[0]), np.intp)
    for column in columns:
        codes, cells = pd.factorize(column)
        which, _ = pd.factorize(which * (len(cells) + 1) + codes + 1)
    _, first = np.unique(which, return_index=True)
    return first, which
