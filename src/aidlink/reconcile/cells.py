"""Rosters and payments summed over the same cells: a unit (household or person), a village and a programme.

Every difference is a cell's, so the differences of a village and a programme always add up to the difference
of its totals: nothing is left unexplained, and nothing is counted twice.
"""

import numpy as np
import pandas as pd

from aidlink.books import Books

CELL = ["unit", "village", "programme"]
_AT = ["who", "name_text", "resident_id", "source", "sheet", "row"]


def unequal_cells(books: Books) -> pd.DataFrame:
    """The cells in which roster and payments differ, with a column `reason` (see `differences.REASONS`).

    Columns: unit, village, programme, listed and paid (cents, null where there is none), difference,
    on_roster, was_paid, back (cents paid for earlier months), taken (cents taken back), months, payments
    (rows), and who, name_text, resident_id, source, sheet, row of both sides with suffixes _l and _p.
    """
    cells = _listed(books).join(_paid(books), how="outer", lsuffix="_l", rsuffix="_p")
    for name in ("on_roster", "was_paid"):
        cells[name] = cells[name].notna()
    for name in ("back", "taken", "payments", "months"):
        cells[name] = cells[name].fillna(0).astype("int64")
    cells["difference"] = (cells["paid"].fillna(0) - cells["listed"].fillna(0)).astype("int64")
    priced = cells["listed"].notna() | ~cells["on_roster"]
    unequal = (cells["difference"] != 0) | (cells["on_roster"] != cells["was_paid"]) | ~priced
    found = cells[unequal].reset_index()
    return found.assign(reason=_reasons(found, books))


def _listed(books: Books) -> pd.DataFrame:
    rows = books.listed
    cells = rows.groupby(CELL)[["cents"]].sum(min_count=1).rename(columns={"cents": "listed"})
    priced_first = rows.sort_values("cents", ascending=False, kind="stable", na_position="last")
    return cells.join(priced_first.drop_duplicates(CELL).set_index(CELL)[_AT]).assign(on_roster=True)


def _paid(books: Books) -> pd.DataFrame:
    rows = books.counted
    late = (rows["month"] != 0) & (rows["month"] < books.month)
    taken = rows["state"] == "reversal"
    rows = rows.assign(
        paid=rows["cents"],
        back=rows["cents"].where((rows["back_pay"] | late) & ~taken, 0),
        taken=rows["cents"].where(taken, 0),
        payments=1,
    )
    group = rows.groupby(CELL)
    cells = group[["paid", "back", "taken", "payments"]].sum().join(group[["months"]].max())
    return cells.join(rows.drop_duplicates(CELL).set_index(CELL)[_AT]).assign(was_paid=True)


def _reasons(cells: pd.DataFrame, books: Books) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    listed_only, paid_only = ~cells["was_paid"], ~cells["on_roster"]
    moved = cells.groupby(["unit", "programme"])[["was_paid", "on_roster"]].transform("any").all(axis=1)
    moved &= listed_only | paid_only
    other = _paid_as_other(cells, books)
    failed, reversed_ = (_in_state(cells, books, state) for state in ("failed", "reversed"))
    several = (cells["payments"] == 1) & (cells["months"] > 1)
    several &= (cells["paid"] == cells["listed"] * cells["months"]).fillna(value=False)
    conditions = {
        "MOVED_VILLAGE": moved,
        "MOVED_PROGRAMME": other,
        "FAILED": listed_only & failed,
        "REVERSED": listed_only & reversed_,
        "UNPAID": listed_only,
        "REVERSAL": (cells["taken"] < 0) & (cells["difference"] == cells["taken"]),
        "BACK_PAY": (cells["back"] > 0) & (cells["difference"] == cells["back"]),
        "NOT_LISTED": paid_only,
        "NO_AMOUNT": cells["listed"].isna(),
        "SEVERAL_MONTHS": several,
    }
    reasons: np.ndarray[tuple[int], np.dtype[np.object_]] = np.select(
        [flags.to_numpy(dtype=bool) for flags in conditions.values()], list(conditions), "AMOUNT"
    )
    return reasons


def _paid_as_other(cells: pd.DataFrame, books: Books) -> pd.Series:
    """Cells of one side whose person stands alone on the other side, in another programme."""
    sides = []
    for rows, alone in ((books.listed, ~cells["was_paid"]), (books.counted, ~cells["on_roster"])):
        here = cells.loc[alone, CELL].reset_index()
        sides.append(here.merge(rows[["person", *CELL]].drop_duplicates(), on=CELL)[["index", "person"]])
    both = sides[0].merge(sides[1], on="person")
    return pd.Series(cells.index.isin({*both["index_x"], *both["index_y"]}), cells.index)


def _in_state(cells: pd.DataFrame, books: Books, state: str) -> pd.Series:
    """Cells whose unit has payment rows of the programme in a state."""
    rows = books.paid[books.paid["state"] == state]
    units = pd.MultiIndex.from_frame(rows[["unit", "programme"]])
    return pd.Series(pd.MultiIndex.from_frame(cells[["unit", "programme"]]).isin(units), cells.index)
