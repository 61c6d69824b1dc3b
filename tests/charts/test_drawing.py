"""Every chart is drawn without a network, in Chinese that is there, and says so where there is nothing."""

import io
import re
import struct
import sys
import xml.etree.ElementTree as ET
from itertools import pairwise

import altair as alt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import aidlink
from aidlink import charts
from aidlink.drawing.theme import svg
from aidlink.errors import UsageError

NUMBER = "440823195003151238"
NAMES = sorted(name.removesuffix("_data") for name in charts.__all__ if name.endswith("_data"))


def drawn(name, town, ledger):
    links = town.links
    row = links.to_pandas().iloc[0]
    calls = {
        "waterfall": lambda: charts.waterfall(links, int(row["left_row"]), int(row["right_row"])),
        "parameters": lambda: charts.parameters(links),
        "weights": lambda: charts.weights(links),
        "precision_recall": lambda: charts.precision_recall(links, town.truth),
        "calibration": lambda: charts.calibration(links, town.truth),
        "blocking_cost": lambda: charts.blocking_cost(links),
        "names": lambda: charts.names(town.left),
        "id_status": lambda: charts.id_status([town.left, town.right]),
        "clues": lambda: charts.clues(ledger),
    }
    return calls[name]()


WORDS = {
    "waterfall": ["为什么是这个权重", "比特", "结果：可能性", "50%", "90%"],
    "parameters": ["各档的 m、u 与权重", "身份证号相同", "姓名（同村）", "权重（比特）"],
    "weights": ["匹配权重", "对子", "50%"],
    "precision_recall": ["准确率与召回率", "≥90%", "召回率"],
    "calibration": ["可能性准不准", "第10份", "模型推算"],
    "blocking_cost": ["各遍分组产生的对子", "resident_id", "实际比较"],
    "names": ["常见姓名", "同村（各村最少到最多）"],
    "id_status": ["各份资料的身份证号状况", "有效", "未填"],
    "clues": ["各村各月的线索", "石角", "（村不明）", "2026-09"],
}


