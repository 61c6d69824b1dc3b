"""What the model estimates: m and u of every level, and the weight that they make."""

import numpy as np
import pandas as pd

from aidlink.drawing.theme import AGAINST, BLUE, FOR, ORANGE, Chart, load_altair, nothing, styled
from aidlink.errors import RuleError
from aidlink.facing import LABELS
from aidlink.links import Links
from aidlink.model.columns import KIN, LOCAL, NAMED_BIRTH, NAMED_SEX, POLICY
from aidlink.model.weights import Model
from aidlink.rules import Matcher, load_matcher

_STEP = 20  # pixels a level
_COLUMNS = ("comparison", "group", "level", "label", "m", "u", "weight")
# What stands in for a comparison stands behind it.
_STAND_INS = {
    LOCAL: "姓名（同村）", KIN: "姓名（号码相同时）",
    NAMED_BIRTH: f"{LABELS['birth']}（姓名相近时）", NAMED_SEX: f"{LABELS['sex']}（姓名相近时）",
}  # fmt: skip
_GROUPS = {
    column: (_STAND_INS | LABELS)[column]
    for name in LABELS
    for column in (name, *(each for each in _STAND_INS if POLICY[each] == name))
}


def parameters_data(model: Model | Links) -> pd.DataFrame:
    """Every level with its estimates.

    Args:
        model: a model, or links, whose model and wording are taken.

    Returns:
        One row a level, what stands in for a comparison behind it: comparison, group (its Chinese name),
        level, label (the level in Chinese, its own name where the model's rule file is not at hand), m, u,
        weight (log2(m / u), bits).
    """
    texts = _texts(model)
    estimates = model.model if isinstance(model, Links) else model
    rows = [
        (
            name,
            _GROUPS[name],
            level,
            texts.get((POLICY[name], level), level),
            m,
            estimates.u[name][level],
            np.log2(m / estimates.u[name][level]),
        )
        for name in sorted(estimates.m, key=list(_GROUPS).index)
        for level, m in estimates.m[name].items()
    ]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def parameters(model: Model | Links) -> Chart:
    """Draw m and u of every level, and beside them the weights; a heading a comparison.

    Raises:
        UsageError: altair is missing.
    """
    data = parameters_data(model)
    title = "各档的 m、u 与权重"
    if data.empty:
        return nothing(title, "模型里没有比较项，没有可画的")
    parts = [_panels(part, last=index == data["group"].nunique() - 1)
             for index, (_, part) in enumerate(data.groupby("group", sort=False))]  # fmt: skip
    chart = load_altair().vconcat(*parts, spacing=14)
    return styled(
        chart,
        title,
        [
            "m：同一人落在这一档的概率；u：不是同一人也落在这一档的概率（对数刻度）。",
            "权重 = log2(m/u)，比特。",
        ],
    )


def _panels(part: pd.DataFrame, *, last: bool) -> Chart:
    """One comparison: dots for m and u on the left, the weight's bar on the right."""
    alt = load_altair()
    group = part["group"].iloc[0]
    height = _STEP * len(part)
    y = alt.Y(
        "label:N", sort=None, title=group,
        axis=alt.Axis(
            titleFontWeight=600, titleFontSize=13, titleAngle=0, titleAlign="left", titleAnchor="start",
            titleX=-400, titleY=-6, minExtent=410, labelPadding=6, domain=False, ticks=False,
        ),
    )  # fmt: skip
    bottom = alt.Axis(
        labels=last, ticks=last, domain=last, format="~g", values=[1e-9, 1e-7, 1e-5, 1e-3, 0.1, 1]
    )
    x = alt.Scale(type="log", domain=[1e-10, 1], clamp=True)
    base = alt.Chart(part)
    ranges = base.mark_rule(strokeWidth=2, color="#CFCFCF").encode(y=y, x=alt.X("u:Q", scale=x), x2="m:Q")
    long = part.melt(["label", "level"], ["m", "u"], "which", "probability")
    dots = (
        alt.Chart(long)
        .mark_point(filled=True, size=70, opacity=1)
        .encode(
            y=y,
            x=alt.X("probability:Q", scale=x, title="概率" if last else None, axis=bottom),
            color=alt.Color("which:N", title=None, scale=alt.Scale(domain=["m", "u"], range=[BLUE, ORANGE])),
            shape=alt.Shape(
                "which:N", title=None, scale=alt.Scale(domain=["m", "u"], range=["circle", "diamond"])
            ),
            tooltip=["label:N", "which:N", alt.Tooltip("probability:Q", format=".3g")],
        )
    )
    scale = alt.Scale(domain=[-16, 32], clamp=True)
    side = alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labels=False, ticks=False, domain=False))
    weight = alt.X(
        "weight:Q", scale=scale, title="权重（比特）" if last else None,
        axis=alt.Axis(labels=last, ticks=last, domain=last),
    )  # fmt: skip
    bars = base.mark_bar(height=11).encode(
        y=side,
        x=weight,
        color=alt.condition("datum.weight >= 0", alt.value(FOR), alt.value(AGAINST)),
        tooltip=["label:N", alt.Tooltip("weight:Q", format="+.2f")],
    )
    plus = base.transform_filter("datum.weight >= 0").mark_text(align="left", dx=4, fontSize=11)
    minus = base.transform_filter("datum.weight < 0").mark_text(align="right", dx=-4, fontSize=11)
    said = [each.encode(y=side, x=weight, text=alt.Text("weight:Q", format="+.1f")) for each in (plus, minus)]
    left = alt.layer(ranges, dots).properties(width=260, height=height)
    right = alt.layer(bars, *said).properties(width=260, height=height)
    both: Chart = alt.hconcat(left, right, spacing=34, bounds="flush")
    return both


def _texts(model: Model | Links) -> dict[tuple[str, str], str]:
    matcher = model.matcher if isinstance(model, Links) else _shipped(model.matcher)
    if matcher is None:
        return {}
    return {
        (comparison.name, level.name): level.text
        for comparison in matcher.comparisons
        for level in comparison.levels
    }


def _shipped(name: str) -> Matcher | None:
    try:
        return load_matcher(name)
    except RuleError:
        return None
