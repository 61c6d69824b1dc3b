"""What the model estimates, as it is kept in its JSON."""

import json
import math

import pytest

from aidlink import charts


@pytest.mark.parametrize("given", ["model", "links"])
def test_levels_are_those_of_the_models_json(town, given):
    links = town.links
    data = charts.parameters_data(links if given == "links" else links.model)
    kept = json.loads(links.model.to_json())
    shown = {(row.comparison, row.level): (row.m, row.u) for row in data.itertuples()}
    assert shown == {
        (name, level): (m, kept["u"][name][level])
        for name, levels in kept["m"].items()
        for level, m in levels.items()
    }
    for row in data.itertuples():
        assert row.weight == pytest.approx(math.log2(row.m / row.u))
    texts = {(c.name, level.name): level.text for c in links.matcher.comparisons for level in c.levels}
    name = data[data["comparison"] == "name_local"]
    assert name["label"].tolist() == [texts["name", level] for level in name["level"]]
    assert data["group"].drop_duplicates().tolist()[:4] == [
        "身份证号",
        "姓名",
        "姓名（同村）",
        "姓名（号码相同时）",
    ]


def test_a_model_of_an_unknown_matcher_shows_its_levels_names(town):
    raw = json.loads(town.links.model.to_json()) | {"matcher": "of_my_own"}
    model = type(town.links.model).from_json(json.dumps(raw))
    data = charts.parameters_data(model)
    assert (data["label"] == data["level"]).all()
