"""How right the findings about money are on synthetic towns: precision a grade, and every planted case.

    python benchmarks/findings_money.py [--people 20000] [--seeds 81 82] [--harsh 83 84] [--write]

--write puts the tables into docs/findings.md, between the lines that name them. Every month's folder is
looked at by itself. The towns are none that any rule was set on.
"""

import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from towns import options, towns, write

import aidlink
from aidlink.findings import FindingKind
from aidlink.records import Kind
from aidlink.synthesis import Town

KINDS = (FindingKind.DUPLICATE_PAYMENT, FindingKind.ACCOUNT_NAME_MISMATCH, FindingKind.PAYMENT_MISMATCH)
GIVEN_TWICE = {"A", "TWO_IDS", "EXCLUDED", "TWO_ROSTERS", "TWO_FILES", "B"}
MONEY = GIVEN_TWICE | {"NOT_LISTED", "UNPAID", "AMOUNT"}
WRONG = MONEY | {"NO_MATCH"}

#: Each planted case: the grades of which one must be found, and those of which none may be.
TRAPS: dict[str, tuple[set[str], set[str]]] = {
    "twice": ({"A"}, {"AMOUNT", "B"}),
    "twice_other_account": ({"A"}, {"AMOUNT", "B"}),
    "twice_old_id": ({"A", "TWO_IDS"}, {"AMOUNT", "B", "NOT_LISTED"}),  # who is young has no old number
    "exclusive_programmes": ({"EXCLUDED"}, {"A", "TWO_IDS"}),
    "two_files": ({"TWO_FILES"}, {"TWO_ROSTERS", "NOT_LISTED"}),
    "two_rosters": ({"TWO_ROSTERS"}, MONEY - {"TWO_ROSTERS"}),
    "one_account": ({"B"}, {"A", "TWO_IDS"}),
    "underpaid": ({"AMOUNT"}, GIVEN_TWICE),
    "overpaid": ({"AMOUNT"}, GIVEN_TWICE),
    "unpaid": ({"UNPAID"}, GIVEN_TWICE),
    "off_roster": ({"NOT_LISTED"}, GIVEN_TWICE),
    "failed": ({"UNPAID"}, GIVEN_TWICE),
    "failed_resent": (set(), MONEY),
    "months_two": (set(), MONEY),
    "months_three": (set(), MONEY),
    "back_pay": (set(), MONEY),
    "reversal": (set(), MONEY),
    "guardian_explained": ({"OTHER_WITH_EVIDENCE", "UNABLE"}, {"NO_MATCH", "B"}),
    "guardian_unexplained": ({"OTHER_NO_EVIDENCE", "UNABLE"}, {"NO_MATCH", "B"}),
    "household_explained": ({"OTHER_WITH_EVIDENCE", "UNABLE"}, {"NO_MATCH", "B"}),
    "household_unexplained": ({"OTHER_NO_EVIDENCE", "UNABLE"}, {"NO_MATCH", "B"}),
    "head_explained": (set(), WRONG | {"OTHER_NO_EVIDENCE"}),
    "head_unexplained": (set(), WRONG | {"OTHER_NO_EVIDENCE"}),
    "household_account": (set(), WRONG),
    "institution": (set(), WRONG | {"INSTITUTION"}),
    "stranger": ({"NO_MATCH"}, set()),
    "bank_rare": ({"CLOSE", "UNABLE"}, {"NO_MATCH"}),
    "bank_padded": (set(), {"CLOSE", "NO_MATCH", "UNABLE"}),
    "bank_truncated": ({"CLOSE"}, {"NO_MATCH"}),
    "bank_masked": ({"UNABLE"}, {"NO_MATCH"}),
    "bank_traditional": ({"CLOSE"}, {"NO_MATCH"}),
    "bank_homophone": ({"CLOSE"}, {"NO_MATCH"}),
    "bank_lookalike": ({"CLOSE"}, {"NO_MATCH"}),
    "roster_fifteen": (set(), MONEY),
    "roster_tail": (set(), MONEY),
    "roster_floated": (set(), MONEY),
    "roster_ten_apart": (set(), MONEY),
    "roster_unborn": (set(), MONEY),
    "roster_full_width": (set(), MONEY),
    "roster_alias": (set(), MONEY),
    "roster_shared_id": (set(), MONEY),
    "roster_old_village": (set(), MONEY),
}


@dataclass
class Tally:
    """What was found in the towns of one error model."""

    found: Counter[tuple[FindingKind, str]] = field(default_factory=Counter)
    right: Counter[tuple[FindingKind, str]] = field(default_factory=Counter)
    planted: Counter[str] = field(default_factory=Counter)
    handled: Counter[str] = field(default_factory=Counter)
    holders: Counter[tuple[str, str]] = field(default_factory=Counter)


