"""Whose an account is, given its holder's name and number, the person and the household."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from aidlink.findings.holdings import Member, Owner, is_one_off
from aidlink.findings.kin import relation_text
from aidlink.findings.policy import Probability, load_policy
from aidlink.names import NameComparison, NameLevel, Outcome, compare_names, read_name

_COMPARED = 1 << 16


@dataclass(frozen=True, slots=True)
class HolderPolicy:
    """The words by which holders are told apart; see the rule file."""

    institution: re.Pattern[str]
    office: re.Pattern[str]
    cared: str
    evidence: re.Pattern[str]
    masked: re.Pattern[str]
    guarded: tuple[str, ...]
    in_homes: tuple[str, ...]
    whole_register: Probability
    reasons: Mapping[str, str]
    checks: Mapping[str, str]


@cache
def holder_policy() -> HolderPolicy:
    """The shipped policy."""
    return load_policy(HolderPolicy, "account_name_mismatch")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whose the account is.

    Args:
        outcome: MATCH, or a grade of `FindingKind.ACCOUNT_NAME_MISMATCH`.
        who: whose account it is, in Chinese.
        why: what differs, in Chinese.
        member: the member of the household who holds it, if it is one.
    """

    outcome: str
    who: str = ""
    why: str = ""
    member: Member | None = None


def judge(holding: Mapping[str, Any], owner: Owner) -> Verdict:
    """Say whose an account is.

    Args:
        holding: a row of `read_holdings`.
        owner: the person whose money it is.
    """
    if holding["holder_id_key"]:
        found = _by_number(holding, owner)
        if found:
            return found
    return _by_name(holding, owner)


def _by_number(holding: Mapping[str, Any], owner: Owner) -> Verdict | None:
    """The holder's number decides, unless the person's own is not known well enough to contradict it."""
    key = holding["holder_id_key"]
    if key in owner.keys:
        return Verdict("MATCH")
    if key in owner.head_keys:
        return _of_head(holding, owner)
    for member in owner.members:
        if member.key == key:
            return _of_other(relation_text(owner.relation, member.relation), owner, member)
    if not owner.keys:
        return None
    namesake = any(_compared(holding["account_name"], name).outcome is Outcome.MATCH for name in owner.names)
    why = "户名相同，开户的证件号码却不是本人的" if namesake else "开户的证件号码也不是本人或家庭成员的"
    return _of_stranger(why, owner)


def _by_name(holding: Mapping[str, Any], owner: Owner) -> Verdict:
    policy, holder = holder_policy(), holding["account_name"]
    if not _read(holder):
        return Verdict("UNABLE", why="没有可用的户名")
    own, head = _nearest(holder, owner.names), _nearest(holder, owner.head_names)
    if own.outcome is Outcome.MATCH:
        return Verdict("MATCH")
    if _is_registered(holder, owner):
        return Verdict("CLOSE", who="本人", why="户名与户籍上的姓名一致，名册或发放名单上的姓名写法不同")
    bare = "".join(holder.split())  # banks pad institutions' names too
    if policy.institution.search(bare) or policy.office.search(bare):
        right = _is_cared_for(bare, holding, owner)
        return Verdict("MATCH") if right else Verdict("INSTITUTION", who=_unit(bare))
    if head.outcome is Outcome.MATCH:
        return _of_head(holding, owner)
    equal = _member(holder, owner, Outcome.MATCH)
    if equal:
        return _of_other(relation_text(owner.relation, equal.relation), owner, equal)
    if head.outcome is Outcome.CLOSE and own.outcome is not Outcome.CLOSE and _is_guarded(holding):
        return _of_other(f"户主（监护人，户名写法不同：{head.reason}）", owner, None)
    return _by_likeness(holding, owner, own, head)


def _by_likeness(
    holding: Mapping[str, Any], owner: Owner, own: NameComparison, head: NameComparison
) -> Verdict:
    """A name that is nobody's as it stands."""
    holder = holding["account_name"]
    masked = holder_policy().masked.search(holder) is not None
    for near, who in ((own, "本人"), (head, "户主")):
        if near.outcome is Outcome.CLOSE:
            return Verdict(
                "UNABLE" if masked else "CLOSE",
                who=who,
                why=f"与{who}{near.reason}" if masked else near.reason,
            )
    if any(_is_cut(holder, name) for name in owner.names):
        return Verdict("CLOSE", who="本人", why="户名只有姓名的前几个字，像是被银行系统截短")
    close = _member(holder, owner, Outcome.CLOSE)
    if close and masked:
        return Verdict("UNABLE", why=f"能看清的字与{relation_text(owner.relation, close.relation)}一致")
    if close:
        return _of_other(f"{relation_text(owner.relation, close.relation)}（户名有一字之差）", owner, close)
    if own.outcome is Outcome.UNABLE:
        return Verdict("UNABLE", why=own.reason)
    if holding["unheard"] and (slip := _by_slip(_read(holder), holding, owner)):
        return slip
    one = any(is_one_off(_read(holder), name) for name in owner.names)
    why = "与本人只差一个字，但不是同音、形近字，可能写错，也可能是兄弟姐妹" if one else "也不在同户成员中"
    return _of_stranger(why, owner)


