"""An extract: one file's records of one kind, and the rows that are none."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow as pa

from aidlink.extracts.headers import HeaderMatch
from aidlink.html import card, element, table
from aidlink.masking import mask_account, mask_id, mask_name
from aidlink.records import FIELDS, FieldType, Kind

REJECTED = pa.schema([("sheet", pa.string()), ("row", pa.int32()), ("reason", pa.string())])
OTHER = "other:"
NUMERIC = "_numeric"

# What may be seen of a cell: names and numbers masked, free text and dates of birth not at all.
_MASKS = {FieldType.NAME: mask_name, FieldType.RESIDENT_ID: mask_id, FieldType.ACCOUNT: mask_account} | (
    dict.fromkeys(
        (FieldType.SEX, FieldType.AGE, FieldType.PLACE, FieldType.MONEY, FieldType.MONTH, FieldType.COUNT),
        str,
    )
)


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

    def _repr_html_(self) -> str:
        encoding = f"，编码 {self.encoding}" if self.encoding else ""
        said = f"采用 {self.table.num_rows} 行，未采用 {self.rejected.num_rows} 行{encoding}。"
        parts = [element("p", said), *(element("p", f"注意：{note}") for note in self.notes)]
        parts.append(
            table(
                ("列", "表头", "作为", "依据", "有内容", "第一个有内容的（已遮挡）"),
                [
                    (
                        match.column,
                        match.header or "（无列名）",
                        f"{FIELDS[match.field].label} {match.field}" if match.field else "——",
                        match.why,
                        *self._cells(match),
                    )
                    for match in self.headers
                ],
            )
        )
        if self.rejected.num_rows:
            reasons = Counter(self.rejected["reason"].to_pylist()).most_common()
            parts.append(table(("未采用的原因", "行数"), reasons))
        return card(f"{self.source}：{self.kind.label}", *parts)

    def _cells(self, match: HeaderMatch) -> tuple[int, str]:
        """How many of a column's cells are filled, and the first of these, masked."""
        name = match.field or f"{OTHER}{match.header}"
        if name not in self.table.column_names:
            return 0, ""
        filled = self.table[name].drop_null()
        mask = _MASKS.get(FIELDS[name].type) if name in FIELDS else None
        return len(filled), ("" if not len(filled) else mask(filled[0].as_py()) if mask else "（不显示）")
