"""How right the probabilities are: precision and recall, and whether they hold what they promise."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from aidlink.charts.judging import judge
from aidlink.drawing.theme import BLUE, GREY, INK, Chart, load_altair, nothing, styled
from aidlink.html import likely
from aidlink.ledger import Ledger
from aidlink.ledger.precision import wilson
from aidlink.links import Links
from aidlink.truth import Truth

_TENTHS = 10
_FLOOR = 0.01  # pairs less probable are many, and trivial: `evaluation.evaluate` leaves them out too
_MOST_POINTS = 600  # of a curve that is drawn; its data have all
_THRESHOLDS = (0.5, 0.9, 0.99)
_NEAR_ONE = 0.6
_SIZE = 330


def precision_recall_data(links: Links | Ledger, truth: Truth | None = None) -> pd.DataFrame:
    """Precision and recall at every probability that occurs, the highest first.

    Returns:
        threshold (pairs at least as probable are taken), pairs (taken), right (of them), precision, recall
        (of all true pairs, those that were never scored included; 0 where there is none).

    Raises:
        UsageError: see `judge`.
    """
    judged = judge(links, truth)
    order = np.argsort(-judged.probability, kind="stable")
    probability, right = judged.probability[order], np.cumsum(judged.match[order])
    # All pairs of one probability are taken or none: only the last of each run is a possible cut.
    cuts = np.flatnonzero(np.diff(probability, append=-1.0))
    pairs = cuts + 1
    return pd.DataFrame(
        {
            "threshold": probability[cuts],
            "pairs": pairs,
            "right": right[cuts],
            "precision": right[cuts] / pairs,
            "recall": right[cuts] / max(judged.matches, 1),
        }
    )


def precision_recall(links: Links | Ledger, truth: Truth | None = None) -> Chart:
    """Draw the curve of `precision_recall_data`, marked at a half, at 90 % and at 99 %.

    Raises:
        UsageError: see `judge`; or altair is missing.
    """
    data = precision_recall_data(links, truth)
    title = "准确率与召回率"
    if data.empty:
        return nothing(title, "没有已知真假的对子，没有可画的")
    alt = load_altair()
    drawn = data.iloc[np.unique(np.linspace(0, len(data) - 1, _MOST_POINTS).round().astype(int))]
    marked = pd.DataFrame(_at(data, _THRESHOLDS))
    left, bottom = _lowest(marked, "recall"), _lowest(marked, "precision")
    axis = alt.Axis(format=".0%", tickCount=6)
    x = alt.X(
        "recall:Q", title=f"召回率（真实的对子里找到多少）{_from(left)}", axis=axis,
        scale=_scale(left),
    )  # fmt: skip
    y = alt.Y(
        "precision:Q", title=f"准确率（找到的里有多少是真的）{_from(bottom)}", axis=axis,
        scale=_scale(bottom),
    )  # fmt: skip
    tips = [
        alt.Tooltip("threshold:Q", title="可能性不低于", format=".3f"),
        alt.Tooltip("precision:Q", title="准确率", format=".1%"),
        alt.Tooltip("recall:Q", title="召回率", format=".1%"),
        alt.Tooltip("pairs:Q", title="对子", format=","),
    ]
    line = alt.Chart(drawn).mark_line(color=BLUE, strokeWidth=2, clip=True, interpolate="step-before")
    layers = [line.encode(x=x, y=y, order="pairs:Q", tooltip=tips)]
    note = ""
    if len(marked):
        points = alt.Chart(marked)
        layers.append(
            points.mark_point(filled=True, size=90, opacity=1).encode(
                x=x, y=y, tooltip=tips,
                shape=alt.Shape("words:N", title="只取可能性", sort=None),
                color=alt.value(INK),
            )
        )  # fmt: skip
        note = "；".join(
            f"{row.words}：准确率 {row.precision:.1%}，召回率 {row.recall:.1%}" for row in marked.itertuples()
        )
    return styled(alt.layer(*layers).properties(width=_SIZE + 80, height=_SIZE), title, note)


def _lowest(marked: pd.DataFrame, name: str) -> float:
    """Where an axis begins: at 0, or, where all that is marked lies near 1, just below it."""
    least = float(marked[name].min()) if len(marked) else 0.0
    return max(0.0, np.floor(least * 10 - 1) / 10) if least > _NEAR_ONE else 0.0


def _scale(lowest: float) -> Any:
    return load_altair().Scale(domain=[lowest, 1 + (1 - lowest) * 0.02], nice=False)


def _from(lowest: float) -> str:
    return f"，从{lowest:.0%}起" if lowest else ""


def _at(data: pd.DataFrame, thresholds: Sequence[float]) -> list[dict[Any, Any]]:
    """The last row at or above each threshold, with the threshold in words."""
    rows = []
    for threshold in thresholds:
        above = data[data["threshold"] >= threshold]
        if len(above):
            rows.append({**above.iloc[-1].to_dict(), "words": f"≥{threshold:.0%}"})
    return rows


def calibration_data(links: Links | Ledger, truth: Truth | None = None) -> pd.DataFrame:
    """Tenths of the pairs by probability, each with what was promised and what was true.

    Pairs of probabilities under 0.01 are left out: they are many, and trivial. Fewer than ten pairs make as
    many rows as there are pairs.

    Returns:
        tenth (from 1, the least probable), pairs, lowest, highest and mean probability (`expected`),
        right (true matches), observed (right / pairs), low and high (its 95 % Wilson interval).

    Raises:
        UsageError: see `judge`.
    """
    judged = judge(links, truth)
    kept = np.flatnonzero(judged.probability >= _FLOOR)
    order = kept[np.argsort(judged.probability[kept], kind="stable")]
    rows: list[tuple[float, ...]] = []
    for part in np.array_split(order, _TENTHS):
        if len(part):
            probability, right = judged.probability[part], int(judged.match[part].sum())
            rows.append(
                (len(rows) + 1, len(part), probability.min(), probability.max(), probability.mean(), right,
                 right / len(part), *wilson(right, len(part)))
            )  # fmt: skip
    names = ("tenth", "pairs", "lowest", "highest", "expected", "right", "observed", "low", "high")
    return pd.DataFrame(rows, columns=list(names))


def _span(lowest: float, highest: float) -> str:
    """Probabilities from .. to, none of them shown as certain."""
    return "–".join(dict.fromkeys([likely(lowest), likely(highest)]))


def calibration(links: Links | Ledger, truth: Truth | None = None) -> Chart:
    """Draw, for each tenth of the pairs, what was promised beside what was true, with its interval.

    Raises:
        UsageError: see `judge`; or altair is missing.
    """
    data = calibration_data(links, truth)
    title = "可能性准不准：推算的与实际的"
    if data.empty:
        return nothing(title, "没有已知真假的对子，没有可画的")
    alt = load_altair()
    data["words"] = [
        f"第{tenth}份：{_span(lowest, highest)}（{pairs:,} 对）"
        for tenth, pairs, lowest, highest in data.iloc[:, :4].itertuples(index=False)
    ]
    y = alt.Y("words:N", sort=None, title=None, axis=alt.Axis(labelPadding=8, domain=False, ticks=False))
    x = alt.X(
        "observed:Q",
        title="其中真是同一人的",
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format=".0%", tickCount=5),
    )
    tips = [
        alt.Tooltip("expected:Q", title="推算", format=".2%"),
        alt.Tooltip("observed:Q", title="实际", format=".2%"),
        alt.Tooltip("right:Q", title="是同一人", format=","),
        alt.Tooltip("pairs:Q", title="对子", format=","),
    ]
    base = alt.Chart(data)
    long = data.melt(["words"], ["observed", "expected"], "what", "share").replace(
        {"what": {"observed": "实际（横线为95%区间）", "expected": "模型推算"}}
    )
    names = ["实际（横线为95%区间）", "模型推算"]
    points = (
        alt.Chart(long)
        .mark_point(size=80, opacity=1, strokeWidth=2)
        .encode(
            y=y,
            x=alt.X("share:Q", scale=alt.Scale(domain=[0, 1])),
            color=alt.Color("what:N", title=None, scale=alt.Scale(domain=names, range=[BLUE, INK])),
            shape=alt.Shape("what:N", title=None, scale=alt.Scale(domain=names, range=["circle", "diamond"])),
        )
    )
    spans = base.mark_rule(strokeWidth=3, color=GREY, opacity=0.7).encode(y=y, x="low:Q", x2="high:Q")
    hidden = base.mark_point(opacity=0).encode(y=y, x=x, tooltip=tips)
    note = "把对子按可能性从低到高分成十份；菱形落在横线里，推算就与实际相符。"
    chart = alt.layer(hidden, spans, points).properties(width=400, height=30 * len(data))
    return styled(chart, title, note)