def _by_slip(holder: str, holding: Mapping[str, Any], owner: Owner) -> Verdict | None:
    """A name that nobody in town bears, one character off: brothers would be in the register."""
    why = "只差一个字，户籍和名册上没有叫这个名字的人，多半是写错"
    for names, who in ((owner.names, "本人"), (owner.head_names, "户主")):
        if any(is_one_off(holder, name) for name in names):
            guarded = who == "户主" and _is_guarded(holding)
            return (
                _of_other("户主（监护人，户名写错一字）", owner, None)
                if guarded
                else Verdict("CLOSE", who, why)
            )
    member = next((each for each in owner.members if is_one_off(holder, each.name)), None)
    if member is None:
        return None
    return _of_other(f"{relation_text(owner.relation, member.relation)}（户名有一字之差）", owner, member)


def _of_head(holding: Mapping[str, Any], owner: Owner) -> Verdict:
    """The head's account is right for the household, a guardian's needs a word."""
    if not _is_guarded(holding):
        return Verdict("MATCH")
    return _of_other("户主（监护人）", owner, None)


def _is_guarded(holding: Mapping[str, Any]) -> bool:
    return holding["aid"] in holder_policy().guarded


def _of_other(who: str, owner: Owner, member: Member | None) -> Verdict:
    return Verdict(
        "OTHER_WITH_EVIDENCE" if remark_word(owner) else "OTHER_NO_EVIDENCE", who=who, member=member
    )


def _of_stranger(why: str, owner: Owner) -> Verdict:
    """Nobody whom a register ties to the person; a remark may."""
    if word := remark_word(owner):
        return Verdict("OTHER_WITH_EVIDENCE", who=f"备注写有“{word}”，但户籍和名册上查不到此人")
    return Verdict("NO_MATCH", why=why)


def remark_word(owner: Owner) -> str | None:
    """The word in a remark that explains another's account; the rest of a remark may name people."""
    found = (holder_policy().evidence.search(remark) for remark in owner.remarks)
    return next((match[0] for match in found if match), None)


def _member(holder: str, owner: Owner, outcome: Outcome) -> Member | None:
    return next((m for m in owner.members if _compared(holder, m.name).outcome is outcome), None)


def _nearest(holder: str, names: Iterable[str]) -> NameComparison:
    """The kindest of the comparisons with each name; of no name, that nothing can be said."""
    order = (Outcome.MATCH, Outcome.CLOSE, Outcome.UNABLE, Outcome.NO_MATCH)
    found = [_compared(holder, name) for name in names]
    nothing = NameComparison(NameLevel.DIFFERENT, Outcome.NO_MATCH, (), "")
    return min(found, key=lambda one: order.index(one.outcome), default=nothing)


def _is_cut(holder: str, name: str) -> bool:
    """Whether a bank's field was too short for the name: its first characters, two at least."""
    text = _read(holder)
    return 2 <= len(text) < len(name) and name.startswith(text)  # noqa: PLR2004 - a surname alone proves nothing


def _is_registered(holder: str, owner: Owner) -> bool:
    """Whether the register's name for the person's number is the holder's, and the lists' a slip of it."""
    return any(
        _compared(holder, name).outcome is Outcome.MATCH
        and any(is_one_off(name, own) or _compared(name, own).outcome is Outcome.CLOSE for own in owner.names)
        for name in owner.registered
    )


def _is_cared_for(holder: str, holding: Mapping[str, Any], owner: Owner) -> bool:
    """Whether an institution may hold the money: of those in its care, or of whom the roster says nothing."""
    policy = holder_policy()
    if owner.cares:
        return any(policy.cared in care for care in owner.cares)
    return holding["aid"] in policy.in_homes and policy.institution.search(holder) is not None


def _unit(holder: str) -> str:
    """What kind of unit it is, as its name says; never a person's name."""
    policy = holder_policy()
    found = policy.institution.search(holder) or policy.office.search(holder)
    return found[0] if found else "单位"


def _read(name: str | None) -> str:
    return read_name(name).text or ""


@lru_cache(maxsize=_COMPARED)
def _compared(one: str | None, other: str | None) -> NameComparison:
    return compare_names(one, other)
