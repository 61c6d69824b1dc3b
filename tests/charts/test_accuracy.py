"""Precision, recall and calibration against scikit-learn's, scipy's, and sums by hand."""

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from scipy.stats import binomtest
from sklearn.metrics import precision_recall_curve

import aidlink
from aidlink import charts
from aidlink.errors import UsageError


@pytest.fixture(scope="module")
def truth(town):
    """The true pairs, and three of rows that no register has: a curve that never reaches all."""
    unscored = pd.DataFrame({"left_row": [10**6] * 3, "right_row": [1, 2, 3]})
    return pd.concat([town.truth, unscored], ignore_index=True)


def judged(town, truth):
    """Scored pairs with the truth, joined by hand."""
    true = set(truth.itertuples(index=False, name=None))
    frame = town.links.to_pandas()
    match = [(row.left_row, row.right_row) in true for row in frame.itertuples()]
    return frame["probability"].to_numpy(), np.array(match), len(true)


def test_precision_and_recall_are_sklearns(town, truth):
    probability, match, matches = judged(town, truth)
    missed = matches - int(match.sum())
    assert missed > 2
    data = charts.precision_recall_data(town.links, truth)
    scores = np.append(probability, np.full(missed, -1.0))
    truth = np.append(match, np.ones(missed, bool))
    precision, recall, thresholds = precision_recall_curve(truth, scores)
    known = {t: (p, r) for t, p, r in zip(thresholds, precision, recall, strict=False) if t >= 0}
    assert sorted(known) == sorted(data["threshold"])
    for row in data.itertuples():
        assert (row.precision, row.recall) == pytest.approx(known[row.threshold])
        assert row.pairs == (probability >= row.threshold).sum()


def test_calibration_is_counted_by_tenths(town):
    probability, match, _ = judged(town, town.truth)
    pairs = sorted(zip(probability, match, strict=True), key=lambda pair: pair[0])
    pairs = [pair for pair in pairs if pair[0] >= 0.01]
    size, more = divmod(len(pairs), 10)
    data = charts.calibration_data(town.links, town.truth)
    assert data["pairs"].tolist() == [size + (at < more) for at in range(10)]
    start = 0
    for row in data.itertuples():
        part = pairs[start : start + row.pairs]
        start += row.pairs
        right = sum(bool(true) for _, true in part)
        known = binomtest(right, len(part)).proportion_ci(method="wilson")
        assert (row.right, row.observed) == (right, pytest.approx(right / len(part)))
        assert row.expected == pytest.approx(sum(p for p, _ in part) / len(part))
        assert (row.low, row.high) == pytest.approx((known.low, known.high))
        assert (row.lowest, row.highest) == (part[0][0], part[-1][0])


def test_truth_may_be_an_index_of_pairs(town):
    index = pd.MultiIndex.from_frame(town.truth.sample(frac=1, random_state=1))
    known = charts.precision_recall_data(town.links, town.truth)
    pd.testing.assert_frame_equal(charts.precision_recall_data(town.links, index), known)
    sheets = town.truth.assign(left_sheet="救助对象名册", right_sheet="死亡人口")
    pd.testing.assert_frame_equal(charts.precision_recall_data(town.links, sheets), known)
    elsewhere = charts.precision_recall_data(town.links, sheets.assign(right_sheet="别处"))
    assert elsewhere["right"].max() == 0


def test_pairs_of_one_table_are_judged_either_way_round(town):
    twice = pa.concat_tables([town.left.slice(0, 40)] * 2)
    twice = twice.set_column(twice.column_names.index("row"), "row", pa.array(range(2, 82)))
    links = aidlink.link(twice, matcher="household_member", as_of=dt.date(2026, 8, 1))
    same = pd.DataFrame({"left_row": np.arange(2, 42), "right_row": np.arange(42, 82)})
    turned = same.rename(columns={"left_row": "right_row", "right_row": "left_row"})
    known = charts.precision_recall_data(links, same)
    assert known["right"].max() > 30
    assert known["recall"].max() == known["right"].max() / 40
    sheets = {"left_sheet": town.left["sheet"][0].as_py(), "right_sheet": town.left["sheet"][0].as_py()}
    for told in (turned, pd.concat([same, turned]), turned.assign(**sheets)):
        pd.testing.assert_frame_equal(charts.precision_recall_data(links, told), known)
    with pytest.raises(UsageError, match="both left_sheet and right_sheet, or neither"):
        charts.precision_recall_data(links, same.assign(left_sheet="甲"))


def test_answers_judge_only_their_pairs(town):
    frame = town.links.to_pandas()[["left_row", "right_row"]].iloc[::7]
    told = frame.assign(match=np.arange(len(frame)) % 2 == 0)
    data = charts.precision_recall_data(town.links, told)
    assert data["pairs"].max() == len(told)
    assert data["right"].max() == told["match"].sum()
    assert charts.calibration_data(town.links, told)["pairs"].sum() <= len(told)


def test_a_ledgers_answers_judge_its_clues(ledger):
    data = charts.precision_recall_data(ledger)
    assert data["threshold"].tolist() == [0.9, 0.8, 0.7, 0.6, 0.5, 0.4]
    assert data["right"].tolist() == [1, 2, 3, 3, 4, 4]
    tenths = charts.calibration_data(ledger)
    assert tenths[["lowest", "right"]].to_numpy().tolist() == [
        [0.4, 0], [0.5, 1], [0.6, 0], [0.7, 1], [0.8, 1], [0.9, 1]
    ]  # fmt: skip


def test_what_cannot_judge_is_refused(town, ledger):
    with pytest.raises(UsageError, match="truth is missing"):
        charts.calibration_data(town.links)
    with pytest.raises(UsageError, match="right_row"):
        charts.calibration_data(town.links, town.truth[["left_row"]])
    with pytest.raises(UsageError, match="leave truth out"):
        charts.precision_recall_data(ledger, town.truth)
