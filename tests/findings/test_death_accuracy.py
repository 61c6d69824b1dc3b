"""疑似死亡 on a synthetic town that no rule was set on: planted cases, and the figures promised."""

import pytest

import aidlink
from aidlink.synthesis import make_town

MEANT_FOR_NOBODY = ("double_brother", "double_twin", "double_same_name")


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    town = make_town(people=6000, seed=31)
    folder = tmp_path_factory.mktemp("town") / "out"
    town.write(folder)
    found = aidlink.find(folder / town.months[-1], kinds=["suspected_death"]).table.to_pylist()
    rows = town.truth.rows
    who = dict(
        zip(zip(rows["source"], rows["sheet"], rows["row"], strict=True), rows["person_id"], strict=True)
    )

    def person(source, sheet, row):
        return who.get((source, sheet, row), who.get((source, "", row)))  # a text file has no sheet there

    return town, found, person


def persons_of(town, person):
    truth = town.truth.findings
    truth = truth[(truth["kind"] == "suspected_death") & (truth["month"] == town.months[-1])]
    places = zip(truth["left_source"], truth["left_sheet"], truth["left_row"], strict=True)
    return {person(*place) for place in places}


def test_grades_and_recall(town):
    town, found, person = town
    dead = set(town.deaths["person_id"])
    about = [
        (each["grade"], person(each["left_source"], each["left_sheet"], each["left_row"])) for each in found
    ]
    assert len({who for _, who in about}) == len(about)
    firm = [who in dead for grade, who in about if grade == "A"]
    assert sum(firm) >= 0.995 * len(firm) > 10
    known = persons_of(town, person)
    reached = {who for grade, who in about if grade != "B"}
    assert len(known & reached) >= 0.95 * len(known)


def test_planted_cases(town):
    town, found, person = town
    traps = town.truth.traps
    grades, sources = {}, {}
    for each in found:
        grades[person(each["left_source"], each["left_sheet"], each["left_row"])] = each["grade"]
        for source in each["sources"]:
            sources[person(source["source"], source["sheet"], source["row"])] = each["grade"]

    def of(trap, kind="beneficiary"):
        return {int(who) for who in traps.loc[(traps["trap"] == trap) & (traps["kind"] == kind), "person_id"]}

    assert not of("alive_cancelled_certificate") & set(grades)
    assert {grades[who] for who in of("alive_wrong_death")} == {"R"}
    assert {grades[who] for who in of("dead_conflicting_dates")} == {"R"}
    assert {grades.get(who) for who in of("alive_borrowed_id")} <= {"B", None}
    for trap in MEANT_FOR_NOBODY:
        assert not of(trap, "death") & set(sources), trap
    for trap in (
        "dead_same_id",
        "dead_fifteen",
        "dead_typo_id",
        "dead_excel_tail",
        "dead_reissued_certificate",
    ):
        assert all(grades.get(who) in ("A", "C", "R") for who in of(trap)), trap
