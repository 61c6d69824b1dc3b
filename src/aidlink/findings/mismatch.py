"""漏发错发: on the roster and not paid, paid and not on the roster, paid another amount than approved."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby

import pyarrow as pa

from aidlink.engines import Engine
from aidlink.findings import telling
from aidlink.findings.frame import Finding, FindingKind
from aidlink.findings.telling import PAID_SHOWN, ROSTER_SHOWN, Row
from aidlink.findings.units import load_units, payment_policy
from aidlink.findings.wording import month_text, yuan_text

# A payment for several months covers its neighbours on both sides: lists write either the first or the last.
_UNPAID = """
WITH covering AS (
    SELECT DISTINCT u.unit FROM standing s JOIN units u USING (person, aid)
    WHERE s.months_number > 1 AND s.month <> 0
      AND abs((s.month // 100 * 12 + s.month % 100) - ({month} // 100 * 12 + {month} % 100)) < s.months_number
),
sums AS (
    SELECT aid, unit, bool_or(due) AS due, unit IN (SELECT unit FROM matched WHERE unit IS NOT NULL) AS paid
    FROM units GROUP BY aid, unit
),
whole AS (
    SELECT aid FROM sums WHERE due GROUP BY aid HAVING count(*) FILTER (paid) > {complete} * count(*)
)
SELECT {shown}, unit, due FROM units
JOIN (SELECT unit FROM sums WHERE due AND NOT paid AND aid IN (SELECT aid FROM whole)) USING (unit)
WHERE unit NOT IN (SELECT unit FROM covering)
ORDER BY unit, (head_id_key = resident_id_key AND head_id_key <> 0) DESC, record
"""
_FAILED = """
SELECT {shown}, u.unit, p.feedback
FROM paid p JOIN (SELECT DISTINCT unit, person, aid FROM units SEMI JOIN unpaid USING (unit)) u
    USING (person, aid)
WHERE p.month IN ({month}, 0) AND p.cents > 0 ORDER BY u.unit, p.record
"""
_NOT_LISTED = """
WITH whole AS (
    SELECT aid FROM matched WHERE NOT back_pay GROUP BY aid HAVING count(unit) > {complete} * count(*)
)
SELECT {shown} FROM matched WHERE unit IS NULL AND NOT back_pay AND aid IN (SELECT aid FROM whole)
ORDER BY who, aid, record
"""
_ELSEWHERE = """
SELECT {shown}, active FROM roster r SEMI JOIN (SELECT person FROM matched WHERE unit IS NULL) USING (person)
ORDER BY who, record
"""
_AMOUNT = """
SELECT {shown}, unit, owed, o.paid, o.months FROM units u JOIN owed o USING (unit)
WHERE abs(o.paid - owed) >= 1
ORDER BY unit, (head_id_key = resident_id_key AND head_id_key <> 0) DESC, record
"""
_PAID = """
SELECT {shown}, unit FROM matched SEMI JOIN (SELECT unit FROM owed WHERE abs(paid - owed) >= 1) USING (unit)
ORDER BY unit, record
"""


def payment_mismatches(engine: Engine, as_of: dt.date) -> Iterator[Finding]:
    """Find who was not paid (UNPAID), paid and not listed (NOT_LISTED), or paid another amount (AMOUNT).

    Args:
        engine: holds the tables of `books.load_books`.
        as_of: the last day that the data speak of.
    """
    month = load_units(engine, as_of.year * 100 + as_of.month)
    yield from _unpaid(engine, month)
    yield from _not_listed(engine, month)
    yield from _amounts(engine, month)


def _unpaid(engine: Engine, month: int) -> Iterator[Finding]:
    complete = payment_policy().complete
    unpaid = engine.query(_UNPAID.format(shown=ROSTER_SHOWN, month=month, complete=complete))
    engine.table("unpaid", unpaid)
    failed = _by(engine.query(_FAILED.format(shown=_prefixed("p", PAID_SHOWN), month=month)), "unit")
    for unit, rows in _by(unpaid, "unit").items():
        tried = failed.get(unit, [])
        why = "发放失败或已退回，之后没有重发" if tried else "发放名单中没有"
        aid, owed = (
            rows[0]["aid"],
            max((row["cents"] for row in rows if row["cents"] is not None), default=None),
        )
        yield Finding(
            kind=FindingKind.PAYMENT_MISMATCH,
            grade="UNPAID",
            keys=("unpaid", rows[0]["who"], aid),
            left=telling.place(rows[0]),
            right=telling.place((tried or rows)[0]),
            reason=f"疑似漏发：{aid}名册上在享，{month_text(month)}{why}。",
            probability=telling.probability(rows),
            village=telling.village(rows),
            people=telling.people("救助对象", rows),
            evidence=(*map(telling.listed_line, rows), *map(telling.paid_line, tried)),
            check=payment_policy().checks["UNPAID"],
            cents=owed,
            months=1,
            sources=(*telling.sources("名册", rows), *telling.sources("发放记录", tried)),
        )


def _not_listed(engine: Engine, month: int) -> Iterator[Finding]:
    complete = payment_policy().complete
    elsewhere = _by(engine.query(_ELSEWHERE.format(shown=ROSTER_SHOWN)), "who")
    rows = engine.query(_NOT_LISTED.format(shown=PAID_SHOWN, complete=complete)).to_pylist()
    for (who, aid), group in groupby(rows, key=lambda row: (row["who"], row["aid"])):
        paid, listed = list(group), elsewhere.get(who, [])
        yield Finding(
            kind=FindingKind.PAYMENT_MISMATCH,
            grade="NOT_LISTED",
            keys=("not listed", who, aid),
            left=telling.place((listed or paid)[0]),
            right=telling.place(paid[0]),
            reason=f"疑似错发：{month_text(month)}发放了{aid or '救助'}，{_standing(aid, listed)}。",
            probability=telling.probability([*paid, *listed]),
            village=telling.village([*paid, *listed]),
            people=telling.people("救助对象", [*paid, *listed]),
            evidence=(*map(telling.paid_line, paid), *map(telling.listed_line, listed)),
            check=payment_policy().checks["NOT_LISTED"],
            cents=telling.total(paid),
            months=1,
            sources=(*telling.sources("发放记录", paid), *telling.sources("名册", listed)),
        )


def _standing(aid: str, listed: Sequence[Row]) -> str:
    """What the roster says of somebody who is paid and not on it."""
    if any(row["aid"] == aid for row in listed):
        return "名册上已不是在享状态"
    if listed:
        return f"名册上这个人只有{'、'.join(dict.fromkeys(row['aid'] or '其他救助' for row in listed))}"
    return "名册上没有这个人"


def _amounts(engine: Engine, month: int) -> Iterator[Finding]:
    paid = _by(engine.query(_PAID.format(shown=PAID_SHOWN)), "unit")
    for unit, rows in _by(engine.query(_AMOUNT.format(shown=ROSTER_SHOWN)), "unit").items():
        first, money = rows[0], paid[unit]
        got, owed = round(first["paid"]), round(first["owed"])
        yield Finding(
            kind=FindingKind.PAYMENT_MISMATCH,
            grade="AMOUNT",
            keys=("amount", first["who"], first["aid"]),
            left=telling.place(first),
            right=telling.place(money[0]),
            reason=f"疑似发放金额有误：{first['aid']}{month_text(month)}{_difference(got, owed)}。",
            probability=telling.probability([*rows, *money]),
            village=telling.village(rows),
            people=telling.people("救助对象", [*rows, *money]),
            evidence=(*map(telling.listed_line, rows), *map(telling.paid_line, money)),
            check=payment_policy().checks["AMOUNT"],
            cents=abs(got - owed),
            months=1,
            sources=(*telling.sources("名册", rows), *telling.sources("发放记录", money)),
        )


def _difference(got: int, owed: int) -> str:
    if got > owed and got % owed == 0:
        return f"发了{yuan_text(got)}，是核定{yuan_text(owed)}的{got // owed}倍，可能一次发了几个月而没有注明"
    more = "多" if got > owed else "少"
    return f"发了{yuan_text(got)}，核定的是{yuan_text(owed)}，{more}{yuan_text(abs(got - owed))}"


def _by(rows: pa.Table, key: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows.to_pylist():
        found.setdefault(row[key], []).append(row)
    return found


def _prefixed(table: str, columns: str) -> str:
    return ", ".join(f"{table}.{column.strip()}" for column in columns.split(","))
