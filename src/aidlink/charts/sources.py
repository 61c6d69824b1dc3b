"""The state of resident IDs in each source."""

from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from aidlink.drawing.theme import (
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    Chart,
    load_altair,
    nothing,
    styled,
)  # fmt: skip
from aidlink.extracts import Extract
from aidlink.identity import IdStatus
from aidlink.inputs import Data, standard_table
from aidlink.masking import mask_numbers

_COLUMNS = ("source", "status", "label", "records", "share")
_STEP = 34
_COLOURS = {
    IdStatus.VALID: BLUE,
    IdStatus.DERIVED: SKY,
    IdStatus.PERMIT: GREEN,
    IdStatus.FOREIGN: "#7FCDB5",
    IdStatus.TRUNCATED: ORANGE,
    IdStatus.INVALID: VERMILION,
    IdStatus.PSEUDO: PURPLE,
    IdStatus.MISSING: "#8F8F8F",
}


def id_status_data(extracts: Data | Iterable[Data], *, as_of: date | None = None) -> pd.DataFrame:
    """How many of each source's records have a resident ID of each status.

    Args:
        extracts: one or several of what `aidlink.link` takes.
        as_of: the date of the data; births after it make a number wrong. Today if not given.

    Returns:
        One row a source and status that occurs: source (the file's name), status ("valid", ...), label (in
        Chinese), records, share (of the source's records).

    Raises:
        UsageError: a table has neither names nor resident IDs.
    """
    given = [extracts] if isinstance(extracts, Extract | pd.DataFrame | pa.Table) else list(extracts)
    counts: dict[str, np.ndarray] = {}
    for number, data in enumerate(given, start=1):
        table = standard_table(data, as_of)
        status = table["resident_id_status"].to_numpy()
        source = data.source if isinstance(data, Extract) else _source(table, number)
        found = np.bincount(status, minlength=len(IdStatus))
        counts[source] = counts.get(source, np.zeros(len(IdStatus), np.int64)) + found
    rows = [
        (source, status.name.lower(), status.label, int(each[status]), each[status] / each.sum())
        for source, each in counts.items()
        for status in _COLOURS
        if each[status]
    ]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _source(table: pa.Table, number: int) -> str:
    names = table["source"].unique().to_pylist() if "source" in table.column_names else []
    return next((name for name in names if name), f"第{number}份资料")


def id_status(extracts: Data | Iterable[Data], *, as_of: date | None = None) -> Chart:
    """Draw each source as one bar, parted by the status of its resident IDs.

    Raises:
        UsageError: see `id_status_data`; or altair is missing.
    """
    data = id_status_data(extracts, as_of=as_of)
    title = "各份资料的身份证号状况"
    if data.empty:
        return nothing(title, "资料里没有记录，没有可画的")
    alt = load_altair()
    totals = data.groupby("source")["records"].sum()
    data["line"] = [f"{mask_numbers(source)}（{totals[source]:,} 条）" for source in data["source"]]
    labels = [status.label for status in _COLOURS]
    data["order"] = data["label"].map(labels.index)
    data["end"] = data.groupby("line", sort=False)["share"].cumsum()
    data["middle"] = data["end"] - data["share"] / 2
    shown = [label for label in labels if label in set(data["label"])]
    colours = [colour for status, colour in _COLOURS.items() if status.label in shown]
    y = alt.Y("line:N", sort=None, title=None, axis=alt.Axis(labelPadding=8, domain=False, ticks=False))
    base = alt.Chart(data)
    bars = base.mark_bar(height=20).encode(
        y=y,
        x=alt.X(
            "share:Q",
            title="占本份资料的比例",
            stack="zero",
            scale=alt.Scale(domain=[0, 1]),
            axis=alt.Axis(format=".0%", tickCount=5),
        ),
        order="order:Q",
        color=alt.Color("label:N", title=None, sort=shown, scale=alt.Scale(domain=shown, range=colours)),
        tooltip=[
            alt.Tooltip("line:N", title="资料"),
            alt.Tooltip("label:N", title="状况"),
            alt.Tooltip("records:Q", title="条", format=","),
            alt.Tooltip("share:Q", title="比例", format=".1%"),
        ],
    )
    words = base.transform_filter("datum.share >= 0.06").mark_text(color="white", fontSize=11).encode(
        y=y, x="middle:Q", text=alt.Text("share:Q", format=".0%")
    )  # fmt: skip
    chart = alt.layer(bars, words).properties(width=440, height=_STEP * totals.size)
    return styled(chart, title, "有效、旧号、居住证可用于各部门之间比对；其余只能作旁证或须补正。")
