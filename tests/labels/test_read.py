import csv
import datetime as dt

import openpyxl
import pytest

from aidlink import label_page, read_labels
from aidlink.errors import InputError, UsageError
from aidlink.labels.keys import PairKey

HEADERS = ["核对码", "左工作表", "左行号", "右工作表", "右行号", "结论", "标注人", "标注时间"]


def row(number=2, answer="同一人", who="李四", when="2026-11-23 09:05"):
    key = PairKey("5B0C2F6E1D90", "低保", number, "死亡人口", number + 10)
    return [key.text, "低保", str(number), "死亡人口", str(number + 10), answer, who, when]


def saved(path, *rows, encoding="utf-8-sig"):
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([HEADERS, *rows])
    return path


def test_answers_come_back_as_a_frame(tmp_path):
    labels = read_labels(saved(tmp_path / "a.csv", row(2), row(3, "不是同一人"), row(4, "无法判断")))
    assert labels.problems == ()
    frame = labels.to_pandas()
    assert frame["left_row"].tolist() == [2, 3, 4]
    assert frame["right_row"].tolist() == [12, 13, 14]
    assert frame["answer"].tolist() == ["同一人", "不是同一人", "无法判断"]
    assert frame["who"].unique().tolist() == ["李四"]
    assert frame["when"].tolist() == [dt.datetime(2026, 11, 23, 9, 5)] * 3  # noqa: DTZ001 - local time


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_however_a_spreadsheet_saved_it(tmp_path, encoding):
    path = saved(
        tmp_path / "a.csv", row(2, when="2026/11/23 9:05"), row(3, when="2026年11月3日"), encoding=encoding
    )
    labels = read_labels(path)
    assert labels.problems == ()
    assert [each.when.day for each in labels.labels] == [23, 3]


def test_a_workbook_and_moved_columns_will_do(tmp_path):
    book = openpyxl.Workbook()
    for cells in (HEADERS, row(2)):
        book.active.append(cells[::-1])
    book.save(tmp_path / "a.xlsx")
    labels = read_labels(tmp_path / "a.xlsx")
    assert [label.pair.left_row for label in labels.labels] == [2]


@pytest.mark.parametrize(
    ("column", "value", "what"),
    [
        (0, "1|5B0C2F6E1D90|2|12|00000000", "核对码、工作表或行号被改动过"),
        (0, "", "核对码、工作表或行号被改动过"),
        (1, "特困", "核对码、工作表或行号被改动过"),
        (2, "9", "核对码、工作表或行号被改动过"),
        (4, "x", "核对码、工作表或行号被改动过"),
        (5, "是", "“结论”填的内容不在可选范围内"),
        (6, "", "没有填“标注人”"),
        (7, "昨天", "“标注时间”看不懂"),
        (7, "2026-13-41 09:00", "“标注时间”看不懂"),
    ],
)
def test_a_bad_row_is_said_in_one_line_and_the_others_stay(tmp_path, column, value, what):
    bad = row(3)
    bad[column] = value
    labels = read_labels(saved(tmp_path / "a.csv", row(2), bad, row(4)))
    assert [label.pair.left_row for label in labels.labels] == [2, 4]
    (problem,) = labels.problems
    assert str(problem).startswith(f"a.csv 第 3 行：{what}")
    assert "\n" not in str(problem)


def test_swapped_cells_are_noticed(tmp_path):
    one, other = row(2), row(3)
    one[0], other[0] = other[0], one[0]
    assert len(read_labels(saved(tmp_path / "a.csv", one, other)).problems) == 2


@pytest.mark.parametrize("content", ["", "姓名,身份证号\n陈秀妹,1\n"])
def test_another_file_is_refused(tmp_path, content):
    (tmp_path / "a.csv").write_text(content, "utf-8")
    with pytest.raises(InputError, match=r"a\.csv"):
        read_labels(tmp_path / "a.csv")
    with pytest.raises(InputError, match="打不开"):
        read_labels(tmp_path / "b.csv")


def test_truth_is_what_is_settled(tmp_path):
    labels = read_labels(
        saved(
            tmp_path / "a.csv",
            row(2),
            row(3, "不是同一人"),
            row(4, "无法判断"),
            row(5),
            row(5, "不是同一人", "王五"),  # two persons disagree
            row(6, "不是同一人", when="2026-11-24 08:00"),  # somebody's last word
            row(6),
        )
    )
    truth = labels.truth()
    assert list(truth.itertuples(index=False, name=None)) == [
        ("低保", 2, "死亡人口", 12, True),
        ("低保", 3, "死亡人口", 13, False),
        ("低保", 6, "死亡人口", 16, False),
    ]


def test_a_page_needs_pairs_and_their_records(linked, tmp_path):
    with pytest.raises(UsageError, match="no pairs"):
        label_page(linked.filter(probability=2.0), tmp_path / "a.html")
    with pytest.raises(InputError, match="写不进去"):
        label_page(linked, tmp_path / "no" / "a.html")
    with pytest.raises(InputError, match="html"):
        label_page(linked, tmp_path / "a.xlsx")


def test_a_page_tells_its_pairs_and_nothing_of_their_probability(linked, tmp_path):
    shown = label_page(linked, tmp_path / "a.html", pairs=20, names=("名册.xlsx", "死亡.csv"))
    assert len(shown) == 20
    assert set(shown["left_sheet"]) == {"低保"}
    raw = (tmp_path / "a.html").read_text("utf-8")
    data = raw.partition('id="data">')[2].partition("</script>")[0]
    for probability in linked.to_pandas()["probability"]:
        assert f"{probability:.6}" not in data
    assert "weight" not in data
    assert "stands_for" not in data
    label_page(linked, tmp_path / "b.html", pairs=20, names=("名册.xlsx", "死亡.csv"))
    assert raw == (tmp_path / "b.html").read_text("utf-8")
