"""A judged case as a finding: the sentence, the evidence, the people and every record that speaks."""

from collections.abc import Sequence
from itertools import groupby

import numpy as np

from aidlink.findings.death_case import Case, Judged, R, Row, is_open, judge
from aidlink.findings.death_pairs import B
from aidlink.findings.death_policy import DeathPolicy
from aidlink.findings.death_witness import Witness
from aidlink.findings.frame import Finding, FindingKind, Person, Place, Source
from aidlink.findings.paid_after import shifted
from aidlink.findings.registers import Tables
from aidlink.findings.whose_number import whose_number
from aidlink.findings.wording import day_text, month_text, yuan_text
from aidlink.masking import mask_id, mask_name
from aidlink.model.rivals import either
from aidlink.records import Kind


def finding(case: Case, tables: Tables, policy: DeathPolicy, as_of: int) -> Finding | None:
    """Judge a case; None if it is closed: nobody counts on the money any more, and none was paid after.

    Args:
        case: at least one row of a register counts.
        tables: the month's registers.
        policy: the rule file's.
        as_of: the data's last day, yyyymmdd.
    """
    judged = judge(case, policy, as_of)
    if not is_open(judged, policy, as_of):
        return None
    evidence = _evidence(judged, tables, policy, as_of)
    return Finding(
        kind=FindingKind.SUSPECTED_DEATH,
        grade=judged.grade,
        keys=_keys(judged),
        left=_place(judged.left),
        right=judged.best.place,
        reason=_reason(judged, policy),
        probability=_probability(judged.standing),
        weight=judged.best.pair["weight"],
        village=next(
            (row["village"] or row["village_key"] for row in judged.own if row["village_key"]), None
        ),
        people=_people(judged),
        evidence=tuple(evidence),
        check=policy.checks[judged.grade],
        cents=sum(each.undue for each in judged.after) if judged.counted else None,
        months=judged.months if judged.counted else None,
        sources=_sources(judged),
    )


def _keys(judged: Judged) -> tuple[str, ...]:
    """The person's number, from the side that has a usable one: correcting the roster changes nothing."""
    number = judged.left["resident_id_key"] or judged.best.row["resident_id_key"]
    return (str(number) if number else str(judged.left["who"]),)


def _probability(standing: Sequence[Witness]) -> float | None:
    """That any register is right about the person; rows of one register are one testimony."""
    told = sorted(
        (each for each in standing if each.pair["probability"] is not None), key=lambda each: each.order
    )
    by_register = groupby(told, key=lambda each: each.order)
    best = [max(each.pair["probability"] for each in rows) for _, rows in by_register]
    return either(np.array(best)) if best else None


def _reason(judged: Judged, policy: DeathPolicy) -> str:
    labels = list(dict.fromkeys(each.label for each in judged.standing))
    rows = [each for each in _first_rows(judged.standing) if each.stated]
    when = "；".join(f"{each.label}：{each.stated}" if len(labels) > 1 else each.stated for each in rows)
    return policy.sentences[judged.grade].format(
        where="、".join(labels),
        when=when or "没有写明日期",
        conflict="；".join(judged.contradictions),
        paid=_paid_sentence(judged, policy),
    )


def _first_rows(standing: Sequence[Witness]) -> list[Witness]:
    """One row for each different set of dates of a register."""
    return list({(each.label, each.stated): each for each in reversed(standing)}.values())[::-1]


def _paid_sentence(judged: Judged, policy: DeathPolicy) -> str:
    if not judged.died:
        return ""
    stop = f"如属实，应从{month_text(shifted(judged.died // 100, policy.stop_from))}起停发"
    if not judged.after:
        return f"{stop}。"
    undue = yuan_text(sum(each.undue for each in judged.after))
    return f"{stop}，本次资料中此后已发放{judged.months}个月，共{undue}。"


def _evidence(judged: Judged, tables: Tables, policy: DeathPolicy, as_of: int) -> list[str]:
    lines = [each.line for each in judged.standing]
    lines += [f"另有{each.line}" for each in judged.others]
    lines += judged.contradictions
    if judged.grade == R:
        lines.append(
            f"不计矛盾为{judged.best.grade}级：{FindingKind.SUSPECTED_DEATH.grades[judged.best.grade]}"
        )
    if judged.best.grade == B:
        lines += whose_number(tables, judged.left, judged.best.row, policy)
    elif any(each.row["cancelled_certificate"] for each in judged.standing):
        lines.append("有证件补发，只算一次死亡")
    since = shifted(as_of // 100, -policy.look_back) * 100
    if 0 < judged.best.appeared < since:
        known = day_text(judged.best.appeared)
        lines.append(f"这项登记早于近{policy.look_back}个月（{known}），以前核实过的，请附上次结果")
    lines += ["名册上没有这个人"] * (not any(row["listed"] for row in judged.own))
    lines += [each.line for each in judged.after]
    shared = max((int(row["people_number"]) for row in judged.own), default=0)
    if judged.after and shared > 1:
        lines.append(f"名册登记该户保障{shared}人，以上为全户金额，应扣减的以核定为准")
    if not judged.case.paid and tables[Kind.PAYMENT].num_rows:
        lines.append("发放明细中没有以其姓名、号码发放的记录，可能按户发放在他人名下")
    return lines


def _people(judged: Judged) -> tuple[Person, ...]:
    left = judged.left
    people = [Person("救助对象", mask_name(left["name_text"]), mask_id(left["resident_id"]))]
    if left["head_name_text"] and left["head_name_text"] != left["name_text"]:
        people.append(Person("户主", mask_name(left["head_name_text"])))
    people += [
        Person("死者", mask_name(each.row["name_text"]), mask_id(each.row["resident_id"]))
        for each in judged.standing
    ]
    return tuple(dict.fromkeys(people))


def _sources(judged: Judged) -> tuple[Source, ...]:
    places = [("名册" if row["listed"] else "发放记录", _place(row)) for row in judged.own]
    places += [(each.label, each.place) for each in (*judged.standing, *judged.others)]
    places += [("发放记录", each.place) for each in judged.after]
    return tuple(Source(role, place.source, place.sheet, place.row) for role, place in dict.fromkeys(places))


def _place(row: Row) -> Place:
    return Place(row["source"], row["sheet"], row["row"])
