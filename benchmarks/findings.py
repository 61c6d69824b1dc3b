"""How right the findings are on synthetic towns: precision and recall a grade, and every planted case.

    python benchmarks/findings.py [--people 20000] [--seeds 85 86] [--harsh 87 88] [--write]

--write puts the tables into docs/findings.md, between the lines that name them. The towns are none that any
rule or prior was set on.
"""

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from towns import options, towns, write

import aidlink
from aidlink.findings import FindingKind
from aidlink.synthesis import Town

KIND = FindingKind.SUSPECTED_DEATH
MEANINGS = {
    "alive_borrowed_id": "一名陌生死者登记了在世对象的号码：不得为A、C、D",
    "alive_cancelled_certificate": "误开后作废的死亡证：没有线索",
    "alive_wrong_death": "误登死亡，之后有走访、取款：R",
    "dead_conflicting_dates": "两处死亡日期相差9天：R",
    "dead_reissued_certificate": "火化证补发：只有一条线索",
}


@dataclass
class Tally:
    """What was found in towns of one error model."""

    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    dead: int = 0
    reached: Counter[str] = field(default_factory=Counter)
    planted: Counter[str] = field(default_factory=Counter)
    handled: Counter[str] = field(default_factory=Counter)


def main() -> None:
    """Measure, print, and write if asked to."""
    asked = options(__doc__, [85, 86], [87, 88])
    parts = []
    for heading, made in towns(asked):
        tally = Tally()
        for town in made:
            measure(town, tally)
        parts += [f"{heading}：\n", *grade_table(tally), "", *trap_table(tally), ""]
    text = "\n".join(parts)
    print(text)
    if asked.write:
        write(KIND, text)


def measure(town: Town, tally: Tally) -> None:
    """Find the last month's suspected deaths, and hold them against the truth."""
    month = town.months[-1]
    with tempfile.TemporaryDirectory() as folder:
        town.write(folder)
        findings = aidlink.find(Path(folder) / month, kinds=[KIND]).table.to_pylist()
    rows = town.truth.rows
    person = dict(
        zip(zip(rows["source"], rows["sheet"], rows["row"], strict=True), rows["person_id"], strict=True)
    )
    about = [_person(person, each["left_source"], each["left_sheet"], each["left_row"]) for each in findings]
    deaths = town.deaths
    dead = set(deaths.loc[deaths["death_date"] < int(month.replace("-", "")) * 100 + 99, "person_id"])
    noticed = town.truth.findings
    noticed = noticed[(noticed["kind"] == "suspected_death") & (noticed["month"] == month)]
    places = zip(noticed["left_source"], noticed["left_sheet"], noticed["left_row"], strict=True)
    known = {person[place] for place in places}
    tally.dead += len(known)
    for who, each in zip(about, findings, strict=True):
        tally.found[each["grade"]] += 1
        tally.right[each["grade"]] += who in dead
        tally.reached[each["grade"]] += who in known
    for trap, fine in traps(town, person, about, findings):
        tally.planted[trap] += 1
        tally.handled[trap] += fine


def traps(
    town: Town, person: dict[Any, int], about: list[int], findings: list[dict[str, Any]]
) -> Iterator[tuple[str, bool]]:
    """Every planted case that has to do with deaths, and whether it was handled."""
    grades: dict[int, list[str]] = {}
    called: dict[int, list[str]] = {}
    for who, each in zip(about, findings, strict=True):
        grades.setdefault(who, []).append(each["grade"])
        for source in each["sources"]:
            called.setdefault(_person(person, source["source"], source["sheet"], source["row"]), []).append(
                each["grade"]
            )
    planted = town.truth.traps
    planted = planted[planted["trap"].str.match("dead_|alive_|double_")]
    cases = planted[["trap", "person_id"]].drop_duplicates().sort_values(["trap", "person_id"])
    for trap, who in cases.itertuples(index=False):
        found = grades.get(who, [])
        if trap.startswith("double_"):
            yield trap, not called.get(who)
        elif trap == "alive_borrowed_id":
            living = planted[(planted["trap"] == trap) & (planted["kind"] == "beneficiary")]
            if who in set(living["person_id"]):
                yield trap, set(found) <= {"B"}
        elif trap == "alive_cancelled_certificate":
            yield trap, not found
        elif trap in ("alive_wrong_death", "dead_conflicting_dates"):
            yield trap, found == ["R"]
        else:
            yield trap, len(found) == 1 and found != ["B"]


def grade_table(tally: Tally) -> list[str]:
    """Precision, and the share of the dead that each grade and all stronger ones reach."""
    lines = ["| 等级 | 线索 | 确已死亡 | 精确率 | 召回率（累计） |", "|---|---|---|---|---|"]
    reached = 0
    for grade in KIND.grades:
        found, right = tally.found[grade], tally.right[grade]
        reached += tally.reached[grade]
        precision = f"{right / found:.3f}" if found else "–"
        lines.append(f"| {grade} | {found} | {right} | {precision} | {reached / max(tally.dead, 1):.3f} |")
    return [*lines, f"\n名册上已死亡、且当月以前有登记的共 {tally.dead} 人。"]


def trap_table(tally: Tally) -> list[str]:
    """Every case: how many were planted, how many handled."""
    lines = ["| 预设情形 | 应当怎样 | 设置 | 处理得当 |", "|---|---|---|---|"]
    for trap in sorted(tally.planted):
        default = "与在世者相像的陌生死者：没有线索" if trap.startswith("double_") else "一条线索，不是B"
        meaning = MEANINGS.get(trap, default)
        lines.append(f"| `{trap}` | {meaning} | {tally.planted[trap]} | {tally.handled[trap]} |")
    return lines


def _person(person: dict[Any, int], source: str, sheet: str, row: int) -> int:
    """Who a row is; a text file's sheet is named after the file here, and not in the truth."""
    return person.get((source, sheet, row), person.get((source, "", row), -1))


if __name__ == "__main__":
    main()
