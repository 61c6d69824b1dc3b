"""重复发放: one person, or one account, paid more than once in a month for one kind of assistance."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from aidlink.engines import Engine
from aidlink.findings.frame import Finding, FindingKind, Place
from aidlink.findings.wording import month_text

# What counts as a payment of one month: money that went out (not failed, returned or taken back) and stands
# for one month. A detail list and the bank's return list name the same payments, so that duplicates are
# sought within each; a list whose rows carry no month is compared with itself only.
_PAID = """
WITH listed AS (
    SELECT *, max(feedback IS NOT NULL) OVER (PARTITION BY source, sheet) AS returned,
           coalesce(nullif(pay_month_month, 0), pay_date_day // 100) AS month,
           coalesce(trim(programme), '') AS aid
    FROM payment
)
SELECT *, CASE WHEN month = 0 THEN source || '/' || sheet ELSE '' END AS list
FROM listed
WHERE months_number <= 1 AND coalesce(amount_cents, 0) >= 0
  AND NOT regexp_matches(coalesce(feedback, ''), '失败|退回|退票|未成功|不成功')
"""

_BY_PERSON = """
WITH grouped AS (
    SELECT *, count(*) OVER same AS times FROM paid WHERE resident_id_key <> 0
    WINDOW same AS (PARTITION BY resident_id_key, aid, month, list, returned)
)
SELECT 'person' AS evidence, CAST(resident_id_key AS VARCHAR) AS key, aid, month, source, sheet, row,
       1 AS people
FROM grouped WHERE times > 1
ORDER BY key, aid, month, source, sheet, row
"""

# People of one household may share its account; so may rows that are one person's, which _BY_PERSON reports.
_BY_ACCOUNT = """
WITH grouped AS (
    SELECT *,
           count(DISTINCT CASE WHEN resident_id_key <> 0 THEN resident_id_key ELSE name_chars END) OVER same
               AS people,
           count(DISTINCT coalesce(nullif(trim(household_id), ''), nullif(CAST(head_id_key AS VARCHAR), '0'),
                                   source || '/' || sheet || '/' || row)) OVER same AS households
    FROM paid WHERE account_digits IS NOT NULL AND NOT regexp_matches(coalesce(care, ''), '集中')
    WINDOW same AS (PARTITION BY account_digits, aid, month, list, returned)
)
SELECT 'account' AS evidence, account_digits AS key, aid, month, source, sheet, row, people
FROM grouped WHERE people > 1 AND households > 1
ORDER BY key, aid, month, source, sheet, row
"""


def duplicate_payments(engine: Engine) -> Iterator[Finding]:
    """Find people and accounts paid twice, one finding for each and kind of assistance.

    Args:
        engine: holds the tables of `aidlink.findings.registers.load`.
    """
    engine.table("paid", engine.query(_PAID))
    for grade, sql in (("A", _BY_PERSON), ("B", _BY_ACCOUNT)):
        rows = engine.query(sql).to_pylist()
        for key, group in groupby(rows, key=lambda row: (row["evidence"], row["key"], row["aid"])):
            yield _finding(grade, key, list(group))


def _finding(grade: str, keys: tuple[str, ...], rows: list[Mapping[str, Any]]) -> Finding:
    first, second = (Place(row["source"], row["sheet"], row["row"]) for row in rows[:2])
    return Finding(
        kind=FindingKind.DUPLICATE_PAYMENT,
        grade=grade,
        keys=keys,
        left=first,
        right=second,
        reason=_reason(grade, keys[-1] or "同类救助", rows),
    )


def _reason(grade: str, aid: str, rows: list[Mapping[str, Any]]) -> str:
    months = "、".join(month_text(month) for month in sorted({row["month"] for row in rows}))
    if grade == "A":
        return f"疑似重复发放：同一身份证号在{months}的{aid}中共有{len(rows)}笔发放记录。"
    people = max(row["people"] for row in rows)
    return f"疑似重复发放：同一账号在{months}的{aid}中收到{people}人的款项，名册上不是同一户。"
