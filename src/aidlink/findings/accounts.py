"""户名不一致: assistance paid into an account whose holder is neither the person nor the household's head."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from aidlink.engines import Engine
from aidlink.findings.frame import Finding, FindingKind, Person, Place, Source
from aidlink.findings.holders import Verdict, holder_policy, judge, remark_word
from aidlink.findings.holdings import Owner, read_holdings, read_owners
from aidlink.findings.wording import months_text, yuan_text
from aidlink.masking import mask_account, mask_id, mask_name

# Of what several lists write for one account, the kindest decides.
_KINDEST = (
    "MATCH", "CLOSE", "OTHER_WITH_EVIDENCE", "OTHER_NO_EVIDENCE", "UNABLE", "INSTITUTION", "NO_MATCH",
)  # fmt: skip


def account_name_mismatches(engine: Engine) -> Iterator[Finding]:
    """Find accounts that are not the person's nor the head's, one finding a person and account.

    Args:
        engine: holds the tables of `books.load_books`.
    """
    holdings = read_holdings(engine, holder_policy().whole_register)
    owners = read_owners(engine)
    for (_, _held), group in groupby(holdings, key=lambda row: (row["who"], row["held"])):
        rows = list(group)
        owner = owners[rows[0]["person"]]
        judged = [(judge(row, owner), row) for row in rows]
        verdict, row = min(judged, key=lambda pair: _KINDEST.index(pair[0].outcome))
        if verdict.outcome != "MATCH":
            yield _finding(verdict, row, rows, owner)


def _finding(
    verdict: Verdict, row: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], owner: Owner
) -> Finding:
    policy = holder_policy()
    listed = next((each for each in owner.rows if each["listed"] and each["aid"] == row["aid"]), None)
    listed = listed or next((each for each in owner.rows if each["listed"]), None)
    places = [Place(source, sheet, int(number)) for each in rows for source, sheet, number in each["places"]]
    left = Place(listed["source"], listed["sheet"], listed["row"]) if listed else places[0]
    amounts = [each["cents"] for each in rows if each["cents"] is not None]
    months = sorted({month for each in rows for month in each["months"] if month})
    role = "名册" if row["rank"] else "发放记录"
    return Finding(
        kind=FindingKind.ACCOUNT_NAME_MISMATCH,
        grade=verdict.outcome,
        keys=(row["who"], row["held"]),
        left=left,
        right=places[0],
        reason="疑似户名不一致：" + policy.reasons[verdict.outcome].format(who=verdict.who, why=verdict.why),
        village=next((each["village_key"] for each in owner.rows if each["village_key"]), None),
        people=_people(verdict, row, owner),
        evidence=tuple(_evidence(verdict, row, owner, sum(amounts) if amounts else None, months)),
        check=policy.checks[verdict.outcome],
        cents=sum(amounts) if amounts else None,
        months=len(months) or None,
        sources=tuple(
            dict.fromkeys(
                [
                    *([Source("名册", left.source, left.sheet, left.row)] if listed else []),
                    *(Source(role, place.source, place.sheet, place.row) for place in places),
                ]
            )
        ),
    )


def _people(verdict: Verdict, row: Mapping[str, Any], owner: Owner) -> tuple[Person, ...]:
    first = owner.rows[0]
    people = [Person("救助对象", mask_name(first["name_text"]), mask_id(first["resident_id"]))]
    people += [
        Person("户主", mask_name(name)) for name in list(owner.head_names)[:1] if name not in owner.names
    ]
    holder = row["account_name_text"]
    if verdict.outcome != "INSTITUTION" and holder:
        number = verdict.member.number if verdict.member else None
        people.append(Person("账户户名", mask_name(holder), mask_id(number)))
    return tuple(people)


def _evidence(
    verdict: Verdict, row: Mapping[str, Any], owner: Owner, cents: int | None, months: Sequence[int]
) -> Iterator[str]:
    holder = (
        verdict.who if verdict.outcome == "INSTITUTION" else mask_name(row["account_name_text"]) or "未填"
    )
    yield f"账号{mask_account(row['account_digits']) or '未填'}，户名{holder}"
    if cents is not None:
        when = months_text(months) or "所给月份"
        yield f"{when}经这个账户发放{row['aid'] or '救助'}{yuan_text(cents)}"
    if verdict.member:
        relation = verdict.member.relation or "关系未写"
        yield f"户籍或名册上的同户成员：{mask_name(verdict.member.name)}，{relation}"
    if word := remark_word(owner):
        yield f"备注中写有“{word}”"
