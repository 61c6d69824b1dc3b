"""A match weight as a waterfall: from what is expected before looking, step by step, to the answer."""

import math
from collections.abc import Sequence

import pandas as pd

from aidlink.drawing.theme import AGAINST, FOR, NEITHER, Chart, legible, load_altair, styled, threshold_lines

PRIOR, REASON, RIVALS, TOTAL = "prior", "reason", "rivals", "total"
_STEP = 30  # pixels a bar
_WIDTH = 420
_COLOURS = {"起点与结果": NEITHER, "支持是同一人": FOR, "不支持": AGAINST}


def bits(probability: float) -> float:
    """A probability as log odds in bits; certainty is as far as float64 tells it.

    >>> bits(0.5), round(bits(0.8), 3), bits(1.0)
    (0.0, 2.0, 52.0)
    """
    inside = min(max(probability, 2.0**-52), 1 - 2.0**-52)
    return math.log2(inside / (1 - inside))


def draw_waterfall(steps: pd.DataFrame, thresholds: Sequence[float], title: str, note: str) -> Chart:
    """Draw the steps of one pair.

    Args:
        steps: step (from 0), label, kind (PRIOR, REASON, RIVALS or TOTAL), weight, start and end (bits).
        thresholds: probabilities at which a dashed line stands.
        title: of the chart.
        note: the line below it.
    """
    alt = load_altair()
    shown = steps.assign(
        role=[_role(kind, weight) for kind, weight in zip(steps["kind"], steps["weight"], strict=True)],
        value=[_value(kind, weight) for kind, weight in zip(steps["kind"], steps["weight"], strict=True)],
        right=steps[["start", "end"]].max(axis=1).clip(lower=0),
    )
    order = shown["label"].tolist()
    row = alt.Y("label:N", sort=order, title=None, axis=alt.Axis(labelPadding=8, domain=False, ticks=False))
    base = alt.Chart(shown)
    bars = base.mark_bar(height=18).encode(
        y=row,
        x=alt.X("start:Q", title="是同一人的对数几率（比特，0 即一半对一半）"),
        x2="end:Q",
        color=alt.Color(
            "role:N",
            title=None,
            legend=alt.Legend(orient="bottom"),
            scale=alt.Scale(domain=list(_COLOURS), range=list(_COLOURS.values())),
        ),
        tooltip=[alt.Tooltip("label:N", title="依据"), alt.Tooltip("weight:Q", title="比特", format="+.2f")],
    )
    values = [each.encode(y=row, x="right:Q", text="value:N") for each in legible(base, align="left", dx=5)]
    lines = threshold_lines([(bits(each), f"{each:.0%}") for each in thresholds])
    chart = alt.layer(bars, *lines, *values).properties(width=_WIDTH, height=_STEP * len(shown))
    return styled(chart, title, note)


def _value(kind: str, weight: float) -> str:
    return f"{weight:+.1f}" if kind in {REASON, RIVALS} and weight else f"{weight:.1f}"


def _role(kind: str, weight: float) -> str:
    if kind in {PRIOR, TOTAL}:
        return "起点与结果"
    return "支持是同一人" if weight >= 0 else "不支持"
