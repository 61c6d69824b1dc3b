"""Why a pair has its weight: in a sentence, in parts that add up, and as two records face to face."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from aidlink.drawing.theme import AGAINST, FOR, NEITHER, svg
from aidlink.drawing.waterfall import PRIOR, REASON, RIVALS, TOTAL, bits, draw_waterfall
from aidlink.errors import UsageError
from aidlink.facing import ALONE, SAME, UNREADABLE, Facing, Marks
from aidlink.html import Html, card, element, table, text

# Beyond this many bits float64 no longer tells what rivals take from a probability.
_SURE = 44.0
_LEAST = 0.005  # bits: less than this is not a step
_PIXELS = 5  # a bit, in the plain bars
STEPS = ("step", "comparison", "level", "label", "kind", "weight", "start", "end")


@dataclass(frozen=True, slots=True)
class Reason:
    """What one comparison said: its level, its weight in bits, the level in a village official's words."""

    comparison: str
    level: str
    weight: float
    text: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a pair has its weight; in Jupyter, a picture of it. Nobody's name or number is in it unmasked.

    Args:
        weight: the match weight in bits; the reasons' weights add up to it.
        probability: of a match, rivals considered.
        reasons: one a comparison that spoke, and one for the name's frequency.
        passes: the blocking passes that made the pair.
        sentence: the whole in one plain Chinese sentence.
        prior: what is expected of any pair before looking, as log odds in bits.
        places: where the left and the right record stand.
        fields: the two records, field by field; none where `Links` came without records.
    """

    weight: float
    probability: float
    reasons: tuple[Reason, ...]
    passes: tuple[str, ...]
    sentence: str
    prior: float
    places: tuple[str, str]
    fields: tuple[Facing, ...] = ()

    def steps(self) -> pd.DataFrame:
        """The waterfall: one row a step, from the prior over every reason to the answer.

        Returns:
            step (from 0), comparison, level, label (Chinese), kind ("prior", "reason", "rivals", "total"),
            weight (bits), start and end (log odds in bits). Reasons stand from the strongest for a match to
            the strongest against it. "rivals" is what the other candidates of the right row, or none, do.
        """
        parts: list[tuple[str, str, str, str, float]] = [
            ("", "", "起点：任意一对是同一人的可能", PRIOR, self.prior)
        ]
        parts += [
            (reason.comparison, reason.level, reason.text, REASON, reason.weight)
            for reason in sorted(self.reasons, key=lambda each: -each.weight)
        ]
        alone = self.prior + self.weight
        rivals = bits(self.probability) - alone
        if abs(bits(self.probability)) < _SURE and abs(rivals) > _LEAST:
            parts.append(("", "", "一行登记只能是一个人（与其他候选人比较）", RIVALS, rivals))
        rows: list[tuple[int, str, str, str, str, float, float, float]] = []
        at = 0.0
        for comparison, level, label, kind, weight in parts:
            rows.append((len(rows), comparison, level, label, kind, weight, at, at + weight))
            at += weight
        label = f"结果：可能性{percent(self.probability)}"
        rows.append((len(rows), "", "", label, TOTAL, at, 0.0, at))
        return pd.DataFrame(rows, columns=list(STEPS))

    def _repr_html_(self) -> str:
        return card(
            f"{self.places[0]} 与 {self.places[1]}",
            element("p", self.sentence),
            self._side_by_side(),
            _picture(self.steps()),
            element("p", f"由以下分组找出：{'、'.join(self.passes)}", class_="quiet"),
        )

    def _side_by_side(self) -> Html:
        if not self.fields:
            return Html("")
        said = {reason.comparison: reason for reason in self.reasons}
        rows = [_line(each, said.get(each.comparison)) for each in self.fields]
        legend = element(
            "p",
            "蓝底支持是同一人，橙底不支持，灰底未计入。",
            element("i", "黄", class_="alike"),
            " 读音、字形相近等，",
            element("i", "橙", class_="other"),
            " 不同，",
            element("i", UNREADABLE, class_="unknown"),
            " 无法辨认。* 为遮挡，颜色照实。",
            class_="quiet",
        )
        header = element("tr", *(element("th", name) for name in ("", *self.places, "比对结果", "比特")))
        return Html(element("table", header, *rows) + legend)


def percent(probability: float) -> str:
    """A probability in words; nothing is certain, and nothing that is shown is out of the question."""
    if probability >= 0.995:  # noqa: PLR2004 - would be rounded to all
        return "在99%以上"
    return f"约{probability:.0%}" if probability >= 0.01 else "不到1%"  # noqa: PLR2004 - to nothing


def thresholds_of(probabilities: Sequence[float]) -> str:
    """What the dashed lines are, for a note."""
    return "虚线：可能性 " + "、".join(f"{each:.0%}" for each in probabilities) if probabilities else ""


def _line(faced: Facing, reason: Reason | None) -> Html:
    if reason is None:
        both = faced.left and faced.right
        said, weight = ("不另计（号码里已有，或看不出）" if both else "一方没有"), ""
        colour = "neither"
    else:
        said, weight = reason.text, f"{reason.weight:+.1f}" if reason.weight else "0"
        colour = "for" if reason.weight > 0 else "against" if reason.weight < 0 else "neither"
    cells = [element("td", _marks(side)) for side in (faced.left, faced.right)]
    return element(
        "tr",
        element("th", faced.label),
        *cells,
        element("td", said),
        element("td", weight, class_="number"),
        class_=colour,
    )


def _marks(marks: Marks) -> Html:
    """A value in pieces, those that differ marked; all of it as it is where nothing does."""
    pieces = (
        text(mark.text) if mark.state in {ALONE, SAME} else element("i", mark.text, class_=mark.state)
        for mark in marks
    )
    return Html("".join(pieces))


def _picture(steps: pd.DataFrame) -> Html:
    """The waterfall, drawn if there is something to draw with, else as plain bars."""
    try:
        drawn = draw_waterfall(steps, (0.5,), "比对权重", thresholds_of((0.5,)))
    except UsageError:
        return _bars(steps)
    return Html(svg(drawn))


def _bars(steps: pd.DataFrame) -> Html:
    lowest = min(0.0, float(steps[["start", "end"]].min().min()))
    rows = []
    for step in steps.to_dict("records"):
        low, high = sorted((step["start"], step["end"]))
        ends = step["kind"] in {PRIOR, TOTAL}
        colour = NEITHER if ends else FOR if step["weight"] > 0 else AGAINST
        style = f"margin-left:{(low - lowest) * _PIXELS:.0f}px;width:{(high - low) * _PIXELS:.0f}px"
        bar = element("span", class_="bar", style=f"{style};background:{colour}")
        rows.append((step["label"], f"{step['weight']:+.1f}", bar))
    return table(("依据", "比特", "累计"), rows)
