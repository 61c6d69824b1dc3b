"""Synthetic registers for the benchmarks, made by aidlink.synthesis and cleaned by aidlink.standardise."""

from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from aidlink.records import Kind
from aidlink.standardise import standardise_table
from aidlink.synthesis import register_pair

AS_OF = date(2026, 10, 31)


class Registers(NamedTuple):
    """Two standard tables and who each row is: `person_id`, int64, one a row."""

    left: pa.Table
    right: pa.Table
    left_person: npt.NDArray[np.int64]
    right_person: npt.NDArray[np.int64]

    def matches(self) -> int:
        """True matches in all."""
        return len(np.intersect1d(self.left_person, self.right_person))

    def judge(self, left: npt.NDArray[Any], right: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
        """Whether each pair of row positions is one person."""
        same: npt.NDArray[np.bool_] = self.left_person[left] == self.right_person[right]
        return same


def standard_pair(left_rows: int, right_rows: int, right: Kind = Kind.DEATH, **options: Any) -> Registers:
    """Two cleaned registers of these sizes; `options` are those of `register_pair`."""
    pair = register_pair(left_rows, right_rows, right=right, **options)
    left, other = (
        standardise_table(table.drop_columns(["person_id"]), kind, kind.value, as_of=AS_OF)
        for table, kind in ((pair.left, Kind.BENEFICIARY), (pair.right, right))
    )
    persons = [table["person_id"].to_numpy().copy() for table in (pair.left, pair.right)]
    return Registers(left, other, persons[0], persons[1])


def as_csv_frame(table: pa.Table) -> pd.DataFrame:
    """A register's own columns, as a clerk's csv would hold them."""
    hidden = [name for name in table.column_names if name.endswith(("_error", "_numeric"))]
    frame: pd.DataFrame = table.drop_columns([*hidden, "sheet", "row"]).to_pandas()
    return frame
