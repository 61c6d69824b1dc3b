"""The truth beside the files: who each row is, which rows a checker should find, where the special cases are.

Three frames. A row is the number that the spreadsheet shows, first line = 1; `source` is the file's name,
which holds the month and so occurs once; `sheet` is "" for a text file.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from aidlink.records import Kind
from aidlink.synthesis.folder import MonthFile, month_files
from aidlink.synthesis.register import TRUTH
from aidlink.synthesis.world import World

_PLACE = ["source", "sheet", "row"]
_OPTIONAL = ["account_relation", "case", "entitlement", "feedback", "status", "remark", "pair"]
_CANCELLED = "作废"
_PAIRED = ("same_programme", "exclusive_programmes", "two_files", "one_account")
_AMOUNTS = ("underpaid", "overpaid", "off_roster")
FINDINGS = [
    "kind",
    "detail",
    "month",
    "left_source",
    "left_sheet",
    "left_row",
    "right_source",
    "right_sheet",
    "right_row",
]


@dataclass(frozen=True, slots=True)
class Truth:
    """What really is.

    `rows`: month, source, sheet, row, kind, person_id (0 = nobody of the town's books), holder_id (of the
    account), account_relation, case, and the error of each field. `findings`: kind, detail, month, left and
    right places; the right is missing where one row says it all. `traps`: trap, month, source, sheet, row,
    kind, person_id.
    """

    rows: pd.DataFrame
    findings: pd.DataFrame
    traps: pd.DataFrame


def tell_truth(world: World, files: list[MonthFile] | None = None) -> Truth:
    """Give the truth about a town's files (laid out anew if not given)."""
    if files is None:
        files = [file for month in range(world.calendar.months) for file in month_files(world, month)]
    shown = _shown(world, files)
    findings = [_suspected_deaths(world, shown), _paid_after_death(world, shown), _duplicates(shown),
                _mismatches(shown), _amounts(shown), _unpaid(world, shown),
                _two_rosters(world, shown)]  # fmt: skip
    keep = ["label", *_PLACE, "kind", "person_id", "holder_id", "account_relation", "case",
            *(name for name in TRUTH if name.endswith("error"))]  # fmt: skip
    traps = pd.DataFrame(world.traps, columns=["trap", "kind", "place"]).assign(
        kind=lambda frame: frame["kind"].map(str)
    )
    traps = traps.drop_duplicates().merge(shown, on=["kind", "place"])
    named = ["trap", "label", *_PLACE, "kind", "person_id"]
    return Truth(
        shown[keep].rename(columns={"label": "month"}),
        pd.concat(findings, ignore_index=True)[FINDINGS],
        traps[named].rename(columns={"label": "month"}),
    )


def _shown(world: World, files: list[MonthFile]) -> pd.DataFrame:
    """List every register row that some file shows, with what is true of it."""
    parts = []
    for file in files:
        register = world.registers[file.kind]
        for sheet in file.sheets:
            places = np.array(sheet.places, dtype=np.int64)
            facts = {
                name: register[name][places] for name in (*TRUTH, *_OPTIONAL) if name in register.columns
            }
            parts.append(
                pd.DataFrame(
                    facts
                    | {
                        "month": file.month,
                        "label": file.folder,
                        "source": file.name,
                        "sheet": sheet.name,
                        "row": np.array(sheet.numbers, dtype=np.int64),
                        "kind": file.kind.value,
                        "place": places,
                    }
                )
            )
    shown = pd.concat([part for part in parts if len(part)], ignore_index=True)
    for name in ("person_id", "holder_id"):
        shown[name] = shown[name].astype(np.int64)
    for name in ("account_relation", "case"):
        shown[name] = shown[name].fillna("").astype(str)
    return shown


def _sided(left: pd.DataFrame, kind: str, detail: "pd.Series[str] | str") -> pd.DataFrame:
    """Name both sides of merged frames, whose right columns end in _right, as findings."""
    named = {name: f"left_{name}" for name in _PLACE} | {f"{name}_right": f"right_{name}" for name in _PLACE}
    frame = left.rename(columns=named).assign(kind=kind, detail=detail, month=left["label"])
    for name in FINDINGS:
        if name not in frame:
            frame[name] = None
    frame["right_row"] = frame["right_row"].astype("Int64")
    return frame[FINDINGS]


