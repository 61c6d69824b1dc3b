"""How a finding shows the rows it stands on: masked people, places, one line of evidence a row."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aidlink.findings.frame import Person, Place, Source
from aidlink.findings.wording import day_text, month_text, yuan_text
from aidlink.masking import mask_account, mask_id, mask_name

#: A row of a query.
Row = Mapping[str, Any]

#: What the functions here read of a row of `roster` and of `paid` (see `rolls`).
_SHOWN = (
    "record, person, who, certainty, aid, number, name_text, resident_id, village_key, source, sheet, row, "
    "household_id, account_digits, town"
)
ROSTER_SHOWN = f"{_SHOWN}, head_name_text, status, amount_cents AS cents"
PAID_SHOWN = f"{_SHOWN}, month, pay_date_day, cents, returned"


def place(row: Row) -> Place:
    """Where a row stands."""
    return Place(row["source"], row["sheet"], row["row"])


def sources(role: str, rows: Iterable[Row]) -> tuple[Source, ...]:
    """Rows as sources, in their order."""
    return tuple(Source(role, row["source"], row["sheet"], row["row"]) for row in rows)


def people(role: str, rows: Iterable[Row]) -> tuple[Person, ...]:
    """Everybody named in rows, each different name and number once, masked."""
    seen = {(row["name_text"], row["resident_id"]): None for row in rows}
    return tuple(dict.fromkeys(Person(role, mask_name(name), mask_id(number)) for name, number in seen))


def village(rows: Iterable[Row]) -> str | None:
    """The first village that a row tells."""
    return next((row["village_key"] for row in rows if row["village_key"]), None)


def probability(rows: Iterable[Row]) -> float | None:
    """How sure it is that rows are one person's: null where nothing but equal numbers said so."""
    least = min(float(row["certainty"]) for row in rows)
    return least if least < 1 else None


def paid_line(row: Row) -> str:
    """A payment as a line of evidence."""
    parts = [
        f"{month_text(row['month'])}{row['aid'] or '救助'}",
        mask_name(row["name_text"]),
        yuan_text(row["cents"]),
    ]
    if row["pay_date_day"]:
        parts.append(f"{day_text(row['pay_date_day'])}发放")
    if row["account_digits"]:
        parts.append(f"账号{mask_account(row['account_digits'])}")
    return f"{'，'.join(filter(None, parts))}（{where(row)}）"


def listed_line(row: Row) -> str:
    """A roster row as a line of evidence."""
    parts = [f"{row['aid'] or '救助'}名册", mask_name(row["name_text"])]
    if row["household_id"]:
        parts.append(f"户编号末4位{row['household_id'][-4:]}")
    if row["head_name_text"]:
        parts.append(f"户主{mask_name(row['head_name_text'])}")
    parts.append(f"核定{yuan_text(row['cents'])}")
    return f"{'，'.join(filter(None, parts))}（{where(row)}）"


def where(row: Row) -> str:
    """A row's place in words."""
    # A text file's only sheet has the file's own name.
    sheet = "" if row["source"].startswith(f"{row['sheet']}.") else f" {row['sheet']}"
    return f"{row['source']}{sheet.rstrip()} 第{row['row']}行"


def total(rows: Sequence[Row]) -> int | None:
    """The money in rows; null where any row does not tell."""
    amounts = [row["cents"] for row in rows]
    return None if None in amounts else sum(amounts)
