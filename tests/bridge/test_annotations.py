import json

import pandas as pd
import pytest
import recordlinkage

import aidlink
from aidlink import bridge
from aidlink.errors import InputError, UsageError

LEFT = pd.DataFrame(
    {
        "姓名": ["陈秀妹", "李建国"],
        "身份证号": ["440823195003151238", "440823196101010011"],
        "年龄": [75.0, None],
    },
    index=[7, 8],
)
RIGHT = pd.DataFrame(
    {
        "死者姓名": ["陈秀梅", "李建国"],
        "身份证号": ["440823195003151238", None],
        "死亡日期": pd.to_datetime(["2026-09-03", None]),
    },
    index=["x", "y"],
)
SHOWN = {"姓名": "死者姓名", "身份证号": "身份证号", "年龄": "死亡日期"}
PAIRS = pd.MultiIndex.from_tuples([(7, "x"), (8, "y"), (8, "x")], names=["one", "other"])


def answer(path, *labels):
    """Fill the file in as the annotator does."""
    content = json.loads(path.read_text("utf-8"))
    for pair, label in zip(content["pairs"], labels, strict=True):
        if label is not None:
            pair["label"] = label
    path.write_text(json.dumps(content), "utf-8")


def test_answers_come_back_with_the_pairs_labels(tmp_path):
    path = tmp_path / "标注.json"
    bridge.write_annotation(path, PAIRS, LEFT, RIGHT, columns=SHOWN, names=("名册", "死亡"))
    fresh = bridge.read_annotation(path)
    assert list(fresh.index) == list(PAIRS)
    assert fresh.isna().all()
    answer(path, 1, None, 0)
    answers = bridge.read_annotation(path)
    assert answers.tolist() == [True, pd.NA, False]
    theirs = recordlinkage.read_annotation_file(path)
    assert list(theirs.links) == list(answers[answers.fillna(value=False)].index) == [(7, "x")]
    assert list(theirs.distinct) == [(8, "x")]
    assert list(theirs.unknown) == [(8, "y")]


def test_the_file_shows_the_columns_side_by_side(tmp_path):
    path = tmp_path / "a.json"
    bridge.write_annotation(path, PAIRS, LEFT, RIGHT, columns=SHOWN, names=("名册", "死亡"))
    pair = json.loads(path.read_text("utf-8"))["pairs"][0]
    cells = [(field["a"]["name"], field["a"]["value"], field["b"]["value"]) for field in pair["fields"]]
    assert cells == [
        ("姓名", "陈秀妹", "陈秀梅"),
        ("身份证号", "440823195003151238", "440823195003151238"),
        ("年龄", "75.0", "2026-09-03 00:00:00"),
    ]
    blank = json.loads(path.read_text("utf-8"))["pairs"][1]["fields"]
    assert [(field["a"]["value"], field["b"]["value"]) for field in blank[1:]] == [
        ("440823196101010011", None),
        (None, None),
    ]
    assert pair["identifiers"]["a"] == {"dataset": "名册", "record": 7}


def test_links_are_written_by_the_frames_labels(tmp_path):
    path = tmp_path / "a.json"
    links = aidlink.link(LEFT, RIGHT)
    bridge.write_annotation(path, links, LEFT, RIGHT)
    assert list(bridge.read_annotation(path).index) == list(links.to_multiindex(LEFT, RIGHT))
    shown = json.loads(path.read_text("utf-8"))["pairs"][0]["fields"]
    assert [field["a"]["name"] for field in shown] == ["身份证号"]


def test_a_frame_linked_to_itself(tmp_path):
    path = tmp_path / "a.json"
    bridge.write_annotation(path, pd.MultiIndex.from_tuples([(8, 7)]), LEFT)
    answer(path, 0)
    assert bridge.read_annotation(path).to_dict() == {(8, 7): False}


def test_no_pairs(tmp_path):
    path = tmp_path / "a.json"
    bridge.write_annotation(path, PAIRS[:0], LEFT, RIGHT)
    assert len(bridge.read_annotation(path)) == 0


@pytest.mark.parametrize("columns", [{}, {"没有": "死者姓名"}, {"姓名": "没有"}])
def test_columns_must_exist(tmp_path, columns):
    with pytest.raises(UsageError, match="columns to show"):
        bridge.write_annotation(tmp_path / "a.json", PAIRS, LEFT, RIGHT, columns=columns)


@pytest.mark.parametrize(
    "content", ["", "{}", "[1]", '{"pairs": [{}], "version": 1}', '{"pairs": 3, "version": 1}']
)
def test_a_file_that_is_none_is_said_in_one_line(tmp_path, content):
    path = tmp_path / "标注.json"
    path.write_text(content, "utf-8")
    with pytest.raises(InputError, match=r"标注\.json：不是标注文件"):
        bridge.read_annotation(path)
    with pytest.raises(InputError, match="读不了"):
        bridge.read_annotation(tmp_path / "nothing.json")