@dataclass(frozen=True)
class Truth:
    """What is true of one month's files: each row by its place, and each planted case's persons."""

    rows: Mapping[tuple[str, str, int], Mapping[str, Any]]
    paid: frozenset[tuple[int, str]]
    traps: Mapping[str, set[int]]

    def row(self, source: Mapping[str, Any]) -> Mapping[str, Any]:
        """The truth of a source; a text file's sheet is named after the file, and not in the truth."""
        place = (source["source"], source["sheet"], source["row"])
        return self.rows.get(place) or self.rows[place[0], "", place[2]]


def main() -> None:
    """Measure, print, and write if asked to."""
    asked = options(__doc__, [81, 82], [83, 84])
    parts: dict[str, list[str]] = defaultdict(list)
    for heading, made in towns(asked):
        tally = Tally()
        for town in made:
            measure(town, tally)
        title = f"{heading}，各月分别比对：\n"
        for kind in KINDS:
            parts[kind] += [title, *grade_table(tally, kind), ""]
        parts[KINDS[1]] += [*holder_table(tally), ""]
        parts["money"] += [title, *trap_table(tally), ""]
    for name, lines in parts.items():
        print("\n".join(lines))
        if asked.write:
            write(name, "\n".join(lines))


def measure(town: Town, tally: Tally) -> None:
    """Find each month by itself, and hold it against the truth."""
    with tempfile.TemporaryDirectory() as folder:
        town.write(folder)
        for month in town.months:
            truth = tell(town, month)
            findings = aidlink.find(Path(folder) / month, kinds=KINDS).table.to_pylist()
            count(tally, truth, findings)
            count_traps(tally, truth, findings)
            if month == town.months[-1]:
                count_holders(tally, truth, findings)


def tell(town: Town, month: str) -> Truth:
    """Put one month's truth together."""
    rows = town.truth.rows
    rows = rows[rows["month"] == month]
    places = zip(rows["source"], rows["sheet"], rows["row"], strict=True)
    paid = town.register(Kind.PAYMENT, month)
    paid = paid[paid["feedback"] == "成功"]
    traps = town.truth.traps
    cases: dict[str, set[int]] = defaultdict(set)
    for name, person, when in zip(traps["trap"], traps["person_id"], traps["month"], strict=True):
        if when == month:
            cases[name].add(int(person))
    # Who is left out of the last month's payments stands on every month's roster; nobody owes the dead.
    deaths = town.deaths
    gone = set(deaths.loc[deaths["death_date"] < int(month.replace("-", "")) * 100, "person_id"])
    cases["unpaid"] = cases["unpaid"] - gone if month == town.months[-1] else set()
    known: dict[tuple[str, str, int], dict[Any, Any]] = dict(
        zip(places, rows.to_dict("records"), strict=True)
    )
    others = town.truth.findings
    others = others[(others["kind"] == FindingKind.ACCOUNT_NAME_MISMATCH) & (others["month"] == month)]
    for each in others.to_dict("records"):
        place = (each["left_source"], each["left_sheet"], each["left_row"])
        known[place]["explained"] = each["detail"].endswith(" explained")
    return Truth(known, frozenset(zip(paid["person_id"], paid["programme"], strict=True)), cases)


def count(tally: Tally, truth: Truth, findings: Iterable[Mapping[str, Any]]) -> None:
    """Count the findings, and those that are right."""
    for each in findings:
        kind = FindingKind(each["kind"])
        tally.found[kind, each["grade"]] += 1
        tally.right[kind, each["grade"]] += is_right(
            each, [truth.row(source) for source in each["sources"]], truth
        )


def is_right(finding: Mapping[str, Any], rows: list[Mapping[str, Any]], truth: Truth) -> bool:
    """Whether what a finding says is so."""
    cases = {row["case"] for row in rows}
    persons = {row["person_id"] for row in rows}
    paid = [row for row in rows if row["kind"] == "payment"]
    match finding["grade"]:
        case "A" | "TWO_IDS":
            return "same_programme" in cases and len(persons) == 1
        case "ONE_ID":
            return len(persons) > 1
        case "EXCLUDED":
            return "exclusive_programmes" in cases and len(persons) == 1
        case "TWO_FILES" | "TWO_ROSTERS":
            return bool(persons & truth.traps[finding["grade"].lower()])
        case "B":
            return "one_account" in cases
        case "UNPAID":
            aid = finding["reason"].removeprefix("疑似漏发：").split("名册")[0]
            return not any((person, aid) in truth.paid for person in persons)
        case "NOT_LISTED":
            return "off_roster" in cases
        case "AMOUNT":
            return bool(cases & {"underpaid", "overpaid"})
        case "CLOSE":  # near the person's own name or the head's, whichever list has the slip
            return any(row["account_relation"] in ("self", "head") for row in paid or rows)
        case grade:
            return any(expected(row) == grade for row in paid or rows)


