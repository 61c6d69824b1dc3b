"""How every chart looks, and altair itself, which is loaded only when a chart is drawn."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from aidlink.errors import UsageError

if TYPE_CHECKING:
    import altair as alt

Chart: TypeAlias = "alt.Chart | alt.LayerChart | alt.HConcatChart | alt.VConcatChart"

#: Fonts with Chinese on Linux, Windows and macOS; the first that is there draws.
FONT = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, Hiragino Sans GB, sans-serif"

# Told apart by people who do not see red and green alike (Okabe and Ito, 2008).
BLUE, ORANGE, VERMILION, GREEN = "#0072B2", "#E69F00", "#D55E00", "#009E73"
SKY, PURPLE, YELLOW = "#56B4E9", "#CC79A7", "#F0E442"
INK, GREY, PALE = "#333333", "#8C8C8C", "#E3E3E3"
#: What speaks for a match, what against it, and what neither.
FOR, AGAINST, NEITHER = BLUE, VERMILION, GREY

WIDTH = 460  # pixels of a chart's plot, where nothing asks for another width

_MISSING = "画图需要 altair 和 vl-convert-python，这里没有装。请运行 pip install 'aidlink[charts]'。"
_LONGEST = 420  # pixels of a label before it is cut


def load_altair() -> Any:
    """The altair library, set to show charts in Jupyter as pictures made here: its default asks a network.

    Raises:
        UsageError: it, or what makes its pictures, is not installed.
    """
    try:
        import altair as alt  # noqa: PLC0415 - an extra, and a second to load
        import vl_convert  # noqa: F401, PLC0415 - altair asks for it too late, and in English
    except ImportError as error:
        raise UsageError(_MISSING) from error
    if alt.renderers.active in {"", "default"}:  # a reader's own choice stays
        alt.renderers.enable("svg")
    return alt


def styled(chart: Any, title: str, note: str | Sequence[str] = "") -> Chart:
    """Give a chart its title, a line or two below it, and the look of all."""
    notes = [note] if isinstance(note, str) else list(note)
    title_lines = {"text": title} | ({"subtitle": notes} if any(notes) else {})
    finished: Chart = chart.properties(title=title_lines).configure(**_CONFIG)
    return finished


def nothing(title: str, why: str) -> Chart:
    """Say in place of a chart that there is nothing to draw."""
    alt = load_altair()
    words = alt.Chart(alt.Data(values=[{"text": why}])).mark_text(fontSize=14, color=GREY)
    line = words.encode(text="text:N")
    return styled(line.properties(width=WIDTH, height=80), title)


def threshold_lines(marks: Sequence[tuple[float, str]]) -> list[Any]:
    """Dashed lines down a plot, named above it in two rows by turns, for neighbours must not overlap."""
    alt = load_altair()
    layers = []
    for number, (at, words) in enumerate(sorted(marks)):
        line = alt.Chart(alt.Data(values=[{"at": at, "words": words}]))
        layers.append(line.mark_rule(strokeDash=[5, 4], color=INK).encode(x="at:Q"))
        height = -6 - 15 * (number % 2)
        layers.append(
            line.mark_text(dy=height, baseline="bottom").encode(x="at:Q", y=alt.value(0), text="words:N")
        )
    return layers


def legible(base: Any, **mark: Any) -> list[Any]:
    """Text marks that lines behind do not strike through: a white edge below, the text upon it."""
    return [base.mark_text(stroke="white", strokeWidth=4, strokeJoin="round", **mark), base.mark_text(**mark)]


def svg(chart: Chart) -> str:
    """The chart as SVG text, drawn on this machine."""
    text = io.StringIO()
    chart.save(text, format="svg")
    return text.getvalue()


_CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": "white",
    "padding": 12,
    "view": {"stroke": None},
    "title": {
        "anchor": "start",
        "fontSize": 17,
        "fontWeight": 600,
        "color": INK,
        "subtitleColor": "#5A5A5A",
        "subtitleFontSize": 12.5,
        "subtitleLineHeight": 18,
        "subtitlePadding": 6,
        "offset": 14,
    },
    "axis": {
        "labelFontSize": 12,
        "titleFontSize": 12.5,
        "titleFontWeight": 500,
        "labelColor": INK,
        "titleColor": INK,
        "labelLimit": _LONGEST,
        "gridColor": PALE,
        "domainColor": GREY,
        "tickColor": GREY,
    },
    "header": {"labelFontSize": 13, "labelFontWeight": 600, "labelColor": INK, "labelLimit": _LONGEST},
    "legend": {
        "labelFontSize": 12,
        "titleFontSize": 12.5,
        "titleFontWeight": 500,
        "labelColor": INK,
        "labelLimit": _LONGEST,
        "orient": "top",
        "direction": "horizontal",
    },
    "text": {"fontSize": 12, "color": INK},
}
