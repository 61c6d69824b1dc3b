"""重复发放, seen from the payments: one person paid more than once for a month, by one number or several."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from aidlink.engines import Engine
from aidlink.findings import telling
from aidlink.findings.frame import Finding, FindingKind
from aidlink.findings.rolls import roll_policy
from aidlink.findings.telling import PAID_SHOWN, Row
from aidlink.findings.wording import months_text, yuan_text

# A payment for several months and one for a single month may meet honestly; two for as many months do not.
# Help that can be granted several times a month is paid twice only where the amounts are the same too. A
# detail list and the bank's answer name the same payments, so that each is looked through for itself.
_SAME = """
PARTITION BY {who}, aid, month, list, returned, greatest(months_number, 1),
             CASE WHEN months_number > 1 OR aid IN ({repeatable}) THEN cents END
"""
_TWICE = """
SELECT {shown} FROM standing WHERE NOT back_pay
QUALIFY count(*) OVER ({same}) > 1
ORDER BY who, aid, month, returned, record
"""
# One number under names that do not agree: `persons` keeps them apart.
_ONE_NUMBER = """
SELECT {shown} FROM standing WHERE NOT back_pay AND resident_id_key <> 0
QUALIFY count(*) OVER ({same}) > 1 AND min(person) OVER ({same}) <> max(person) OVER ({same})
ORDER BY resident_id_key, aid, month, returned, record
"""
_CHECKS = {
    "A": "对照发放名册和银行回单，查清是重复发放、补发还是录入错误；确属多发的按规定追回。",
    "TWO_IDS": "对照身份证和户口簿，确认是不是同一人；是的，更正号码、合并档案，多发的按规定追回。",
    "ONE_ID": "先对照身份证查清这个号码是谁的；多半是号码填成了家人的，更正后再比对。",
}


def paid_twice(engine: Engine) -> Iterator[Finding]:
    """Find persons paid twice for a month and kind of assistance, one finding a person and kind.

    Grade A; TWO_IDS where their rows have different numbers; ONE_ID where one number is paid under names that
    do not agree.

    Args:
        engine: holds the table `standing` (see `load_standing`).
    """
    repeatable = ", ".join(f"'{aid}'" for aid in roll_policy().repeatable)
    for query, key in ((_TWICE, "person"), (_ONE_NUMBER, "resident_id_key")):
        same = _SAME.format(who=key, repeatable=repeatable)
        shown = f"{PAID_SHOWN}, resident_id_key"
        rows = engine.query(query.format(shown=shown, same=same)).to_pylist()
        for (who, aid), group in groupby(rows, key=lambda row, key=key: (row[key], row["aid"])):  # type: ignore[misc]
            yield _finding(str(who) if key != "person" else "", aid, list(group))


def _finding(number: str, aid: str, rows: Sequence[Row]) -> Finding:
    grade = "ONE_ID" if number else "TWO_IDS" if _numbers(rows) > 1 else "A"
    extra = _extra(rows)
    return Finding(
        kind=FindingKind.DUPLICATE_PAYMENT,
        grade=grade,
        # A person paid twice is one suspicion, whether by one number or two.
        keys=("one number", number, aid) if number else ("person", rows[0]["who"], aid),
        left=telling.place(rows[0]),
        right=telling.place(rows[1]),
        reason=_reason(grade, aid or "同类救助", rows, extra),
        probability=None if number else telling.probability(rows),
        village=telling.village(rows),
        people=telling.people("救助对象", rows),
        evidence=tuple(telling.paid_line(row) for row in rows),
        check=_CHECKS[grade],
        cents=extra,
        months=len({row["month"] for row in rows}),
        sources=telling.sources("发放记录", rows),
    )


def _numbers(rows: Sequence[Row]) -> int:
    return len({row["number"] for row in rows if row["number"]})


def _extra(rows: Sequence[Row]) -> int | None:
    """What was paid beyond the largest payment of each month, by the list that says most."""
    extra: dict[int, int] = {}
    for (month, _), group in groupby(rows, key=lambda row: (row["month"], row["returned"])):
        amounts = [row["cents"] for row in group]
        if None in amounts:
            return None
        extra[month] = max(extra.get(month, 0), sum(amounts) - max(amounts))
    return sum(extra.values())


def _reason(grade: str, aid: str, rows: Sequence[Row], extra: int | None) -> str:
    months, times = months_text(row["month"] for row in rows), len(rows)
    more = "" if extra is None else f"，多出{yuan_text(extra)}"
    if grade == "ONE_ID":
        said = f"同一身份证号在{months}的{aid}中有{times}笔发放，姓名却不同{more}，可能是号码填错"
        return f"疑似重复发放：{said}。"
    accounts = len({row["account_digits"] for row in rows if row["account_digits"]})
    into = f"，分别进了{accounts}个账户" if accounts > 1 else ""
    how = f"可能是同一人用{_numbers(rows)}个不同写法的身份证号" if grade == "TWO_IDS" else "同一人"
    return f"疑似重复发放：{how}在{months}的{aid}中有{times}笔发放{into}{more}。"