def words_of(picture):
    """The texts of an SVG, as they are read."""
    root = ET.fromstring(picture)  # noqa: S314 - our own picture
    return ["".join(each.itertext()) for each in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("name", NAMES)
def test_charts_are_drawn_in_chinese(name, town, ledger):
    chart = drawn(name, town, ledger)
    assert isinstance(chart, alt.TopLevelMixin)
    picture = svg(chart)
    said = words_of(picture)
    for word in WORDS[name]:
        assert any(word in text for text in said), word
    assert "Noto Sans CJK SC" in picture
    assert "Microsoft YaHei" in picture
    # Nothing is fetched: no address but those that only name a format.
    assert set(re.findall(r"https?://[^\s\"'<>]+", picture)) <= {
        "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["waterfall", "clues"])
def test_charts_become_pictures(name, town, ledger):
    chart = drawn(name, town, ledger)
    small, large = io.BytesIO(), io.BytesIO()
    chart.save(small, format="png")
    chart.save(large, format="png", scale_factor=2)
    widths = [struct.unpack(">I", each.getvalue()[16:20])[0] for each in (small, large)]
    assert small.getvalue().startswith(b"\x89PNG")
    assert widths[1] == pytest.approx(2 * widths[0], abs=2)


def test_lines_that_stand_close_are_named_in_two_rows(town):
    picture = svg(charts.weights(town.links, thresholds=(0.5, 0.6, 0.7)))
    heights = {}
    for text in ET.fromstring(picture).iter("{http://www.w3.org/2000/svg}text"):  # noqa: S314 - our own
        if text.text in {"50%", "60%", "70%"}:
            heights[text.text] = float(re.search(r"translate\([^,]*,([^)]*)\)", text.get("transform"))[1])
    assert all(abs(a - b) > 10 for a, b in pairwise(heights[each] for each in ("50%", "60%", "70%")))


def test_jupyter_gets_a_picture_and_no_script(town):
    bundle = charts.weights(town.links)._repr_mimebundle_()
    shown, _ = bundle if isinstance(bundle, tuple) else (bundle, {})
    assert "image/svg+xml" in shown
    assert "text/html" not in shown


EMPTY = pd.DataFrame({"姓名": pd.Series([], dtype=str), "身份证号": pd.Series([], dtype=str)})


@pytest.mark.parametrize(
    "draw",
    [
        lambda nobody, _: charts.weights(nobody),
        lambda nobody, _: charts.precision_recall(nobody, pd.DataFrame({"left_row": [], "right_row": []})),
        lambda nobody, _: charts.calibration(nobody, pd.DataFrame({"left_row": [], "right_row": []})),
        lambda *_: charts.blocking_cost([]),
        lambda *_: charts.blocking_cost(aidlink.blocking_cost(EMPTY, EMPTY)),
        lambda *_: charts.names(EMPTY),
        lambda *_: charts.id_status(EMPTY),
        lambda *_: charts.id_status([]),
        lambda _, ledger: charts.clues(ledger),
        lambda _, ledger: charts.calibration(ledger),
        lambda _, ledger: charts.precision_recall(ledger),
    ],
)
def test_nothing_to_draw_is_said(draw, nobody, tmp_path):
    with aidlink.Ledger(tmp_path / "没有.db") as ledger:
        said = words_of(svg(draw(nobody, ledger)))
    assert len(said) == 2
    assert said[1].endswith("没有可画的") or said[0].endswith("没有可画的")


def test_an_empty_model_is_drawn(nobody):
    assert "各档的 m、u 与权重" in words_of(svg(charts.parameters(nobody)))


hostile = st.text("<>&\"'陈秀妹李建国黄□*\n \u202e{}$", min_size=1, max_size=8)


@settings(deadline=None, max_examples=6)
@given(st.lists(hostile, min_size=2, max_size=5), st.text("<>&\"'村 {}", max_size=4))
def test_no_chart_shows_a_person(names, village):
    frame = pd.DataFrame(
        {"姓名": [*names, "陈秀妹", "陈秀妹"], "身份证号": NUMBER, "村": f"{village}{NUMBER}"}
    ).astype(str)
    links = aidlink.link(frame, frame, model="priors")
    row = links.to_pandas().iloc[0]
    shown = [
        charts.names(frame),
        charts.id_status(frame),
        charts.weights(links),
        charts.waterfall(links, int(row["left_row"]), int(row["right_row"])),
    ]
    for chart in shown:
        spec = re.sub(r"data-[0-9a-f]{32}", "", chart.to_json())  # altair's names for its data are digests
        assert NUMBER not in spec
        assert not re.search(r"(?<![\d.])\d{17}[\dX]", spec)
        assert "陈秀妹" not in spec
    assert words_of(svg(shown[0]))  # well-formed, whatever the names


@pytest.mark.parametrize("missing", ["altair", "vl_convert"])
def test_without_altair_one_line_says_what_to_do(missing, town, monkeypatch):
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(UsageError, match=r"pip install 'aidlink\[charts\]'") as caught:
        charts.weights(town.links)
    assert "\n" not in str(caught.value)
    assert len(charts.weights_data(town.links))  # the twins need nothing more
    row = town.links.to_pandas().iloc[0]
    page = town.links.explain(int(row["left_row"]), int(row["right_row"]))._repr_html_()
    assert "<svg" not in page
    assert page.count('class="bar"') >= 3


def test_a_readers_own_renderer_stays(town):
    with alt.renderers.enable("json"):
        charts.weights(town.links)
        assert alt.renderers.active == "json"


def test_an_unknown_chart_is_an_attribute_error():
    assert not hasattr(charts, "pie")
    assert sorted(charts.__all__) == dir(charts)
