"""A town's registers and truth: every special case is there, and what is true follows from what happened."""

import pandas as pd
import pytest

from aidlink.errors import UsageError
from aidlink.records import FIELDS, SCHEMAS, Kind
from aidlink.synthesis import make_town
from aidlink.synthesis.traps import TRAPS

CELLS = {"birth", "death", "account_relation", "case", "pair", "entitlement"}


def test_every_special_case_is_planted(town):
    planted = set(town.truth.traps["trap"])
    assert planted == set(TRAPS)


@pytest.mark.parametrize("seed", [11, 12])
def test_even_a_small_town_has_nearly_all(seed):
    missing = set(TRAPS) - set(make_town(1200, 3, seed).truth.traps["trap"])
    assert len(missing) <= 2, missing


def test_registers_hold_canonical_fields(town):
    for kind in Kind:
        columns = [name for name in town.register(kind).columns if name in FIELDS]
        assert set(columns) <= {*SCHEMAS[kind].fields, "holder_id"}, kind


def _side(town, side):
    """Give the truth of one side of the findings."""
    keys = ["source", "sheet", "row"]
    rows = town.truth.rows.rename(columns={key: f"{side}_{key}" for key in keys} | {"kind": "register"})
    findings = town.truth.findings.dropna(subset=[f"{side}_row"])
    return findings.drop(columns="month").merge(rows, on=[f"{side}_{key}" for key in keys])


def test_both_sides_of_a_death_are_one_dead_person(town):
    left, right = (_side(town, side) for side in ("left", "right"))
    deaths = set(town.deaths["person_id"])
    for kind in ("suspected_death", "paid_after_death"):
        ours, theirs = (side[side["kind"] == kind] for side in (left, right))
        assert len(ours) == len(theirs) == (town.truth.findings["kind"] == kind).sum() > 20
        assert ours["person_id"].tolist() == theirs["person_id"].tolist()
        assert set(ours["person_id"]) <= deaths
        assert set(theirs["register"]) == {"death", "cremation"}


def test_nobody_alive_is_a_death_to_be_found(town):
    traps = town.truth.traps
    living = traps[traps["trap"].str.startswith("alive_") & (traps["kind"] == "beneficiary")]
    found = _side(town, "left")
    found = found[found["kind"] == "suspected_death"]
    assert len(living) >= 3
    assert not set(living["person_id"]) & set(found["person_id"])


def test_a_staged_death_is_found_by_its_own_rows(town):
    traps, findings = town.truth.traps, town.truth.findings
    staged = traps[traps["trap"].str.startswith("dead_") & traps["kind"].isin(["death", "cremation"])]
    keys = ["source", "sheet", "row"]
    known = findings[findings["kind"] == "suspected_death"].rename(
        columns={f"right_{key}": key for key in keys}
    )
    known["row"] = known["row"].astype(int)
    merged = staged.merge(known[keys].drop_duplicates(), on=keys, how="left", indicator=True)
    assert (merged["_merge"] == "both").all()


def test_duplicates_are_two_payments_of_one_month(town):
    pairs = town.truth.findings[town.truth.findings["kind"] == "duplicate_payment"]
    assert set(pairs["detail"]) == {"same_programme", "exclusive_programmes", "two_files", "one_account"}
    assert (pairs["left_source"] == pairs["right_source"]).all()
    assert (pairs["left_row"] != pairs["right_row"]).all()


def test_two_rosters_are_this_towns_and_the_neighbours(town):
    left, right = (_side(town, side) for side in ("left", "right"))
    ours, theirs = (side[side["kind"] == "two_rosters"] for side in (left, right))
    assert len(ours) == len(theirs) == len(town.months)
    assert ours["person_id"].tolist() == theirs["person_id"].tolist()
    assert theirs["right_source"].str.startswith("邻镇").all()
    assert not ours["left_source"].str.startswith("邻镇").any()
    listed = town.register("beneficiary")
    assert listed["town"].notna().sum() == 1


def test_a_mismatch_is_an_account_of_somebody_else(town):
    found = _side(town, "left")
    found = found[found["kind"] == "account_name_mismatch"]
    assert (found["person_id"] != found["holder_id"]).all()
    assert {detail.split()[0] for detail in found["detail"]} == {
        "head", "household", "guardian", "institution", "stranger",
    }  # fmt: skip
    paid = town.truth.rows[town.truth.rows["kind"] == "payment"]
    assert len(found) == (paid["holder_id"] != paid["person_id"]).sum()


def test_underpaid_is_less_than_the_roster_says(town):
    findings = town.truth.findings
    paid, listed = (town.register(kind) for kind in ("payment", "beneficiary"))
    for case, sign in (("underpaid", -1), ("overpaid", 1)):
        assert (findings["detail"] == case).any()
        for _, row in paid[paid["case"] == case].iterrows():
            assert (row["amount"] - listed["amount"].iloc[row["entitlement"]]) * sign > 0


def test_a_month_shows_each_inhabitant_once_in_the_household_register(town):
    doubled = {"maiden_household"}
    extra = town.truth.traps[town.truth.traps["trap"].isin(doubled)]
    rows = town.truth.rows[town.truth.rows["kind"] == "household"]
    for month in town.months:
        persons = rows[(rows["month"] == month) & (rows["person_id"] > 0)]["person_id"]
        assert set(persons) == set(range(1, 3001))
        assert set(persons[persons.duplicated()]) <= set(extra["person_id"])


def test_the_same_seed_gives_the_same_cells():
    first, second = make_town(500, 2, 4), make_town(500, 2, 4)
    for kind in Kind:
        pd.testing.assert_frame_equal(first.register(kind), second.register(kind))


@pytest.mark.parametrize(
    "arguments",
    [{"people": 10}, {"people": 10**6}, {"months": 0}, {"start": "2026-13"}, {"error_model": "nice"}],
)
def test_impossible_arguments_are_refused(arguments):
    with pytest.raises(UsageError):
        make_town(**({"people": 500, "months": 1} | arguments))


def test_a_wrong_death_is_answered_by_evidence_of_life(town):
    deaths, paid = town.register("death"), town.register("payment")
    wrong = [
        place for name, kind, place in town.world.traps if name == "alive_wrong_death" and kind == "death"
    ]
    for place in wrong:
        died = deaths["death_date"].iloc[place].replace("-", "")
        seen = paid[paid["person_id"] == deaths["person_id"].iloc[place]]["withdraw_date"].dropna()
        assert max(seen) == "20261029" > died  # later than any other withdrawal of the last month


def test_the_dead_seldom_draw_money(town):
    paid = (
        town.register("payment")
        .merge(town.deaths, on="person_id", how="left")
        .dropna(subset=["withdraw_date"])
    )
    after = paid["withdraw_date"].astype(int) >= paid["death_date"].fillna(99999999)
    assert 0 < after.sum() < 0.05 * len(paid)
