"""户名不一致: assistance paid into an account whose holder is neither the person nor the household's head."""

from collections.abc import Iterator, Mapping
from typing import Any

from aidlink.engines import Engine
from aidlink.findings.frame import Finding, FindingKind, Place
from aidlink.names import Outcome, compare_names

# Equal names are joined away here, so that likeness is asked only about the rest. The holder's number, where
# the bank gives it, counts before the name. An institution's account (集中供养) is as it should be.
# One row a person, holder and account; a payment points at the person's roster row, if there is one.
_UNEQUAL = """
WITH accounts AS (
    SELECT 0 AS rank, * FROM payment WHERE coalesce(amount_cents, 0) >= 0
    UNION ALL
    SELECT 1, * FROM beneficiary
),
unequal AS (
    SELECT *, CASE WHEN resident_id_key <> 0 THEN CAST(resident_id_key AS VARCHAR)
                   ELSE name_chars || '/' || village_code END AS person
    FROM accounts
    WHERE coalesce(account_name_text, '') <> '' AND coalesce(name_text, '') <> ''
      AND account_name_text <> name_text
      AND account_name_text <> coalesce(head_name_text, '')
      AND (holder_id_key = 0 OR (holder_id_key <> resident_id_key AND holder_id_key <> head_id_key))
      AND NOT regexp_matches(coalesce(care, ''), '集中')
),
firsts AS (
    SELECT * FROM unequal
    QUALIFY row_number() OVER (PARTITION BY person, account_name_text, account_digits
                               ORDER BY rank, source, sheet, row) = 1
),
roster AS (
    SELECT resident_id_key, source, sheet, row FROM beneficiary WHERE resident_id_key <> 0
    QUALIFY row_number() OVER (PARTITION BY resident_id_key ORDER BY source, sheet, row) = 1
)
SELECT f.person, f.name_text, f.head_name_text, f.account_name_text,
       coalesce(f.account_digits, '') AS account,
       coalesce(r.source, f.source) AS left_source, coalesce(r.sheet, f.sheet) AS left_sheet,
       coalesce(r.row, f.row) AS left_row,
       f.source AS right_source, f.sheet AS right_sheet, f.row AS right_row
FROM firsts f LEFT JOIN roster r ON r.resident_id_key = f.resident_id_key
ORDER BY person, rank, right_source, right_sheet, right_row
"""

# Of the answers for the person and for the head, the kindest decides.
_KINDEST = (Outcome.MATCH, Outcome.CLOSE, Outcome.UNABLE, Outcome.NO_MATCH)
_REASONS = {
    Outcome.CLOSE: "疑似户名不一致：账户户名与本人或户主姓名相近，{}。",
    Outcome.UNABLE: "疑似户名不一致：账户户名或姓名有遮挡、生僻字或占位符，无法比对。",
    Outcome.NO_MATCH: "疑似户名不一致：账户户名与本人、户主姓名都不一致，可能是家属或监护人代领。",
}


def account_name_mismatches(engine: Engine) -> Iterator[Finding]:
    """Find accounts held by somebody else than the person paid or the household's head.

    Args:
        engine: holds the tables of `aidlink.findings.registers.load`.
    """
    for row in engine.query(_UNEQUAL).to_pylist():
        outcome, why = _answer(row)
        if outcome is not Outcome.MATCH:
            yield _finding(row, outcome, _REASONS[outcome].format(why))


def _answer(row: Mapping[str, Any]) -> tuple[Outcome, str]:
    names = [name for name in (row["name_text"], row["head_name_text"]) if name]
    answers = [compare_names(row["account_name_text"], name) for name in names]
    best = min(answers, key=lambda answer: _KINDEST.index(answer.outcome))
    return best.outcome, best.reason


def _finding(row: Mapping[str, Any], outcome: Outcome, reason: str) -> Finding:
    return Finding(
        kind=FindingKind.ACCOUNT_NAME_MISMATCH,
        grade=str(outcome),
        keys=(row["person"], row["account_name_text"], row["account"]),
        left=Place(row["left_source"], row["left_sheet"], row["left_row"]),
        right=Place(row["right_source"], row["right_sheet"], row["right_row"]),
        reason=reason,
    )
