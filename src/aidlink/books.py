"""A month's two books side by side: who is on the rosters, and what the payment lists say went out.

The monthly statistics and the three-ledger reconciliation both read these frames, so that their figures
agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from aidlink.engines import Engine, open_engine
from aidlink.findings.listed import load_listed
from aidlink.findings.registers import gather, load
from aidlink.findings.rolls import load_rolls
from aidlink.findings.standing import load_standing
from aidlink.quality_policy import quality_policy
from aidlink.records import Kind

UNKNOWN = "（未写明）"
#: States of a payment row whose money counts in the month.
COUNTED = ("paid", "reversal")

_SHOWN = """
record, person, who, aid, name_text, name_chars, resident_id, resident_id_key, village_key, household_id,
head_id_key, head_name_chars, account_digits, amount_cents AS cents, source, sheet, row
"""
# `listed` leaves out rows that do not tell what kind of assistance they are about.
_LISTED = f"""
SELECT {_SHOWN} FROM listed UNION ALL SELECT {_SHOWN} FROM roster WHERE active AND aid = '' ORDER BY record
"""  # noqa: S608 - constants
_PAID = f"""
SELECT {_SHOWN}, month, pay_date_day, months_number AS months, back_pay, returned, failed,
       record IN (SELECT record FROM standing) AS standing,
       record IN (SELECT paid FROM reversed UNION ALL SELECT paid FROM reversed_later) AS reversed,
       record IN (SELECT back FROM reversed UNION ALL SELECT back FROM reversed_later) AS takes_back
