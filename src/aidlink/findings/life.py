"""Records of somebody after the day on which they are said to have died."""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from aidlink.engines import Engine
from aidlink.findings.wording import day_text

_ROSTER_DAYS = (
    ("visit_date_day", "走访或复核日期"),
    ("approval_date_day", "审批日期"),
    ("start_date_day", "开始享受日期"),
)
_WITHDRAWN = """
SELECT DISTINCT person, name_text, withdraw_date_day AS day FROM paid WHERE withdraw_date_day > 0
ORDER BY person, day, name_text
"""


def withdrawals(engine: Engine, persons: Iterable[int]) -> dict[int, list[Mapping[str, Any]]]:
    """The days on which money was taken out, with the names it was paid to; the engine holds `paid`."""
    wanted = set(persons)
    found: dict[int, list[Mapping[str, Any]]] = {person: [] for person in wanted}
    table = engine.query(_WITHDRAWN)
    for row in table.filter(pc.is_in(table["person"], pa.array(sorted(wanted), pa.int64()))).to_pylist():
        found[row["person"]].append(row)
    return found


def life_after(
    roster: Iterable[Mapping[str, Any]], withdrawn: Iterable[Mapping[str, Any]], died: int, as_of: int
) -> list[str]:
    """Say what speaks of a living person after the day of death.

    Args:
        roster: the person's roster rows.
        withdrawn: their rows of `withdrawals`.
        died: the day of death, yyyymmdd, 0 unknown.
        as_of: the data's last day, yyyymmdd; a later day is a slip.
    """
    if not died:
        return []
    days = [(word, row[name]) for row in roster for name, word in _ROSTER_DAYS]
    days += [("取款日期", row["day"]) for row in withdrawn]
    later = sorted({(day, word) for word, day in days if died < day <= as_of})
    return [f"死亡日期之后仍有{word}{day_text(day)}" for day, word in later]
