"""What identifies a labelled pair on its way out and back: the records' digest, two rows, and a check.

    1|5B0C2F6E1D90|12|34|9d1f3a6c

A label whose rows were typed over, or whose cells were sorted away from each other, is noticed. As with the
villages' sheets, the check guards against slips, not against forgery.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import pyarrow as pa

from aidlink.facing import SHOWN
from aidlink.hashing import hash_texts

_VERSION = "1"
_PARTS = 5
_CHECK = 8
_SET = 12


@dataclass(frozen=True, slots=True, order=True)
class PairKey:
    """A pair of records.

    Args:
        records: the digest of the two tables that were linked.
        left_sheet: where the left record stands.
        left_row: the row that the spreadsheet shows.
        right_sheet: where the right record stands.
        right_row: its row.
    """

    records: str
    left_sheet: str
    left_row: int
    right_sheet: str
    right_row: int

    @property
    def text(self) -> str:
        """The key as an answer file holds it, beside the sheets and rows."""
        return f"{self._body}|{self._check()}"

    @property
    def _body(self) -> str:
        return f"{_VERSION}|{self.records}|{self.left_row}|{self.right_row}"

    def _check(self) -> str:
        # Spreadsheet programs may trim a cell.
        told = "\0".join(
            [self._body, *("".join(text.split()) for text in (self.left_sheet, self.right_sheet))]
        )
        return hashlib.sha256(told.encode()).hexdigest()[:_CHECK]

    @classmethod
    def read(cls, text: str, places: Sequence[str]) -> Self | None:
        """The key, or None if it or a place beside it was changed.

        Args:
            text: as the answer file holds it.
            places: left sheet, left row, right sheet, right row, as the file holds them.
        """
        parts = text.strip().split("|")
        if len(parts) != _PARTS or parts[0] != _VERSION or parts[2:4] != [places[1], places[3]]:
            return None
        if not all(part.isdecimal() for part in parts[2:4]):
            return None
        key = cls(parts[1], places[0], int(parts[2]), places[2], int(parts[3]))
        return key if key.text == text.strip() else None


def records_digest(left: pa.Table, right: pa.Table) -> str:
    """A digest of what is compared of two tables' records, and of where they stand."""
    digest = hashlib.sha256()
    for table in (left, right):
        names = [name for name in ("sheet", "row", *SHOWN) if name in table.column_names]
        for name in names:
            keys = hash_texts(table[name].cast(pa.string()).combine_chunks())
            digest.update(name.encode() + keys.tobytes())
    return digest.hexdigest()[:_SET].upper()
