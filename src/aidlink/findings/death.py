"""疑似死亡: a person on a roster whose resident ID stands in a register of deaths or cremations."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from aidlink.engines import Engine
from aidlink.findings.frame import Finding, FindingKind, Place
from aidlink.findings.wording import day_text
from aidlink.names import Outcome, compare_names

# A certificate that another row names as void is left out, and so is a row that calls itself void: the
# number was written down, but nobody vouches for the death.
_PAIRS = """
WITH certified AS (
    SELECT '死亡人口名单' AS register, 0 AS rank, death_date_day AS day, * FROM death
    UNION ALL
    SELECT '火化台账', 1, coalesce(nullif(cremation_date_day, 0), death_date_day), * FROM cremation
),
deceased AS (
    SELECT * FROM certified
    WHERE resident_id_key <> 0
      AND NOT regexp_matches(coalesce(status, ''), '作废|撤销|取消')
      AND (certificate IS NULL OR certificate NOT IN
           (SELECT cancelled_certificate FROM certified WHERE cancelled_certificate IS NOT NULL))
)
SELECT p.resident_id_key AS key, p.name_text AS name,
       p.source AS left_source, p.sheet AS left_sheet, p.row AS left_row,
       d.source AS right_source, d.sheet AS right_sheet, d.row AS right_row,
       d.name_text AS dead_name, d.register, d.rank, d.day
FROM beneficiary p JOIN deceased d ON p.resident_id_key = d.resident_id_key
ORDER BY key, rank, right_source, right_sheet, right_row, left_source, left_sheet, left_row
"""


def suspected_deaths(engine: Engine) -> Iterator[Finding]:
    """Find roster rows with the valid resident ID of somebody registered as dead, one finding a person.

    Args:
        engine: holds the tables of `aidlink.findings.registers.load`.
    """
    pairs = engine.query(_PAIRS).to_pylist()
    for key, group in groupby(pairs, key=lambda pair: pair["key"]):
        yield _finding(key, list(group))


def _finding(key: int, pairs: list[Mapping[str, Any]]) -> Finding:
    # A masked or missing name does not contradict an equal number.
    agreeing = [
        pair
        for pair in pairs
        if compare_names(pair["name"], pair["dead_name"]).outcome is not Outcome.NO_MATCH
    ]
    pair = (agreeing or pairs)[0]
    return Finding(
        kind=FindingKind.SUSPECTED_DEATH,
        grade="A" if agreeing else "B",
        keys=(key,),
        left=Place(pair["left_source"], pair["left_sheet"], pair["left_row"]),
        right=Place(pair["right_source"], pair["right_sheet"], pair["right_row"]),
        reason=_reason(pairs, agrees=bool(agreeing)),
    )


def _reason(pairs: list[Mapping[str, Any]], *, agrees: bool) -> str:
    days: dict[str, set[int]] = {}
    for pair in pairs:
        days.setdefault(pair["register"], set()).add(pair["day"])
    said = "；".join(
        f"{register}登记的日期为{'、'.join(day_text(day) for day in sorted(found))}"
        for register, found in days.items()
    )
    names = "姓名相符" if agrees else "但姓名不符，也可能是号码登记错误"
    return f"疑似死亡：身份证号与{'、'.join(days)}中的相同，{names}；{said}。"
