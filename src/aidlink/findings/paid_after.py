"""What was paid to somebody for months after their death."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from aidlink.engines import Engine
from aidlink.findings.frame import Place, place_text
from aidlink.findings.wording import month_text, yuan_text

# Reversals, failures and what they took back are gone from `standing`; see `aidlink.findings.standing`.
_STANDING = """
SELECT person, name_text, name_chars, source, sheet, row, aid, month, months_number AS months, cents, returned
FROM standing WHERE cents > 0 AND month > 0 ORDER BY person, month, source, sheet, row
"""


@dataclass(frozen=True, slots=True)
class PaidAfter:
    """A payment of which some months lie after the death.

    Args:
        place: where it is listed.
        aid: the kind of assistance.
        last: the last month that it is for, yyyymm.
        covered: how many months it is for.
        after: those of them for which nothing was due.
        cents: the whole payment.
    """

    place: Place
    aid: str
    last: int
    covered: int
    after: tuple[int, ...]
    cents: int

    @property
    def undue(self) -> int:
        """The part of the payment for months after the death, in cents."""
        return round(self.cents * len(self.after) / self.covered)

    @property
    def line(self) -> str:
        """The payment as a line of evidence."""
        paid = f"{month_text(self.last)}{self.aid}{yuan_text(self.cents)}"
        if self.covered > 1:
            paid += f"（含{self.covered}个月，其中{len(self.after)}个月在应停发之后）"
        return f"已发放：{paid}，见{place_text(self.place)}"


def standing_payments(engine: Engine, persons: Iterable[int]) -> dict[int, list[Mapping[str, Any]]]:
    """The payments that stand, of each of `persons`; the engine holds `standing`."""
    wanted = set(persons)
    found: dict[int, list[Mapping[str, Any]]] = {person: [] for person in wanted}
    table = engine.query(_STANDING)
    for row in table.filter(pc.is_in(table["person"], pa.array(sorted(wanted), pa.int64()))).to_pylist():
        found[row["person"]].append(row)
    return found


def paid_after(payments: Sequence[Mapping[str, Any]], died: int, stop_from: int) -> list[PaidAfter]:
    """Those payments that are, in part at least, for months from which nothing was due.

    A payment for several months is for those that end with its own: offices pay arrears, and to count so
    calls the fewest months overpaid. A list of payments and the bank's answer to it name the same payments.

    Args:
        payments: of one person.
        died: the day of death, yyyymmdd.
        stop_from: months after that of death from which nothing is due.
    """
    stop = shifted(died // 100, stop_from)
    after = []
    for row in _once(payments):
        covered = max(int(row["months"]), 1)
        months = tuple(month for back in range(covered) if (month := shifted(row["month"], -back)) >= stop)
        if months:
            place = Place(row["source"], row["sheet"], row["row"])
            after.append(PaidAfter(place, row["aid"], row["month"], covered, months[::-1], row["cents"]))
    return after


def shifted(month: int, by: int) -> int:
    """A month yyyymm, so many months later.

    >>> shifted(202611, 2), shifted(202601, -1)
    (202701, 202512)
    """
    count = month // 100 * 12 + month % 100 - 1 + by
    return count // 12 * 100 + count % 12 + 1


def _once(payments: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Payments without those that a list and the bank's answer to it both name."""
    answered = Counter(_sum(row) for row in payments if row["returned"])
    kept = []
    for row in payments:
        if not row["returned"] and answered[_sum(row)] > 0:
            answered[_sum(row)] -= 1
        else:
            kept.append(row)
    return kept


def _sum(row: Mapping[str, Any]) -> tuple[int, int]:
    return row["month"], row["cents"]
