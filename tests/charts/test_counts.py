"""Passes, names, numbers and clues, counted again by hand."""

from collections import Counter

import pandas as pd
import pytest

import aidlink
from aidlink import charts
from aidlink.inputs import standard_table

VILLAGES = ["石角村", "新塘村"]
# Thirty of one name in one village, ten of another in two: and everybody else is alone with theirs.
NAMES = ["陈秀英"] * 30 + ["李建国"] * 10 + [f"{a}{b}" for a in "王吴郑冯" for b in ("丽华", "志强", "小燕")]
PLACES = [VILLAGES[0]] * 30 + [VILLAGES[at % 2] for at in range(10)] + [VILLAGES[1]] * 12


@pytest.fixture(scope="module")
def people():
    return pd.DataFrame({"姓名": NAMES, "村": PLACES, "性别": ["男", "女"] * 26})


def test_passes_add_up(town):
    cost = aidlink.blocking_cost(town.left, town.right)
    data = charts.blocking_cost_data(cost)
    total = 0
    for row, (name, pairs) in zip(
        data.itertuples(), zip(cost["name"], cost["pairs"], strict=True), strict=True
    ):
        total += pairs
        assert (row[1], row.pairs, row.cumulative) == (name, pairs, total)
    of_links = charts.blocking_cost_data(town.links)
    pd.testing.assert_frame_equal(of_links, charts.blocking_cost_data(town.links.costs))
    assert of_links["pairs"].tolist() == cost["pairs"].tolist()


def test_a_passs_pairs_are_those_of_equal_keys(town):
    left, right = (
        Counter(key for key in standard_table(each)["resident_id_key"].to_pylist() if key)
        for each in (town.left, town.right)
    )
    data = charts.blocking_cost_data(town.links).set_index("pass")
    assert data.loc["resident_id", "pairs"] == sum(count * right[key] for key, count in left.items())


def test_names_are_counted(people):
    data = charts.names_data(people, most=3)
    first, second, third = data.itertuples()
    assert (first.name, first.records, first.villages, first.in_village) == ("陈*英", 30, 1, 30)
    assert (second.name, second.records, second.villages, second.in_village) == ("李*国", 10, 2, 5)
    assert (first.village, third.records) == ("石角", 1)
    assert data["rank"].tolist() == [1, 2, 3]
    assert len(charts.names_data(people)) == 14


def test_the_commoner_a_name_the_less_it_adds(people):
    data = charts.names_data(people)
    assert data["elsewhere_bits"].iloc[0] < data["elsewhere_bits"].iloc[1] < data["elsewhere_bits"].iloc[2]
    assert (data["least_bits"] <= data["most_bits"]).all()
    assert data["most_bits"].iloc[0] < data["least_bits"].iloc[2]


def test_bits_are_what_links_add(people):
    """A table linked to itself: what the model added to a pair of one name is what the twin says."""
    links = aidlink.link(people, model="priors")
    data = charts.names_data(people, links)
    table = links.table.to_pandas()
    pairs = table[(table["name"] == "equal") & (table["village"] == "same")]
    assert len(pairs)
    ranges = {(row.name, row.in_village): (row.least_bits, row.most_bits) for row in data.itertuples()}
    for row in pairs.itertuples():
        name, village = NAMES[row.left_record], PLACES[row.left_record]
        masked = f"{name[0]}*{name[-1]}"
        here = sum(n == name and v == village for n, v in zip(NAMES, PLACES, strict=True))
        least, most = ranges[masked, here]
        assert least - 1e-9 <= row.name_frequency <= most + 1e-9


# Made up by hand; the check characters are right, but for the wrong one.
NUMBERS = {
    "valid": ["440823195003151238", "440823196101010011"],
    "invalid": ["440823195003151239"],
    "missing": ["", ""],
    "derived": ["440823500315123"],
    "truncated": ["440823195003151000"],
}


def test_statuses_are_counted(tmp_path):
    numbers = [number for each in NUMBERS.values() for number in each]
    lines = ["姓名,身份证号,死亡日期", *(f"陈秀妹,{number},2026-09-03" for number in numbers)]
    (tmp_path / "死亡人口.csv").write_text("\n".join(lines), "utf-8")
    extract = aidlink.read_extract(tmp_path / "死亡人口.csv")
    data = charts.id_status_data(extract)
    assert dict(zip(data["status"], data["records"], strict=True)) == {
        status: len(each) for status, each in NUMBERS.items()
    }
    assert set(data["source"]) == {"死亡人口.csv"}
    assert data["share"].tolist() == pytest.approx((data["records"] / len(numbers)).tolist())
    frame = pd.DataFrame({"姓名": ["李建国"], "身份证号": [NUMBERS["valid"][0]]})
    both = charts.id_status_data([extract, frame])
    assert both["source"].drop_duplicates().tolist() == ["死亡人口.csv", "第2份资料"]
    assert both.groupby("source")["share"].sum().tolist() == pytest.approx([1.0, 1.0])


def test_clues_are_counted_by_village_and_month(ledger):
    data = charts.clues_data(ledger)
    rows = {(row.village, row.month): (row.clues, row.new) for row in data.itertuples()}
    assert rows == {
        ("石角", 202608): (2, 2),
        ("新塘", 202608): (1, 1),
        ("石角", 202609): (1, 0),
        ("（村不明）", 202609): (1, 1),
        ("石角", 202610): (1, 0),
        ("（村不明）", 202610): (1, 0),
        ("新塘", 202610): (2, 2),
    }
    assert set(data["kind"]) == {"疑似死亡"}