FROM paid ORDER BY record
"""  # noqa: S608 - constants


@dataclass(frozen=True, slots=True, repr=False)
class Books:
    """One month's rosters and payments, row by row.

    Args:
        month: yyyymm.
        listed: one row a person and programme in force, a list delivered twice counted once. Columns: person
            (int64), who (a text that stays the same from month to month), programme, village, unit (the
            household where the programme is approved by household, else the person), household, cents (the
            row's share of what is approved; null where no row of the unit tells), name_text, resident_id,
            source, sheet, row.
        paid: one row a payment row, with the same columns (cents is the row's amount), month, months,
            back_pay, and state: paid, reversal (money taken back from an earlier month), reversed,
            taken_back, failed, copy (in the bank's answer too), other_month.
    """

    month: int
    listed: pd.DataFrame
    paid: pd.DataFrame

    def __repr__(self) -> str:
        """Counts only: nobody's name."""
        return f"<Books {self.month}: {len(self.listed)} listed, {len(self.paid)} payment rows>"

    @property
    def counted(self) -> pd.DataFrame:
        """The payment rows whose money counts in this month."""
        return self.paid[self.paid["state"].isin(COUNTED)]


def open_books(
    rosters: pa.Table | Sequence[pa.Table],
    payments: pa.Table | Sequence[pa.Table],
    month: int,
    *,
    engine: str = "duckdb",
) -> Books:
    """Put a month's rosters and payments side by side; persons are found by number, then by linking.

    Args:
        rosters: standard tables (see `aidlink.standardise`) of kind beneficiary.
        payments: standard tables of kind payment.
        month: yyyymm.
        engine: which engine answers the joins.
    """
    records = [(Kind.BENEFICIARY, table) for table in _several(rosters)]
    records += [(Kind.PAYMENT, table) for table in _several(payments)]
    tables = gather(records)
    with open_engine(engine) as opened:
        load(opened, tables)
        load_rolls(opened, tables)
        load_standing(opened)
        load_listed(opened)
        return read_books(opened, month)


def read_books(engine: Engine, month: int) -> Books:
    """Do as `open_books` from the tables that the findings about money leave in `engine`."""
    listed = _on_roster(_frame(engine.query(_LISTED)))
    return Books(month, listed, _paid_out(_frame(engine.query(_PAID)), listed, month))


def _several(tables: pa.Table | Sequence[pa.Table]) -> list[pa.Table]:
    return [tables] if isinstance(tables, pa.Table) else list(tables)


def _frame(table: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas()
    frame["cents"] = frame["cents"].astype("Int64")
    frame["programme"] = frame.pop("aid").replace("", UNKNOWN)
    frame["village"] = frame.pop("village_key")
    number = frame["household_id"].fillna("").str.strip()
    head = frame["head_id_key"].astype(str).where(frame["head_id_key"] != 0, "")
    home = np.where(number != "", "h" + number, np.where(head != "", "k" + head, "p" + frame["who"]))
    return frame.assign(household=home, unit=_units(frame, home))


def _units(frame: pd.DataFrame, home: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    shared = frame["programme"].isin(quality_policy().by_household)
    units: npt.NDArray[np.object_] = np.where(shared, home, "p" + frame["who"])
    return units


def _on_roster(rows: pd.DataFrame) -> pd.DataFrame:
    """Each person once a programme; a household's amount, written in each of its rows, once a household."""
    rows = rows.drop_duplicates(["person", "programme", "household"]).reset_index(drop=True)
    # One unit stands in one village, the first that its rows tell: its money cannot be split.
    rows["village"] = rows.groupby(["unit", "programme"])["village"].transform("first").fillna(UNKNOWN)
    group = rows.groupby(["unit", "programme"], sort=False)["cents"]
    one_amount = (group.transform("nunique") == 1) & rows["programme"].isin(quality_policy().by_household)
    again = (
        rows[rows["cents"].notna()].duplicated(["unit", "programme"]).reindex(rows.index, fill_value=False)
    )
    rows.loc[one_amount & again, "cents"] = pd.NA
    rows["priced"] = group.transform("count") > 0
    return rows


def _paid_out(paid: pd.DataFrame, listed: pd.DataFrame, month: int) -> pd.DataFrame:
    paid = _placed(paid, listed)
    state = np.select(
        [
            ~_belongs(paid, month),
            paid["takes_back"],
            paid["reversed"],
            (paid["cents"] < 0).fillna(value=False),
            ~paid["standing"],
            _second_lists(paid),
        ],
        ["other_month", "taken_back", "reversed", "reversal", "failed", "copy"],
        "paid",
    )
    return paid.assign(state=state)


def _belongs(paid: pd.DataFrame, month: int) -> pd.Series:
    """Which rows are this month's money: for this month, or for an earlier one and paid now."""
    told, day = paid["month"], paid["pay_date_day"] // 100
    late = (told < month) & ((day == month) | ((day == 0) & paid["back_pay"]))
    return (told == month) | (told == 0) | late


def _second_lists(paid: pd.DataFrame) -> pd.Series:
    """Rows of a detail list that the bank's answer holds too: the n-th of each is one payment."""
    key = ["person", "programme", "month", "cents"]
    standing = paid[paid["standing"]]
    nth = standing.groupby([*key, "returned"], dropna=False).cumcount()
    numbered = standing[key].assign(nth=nth)
    answered = numbered[standing["returned"]].assign(answered=True)
    asked = numbered[~standing["returned"]].reset_index()
    found = asked.merge(answered, how="left", on=[*key, "nth"]).set_index("index")["answered"]
    return found.notna().reindex(paid.index, fill_value=False)


def _placed(paid: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Give each payment the unit and the village of the roster row that it is for.

    Looked for by the person, the household's head, the account, and where the payment has no number by a
    name that the roster has once; a payment for nobody on the roster stands for itself.
    """
    unit = pd.Series(None, paid.index, "object")
    nameless = listed.duplicated(["name_chars", "programme"], keep=False)
    for own, theirs, known, asked in (
        ("person", "person", listed, paid["person"] >= 0),
        ("resident_id_key", "head_id_key", listed[listed["head_id_key"] != 0], paid["resident_id_key"] != 0),
        (
            "account_digits",
            "account_digits",
            listed[listed["account_digits"].notna()],
            paid["account_digits"].notna(),
        ),
        (
            "name_chars",
            "name_chars",
            listed[~nameless],
            (paid["name_chars"] != 0) & paid["resident_id"].isna(),
        ),
    ):
        found = known.drop_duplicates([theirs, "programme"]).set_index([theirs, "programme"])["unit"]
        at = pd.MultiIndex.from_arrays([paid[own], paid["programme"]])
        there = pd.Series(found.reindex(at).to_numpy(dtype=object), paid.index)
        unit = unit.where(unit.notna() | ~asked, there)
    homes = listed.drop_duplicates(["unit", "programme"]).set_index(["unit", "programme"])["village"]
    unit = unit.where(unit.notna(), paid["unit"])
    village = pd.Series(
        homes.reindex(pd.MultiIndex.from_arrays([unit, paid["programme"]])).to_numpy(), paid.index
    )
    anywhere = listed.drop_duplicates("person").set_index("person")["village"]
    # Where the roster does not tell the village, the payment's own word would only tear the two apart.
    stated = paid["village"].mask(village == UNKNOWN, UNKNOWN).fillna(village)
    stated = stated.fillna(paid["person"].map(anywhere)).fillna(UNKNOWN)
    return paid.assign(unit=unit, village=stated)
