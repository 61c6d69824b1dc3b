"""How common names are, over all and within a village, and what that adds to or takes from a match."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from aidlink.compare.records import CHARS, VILLAGE, Columns, readable, record_columns
from aidlink.drawing.theme import BLUE, GREY, INK, ORANGE, SKY, VERMILION, Chart, load_altair, nothing, styled
from aidlink.inputs import Data, standard_table
from aidlink.links import Links
from aidlink.masking import mask_name, mask_numbers
from aidlink.model.frequencies import MOST_BITS, adjustments, name_frequencies
from aidlink.model.weights import Model

_STEP = 26
_TICKS = 5
_WHERE = ("不同村", "同村（各村最少到最多）")
_COLUMNS = (
    "rank", "name", "records", "villages", "village", "in_village", "elsewhere_bits", "least_bits",
    "most_bits",
)  # fmt: skip


def names_data(records: Data, model: Model | Links | None = None, *, most: int = 20) -> pd.DataFrame:
    """The commonest names, masked, with what an agreement on each is worth beside an average name's.

    Args:
        records: what `aidlink.link` takes.
        model: the model, or links, whose average name is the measure; by default the records' own.
        most: how many names.

    Returns:
        One row a name, the commonest first: rank, name (masked: two names may look alike), records,
        villages (in which it occurs), village (where it is commonest) and in_village (records there),
        elsewhere_bits (added to the weight of a pair of two villages), least_bits and most_bits (added
        within a village: the least and most of its villages; 0 where no village is known).

    Raises:
        UsageError: no column is a name or a resident ID.
    """
    table = standard_table(records)
    columns = record_columns(table)
    frame = pd.DataFrame({"code": readable(columns[CHARS]), "village_code": columns[VILLAGE]})
    frame["village"] = table["village_key"].to_pandas().fillna("").to_numpy()
    frame["text"] = table["name_text"].to_pandas().fillna("").to_numpy()
    exact = _bits(columns, model)
    frame["elsewhere"], frame["local"] = exact[0], exact[1]
    frame = frame[frame["code"] != 0]
    commonest = frame["code"].value_counts(sort=False)
    order = commonest.reset_index().sort_values(["count", "code"], ascending=[False, True])["code"].head(most)
    rows = [
        _row(rank, part)
        for rank, part in enumerate((frame[frame["code"] == code] for code in order), start=1)
    ]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _bits(columns: Columns, model: Model | Links | None) -> npt.NDArray[np.float64]:
    """Bits of each record's name, shape (2, rows): for pairs of two villages, and within the village."""
    if not len(columns[CHARS]):
        return np.zeros((2, 0))
    frequencies = name_frequencies(columns, None)
    if model is None:
        named = columns[CHARS] != 0
        local = named & (columns[VILLAGE] != 0)
        exact = frequencies.exact
        return exact.bits((_mean(exact.whole[named]), _mean(exact.local[local])))
    estimates = model.model if isinstance(model, Links) else model
    return adjustments(frequencies, estimates.parameters()).exact


def _mean(frequencies: npt.NDArray[np.float64]) -> float:
    return float(frequencies.mean()) if len(frequencies) else 1.0


def _row(rank: int, part: pd.DataFrame) -> tuple[object, ...]:
    known = part[part["village_code"] != 0]
    by_village = known["village"].value_counts()
    village = min(by_village[by_village == by_village.max()].index) if len(by_village) else ""
    local = known["local"] if len(known) else pd.Series([0.0])
    return (
        rank,
        mask_name(part["text"].min()),
        len(part),
        len(by_village),
        mask_numbers(village),
        int(by_village.max()) if len(by_village) else 0,
        float(part["elsewhere"].mean()),
        float(local.min()),
        float(local.max()),
    )


def names(records: Data, model: Model | Links | None = None, *, most: int = 20) -> Chart:
    """Draw the commonest names, masked: how many bear each, and what agreeing on it adds or takes.

    Raises:
        UsageError: see `names_data`; or altair is missing.
    """
    data = names_data(records, model, most=most)
    title = "常见姓名与它们在比对中的分量"
    if data.empty:
        return nothing(title, "没有可读的姓名，没有可画的")
    alt = load_altair()
    # Two names may be masked alike, and each has a line of its own.
    data["line"] = [f"{row.rank:>2}　{row.name}" for row in data.itertuples(index=False)]
    y = alt.Y("line:N", sort=None, title=None, axis=alt.Axis(labelPadding=8, domain=False, ticks=False))
    bare = alt.Y("line:N", sort=None, title=None, axis=None)
    tips = [
        alt.Tooltip("name:N", title="姓名"),
        alt.Tooltip("records:Q", title="条"),
        alt.Tooltip("villages:Q", title="村数"),
        alt.Tooltip("village:N", title="最多的村"),
        alt.Tooltip("in_village:Q", title="该村条数"),
    ]
    base = alt.Chart(data)
    top = int(data["records"].max())
    whole = alt.Axis(values=list(range(0, top + 1, -(-top // _TICKS))), format="d")
    count = alt.X("records:Q", title="条数（深色：最多的一个村）", axis=whole)
    bars = [
        base.mark_bar(height=14, color=SKY).encode(y=y, x=count, tooltip=tips),
        base.mark_bar(height=14, color=BLUE).encode(y=y, x=alt.X("in_village:Q", axis=whole), tooltip=tips),
        base.mark_text(align="left", dx=4).encode(y=y, x=count, text="records:Q"),
    ]
    scale = alt.Scale(domain=[-MOST_BITS, MOST_BITS])
    long = data.melt(["line"], ["elsewhere_bits", "least_bits", "most_bits"], "what", "bits")
    long["what"] = np.where(long["what"] == "elsewhere_bits", *_WHERE)
    colours = alt.Scale(domain=list(_WHERE), range=[INK, VERMILION])
    shapes = alt.Scale(domain=list(_WHERE), range=["diamond", "circle"])
    zero = alt.Chart(alt.Data(values=[{"at": 0}])).mark_rule(color=GREY).encode(x="at:Q")
    spans = base.mark_rule(strokeWidth=4, color=ORANGE, opacity=0.6).encode(
        y=bare, x="least_bits:Q", x2="most_bits:Q"
    )
    points = alt.Chart(long).mark_point(filled=True, size=60, opacity=1).encode(
        y=bare,
        x=alt.X("bits:Q", title="给权重加减的比特（左：常见，少算；右：少见，多算）", scale=scale),
        color=alt.Color("what:N", title=None, scale=colours),
        shape=alt.Shape("what:N", title=None, scale=shapes),
    )  # fmt: skip
    height = _STEP * len(data)
    left = alt.layer(*bars).properties(width=240, height=height)
    right = alt.layer(zero, spans, points).properties(width=300, height=height)
    note = "姓名已遮挡，遮挡后相同的不一定是同名。同村的按本村里有多常见另算。"
    return styled(alt.hconcat(left, right, spacing=24), title, note)
