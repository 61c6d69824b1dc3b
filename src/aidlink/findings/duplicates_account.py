"""重复发放, seen from the accounts: one account paid for people of different households."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from aidlink.engines import Engine
from aidlink.findings import telling
from aidlink.findings.frame import Finding, FindingKind
from aidlink.findings.rolls import roll_policy
from aidlink.findings.telling import PAID_SHOWN, Row
from aidlink.findings.wording import months_text
from aidlink.masking import mask_account

# An institution's account is paid for many, a guardian's for several children; `cared` live in one. Somebody
# of whom no register tells the household is no stranger to a household that is known.
_SHARED = """
WITH cared AS (SELECT DISTINCT person, aid FROM roster WHERE regexp_matches(coalesce(care, ''), '集中')),
open AS (
    SELECT s.*, coalesce(CAST(h.home AS VARCHAR), 'alone/' || s.person) AS home, h.home IS NULL AS alone
    FROM standing s LEFT JOIN homes h USING (person) ANTI JOIN cared USING (person, aid)
    WHERE s.account_digits IS NOT NULL AND NOT regexp_matches(coalesce(s.care, ''), '集中')
      AND s.aid NOT IN ({guarded}) AND NOT regexp_matches(coalesce(s.account_name, ''), '{institution}')
)
SELECT {shown}, home, alone FROM open
WINDOW same AS (PARTITION BY account_digits, month, list)
QUALIFY count(DISTINCT CASE WHEN NOT alone THEN home END) OVER same > 1
    OR (bool_and(alone) OVER same AND count(DISTINCT home) OVER same > 1)
ORDER BY account_digits, month, returned, record
"""
_CHECK = "查清几户人之间是什么关系、账户由谁保管，有没有委托或监护材料；没有材料的改发到本人账户。"


def shared_accounts(engine: Engine) -> Iterator[Finding]:
    """Find accounts that are paid for people of different households in one month, grade B, one an account.

    Args:
        engine: holds the tables `standing` and `homes`.
    """
    policy = roll_policy()
    guarded = ", ".join(f"'{aid}'" for aid in policy.guarded)
    query = _SHARED.format(shown=PAID_SHOWN, guarded=guarded, institution=policy.institution.pattern)
    for account, group in groupby(engine.query(query).to_pylist(), key=lambda row: row["account_digits"]):
        yield _finding(account, list(group))


def _finding(account: str, rows: Sequence[Row]) -> Finding:
    persons = list({row["person"]: row for row in rows}.values())
    homes = len({row["home"] for row in rows})
    unknown = any(row["alone"] for row in rows)
    said = "名册和户籍上看不出是一户" if unknown else f"分属{homes}户"
    months = {row["month"] for row in rows}
    other = next(row for row in rows if row["home"] != rows[0]["home"])
    return Finding(
        kind=FindingKind.DUPLICATE_PAYMENT,
        grade="B",
        keys=("account", account),
        left=telling.place(rows[0]),
        right=telling.place(other),
        reason=f"疑似一账多户：账号{mask_account(account)}在{months_text(months)}收了{len(persons)}人的款，{said}。",
        village=telling.village(rows),
        people=telling.people("救助对象", rows),
        evidence=tuple(map(telling.paid_line, rows)),
        check=_CHECK,
        cents=telling.total([row for row in rows if row["returned"] == rows[0]["returned"]]),
        months=len(months),
        sources=telling.sources("发放记录", rows),
    )
