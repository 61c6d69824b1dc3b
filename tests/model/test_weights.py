"""Models as JSON text, and matchers turned into arrays."""

import json
from dataclasses import replace

import numpy as np
import pytest

from aidlink.compare.levels import GROUPS
from aidlink.errors import RuleError
from aidlink.model.columns import COLUMNS, KIN, POLICY
from aidlink.model.weights import (
    Model,
    check_levels,
    check_model,
    expected_share,
    make_model,
    prior_parameters,
)
from aidlink.rules import load_matcher

MATCHERS = ("suspected_death", "duplicate_payment", "household_member")


@pytest.fixture(scope="module")
def matcher():
    return load_matcher("suspected_death")


@pytest.fixture(scope="module")
def model(matcher):
    parameters = prior_parameters(matcher, 300, 200)
    return make_model(matcher, parameters, pairs=60_000, candidates=900, iterations=12, converged=True)


def test_a_model_survives_its_file(model, tmp_path):
    path = tmp_path / "model.json"
    model.save(path)
    assert Model.load(path) == model
    assert Model.load(str(path)).to_json() == path.read_text("utf-8") == model.to_json()
    for one, other in zip(Model.load(path).parameters().m, model.parameters().m, strict=True):
        assert (one == other).all()


def test_a_model_says_where_it_is_from(model, matcher):
    raw = json.loads(model.to_json())
    assert raw["schema"] == 2
    assert raw["rules"] == matcher.digest
    assert (raw["matcher"], raw["pairs"], raw["candidates"]) == ("suspected_death", 60_000, 900)
    used = {comparison.name for comparison in matcher.comparisons}
    assert set(raw["m"]) == set(raw["u"]) == {column for column, policy in POLICY.items() if policy in used}


def test_another_schema_is_named(model):
    raw = json.loads(model.to_json())
    for other in (1, "2", None):
        with pytest.raises(RuleError, match="schema"):
            Model.from_json(json.dumps({**raw, "schema": other, "new": 1}))


def garbage(raw):
    yield ""
    yield "[]"
    yield "3"
    yield "null"
    yield '{"schema": 2}'
    yield json.dumps({key: value for key, value in raw.items() if key != "schema"})
    yield json.dumps({**raw, "more": 1})
    yield json.dumps({key: value for key, value in raw.items() if key != "share"})
    for wrong in (
        {"share": "much"}, {"share": 1.5}, {"share": 0}, {"share": None}, {"m": []}, {"m": {"name": 1}},
        {"u": {"name": {"equal": "x"}}}, {"u": {"name": {"equal": 0}}}, {"m": {"name": {"equal": -1}}},
    ):  # fmt: skip
        yield json.dumps({**raw, **wrong})
    yield json.dumps({**raw, "share": float("nan")})


def test_garbage_is_no_model(model, tmp_path):
    for text in garbage(json.loads(model.to_json())):
        with pytest.raises(RuleError, match="not an aidlink model"):
            Model.from_json(text)
    with pytest.raises(RuleError, match=r"no model file 'none\.json'"):
        Model.load(tmp_path / "none.json")
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\x00model")
    with pytest.raises(RuleError, match=r"bytes\.json: not text"):
        Model.load(tmp_path / "bytes.json")


def test_a_model_of_another_matcher_is_refused(model, matcher):
    check_model(model, matcher)
    with pytest.raises(RuleError, match="duplicate_payment"):
        check_model(model, load_matcher("duplicate_payment"))
    cut = {name: levels for name, levels in model.u.items() if name != "sex"}
    with pytest.raises(RuleError, match="levels"):
        check_model(replace(model, u=cut), matcher)
    with pytest.raises(RuleError, match="levels"):
        check_model(replace(model, m={**model.m, "sex": {"same": 1.0}}), matcher)


@pytest.mark.parametrize("name", MATCHERS)
def test_priors_are_the_rule_files_numbers(name):
    matcher = load_matcher(name)
    check_levels(matcher)
    parameters = prior_parameters(matcher, 300, 200)
    assert parameters.share == pytest.approx(
        matcher.share / 300
    )  # of 200 rows, that share stand once on the left
    given = {comparison.name: comparison for comparison in matcher.comparisons}
    for column, (name_of_column, levels) in enumerate(COLUMNS.items()):
        m, u = parameters.m[column], parameters.u[column]
        assert m[0] == u[0] == 1
        comparison = POLICY[name_of_column]
        if comparison not in given:
            assert (m == 1).all()
            assert (u == 1).all()
            continue
        for level in given[comparison].levels:
            at = levels[level.name.upper()]
            assert m[at] == level.m
            chance = level.kin if name_of_column == KIN else level.u + level.per_match * parameters.share
            assert u[at] == pytest.approx(chance)


@pytest.mark.parametrize("name", MATCHERS)
def test_shipped_levels_are_shares_of_their_group_and_speak_chinese(name):
    for comparison in load_matcher(name).comparisons:
        groups = GROUPS[comparison.name][1:]
        for group in set(groups):
            of = [level for level, its in zip(comparison.levels, groups, strict=True) if its == group]
            assert sum(level.m for level in of) == pytest.approx(1, abs=0.01)
        assert all(
            "\u4e00" <= level.text[0] <= "\u9fff" or level.text[0].isdigit() for level in comparison.levels
        )


def test_a_share_is_of_the_right_rows():
    matcher = replace(load_matcher("suspected_death"), share=0.5)
    assert expected_share(matcher, 100, 10) == pytest.approx(5 / 1000)
    assert expected_share(matcher, 1, 10) == 0.5
    assert expected_share(matcher, 0, 0) == 0.5
    assert expected_share(matcher, 100, 0) == pytest.approx(0.5 / 100)


def test_matchers_with_other_levels_are_refused_by_file_and_name(matcher):
    def changed(**of_first):
        return replace(
            matcher, comparisons=(replace(matcher.comparisons[0], **of_first), *matcher.comparisons[1:])
        )

    levels = matcher.comparisons[0].levels
    with pytest.raises(RuleError, match=r"suspected_death\.toml: no comparison 'shoe'"):
        check_levels(changed(name="shoe"))
    with pytest.raises(RuleError, match=r"suspected_death\.toml: resident_id must have the levels equal,"):
        check_levels(changed(levels=levels[1:]))
    with pytest.raises(RuleError, match="in this order"):
        check_levels(changed(levels=levels[::-1]))
    heavy = (replace(levels[0], m=0.9 * levels[0].m), *levels[1:])
    with pytest.raises(
        RuleError, match=r"suspected_death\.toml: resident_id: m of equal, .* add up to 0\.\d+, not 1"
    ):
        check_levels(changed(levels=heavy))
    assert np.isfinite(prior_parameters(matcher, 0, 0).share)
