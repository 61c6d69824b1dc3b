"""A register as the office keeps it: columns of cells, one row an entry, each with the truth beside it."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from aidlink.records import Kind
from aidlink.synthesis.tables import Bools, Ints, Objects

TRUTH = (
    "person_id",
    "holder_id",
    "first",
    "last",
    "part",
    "id_error",
    "name_error",
    "birth_error",
    "village_error",
)
"""Columns that no register holds.

`person_id` and `holder_id` (of the account) are 0 for nobody in the town's books; `first` and `last` are the
months (places in the calendar) whose files show the row; `part` names the sheet that lists it.
"""


@dataclass(slots=True)
class Register:
    """One register; a row keeps its place for ever, so that traps and truth can point to it."""

    kind: Kind
    columns: dict[str, Objects] = field(default_factory=dict)
    _added: list[dict[str, Any]] = field(default_factory=list)
    _groups: dict[str, dict[Any, list[int]]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.columns["person_id"])

    def __getitem__(self, column: str) -> Objects:
        return self.columns[column]

    def put(self, row: int, **cells: Any) -> None:
        """Overwrite cells of one row."""
        for column, value in cells.items():
            self.columns[column][row] = value
            self._groups.pop(column, None)

    def copy(self, row: int, **cells: Any) -> int:
        """Give the place of a new row like `row` but for `cells`; it stands there after `settle`."""
        self._added.append({column: values[row] for column, values in self.columns.items()} | cells)
        return len(self) + len(self._added) - 1

    def settle(self) -> None:
        """Put the new rows at the end, all at once: single rows would copy the register each time."""
        if self._added:
            for name, values in self.columns.items():
                new = column(len(self._added))
                for place, row in enumerate(self._added):
                    new[place] = row[name]
                self.columns[name] = np.concatenate([values, new])
            self._added.clear()
            self._groups.clear()

    def having(self, column: str, value: Any) -> list[int]:
        """Give the places of the rows with this value in a column."""
        if column not in self._groups:
            groups: dict[Any, list[int]] = {}
            for row, cell in enumerate(self.columns[column].tolist()):
                groups.setdefault(cell, []).append(row)
            self._groups[column] = groups
        return self._groups[column].get(value, [])

    def rows_of(self, person_id: int) -> list[int]:
        """Give the places of a person's rows."""
        return self.having("person_id", person_id)

    def shown_in(self, month: int) -> Ints:
        """Give the places of the rows that a month's files show."""
        first, last = self.columns["first"].astype(np.int64), self.columns["last"].astype(np.int64)
        return np.flatnonzero((first <= month) & (month <= last))

    def to_pandas(self) -> pd.DataFrame:
        """Give one row an entry, with the truth columns."""
        return pd.DataFrame(self.columns)


def blanked(values: "np.ndarray[Any, Any]", blank: Bools) -> Objects:
    """Give values as cells, None where `blank`."""
    cells = values.astype(object)
    cells[blank] = None
    return cells


def column(count: int, value: Any = None) -> Objects:
    """Give a column of one value."""
    values = np.empty(count, dtype=object)
    values[:] = value
    return values
