import numpy as np
import pandas as pd
import pytest

import aidlink
from aidlink import bridge
from aidlink.compare.levels import COMPARISONS
from aidlink.errors import UsageError


def test_vectors_are_the_levels_by_number(links):
    vectors = bridge.level_vectors(links)
    words = links.to_pandas()
    assert list(vectors.columns) == list(links.comparisons)
    for name in vectors:
        assert [COMPARISONS[name](level).name.lower() for level in vectors[name]] == words[name].tolist()


def test_labels_are_one_where_the_pair_is_true(registers, links):
    truth = registers[2]
    true = set(truth.itertuples(index=False, name=None))
    wanted = [(row.left_row, row.right_row) in true for row in links.to_pandas().itertuples()]
    assert bridge.match_labels(links, truth).astype(bool).tolist() == wanted
    assert bridge.match_labels(links, pd.MultiIndex.from_frame(truth)).astype(bool).tolist() == wanted
    assert bridge.match_labels(links, pd.concat([truth, truth])).astype(bool).tolist() == wanted
    assert bridge.match_labels(links, truth.iloc[:0]).sum() == 0


def test_answers_leave_the_rest_unknown(links):
    rows = links.to_pandas()[["left_row", "right_row"]]
    answers = rows.iloc[[0, 3, 5]].assign(match=[True, False, True])
    labels = bridge.match_labels(links, answers)
    assert labels[[0, 3, 5]].tolist() == [1, 0, 1]
    assert (np.delete(labels, [0, 3, 5]) == -1).all()
    levels, known = bridge.training_data(links, answers)
    assert levels.index.tolist() == [0, 3, 5]
    assert known.tolist() == [1, 0, 1]


def test_a_pair_of_one_table_is_known_either_way_round(registers):
    left = registers[0]
    doubled = pd.concat([left.iloc[:5], left.iloc[:5]], ignore_index=True).drop(columns="row")
    links = aidlink.link(doubled, matcher="household_member")
    same = pd.DataFrame({"left_row": np.arange(7, 12), "right_row": np.arange(2, 7)})
    assert bridge.match_labels(links, same).sum() == 5
    assert (
        bridge.match_labels(links, same[["right_row", "left_row"]].set_axis(same.columns, axis=1)).sum() == 5
    )


def test_sheets_tell_rows_apart(registers):
    left = registers[0]
    two = pd.concat([left.iloc[:3].assign(sheet="甲"), left.iloc[:3].assign(sheet="乙")])
    links = aidlink.link(two, left.iloc[:3])
    truth = pd.DataFrame({"left_sheet": ["甲"], "left_row": [2], "right_row": [2]})
    assert bridge.match_labels(links, truth).sum() == 1
    assert bridge.match_labels(links, truth.drop(columns="left_sheet")).sum() == 2
    with pytest.raises(UsageError, match="several sheets"):
        links.to_multiindex()
    assert (
        links.to_multiindex(two.set_axis(list("abcdef")), left.iloc[:3])
        .get_level_values(0)
        .isin(list("abcdef"))
        .all()
    )


def test_truth_needs_rows(links):
    with pytest.raises(UsageError, match="left_row and right_row; there are: a, b"):
        bridge.match_labels(links, pd.DataFrame({"a": [1], "b": [1]}))


def test_pairs_as_an_index(registers, links):
    left, right, _ = registers
    rows = links.to_multiindex()
    assert rows.names == ["left_row", "right_row"]
    assert list(rows) == list(links.to_pandas()[["left_row", "right_row"]].itertuples(index=False, name=None))
    named = [frame.set_index("row", drop=False) for frame in (left, right)]
    labels = links.to_multiindex(*named)
    assert labels.names == ["row_1", "row_2"]
    assert list(labels) == list(rows)
    assert list(links.to_multiindex(named[0].index, named[1].index)) == list(rows)
    assert len(links.filter(probability=1.1).to_multiindex(left, right)) == 0


def test_pairs_within_a_table_have_the_later_record_first(registers):
    left = registers[0]
    doubled = pd.concat([left.iloc[:5], left.iloc[:5]]).drop(columns="row").set_axis(list("abcdefghij"))
    pairs = aidlink.link(doubled).one_to_one().to_multiindex(doubled)
    assert sorted(pairs) == [("f", "a"), ("g", "b"), ("h", "c"), ("i", "d"), ("j", "e")]
    assert set(pairs) <= set(bridge.Passes().index(doubled))
