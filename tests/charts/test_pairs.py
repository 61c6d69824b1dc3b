"""A pair's waterfall adds up, and the histogram counts."""

import math

import numpy as np
import pytest

from aidlink import charts
from aidlink.errors import UsageError


def log_odds(probability):
    return math.log2(probability / (1 - probability))


def test_every_waterfall_goes_from_the_prior_to_the_probability(town):
    rows = town.links.table.select(["left_row", "right_row", "weight", "probability"]).to_pylist()
    assert len(rows) > 200
    for row in rows[:: len(rows) // 60]:
        steps = charts.waterfall_data(town.links, row["left_row"], row["right_row"])
        assert steps["kind"].iloc[0] == "prior"
        assert steps["weight"].iloc[0] == pytest.approx(log_odds(town.links.model.share))
        assert steps["weight"][steps["kind"] == "reason"].sum() == pytest.approx(row["weight"])
        moves = steps[steps["kind"] != "total"]
        assert moves["start"].tolist() == pytest.approx([0.0, *moves["end"].iloc[:-1]])
        assert (moves["end"] - moves["start"]).tolist() == pytest.approx(moves["weight"].tolist())
        total = steps.iloc[-1]
        assert (total["kind"], total["start"]) == ("total", 0.0)
        assert total["end"] == pytest.approx(moves["end"].iloc[-1])
        if 0.001 < row["probability"] < 0.9999:
            assert total["end"] == pytest.approx(log_odds(row["probability"]))


def test_reasons_fall_from_the_strongest_for_to_the_strongest_against(town):
    for row in town.links.to_pandas().head(20).itertuples():
        steps = charts.waterfall_data(town.links, row.left_row, row.right_row)
        weights = steps["weight"][steps["kind"] == "reason"].tolist()
        assert weights == sorted(weights, reverse=True)


def test_a_pair_that_is_not_there_is_refused(town):
    with pytest.raises(UsageError, match="no such pair"):
        charts.waterfall(town.links, 10**6, 2)


@pytest.mark.parametrize(("by", "width"), [("weight", 1.0), ("probability", 0.05)])
def test_the_histogram_is_numpys(town, by, width):
    data = charts.weights_data(town.links, by=by)
    values = town.links.to_pandas()[by].to_numpy()
    edges = np.append(data["low"], data["high"].iloc[-1])
    known, _ = np.histogram(values, edges)
    assert data["pairs"].tolist() == known.tolist()
    assert data["pairs"].sum() == len(values)
    assert (data["high"] - data["low"]).to_numpy() == pytest.approx(width)
    assert data["pairs"].iloc[0] > 0 < data["pairs"].iloc[-1]


def test_a_threshold_stands_where_a_lone_pair_has_it(town):
    spec = charts.weights(town.links, thresholds=[0.8]).to_dict()
    at = next(each["data"]["values"][0]["at"] for each in spec["layer"] if "values" in each.get("data", {}))
    share = town.links.model.share
    odds = 2**at * share / (1 - share)
    assert odds / (1 + odds) == pytest.approx(0.8)


def test_there_are_two_histograms(town):
    with pytest.raises(UsageError, match="weight or probability"):
        charts.weights_data(town.links, by="hope")
