"""Pairs: one as a waterfall, all as a histogram with the thresholds at which they part."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from aidlink.drawing.theme import (
    BLUE,
    GREY,
    ORANGE,
    WIDTH,
    Chart,
    load_altair,
    nothing,
    styled,
    threshold_lines,
)
from aidlink.drawing.waterfall import bits, draw_waterfall
from aidlink.errors import UsageError
from aidlink.explanation import thresholds_of
from aidlink.links import Links

_THRESHOLDS = (0.5, 0.9)
_BIN = {"weight": 1.0, "probability": 0.05}
_TITLES = {"weight": "匹配权重（比特）", "probability": "是同一人的可能性"}
_TICKS = [0, *(step * 10**power for power in range(10) for step in (1, 3))]


def waterfall_data(
    links: Links,
    left_row: int,
    right_row: int,
    *,
    left_sheet: str | None = None,
    right_sheet: str | None = None,
) -> pd.DataFrame:
    """Every step from the prior to a pair's probability: see `Explanation.steps`.

    Raises:
        UsageError: there is no such pair above the floor, or several sheets have one.
    """
    return links.explain(left_row, right_row, left_sheet=left_sheet, right_sheet=right_sheet).steps()


def waterfall(
    links: Links,
    left_row: int,
    right_row: int,
    *,
    left_sheet: str | None = None,
    right_sheet: str | None = None,
    thresholds: Sequence[float] = _THRESHOLDS,
) -> Chart:
    """Draw why a pair has its weight: a bar a step, dashed lines where the probability is a threshold.

    Raises:
        UsageError: there is no such pair above the floor, several sheets have one, or altair is missing.
    """
    told = links.explain(left_row, right_row, left_sheet=left_sheet, right_sheet=right_sheet)
    title = f"为什么是这个权重：{told.places[0]} 与 {told.places[1]}"
    note = f"权重 {told.weight:+.1f} 比特。{thresholds_of(thresholds)}"
    return draw_waterfall(told.steps(), thresholds, title, note)


def weights_data(links: Links, *, by: str = "weight") -> pd.DataFrame:
    """How many pairs have about each weight or probability.

    Args:
        links: the pairs.
        by: "weight" (bins of one bit) or "probability" (bins of a twentieth, the last one closed).

    Returns:
        One row a bin from the first filled one to the last: low, high, pairs.

    Raises:
        UsageError: `by` is another word.
    """
    if by not in _BIN:
        message = f"no histogram by {by!r}: weight or probability"
        raise UsageError(message)
    width = _BIN[by]
    values = np.asarray(links.table[by], np.float64)
    # A weight that is whole but for rounding belongs to its bit; a probability of one to the last bin.
    bins = np.floor(values / width + 1e-9).astype(np.int64)
    if by == "probability":
        bins = np.minimum(bins, round(1 / width) - 1)
    first = bins.min() if len(bins) else 0
    counts = np.bincount(bins - first)
    lows = (first + np.arange(len(counts))) * width
    return pd.DataFrame({"low": lows, "high": lows + width, "pairs": counts})


def weights(links: Links, *, thresholds: Sequence[float] = _THRESHOLDS, by: str = "weight") -> Chart:
    """Draw the histogram of `weights_data`, with a dashed line at each threshold.

    Args:
        links: the pairs.
        thresholds: probabilities. By weight, a line stands where a pair would be that probable by itself.
        by: "weight" or "probability".

    Raises:
        UsageError: `by` is another word, or altair is missing.
    """
    data = weights_data(links, by=by)
    title = f"{len(links):,} 对：{_TITLES[by].split('（')[0]}的分布"
    if data.empty:
        return nothing("匹配权重分布", "没有高于下限的对子，没有可画的")
    # By weight, a pair by itself: its odds are the prior's times two to the weight.
    prior = 0.0 if by == "probability" else bits(links.model.share)
    places = [each if by == "probability" else bits(each) - prior for each in thresholds]
    marks = [(at, f"{each:.0%}") for at, each in zip(places, thresholds, strict=True)]
    middles = (data["low"] + data["high"]) / 2
    data["band"] = [sum(middle >= at for at, _ in marks) for middle in middles]
    bands = list(range(len(marks) + 1))
    alt = load_altair()
    bars = alt.Chart(data).mark_bar(stroke="white", strokeWidth=0.5).encode(
        x=alt.X("low:Q", title=_TITLES[by], scale=alt.Scale(zero=False, nice=False)),
        x2="high:Q",
        y=alt.Y(
            "pairs:Q", title="对子（刻度上密下疏）", scale=alt.Scale(type="symlog"),
            axis=alt.Axis(values=_TICKS, format=",.0f", labelOverlap=True),
        ),
        y2=alt.datum(0),
        color=alt.Color("band:O", legend=None, scale=alt.Scale(domain=bands, range=_colours(len(bands)))),
        tooltip=[
            alt.Tooltip("low:Q", title="自", format=".2f"),
            alt.Tooltip("high:Q", title="至", format=".2f"),
            alt.Tooltip("pairs:Q", title="对", format=","),
        ],
    )  # fmt: skip
    note = thresholds_of(thresholds)
    if note and by == "weight":
        note += "（单看这一对；同一行有其他候选人时，可能性还要分给他们）"
    chart = alt.layer(bars, *threshold_lines(marks)).properties(width=WIDTH, height=260)
    return styled(chart, title, note)


def _colours(number: int) -> list[str]:
    """From what is left aside to what is taken: as many as there are bands."""
    return [GREY, *[ORANGE] * (number - 2), BLUE][-number:]
