"""Findings about money on a synthetic town that no rule was set on: every month by itself."""

from collections import Counter, defaultdict

import pytest

import aidlink
from aidlink.synthesis import make_town

DUPLICATE, ACCOUNT, MISMATCH = "duplicate_payment", "account_name_mismatch", "payment_mismatch"
# Each case of a payment that is one too many, or of another amount, and the grades that say so.
CASES = {
    "same_programme": {"A", "TWO_IDS"},
    "exclusive_programmes": {"EXCLUDED"},
    "two_files": {"TWO_FILES"},
    "one_account": {"B"},
    "underpaid": {"AMOUNT"},
    "overpaid": {"AMOUNT"},
    "off_roster": {"NOT_LISTED"},
}
LISTED = {"TWO_FILES": "two_files", "TWO_ROSTERS": "two_rosters"}
HONEST = (
    "months_two", "months_three", "back_pay", "reversal", "failed_resent", "household_account", "institution",
)  # fmt: skip


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """The town, and each month's findings with the truth of their sources."""
    town = make_town(people=5000, seed=71)
    folder = tmp_path_factory.mktemp("town") / "out"
    town.write(folder)
    rows = town.truth.rows
    places = zip(rows["source"], rows["sheet"], rows["row"], strict=True)
    truth = dict(zip(places, rows.to_dict("records"), strict=True))
    found = []
    for month in town.months:
        for each in aidlink.find(folder / month, kinds=[DUPLICATE, ACCOUNT, MISMATCH]).table.to_pylist():
            sources = [(source["source"], source["sheet"], source["row"]) for source in each["sources"]]
            # a text file has no sheet in the truth
            each["truth"] = [truth.get(place) or truth[place[0], "", place[2]] for place in sources]
            found.append(each)
    return town, found


def persons_in(town, *traps, kind="payment"):
    planted = town.truth.traps
    planted = planted[planted["trap"].isin(traps) & (planted["kind"] == kind)]
    return {(row.month, row.person_id) for row in planted.itertuples()}


def test_what_is_given_twice_is_so(town):
    _, found = town
    given = [each for each in found if each["kind"] == DUPLICATE and each["grade"] != "ONE_ID"]
    assert len(given) > 20
    for each in given:
        wanted = {case for case, grades in CASES.items() if each["grade"] in grades}
        cases = {row["case"] for row in each["truth"]}
        if each["grade"] in LISTED:  # told by roster rows, which have no case
            planted = persons_in(town[0], LISTED[each["grade"]], kind="beneficiary")
            assert {(row["month"], row["person_id"]) for row in each["truth"]} & planted
        else:
            assert cases & wanted


def test_every_planted_case_is_found(town):
    town, found = town
    grades = defaultdict(set)
    for each in found:
        for row in each["truth"]:
            grades[row["month"], row["person_id"]].add(each["grade"])
    rows = town.truth.rows
    paid = rows[(rows["kind"] == "payment") & rows["case"].isin(CASES)]
    missed = {
        (row.case, row.person_id)
        for row in paid.itertuples()
        if not CASES[row.case] & grades[row.month, row.person_id]
    }
    # A household stays listed where only its head was taken off; a list without amounts tells of none; the
    # second file of somebody who has died is on no roster.
    assert {case for case, _ in missed} <= {"off_roster", "underpaid", "overpaid", "two_files"}
    assert {each["grade"] for each in found} >= {"A", "EXCLUDED", "TWO_FILES", "B", "AMOUNT", "NOT_LISTED"}
    assert len(missed) <= 0.1 * len(set(zip(paid["case"], paid["person_id"], strict=True)))


def test_whoever_is_on_two_towns_rosters_is_found(town):
    """Every month, with both rows; that the neighbour pays him too is no fault of this town's payments."""
    town, found = town
    truth = town.truth.findings
    truth = truth[truth["kind"] == "two_rosters"]
    sides = [[f"{side}_{name}" for name in ("source", "sheet", "row")] for side in ("left", "right")]
    wanted = {frozenset(tuple(row[name] for name in side) for side in sides) for _, row in truth.iterrows()}
    said = [
        frozenset((source["source"], source["sheet"], source["row"]) for source in each["sources"])
        for each in found
        if each["grade"] == "TWO_ROSTERS"
    ]
    assert len(said) == len(wanted) == 2 * len(town.months)
    assert set(said) == wanted
    planted = persons_in(town, "two_rosters", kind="beneficiary")
    assert {
        each["grade"]
        for each in found
        for row in each["truth"]
        if (row["month"], row["person_id"]) in planted and each["kind"] != ACCOUNT
    } == {"TWO_ROSTERS"}


def test_honest_payments_are_left_alone(town):
    town, found = town
    honest = persons_in(town, *HONEST)
    money = [each for each in found if each["kind"] != ACCOUNT]
    assert not [
        each["grade"]
        for each in money
        if any(
            (row["month"], row["person_id"]) in honest and row["kind"] == "payment" for row in each["truth"]
        )
    ]


def test_whose_account_it_is(town):
    """Strangers are found, heads and institutions left alone, kin not accused: the last month's payments."""
    town, found = town
    said = {
        (row["source"], row["sheet"], row["row"]): each["grade"]
        for each in found
        for row in each["truth"]
        if each["kind"] == ACCOUNT
    }
    rows = town.truth.rows
    paid = rows[(rows["kind"] == "payment") & (rows["month"] == town.months[-1])]
    paid = paid[(paid["name_error"] == "") & (paid["case"] != "reversal")]
    counts = defaultdict(Counter)
    for row in paid.itertuples():
        counts[row.account_relation][said.get((row.source, row.sheet, row.row), "MATCH")] += 1
    assert counts["stranger"].keys() == {"NO_MATCH"}
    for relation in ("head", "institution"):
        assert counts[relation].keys() == {"MATCH"}
    for relation in ("household", "guardian"):
        kin = counts[relation]
        assert kin["OTHER_WITH_EVIDENCE"] + kin["OTHER_NO_EVIDENCE"] >= 0.95 * kin.total() > 0
    assert counts["self"]["MATCH"] >= 0.97 * counts["self"].total()
