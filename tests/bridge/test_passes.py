import itertools

import numpy as np
import pandas as pd
import pytest
import recordlinkage
from hypothesis import given, settings
from hypothesis import strategies as st

import aidlink
from aidlink import bridge
from aidlink.errors import RuleError, UsageError

VALID = ["440823195003151238", "440823196101010011", "440823197007070020"]
FIELDS = {"name": "谁", "resident_id": "号", "village": "村"}

cells = st.lists(st.sampled_from([*VALID, None]), min_size=2, max_size=10)  # Index divides by zero with one


def frame(numbers, labels):
    return pd.DataFrame({"号": pd.Series(numbers, dtype=object)}).set_axis(pd.Index(labels, name="id"))


def labelled(data, numbers):
    """A frame of these numbers with unique labels, of whatever order."""
    return frame(numbers, data.draw(st.permutations(range(100, 100 + len(numbers)))))


@given(st.data(), cells, cells)
@settings(max_examples=15, deadline=None)
def test_one_key_makes_the_pairs_of_recordlinkages_block(data, lefts, rights):
    left, right = labelled(data, lefts), labelled(data, rights)
    number = {"resident_id": "号"}
    ours = recordlinkage.Index([bridge.Keys("resident_id", left=number, right=number)])
    theirs = recordlinkage.Index([recordlinkage.index.Block("号")])
    linked, blocked = ours.index(left, right), theirs.index(left, right)
    assert linked.names == blocked.names == ["id_1", "id_2"]
    assert sorted(linked) == sorted(blocked)
    within, alone = ours.index(left), theirs.index(left)
    assert within.names == alone.names
    # Within one frame both give the later record first, so that they can be joined.
    assert sorted(within) == sorted(alone)
    assert len(recordlinkage.Index([*ours.algorithms, *theirs.algorithms]).index(left)) == len(alone)


def test_villages_are_equal_however_written(roster):
    pairs = bridge.Keys("village", left=FIELDS).index(roster)
    assert sorted(pairs) == [("b", "a"), ("d", "a"), ("d", "b"), ("e", "c")]


def test_keys_together_must_all_be_equal(roster):
    pairs = bridge.Keys("name", "village", left=FIELDS).index(roster)
    assert list(pairs) == [("d", "a")]
    assert pairs.names == ["who_1", "who_2"]


def test_headers_are_known_without_fields():
    left = pd.DataFrame({"姓名": ["陈秀妹", "李建国"], "身份证号码": VALID[:2]}, index=["x", "y"])
    right = pd.DataFrame({"死者姓名": ["李建国"], "公民身份号码": VALID[1:2]})
    assert list(bridge.Passes().index(left, right)) == [("y", 0)]


def test_passes_make_each_pair_once_and_what_link_keeps_is_among_them(registers, links):
    left, right, _ = registers
    left, right = left.set_index("row", drop=False), right.set_index("row", drop=False)
    pairs = bridge.Passes().index(left, right)
    assert pairs.is_unique
    assert pairs.is_monotonic_increasing
    assert len(pairs) == links.model.candidates
    assert links.to_multiindex().isin(pairs).all()


@pytest.mark.parametrize("number", [0, 1, 4, 9, 13])
def test_a_pass_makes_as_many_pairs_as_were_counted(registers, number):
    left, right, _ = registers
    cost = aidlink.blocking_cost(left, right).iloc[number]
    assert len(bridge.Passes(only=[cost["name"]]).index(left, right)) == cost["pairs"]
    assert len(bridge.Passes(only=[cost["name"]]).index(left)) == aidlink.blocking_cost(left)["pairs"][number]


def test_a_key_of_many_records_is_split_but_not_for_keys(tmp_path):
    many = pd.DataFrame({"姓名": ["陈秀妹"] * 40, "性别": ["女", "男"] * 20})
    rules = tmp_path / "mine.toml"
    rules.write_text(
        'schema = 1\nname = "mine"\ncap = 100\n[pass]\n'
        'name = { keys = ["name"], split = ["sex"], why = "同名" }\n',
        encoding="utf-8",
    )
    assert len(bridge.Passes(rules).index(many)) == 2 * len(list(itertools.combinations(range(20), 2)))
    assert len(bridge.Keys("name").index(many)) == len(list(itertools.combinations(range(40), 2)))


def test_no_pairs_are_an_empty_index(roster):
    nobody = roster.iloc[:0]
    assert len(bridge.Keys("name", left=FIELDS, right=FIELDS).index(roster, nobody)) == 0
    assert len(bridge.Passes(left=FIELDS).index(nobody)) == 0


def test_labels_must_be_unique_unless_it_is_wished_otherwise(roster):
    double = roster.set_axis(["a", "a", "c", "d", "e"])
    with pytest.raises(ValueError, match="not unique"):
        bridge.Keys("name", left=FIELDS).index(double)
    pairs = bridge.Keys("name", left=FIELDS, verify_integrity=False, suffixes=("_x", "_y")).index(double)
    assert list(pairs) == [("d", "a")]


def test_what_does_not_exist_is_said(roster):
    with pytest.raises(UsageError, match="no pass 'nothing' among resident_id, fifteen"):
        bridge.Passes(only=["nothing"])
    with pytest.raises(RuleError, match="no key 'colour'"):
        bridge.Keys("colour", left=FIELDS).index(roster)
    with pytest.raises(UsageError, match="no field '姓名'"):
        bridge.Passes(left={"姓名": "谁"})


def test_recordlinkage_classifies_by_our_features(registers):
    left, right, truth = registers
    left, right = left.set_index("row"), right.set_index("row")
    # recordlinkage's ECM does not smooth, so it needs strangers enough for every feature to occur among them.
    pairs = recordlinkage.Index([bridge.Passes(), bridge.Keys("surname", "sex")]).index(left, right)
    fields = {name: name for name in ("name", "resident_id", "birth_date", "sex", "village")}
    matches = pd.MultiIndex.from_frame(truth)
    numbers = recordlinkage.Compare([bridge.Person(fields, fields)]).compute(pairs, left, right)
    codes = recordlinkage.Compare([bridge.Person(fields, fields, codes=True)]).compute(pairs, left, right)
    np.random.seed(0)  # noqa: NPY002 - what recordlinkage draws from
    found = {
        "ecm": recordlinkage.ECMClassifier(binarize=0.6).fit_predict(numbers),
        "bayes": recordlinkage.NaiveBayesClassifier(binarize=0.6).fit_predict(numbers, matches),
        "levels": recordlinkage.NaiveBayesClassifier().fit_predict(codes, matches),
        "logistic": recordlinkage.LogisticRegressionClassifier().fit_predict(numbers, matches),
    }
    for name, links in found.items():
        assert recordlinkage.fscore(matches, links) > 0.9, name
