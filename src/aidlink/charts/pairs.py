"""Pairs: one as a waterfall, all as a histogram with the thresholds at which they part."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from aidlink.drawing.theme import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    VERMILION,
    WIDTH,
    Chart,
    load_altair,
    nothing,
    styled,
)
from aidlink.drawing.waterfall import bits, draw_waterfall
from aidlink.errors import UsageError
from aidlink.explanation import thresholds_of
from aidlink.links import Links

_THRESHOLDS = (0.5, 0.9)
_BIN = {"weight": 1.0, "probability": 0.05}
_TITLES = {"weight": "匹配权重（比特）", "probability": "是同一人的可能性"}
_BANDS = (GREY, ORANGE, BLUE, VERMILION)


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
    title = f"{len(links):,} 对的{_TITLES[by].split('（')[0]}分布"
    if data.empty:
        return nothing("匹配权重分布", "没有高于下限的对子，没有可画的")
    prior = bits(links.model.share)
    marks = [
        {"at": each if by == "probability" else bits(each) - prior, "words": f"可能性 {each:.0%}"}
        for each in sorted(thresholds)
    ]
    data["band"] = [
        sum(middle >= mark["at"] for mark in marks) for middle in (data["low"] + data["high"]) / 2
    ]
    alt = load_altair()
    bars = (
        alt.Chart(data)
        .mark_bar(stroke="white", strokeWidth=0.5)
        .encode(
            x=alt.X("low:Q", title=_TITLES[by], scale=alt.Scale(zero=False, nice=False)),
            x2="high:Q",
            y=alt.Y(
                "pairs:Q",
                title="对数（对数刻度）",
                scale=alt.Scale(type="symlog"),
                axis=alt.Axis(tickCount=6),
            ),
            y2=alt.datum(0),
            color=alt.Color(
                "band:O",
                legend=None,
                scale=alt.Scale(domain=list(range(len(marks) + 1)), range=_colours(len(marks) + 1)),
            ),
            tooltip=[
                alt.Tooltip("low:Q", title="自", format=".2f"),
                alt.Tooltip("high:Q", title="至", format=".2f"),
                alt.Tooltip("pairs:Q", title="对", format=","),
            ],
        )
    )
    lines = alt.Chart(alt.Data(values=marks))
    layers = [
        bars,
        lines.mark_rule(strokeDash=[5, 4], color=INK).encode(x="at:Q"),
        lines.mark_text(dy=-6, baseline="bottom").encode(x="at:Q", y=alt.value(0), text="words:N"),
    ]
    note = "虚线：单看这一对时的可能性；同一行有其他候选人时会更低" if by == "weight" else ""
    return styled(alt.layer(*layers).properties(width=WIDTH, height=260), title, note)


def _colours(number: int) -> list[str]:
    """From grey to the strongest: as many as there are bands."""
    return [_BANDS[min(index, len(_BANDS) - 1)] for index in range(number)]
