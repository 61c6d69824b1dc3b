"""An extract: one file's records of one kind, and the rows that are none."""

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow as pa

from aidlink.extracts.headers import HeaderMatch
from aidlink.records import Kind

REJECTED = pa.schema([("sheet", pa.string()), ("row", pa.int32()), ("reason", pa.string())])
OTHER = "other:"
NUMERIC = "_numeric"


@dataclass(frozen=True, slots=True, repr=False)
class Extract:
    """One file's records of one kind.

    Attributes:
        path: the file.
        kind: the kind of register.
        table: one row a record: `sheet`; `row` as the spreadsheet shows it, first line = 1; each canonical
            field found, as its raw text, null where blank; `<field>_numeric` for each ID and account field:
            true where the cell was stored as a number; `other:<header>` for every other column.
        rejected: `sheet`, `row`, `reason` (Chinese) of every other non-blank row.
        headers: what each column was taken for, and why.
        encoding: of a text file or web page; None for a workbook.
        sha256: of the file's bytes.
        notes: what else a person should know of the reading, in Chinese: sheets passed over, a mapping's
            headers that the file lacks.
    """

    path: Path
    kind: Kind
    table: pa.Table
    rejected: pa.Table
    headers: tuple[HeaderMatch, ...]
    encoding: str | None
    sha256: str
    notes: tuple[str, ...] = field(default=())

    @property
    def source(self) -> str:
        """The file's name."""
        return self.path.name

    @property
    def rows_in_file(self) -> int:
        """Non-blank rows: used and set aside."""
        return int(self.table.num_rows + self.rejected.num_rows)

    def to_pandas(self) -> pd.DataFrame:
        """The table as a pandas frame, text as str objects, blanks as None."""
        frame: pd.DataFrame = self.table.to_pandas()
        return frame

    def __repr__(self) -> str:
        """Counts only: no cell of the file."""
        return (
            f"Extract({self.source!r}, kind={self.kind.value!r}, used={self.table.num_rows}, "
            f"set_aside={self.rejected.num_rows}, columns={len(self.headers)})"
        )
