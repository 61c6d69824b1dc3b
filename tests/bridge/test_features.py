import itertools
import pickle

import joblib
import numpy as np
import pandas as pd
import pytest
import recordlinkage
from hypothesis import given, settings
from hypothesis import strategies as st

import aidlink
from aidlink import bridge
from aidlink.compare.levels import BirthLevel, HeadLevel, IdLevel, SameLevel
from aidlink.errors import UsageError
from aidlink.identity import IdStatus
from aidlink.model.weights import prior_parameters
from aidlink.names.levels import NameLevel, Outcome
from aidlink.rules import load_matcher

NAMES = [
    "张伟", "张玮", "张三", "陈秀妹", "陈秀梅", "陳秀妹", "王小明", "黄小明", "王明小", "王明", "欧阳修",
    "韦WEI", "张*三", "□□", "李四（又名李思）", "李思", "单田芳", "", "无", None, np.nan,
]  # fmt: skip
LONG = ["买买提·吐尔逊", "麦麦提·吐尔逊", "阿依古丽·买买提", "John Smith"]
# Made up; the check characters are right where a number is valid.
NUMBERS = [
    "440823195003151238", "44082319500315123 8", "440823195003151283", "440823195003151338",
    "440823196101010011", "440823610101001", "440823195003151000", "４４０８２３１９５００３１５１２３８",
    "110105194912310021", "9999", "无", None, np.nan, 440823195003151238,
]  # fmt: skip
GOOD = (IdStatus.VALID, IdStatus.DERIVED)
DATES = ["1950-03-15", "1950.3.15", "1950-03-16", "1951-03-15", "1950年3月", "不详", None]

values = pytest.mark.parametrize(
    ("comparison", "levels"),
    [
        ("resident_id", IdLevel),
        ("name", NameLevel),
        ("birth", BirthLevel),
        ("head", HeadLevel),
        ("sex", SameLevel),
    ],
)


def compared(feature, lefts, rights):
    """The feature of every left with every right cell, through recordlinkage."""
    left = pd.DataFrame({"左": lefts}, index=[f"L{number}" for number in range(len(lefts))], dtype=object)
    right = pd.DataFrame({"右": rights}, index=range(100, 100 + len(rights)), dtype=object)
    pairs = pd.MultiIndex.from_product([left.index, right.index])
    made = recordlinkage.Compare([feature]).compute(pairs, left, right)
    assert made.index.equals(pairs)
    return made.iloc[:, 0].tolist()


@given(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=8),
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=8),
)
@settings(max_examples=12, deadline=None)
def test_names_are_compared_as_one_by_one(lefts, rights):
    texts = [[None if pd.isna(name) else name for name in side] for side in (lefts, rights)]
    wanted = [aidlink.compare_names(a, b).level for a, b in itertools.product(*texts)]
    assert compared(bridge.Name("左", "右", codes=True), lefts, rights) == wanted
    assert compared(bridge.Name("左", "右"), lefts, rights) == [
        bridge.VALUES["name"][level] for level in wanted
    ]


def test_long_names_are_told_equal_from_different():
    for a, b in itertools.product(LONG, LONG):
        (level,) = compared(bridge.Name("左", "右", codes=True), [a], [b])
        one = aidlink.compare_names(a, b)
        assert (level == NameLevel.EQUAL) == (one.level == NameLevel.EQUAL)
        assert level in {one.level, NameLevel.DIFFERENT}


def one_by_one(a, b):
    """The levels that two numbers can have, from what `parse_resident_id` says of each."""
    numeric = [isinstance(cell, int) for cell in (a, b)]
    one, other = (
        aidlink.parse_resident_id(None if pd.isna(cell) else str(cell), numeric=flag)
        for cell, flag in zip((a, b), numeric, strict=True)
    )
    if one.status in GOOD and other.status in GOOD:
        if one.text != other.text:
            return {IdLevel.DIFFERENT}
        return {IdLevel.UPGRADED if IdStatus.DERIVED in (one.status, other.status) else IdLevel.EQUAL}
    if one.county is None or other.county is None:
        return {IdLevel.MISSING}
    fifteen = one.text[:15] == other.text[:15]
    if IdStatus.TRUNCATED in (one.status, other.status):
        return {IdLevel.TRUNCATED if fifteen else IdLevel.TRUNCATED_DIFFERENT}
    if one.text == other.text:
        return {IdLevel.SAME_DAMAGED}
    if is_slip(one.text, other.text):
        return {IdLevel.ONE_OFF}
    return {IdLevel.TRUNCATED if fifteen else IdLevel.DAMAGED_DIFFERENT}


