"""The ledger's clues, by village and month."""

import pandas as pd

from aidlink.drawing.theme import Chart, load_altair, nothing, styled
from aidlink.findings.frame import FindingKind
from aidlink.ledger import Ledger
from aidlink.masking import mask_numbers

_COLUMNS = ("village", "month", "kind", "clues", "new")
_KEYS = ["village", "month", "kind"]
_UNKNOWN = "（村不明）"
_REST = "其余"
_MOST = 30  # villages that a chart shows by name
_CELL_WIDTH, _CELL_HEIGHT = 64, 24
_LIGHT = 0.65  # of the darkest cell, from which on figures are white


def clues_data(ledger: Ledger) -> pd.DataFrame:
    """How many clues were found, by village, month and kind.

    Returns:
        One row where there was one: village, month (yyyymm), kind (in Chinese), clues (found that month),
        new (of them, found for the first time).
    """
    clues = ledger.clues()
    found = clues[["village", "months", "kind", "first_month"]].explode("months").dropna(subset=["months"])
    found = found.assign(
        village=found["village"].replace("", _UNKNOWN).map(mask_numbers),
        month=found["months"].astype("int64"),
        kind=[FindingKind(kind).label if kind in set(FindingKind) else kind for kind in found["kind"]],
        clues=1,
        new=(found["first_month"] == found["months"]).astype("int64"),
    )
    counts = found.groupby(_KEYS, as_index=False)[["clues", "new"]].sum()
    return counts.astype({"month": "int64", "clues": "int64", "new": "int64"})[list(_COLUMNS)]


def clues(ledger: Ledger) -> Chart:
    """Draw the clues of every village and month, the village with most clues on top.

    Of more than thirty villages the rest stand together in the last line.

    Raises:
        UsageError: altair is missing.
    """
    data = clues_data(ledger)
    title = "各村各月的线索"
    if data.empty:
        return nothing(title, "台账里还没有线索，没有可画的")
    counts = _with_rest(data)
    order = (
        counts.groupby("village")["clues"].sum().sort_values(ascending=False, kind="stable").index.tolist()
    )
    order.sort(key=lambda village: village.startswith(_REST))
    months = [_month_text(month) for month in sorted({*ledger.months(), *data["month"]})]
    every = pd.MultiIndex.from_product([order, months], names=["village", "month"])
    cells = counts.set_index(["village", "month"])["clues"].reindex(every, fill_value=0).reset_index()
    # The rest is no village: its sum would make all others pale.
    cells["shade"] = cells["clues"].where(~cells["village"].str.startswith(_REST), 0)
    darkest = int(cells["shade"].max())
    alt = load_altair()
    base = alt.Chart(cells).encode(
        x=alt.X(
            "month:O",
            sort=months,
            title=None,
            axis=alt.Axis(orient="top", labelAngle=0, domain=False, ticks=False, labelPadding=6),
        ),
        y=alt.Y(
            "village:N", sort=order, title=None, axis=alt.Axis(domain=False, ticks=False, labelPadding=8)
        ),
        tooltip=[
            alt.Tooltip("village:N", title="村"),
            alt.Tooltip("month:O", title="月份"),
            alt.Tooltip("clues:Q", title="线索"),
        ],
    )
    squares = base.mark_rect(stroke="white", strokeWidth=2).encode(
        color=alt.Color(
            "shade:Q", legend=None, scale=alt.Scale(range=["#F4F6F8", "#08457A"], domain=[0, darkest])
        )
    )
    numbers = base.mark_text().encode(
        text="clues:Q",
        color=alt.condition(f"datum.shade > {darkest * _LIGHT}", alt.value("white"), alt.value("#222222")),
    )
    chart = alt.layer(squares, numbers).properties(
        width=_CELL_WIDTH * len(months), height=_CELL_HEIGHT * len(order)
    )
    return styled(chart, title, "一格一个月发现的线索数；一条线索在几个月都有，每月计一次。")


def _with_rest(data: pd.DataFrame) -> pd.DataFrame:
    """Villages and months, the villages beyond the first thirty as one."""
    totals = data.groupby("village")["clues"].sum().sort_values(ascending=False, kind="stable")
    rest = set(totals.index[_MOST:])
    named = data.assign(
        village=[f"{_REST} {len(rest)} 个村" if each in rest else each for each in data["village"]],
        month=[_month_text(month) for month in data["month"]],
    )
    return named.groupby(["village", "month"])["clues"].sum().reset_index()


def _month_text(month: int) -> str:
    return f"{month // 100}-{month % 100:02d}"