def expected(row: Mapping[str, Any]) -> str:
    """What a careful checker would say of the account of a payment's row."""
    relation, error = row["account_relation"], row["name_error"]
    if error == "masked":
        return "UNABLE"
    if relation in ("institution", "head"):
        return "CLOSE" if error not in ("", "padded", "noted") and relation == "head" else "MATCH"
    if relation in ("household", "guardian"):
        return "OTHER_WITH_EVIDENCE" if row.get("explained") else "OTHER_NO_EVIDENCE"
    if relation == "stranger":
        return "NO_MATCH"
    return "MATCH" if error in ("", "padded", "noted") else "CLOSE"


def count_holders(tally: Tally, truth: Truth, findings: Iterable[Mapping[str, Any]]) -> None:
    """Count what was said of every payment's account, by what is true of it."""
    said = {}
    for each in findings:
        if each["kind"] == FindingKind.ACCOUNT_NAME_MISMATCH:
            for source in each["sources"]:
                said[id(truth.row(source))] = each["grade"]
    for row in truth.rows.values():
        if row["kind"] == "payment" and row["account_relation"]:
            tally.holders[expected(row), said.get(id(row), "MATCH")] += 1


def count_traps(tally: Tally, truth: Truth, findings: Iterable[Mapping[str, Any]]) -> None:
    """Count each planted case's persons, and those of whom what must be said was said, and no more."""
    said: dict[int, set[str]] = defaultdict(set)
    wrong: dict[int, set[str]] = defaultdict(set)
    for each in findings:
        rows = [truth.row(source) for source in each["sources"]]
        right = is_right(each, rows, truth)
        for row in rows:
            said[row["person_id"]].add(each["grade"])
            if not right:  # a person may play in no other case, but has other payments, and a bank
                wrong[row["person_id"]].add(each["grade"])
    for trap, (must, never) in TRAPS.items():
        for person in truth.traps[trap]:
            tally.planted[trap] += 1
            tally.handled[trap] += (not must or bool(must & said[person])) and not never & wrong[person]


def grade_table(tally: Tally, kind: FindingKind) -> list[str]:
    """Precision a grade."""
    lines = ["| 等级 | 线索 | 属实 | 精确率 |", "|---|---|---|---|"]
    for grade in kind.grades:
        found, right = tally.found[kind, grade], tally.right[kind, grade]
        lines.append(f"| {grade} | {found} | {right} | {f'{right / found:.3f}' if found else '–'} |")
    return lines


def holder_table(tally: Tally) -> list[str]:
    """Said against true, over the last month's payments."""
    outcomes = (
        "MATCH",
        "CLOSE",
        "OTHER_WITH_EVIDENCE",
        "OTHER_NO_EVIDENCE",
        "NO_MATCH",
        "UNABLE",
        "INSTITUTION",
    )
    lines = [f"| 实际应为 | {' | '.join(outcomes)} | 召回率 |", f"|{'---|' * (len(outcomes) + 2)}"]
    for truth in outcomes[:-1]:
        row = [tally.holders[truth, said] for said in outcomes]
        recall = row[outcomes.index(truth)] / max(sum(row), 1)
        lines.append(f"| {truth} | {' | '.join(map(str, row))} | {recall:.3f} |")
    return ["最后一个月每一笔发放的账户（列为比对结果）：\n", *lines]


def trap_table(tally: Tally) -> list[str]:
    """Every case: how many were planted, how many handled."""
    lines = ["| 预设情形 | 应当有 | 不得有 | 人次 | 处理得当 |", "|---|---|---|---|---|"]
    for trap, (must, never) in TRAPS.items():
        forbidden = "、".join(sorted(never)) or "–"
        if never >= MONEY:
            forbidden = "、".join(["多发漏发各等级", *sorted(never - MONEY)])
        elif never >= GIVEN_TWICE:
            forbidden = "重复发放各等级"
        wanted = "或".join(sorted(must)) or "–"
        lines.append(f"| `{trap}` | {wanted} | {forbidden} | {tally.planted[trap]} | {tally.handled[trap]} |")
    return lines


if __name__ == "__main__":
    main()