def is_slip(a, b):
    at = [place for place in range(18) if a[place] != b[place]]
    swapped = len(at) == 2 and at[1] == at[0] + 1 and a[at[0]] == b[at[1]] and a[at[1]] == b[at[0]]
    return len(at) == 1 or swapped


def test_numbers_are_compared_as_one_by_one():
    levels = compared(bridge.ResidentId("左", "右", codes=True), NUMBERS, NUMBERS)
    for (a, b), level in zip(itertools.product(NUMBERS, NUMBERS), levels, strict=True):
        assert level in one_by_one(a, b), (a, b, IdLevel(int(level)))
    assert {IdLevel(int(level)) for level in levels} >= {
        IdLevel.MISSING, IdLevel.EQUAL, IdLevel.UPGRADED, IdLevel.DIFFERENT, IdLevel.TRUNCATED,
        IdLevel.ONE_OFF, IdLevel.SAME_DAMAGED, IdLevel.DAMAGED_DIFFERENT, IdLevel.TRUNCATED_DIFFERENT,
    }  # fmt: skip


def test_births_are_dates_years_and_ages():
    made = compared(bridge.Birth("左", "右", codes=True), DATES[:1], DATES)
    same, one_off, age = BirthLevel.SAME, BirthLevel.ONE_OFF, BirthLevel.AGE
    assert made == [same, same, one_off, one_off, age, 0, 0]


def test_the_other_features():
    cells = ["男", "女", "1", None]
    assert compared(bridge.Sex("左", "右"), ["男"], cells) == [1, 0, 1, 0.5]
    assert compared(bridge.Village("左", "右"), ["石角村委会"], ["石角村", "大井村", None]) == [1, 0, 0.5]
    addressed = bridge.Village({"address": "左"}, "右", villages=["石角", "大井"])
    assert compared(addressed, ["港门镇石角村12号"], ["石角村", "大井"]) == [1, 0]
    assert compared(bridge.Head("左", "右"), ["陈大文"], ["陈大文", "陈大闻", "李大文", ""]) == [
        1,
        0.9,
        0,
        0.5,
    ]
    assert compared(
        bridge.Account("左", "右"), ["6217000000000001"], ["6217 0000 0000 0001", "6217000000000002"]
    ) == [1, 0]


def test_a_number_is_borne_out_or_doubted_by_what_stands_beside_it():
    frame = pd.DataFrame(
        {"号": ["440823195003151238"] * 3, "生": ["1950-03-15", "1988-08-08", None]}, index=["好", "疑", "空"]
    )
    both = {"resident_id": "号", "birth_date": "生"}
    pairs = pd.MultiIndex.from_tuples([("好", "好"), ("好", "疑"), ("好", "空")])
    made = bridge.ResidentId(both, both, codes=True).compute(pairs, frame)
    assert made.tolist() == [IdLevel.CONFIRMED_EQUAL, IdLevel.DOUBTED_EQUAL, IdLevel.EQUAL]


def test_all_comparisons_at_once_are_those_of_link(registers, links):
    left, right, _ = registers
    fields = {
        name: name
        for name in ("name", "resident_id", "birth_date", "sex", "village")
        if name in left and name in right
    }
    left, right = (frame.set_index("row").astype({"resident_id": object}) for frame in (left, right))
    spoilt = [frame.pop("resident_id_numeric") for frame in (left, right)]
    for frame, cells in zip((left, right), spoilt, strict=True):
        frame.loc[cells, "resident_id"] = frame.loc[cells, "resident_id"].map(int)
    person = bridge.Person(fields, fields, codes=True)
    made = recordlinkage.Compare([person]).compute(links.to_multiindex(), left, right)
    wanted = bridge.level_vectors(links)
    assert list(made.columns) == list(wanted.columns)
    wanted = wanted.replace({"resident_id": {int(IdLevel.REPAIRED): int(IdLevel.ONE_OFF)}})
    different = made.to_numpy() != wanted.to_numpy()
    assert not different[:, 1:].any()
    # A repair may also be a swap of characters further apart, which is no slip.
    only = wanted["resident_id"][different[:, 0]]
    assert set(only) <= {int(IdLevel.ONE_OFF)}
    assert len(only) <= 0.05 * len(wanted)


