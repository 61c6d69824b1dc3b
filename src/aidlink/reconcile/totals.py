"""Three books' totals by village and programme, and what explains their differences."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pyarrow as pa

from aidlink.books import Books
from aidlink.findings.wording import yuan_text
from aidlink.reconcile.differences import REASONS

ALL_VILLAGES, ALL_PROGRAMMES = "全镇", "全部"
TOTALS = pa.schema(
    [
        pa.field("village", pa.string(), nullable=False),
        pa.field("programme", pa.string(), nullable=False),
        pa.field("listed_people", pa.int64(), nullable=False),
        pa.field("listed_households", pa.int64(), nullable=False),
        pa.field("listed_cents", pa.int64(), nullable=False),
        pa.field("paid_units", pa.int64(), nullable=False),  # households or persons that money went out for
        pa.field("paid_cents", pa.int64(), nullable=False),
        pa.field("ledger_people", pa.int64()),  # null: the statistics ledger does not tell
        pa.field("ledger_households", pa.int64()),
        pa.field("ledger_cents", pa.int64()),
        pa.field("paid_minus_listed", pa.int64(), nullable=False),
        pa.field("ledger_minus_listed", pa.int64()),
        pa.field("ledger_minus_paid", pa.int64()),
        pa.field("agree", pa.bool_(), nullable=False),
        pa.field("explanation", pa.string(), nullable=False),
    ]
)
_KEY = ["village", "programme"]
_LEDGER = ["people", "households", "cents"]


def totals(books: Books, differences: pa.Table, ledger: pd.DataFrame | None) -> pa.Table:
    """The three books side by side, of schema `TOTALS`: every village and programme, then the whole town's.

    Args:
        books: the month's rosters and payments.
        differences: of the same books, from `differences`.
        ledger: the statistics ledger's totals: columns village and programme (None or blank: all of them),
            people, households, cents (null: not told).
    """
    unequal = differences.to_pandas()
    told = _ledger(ledger)
    frames = [_side_by_side(books, unequal, told, ())]
    for spanned, name in (("village", ALL_VILLAGES), ("programme", ALL_PROGRAMMES)):
        # By village alone is shown only where the ledger counts so: nobody adds unlike assistance up.
        if spanned == "village" or (told["programme"] == ALL_PROGRAMMES).any():
            frames.append(_side_by_side(books, unequal, told, ((spanned, name),)))
    rows = [row for frame in frames for row in frame.reset_index().to_dict("records")]
    return pa.Table.from_pylist([_row(row) for row in rows], schema=TOTALS)  # type: ignore[arg-type]


def _ledger(ledger: pd.DataFrame | None) -> pd.DataFrame:
    if ledger is None:
        ledger = pd.DataFrame(columns=[*_KEY, *_LEDGER])
    told = ledger.reindex(columns=[*_KEY, *_LEDGER]).astype(dict.fromkeys(_LEDGER, "Int64"))
    for name, everything in zip(_KEY, (ALL_VILLAGES, ALL_PROGRAMMES), strict=True):
        told[name] = told[name].replace("", None).fillna(everything)
    return told


def _side_by_side(
    books: Books, unequal: pd.DataFrame, told: pd.DataFrame, spanned: tuple[tuple[str, str], ...]
) -> pd.DataFrame:
    """One row a village and programme; `spanned` columns are summed over, under the name given."""
    over = dict(spanned)
    listed, counted, unequal = (frame.assign(**over) for frame in (books.listed, books.counted, unequal))
    other = books.paid.assign(**over)
    table = listed.groupby(_KEY).agg(
        listed_people=("person", "nunique"),
        listed_households=("household", "nunique"),
        listed_cents=("cents", "sum"),
    )  # fmt: skip
    paid = counted.groupby(_KEY).agg(paid_units=("unit", "nunique"), paid_cents=("cents", "sum"))
    table = table.join(paid, how="outer")
    for state in ("failed", "reversed"):
        table[state] = other[other["state"] == state].groupby(_KEY)["cents"].sum().reindex(table.index)
    table["back"] = unequal[unequal["reason"] == "BACK_PAY"].groupby(_KEY)["difference_cents"].sum()
    table = table.join(_told_of(told, over).add_prefix("ledger_"), how="outer")
    kept = [name for name in table.columns if not name.startswith("ledger_")]
    table[kept] = table[kept].fillna(0)
    if "village" in over:  # within the town nobody moved
        unequal = unequal[unequal["reason"] != "MOVED_VILLAGE"]
    table["why"] = _why(unequal).reindex(table.index).fillna("")
    return table.sort_index()


def _told_of(told: pd.DataFrame, over: Mapping[str, str]) -> pd.DataFrame:
    """The ledger's own totals of this kind; where it has none for the town, its villages' together."""
    town, everything = told["village"] == ALL_VILLAGES, told["programme"] == ALL_PROGRAMMES
    own = told[(town == ("village" in over)) & (everything == ("programme" in over))]
    if "village" in over:
        villages = told[~town & ~everything & ~told["programme"].isin(own["programme"])].assign(**over)
        own = pd.concat([own, villages])
    sums: pd.DataFrame = own.groupby(_KEY)[_LEDGER].sum(min_count=1)
    return sums


def _why(unequal: pd.DataFrame) -> pd.Series:
    """For each village and programme what the differences are, most money first: 未发放2户（人）少1080元."""
    groups = unequal.groupby([*_KEY, "reason"])["difference_cents"].agg(["size", "sum"]).reset_index()
    groups["size_of"] = groups["sum"].abs()
    groups = groups.sort_values([*_KEY, "size_of", "reason"], ascending=[True, True, False, True])
    groups["text"] = [
        f"{REASONS[reason]}{size}户（人）{_more(cents)}"
        for reason, size, cents in zip(groups["reason"], groups["size"], groups["sum"], strict=True)
    ]
    texts: pd.Series = groups.groupby(_KEY)["text"].agg("，".join)
    return texts


def _more(cents: int) -> str:
    return "" if cents == 0 else f"{'多' if cents > 0 else '少'}{yuan_text(abs(int(cents)))}"


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    whole = {
        name: None if pd.isna(row[name]) else int(row[name])
        for name in ("listed_people", "listed_households", "listed_cents", "paid_units", "paid_cents",
                     "ledger_people", "ledger_households", "ledger_cents")
    }  # fmt: skip
    ledger, listed, paid = whole["ledger_cents"], whole["listed_cents"] or 0, whole["paid_cents"] or 0
    counts = [
        f"统计台账{name}{whole[f'ledger_{key}']}，名册{whole[f'listed_{key}']}"
        for key, name in (("people", "人数"), ("households", "户数"))
        if whole[f"ledger_{key}"] not in {None, whole[f"listed_{key}"]}
    ]
    parts = [f"发放与名册：{row['why']}"] if row["why"] else []
    parts += [_ledger_text(row, ledger, listed, paid)] if ledger is not None else []
    return {
        **{name: row[name] for name in _KEY},
        **whole,
        "paid_minus_listed": paid - listed,
        "ledger_minus_listed": None if ledger is None else ledger - listed,
        "ledger_minus_paid": None if ledger is None else ledger - paid,
        "agree": not row["why"] and not counts and ledger in {None, listed} and listed == paid,
        "explanation": "；".join(filter(None, [*parts, *counts])),
    }


def _ledger_text(row: Mapping[str, Any], ledger: int, listed: int, paid: int) -> str:
    """Say what the statistics ledger's amount is equal to, or how far it is off."""
    known = {
        "与名册、发放都一致": listed if listed == paid else None,
        "与名册一致": listed,
        "与发放一致": paid,
        f"等于发放减去补发的{yuan_text(int(row['back']))}，未计补发": paid - row["back"],
        f"等于发放加上未到账的{yuan_text(int(row['failed']))}，多计了发放失败的": paid + row["failed"],
        f"等于发放加上已冲销的{yuan_text(int(row['reversed']))}，未扣冲销": paid + row["reversed"],
    }
    equal = next((text for text, cents in known.items() if cents is not None and cents == ledger), None)
    if equal == "与名册、发放都一致":
        return ""
    if equal:
        return f"统计台账{equal}"
    off = f"统计台账比名册{_more(ledger - listed)}、比发放{_more(ledger - paid)}"
    return f"{off}，名册和发放解释不了，请核对台账"