def _dead(world: World) -> pd.DataFrame:
    """List the town's dead: person, day, and the month of death."""
    deaths = world.deaths
    return pd.DataFrame(
        {"person_id": deaths.person + 1, "died": deaths.day, "died_in": world.calendar.month_of(deaths.day)}
    )


def _notices(world: World, shown: pd.DataFrame) -> pd.DataFrame:
    """List the rows by which a death may be known."""
    notices = shown[
        shown["kind"].isin([Kind.DEATH.value, Kind.CREMATION.value]) & (shown["status"] != _CANCELLED)
    ]
    return notices.merge(_dead(world), on="person_id")


def _suspected_deaths(world: World, shown: pd.DataFrame) -> pd.DataFrame:
    """Roster rows of the dead, with every row of a register received by then."""
    roster = shown[shown["kind"] == Kind.BENEFICIARY.value]
    pairs = roster.merge(_notices(world, shown), on="person_id", suffixes=("", "_right"))
    pairs = pairs[(pairs["month_right"] <= pairs["month"]) & (pairs["died_in"] <= pairs["month"])]
    return _sided(pairs, "suspected_death", pairs["kind_right"])


def _paid_after_death(world: World, shown: pd.DataFrame) -> pd.DataFrame:
    """Payments for months after the month of death, with every register row received by then."""
    paid = shown[(shown["kind"] == Kind.PAYMENT.value) & (shown["feedback"] == "成功")]
    pairs = paid.merge(_notices(world, shown), on="person_id", suffixes=("", "_right"))
    pairs = pairs[(pairs["month_right"] <= pairs["month"]) & (pairs["died_in"] < pairs["month"])]
    return _sided(pairs, "paid_after_death", pairs["kind_right"])


def _duplicates(shown: pd.DataFrame) -> pd.DataFrame:
    """Pairs of one month's payments: one too many, or to one account for people of several homes."""
    paid = shown[shown["case"].isin(_PAIRED)].copy()
    paid["group"] = paid["pair"].astype(str)
    pairs = paid.merge(paid, on=["month", "case", "group", "label"], suffixes=("", "_right"))
    pairs = pairs[pairs["place"] < pairs["place_right"]]
    return _sided(pairs, "duplicate_payment", pairs["case"])


def _mismatches(shown: pd.DataFrame) -> pd.DataFrame:
    """Payments to an account of somebody else; the detail says whose, and whether a remark explains it."""
    paid = shown[(shown["kind"] == Kind.PAYMENT.value) & ~shown["account_relation"].isin(["", "self"])]
    remark = np.where(paid["remark"].notna(), "explained", "unexplained")
    return _sided(paid, "account_name_mismatch", paid["account_relation"] + " " + remark)


def _amounts(shown: pd.DataFrame) -> pd.DataFrame:
    """Payments of another amount than the roster's, or of somebody who is no longer on it."""
    paid = shown[shown["case"].isin(_AMOUNTS)]
    roster = shown[shown["kind"] == Kind.BENEFICIARY.value].drop(columns="entitlement")
    pairs = paid.merge(
        roster,
        how="left",
        left_on=["entitlement", "month"],
        right_on=["place", "month"],
        suffixes=("", "_right"),
    )
    return _sided(pairs, "amount", pairs["case"])


def _unpaid(world: World, shown: pd.DataFrame) -> pd.DataFrame:
    """Roster rows of the last month that were left out of the payments."""
    rows = _planted(world, shown, "unpaid")
    return _sided(rows[rows["month"] == world.calendar.months - 1], "unpaid", "")


def _two_rosters(world: World, shown: pd.DataFrame) -> pd.DataFrame:
    """Roster rows of one person and month, this town's and its neighbour's."""
    rows = _planted(world, shown, "two_rosters")
    pairs = rows.merge(rows, on=["person_id", "month"], suffixes=("", "_right"))
    return _sided(pairs[pairs["place"] < pairs["place_right"]], "two_rosters", "")


def _planted(world: World, shown: pd.DataFrame, trap: str) -> pd.DataFrame:
    """List the roster rows of a special case."""
    places = [place for name, kind, place in world.traps if name == trap and kind is Kind.BENEFICIARY]
    return shown[(shown["kind"] == Kind.BENEFICIARY.value) & shown["place"].isin(places)]
