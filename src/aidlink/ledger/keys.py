"""The hidden key of a sheet's row: which clue it is, as it was issued, and a check that the row is still it.

    1|D-2A0A8A3CEDB5|202610|1f0c5a7be2d4|9d1f3a6c

The check covers what the row shows of the person, so that a row whose cells were sorted away from each
other, or typed over, is noticed. It guards against slips, not against forgery: whoever can write an answer
needs none.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

_VERSION = "1"
_CHECK = 8


@dataclass(frozen=True, slots=True)
class RowKey:
    """A clue as it stood on a sheet: its id, the ledger's month (yyyymm), the fingerprint of its evidence."""

    finding_id: str
    month: int
    fingerprint: str

    def text(self, shown: Iterable[str]) -> str:
        """The key as the hidden column holds it.

        Args:
            shown: the texts that the row shows of the clue and its person.
        """
        body = "|".join([_VERSION, self.finding_id, str(self.month), self.fingerprint])
        return f"{body}|{_check(body, shown)}"

    @classmethod
    def read(cls, text: str, shown: Iterable[str]) -> Self | None:
        """The key, or None if it or the row beside it was changed."""
        body, _, check = text.strip().rpartition("|")
        parts = body.split("|")
        if len(parts) != 4 or parts[0] != _VERSION or check != _check(body, shown):  # noqa: PLR2004
            return None
        return cls(parts[1], int(parts[2]), parts[3])


def _check(body: str, shown: Iterable[str]) -> str:
    # Spreadsheet programs may trim a cell; blanks never tell two people apart.
    told = "\0".join([body, *("".join(text.split()) for text in shown)])
    return hashlib.sha256(told.encode()).hexdigest()[:_CHECK]