def test_a_person_has_a_column_for_each_comparison(roster):
    fields = {"name": "谁", "resident_id": "号", "village": "村"}
    pairs = pd.MultiIndex.from_tuples([("a", "d"), ("a", "b"), ("c", "e")])
    made = recordlinkage.Compare([bridge.Person(fields, fields, as_of=None)]).compute(pairs, roster)
    assert list(made.columns) == ["resident_id", "name", "birth", "sex", "village"]
    # Birth and sex come from the numbers, and say nothing beside them.
    assert made.loc[("a", "d")].tolist() == [0.99, 1, 0.5, 0.5, 1]
    assert made.loc[("a", "b")].tolist() == [0.1, 0, 0.5, 0.5, 1]
    assert made.loc[("c", "e")].tolist() == [0.5, 0.5, 0.5, 0.5, 1]


def test_labels_and_missing_values(roster):
    pairs = pd.MultiIndex.from_tuples([("a", "d"), ("a", "e")])
    features = [
        bridge.Name("谁", "谁"),
        bridge.Name("谁", "谁", label="名", missing_value=np.nan),
        recordlinkage.compare.Exact("村", "村", label="exact"),
        bridge.ResidentId("号", "号", missing_value=0.0),
    ]
    made = recordlinkage.Compare(features).compute(pairs, roster)
    assert list(made.columns) == ["name", "名", "exact", "resident_id"]
    assert made.iloc[1].tolist()[0] == 0.5
    assert np.isnan(made.iloc[1, 1])
    assert made["resident_id"].tolist() == [0.99, 0.0]


def test_no_pairs_make_no_features(roster):
    pairs = pd.MultiIndex.from_arrays([[], []])
    made = recordlinkage.Compare(
        [bridge.Name("谁", "谁"), bridge.Person({"name": "谁"}, {"name": "谁"}, label=["n"])]
    )
    assert made.compute(pairs, roster).shape == (0, 2)


def test_a_feature_alone_compares_both_ends_of_a_pair(roster):
    pairs = pd.MultiIndex.from_tuples([("a", "d"), ("a", "b")])
    assert bridge.Name("谁", "谁").compute(pairs, roster).tolist() == [1, 0]


def copied(feature):
    """A feature as another process gets it."""
    return pickle.loads(pickle.dumps(feature))  # noqa: S301 - our own bytes


def test_features_work_in_parallel(registers, links):
    left, right, _ = registers
    left, right = left.set_index("row"), right.set_index("row")
    features = [
        copied(bridge.Name("name", "name")),
        bridge.Birth("birth_date", "birth_date"),
    ]
    alone = recordlinkage.Compare(features).compute(links.to_multiindex(), left, right)
    with joblib.parallel_backend("threading"):
        split = recordlinkage.Compare(features, n_jobs=2).compute(links.to_multiindex(), left, right)
    pd.testing.assert_frame_equal(alone, split)


def test_wrong_columns_are_said():
    with pytest.raises(UsageError, match="no field '姓名'"):
        bridge.Name({"姓名": "谁"}, "谁")
    with pytest.raises(UsageError, match="no comparison"):
        bridge.Person({"name": "谁"}, {"village": "村"})
    with pytest.raises(KeyError):
        recordlinkage.Compare([bridge.Name("没有", "谁")]).compute(
            pd.MultiIndex.from_tuples([(0, 0)]), pd.DataFrame({"谁": ["张伟"]})
        )


@values
def test_each_level_has_a_number_of_its_own(comparison, levels):
    numbers = bridge.VALUES[comparison]
    assert set(numbers) == set(levels)
    assert len(set(numbers.values())) == len(levels)
    assert all(0 <= number <= 1 for number in numbers.values())


@values
def test_numbers_are_in_the_order_of_the_shipped_weights(comparison, levels):
    matcher = load_matcher("household_member" if comparison == "head" else "suspected_death")
    assert comparison in {each.name for each in matcher.comparisons}
    priors = prior_parameters(matcher, 5_000, 5_000)
    place = list(bridge.VALUES).index(comparison)
    weights = np.log2(priors.m[place] / priors.u[place])
    number = bridge.VALUES[comparison]
    for level in levels:
        if level:
            assert (number[level] > 0.5) == (weights[level] > 0)
    masked = {NameLevel.UNKNOWN} if levels is NameLevel else set()
    ordered = sorted(set(levels) - masked - {levels(0)}, key=lambda level: (weights[level], number[level]))
    assert [number[level] for level in ordered] == sorted(number[level] for level in ordered)


def test_names_that_match_are_above_those_that_are_close_and_these_above_others():
    by_outcome = {outcome: [] for outcome in Outcome}
    for level, number in bridge.VALUES["name"].items():
        by_outcome[level.outcome].append(number)
    assert min(by_outcome[Outcome.MATCH]) > max(by_outcome[Outcome.CLOSE]) > 0.5
    assert min(by_outcome[Outcome.CLOSE]) > 0.5 > max(by_outcome[Outcome.NO_MATCH])
