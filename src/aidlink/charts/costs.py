"""What blocking costs: the pairs of each pass, and how they add up."""

from collections.abc import Iterable

import pandas as pd

from aidlink.block.passes import PassCost
from aidlink.drawing.theme import BLUE, INK, ORANGE, Chart, legible, load_altair, nothing, styled
from aidlink.links import Links

_STEP = 30
_MYRIAD, _YI = 10_000, 100_000_000
_AXIS = (
    f"datum.value >= {_YI} ? format(datum.value / {_YI}, ',') + '亿' : "
    f"datum.value >= {_MYRIAD} ? format(datum.value / {_MYRIAD}, ',') + '万' : format(datum.value, ',')"
)
_COLUMNS = ("pass", "pairs", "cumulative", "largest", "split_pairs", "why")


def blocking_cost_data(cost: pd.DataFrame | Links | Iterable[PassCost]) -> pd.DataFrame:
    """The passes in order.

    Args:
        cost: what `aidlink.blocking_cost` gave, links, or the costs of links.

    Returns:
        One row a pass: pass, pairs, cumulative (pairs of this pass and those before it, a pair of several
        passes counted in each), largest (pairs of the largest block), split_pairs, why.
    """
    if isinstance(cost, pd.DataFrame):
        frame = cost
    else:
        costs = cost.costs if isinstance(cost, Links) else cost
        names = list(PassCost.__dataclass_fields__)
        frame = pd.DataFrame([[getattr(each, name) for name in names] for each in costs], columns=names)
    made = frame.rename(columns={"name": "pass"}).assign(cumulative=frame["pairs"].cumsum())
    return made[list(_COLUMNS)].reset_index(drop=True)


def blocking_cost(cost: pd.DataFrame | Links | Iterable[PassCost]) -> Chart:
    """Draw each pass's pairs as a bar and the running total as a line.

    Of links, a dashed line shows how many different pairs the passes made together.

    Raises:
        UsageError: altair is missing.
    """
    data = blocking_cost_data(cost)
    title = "各遍分组产生的对子"
    if data.empty or not data["pairs"].any():
        return nothing(title, "没有一遍分组产生对子，没有可画的")
    alt = load_altair()
    data["words"] = [_short(pairs) for pairs in data["pairs"]]
    y = alt.Y("pass:N", sort=None, title=None, axis=alt.Axis(labelPadding=8, domain=False, ticks=False))
    x = alt.X(
        "pairs:Q", title="对子", axis=alt.Axis(labelExpr=_AXIS, tickCount=5),
        scale=alt.Scale(domainMax=float(data["cumulative"].max()) * 1.04),
    )  # fmt: skip
    tips = [
        alt.Tooltip("pass:N", title="分组"),
        alt.Tooltip("pairs:Q", title="对子", format=","),
        alt.Tooltip("cumulative:Q", title="累计", format=","),
        alt.Tooltip("why:N", title="为了什么"),
    ]
    base = alt.Chart(data)
    layers = [
        base.mark_bar(height=15, color=BLUE).encode(y=y, x=x, tooltip=tips),
        base.mark_line(
            color=ORANGE, strokeWidth=2, point={"color": ORANGE, "filled": True, "size": 45}
        ).encode(y=y, x="cumulative:Q", order=alt.Order("cumulative:Q"), tooltip=tips),
    ]
    layers += [each.encode(y=y, x=x, text="words:N") for each in legible(base, align="left", dx=5)]
    note = ["蓝条：这一遍的对子；橙线：累计（几遍都有的对子各计一次）。"]
    if isinstance(cost, Links):
        line = alt.Chart(alt.Data(values=[{"at": cost.model.candidates}]))
        layers.append(line.mark_rule(strokeDash=[5, 4], color=INK).encode(x="at:Q"))
        note.append(f"虚线：去掉重复后实际比较 {_short(cost.model.candidates)} 对。")
    chart = alt.layer(*layers).properties(width=460, height=_STEP * len(data))
    return styled(chart, title, note)


def _short(number: int) -> str:
    """A count as it is said: exact while it is small, then in 万 and 亿."""
    if number < 10 * _MYRIAD:
        return f"{number:,}"
    return f"{number / _MYRIAD:,.0f}万" if number < _YI else f"{number / _YI:,.1f}亿"
