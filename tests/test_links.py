"""Links held in the hand: filtered, made one to one, and explained."""

import re

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aidlink.assign import take_greedily
from aidlink.errors import UsageError
from aidlink.links import FREQUENCY, Links, level_column, pass_column
from aidlink.model.weights import make_model, prior_parameters
from aidlink.rules import load_matcher

MATCHER = load_matcher("suspected_death")
MODEL = make_model(
    MATCHER, prior_parameters(MATCHER, 100, 100), pairs=10_000, candidates=10, iterations=0, converged=True
)
LEVELS = {each.name: ["missing", *(level.name for level in each.levels)] for each in MATCHER.comparisons}


def make_links(pairs, *, alone=False):
    """Links of (left record, right record, weight, probability) pairs, all on missing levels."""
    number = len(pairs)
    left, right, weight, probability = (
        (list(column) for column in zip(*pairs, strict=True)) if pairs else ([],) * 4
    )
    columns = {
        "left_record": pa.array(left, pa.int32()),
        "right_record": pa.array(right, pa.int32()),
        "left_sheet": pa.array(["甲"] * number, pa.string()),
        "left_row": pa.array([record + 2 for record in left], pa.int32()),
        "right_sheet": pa.array([None] * number, pa.string()),
        "right_row": pa.array([record + 2 for record in right], pa.int32()),
        "weight": pa.array(weight, pa.float64()),
        "probability": pa.array(probability, pa.float64()),
        "passes": pass_column(np.full(number, 5, np.int32), ("one", "two", "three")),
    }
    columns |= {name: level_column(name, np.zeros(number, np.uint8)) for name in LEVELS}
    columns[FREQUENCY] = pa.array(np.zeros(number))
    return Links(pa.table(columns), MATCHER, MODEL, (), alone)


pairs = st.lists(
    st.tuples(
        st.integers(0, 5), st.integers(0, 5), st.sampled_from((1.0, 2.0)), st.sampled_from((0.2, 0.5, 0.9))
    ),
    unique_by=lambda pair: pair[:2],
    max_size=14,
).map(sorted)


def greedy(found, *, alone):
    """Again and again the best pair of all whose rows are still free."""
    kept, rest = [], list(found)
    while rest:
        best = min(rest, key=lambda pair: (-pair[3], -pair[2], pair[0], pair[1]))
        kept.append(best[:2])
        rows = set(best[:2])
        rest = [
            pair
            for pair in rest
            if (not rows & set(pair[:2]) if alone else pair[0] != best[0] and pair[1] != best[1])
        ]
    return sorted(kept)


@settings(deadline=None, max_examples=150)
@given(pairs, st.booleans())
def test_one_to_one_is_greedy(found, alone):
    if alone:
        found = [pair for pair in found if pair[0] < pair[1]]
    links = make_links(found, alone=alone)
    single = links.one_to_one()
    assert single.table.select(["left_record", "right_record"]).to_pylist() == [
        {"left_record": left, "right_record": right} for left, right in greedy(found, alone=alone)
    ]
    assert single.alone == alone
    assert len(single.one_to_one()) == len(single)


@settings(deadline=None, max_examples=50)
@given(pairs, st.sampled_from((0.0, 0.2, 0.3, 0.5, 1.0)))
def test_filter_keeps_what_is_as_probable(found, probability):
    kept = make_links(found).filter(probability=probability)
    expected = [pair for pair in found if pair[3] >= probability]
    assert len(kept) == len(expected)
    assert kept.to_pandas()[["left_row", "right_row"]].to_numpy().tolist() == [
        [left + 2, right + 2] for left, right, _, _ in expected
    ]
    assert (kept.matcher, kept.model) == (MATCHER, MODEL)


def test_taking_from_nothing_takes_nothing():
    none = np.zeros(0, np.int32)
    assert take_greedily(none, none, np.zeros(0, np.intp), alone=False).tolist() == []


def test_frames_have_the_promised_columns():
    columns = ["left_row", "right_row", "weight", "probability", "passes", *LEVELS]
    for found in ([], [(0, 1, 3.0, 0.5)]):
        frame = make_links(found).to_pandas()
        assert list(frame.columns) == columns
        assert len(frame) == len(found)
    assert frame.loc[0, "passes"] == "one+three"
    assert frame.loc[0, "name"] == "missing"


@pytest.mark.parametrize("name", sorted(LEVELS))
def test_levels_are_named_as_in_the_rule_file(name):
    numbers = np.arange(len(LEVELS[name]), dtype=np.uint8)
    assert level_column(name, numbers).to_pylist() == LEVELS[name]


def test_passes_are_named_in_their_order():
    names = tuple(f"p{number}" for number in range(31))
    masks = np.array([1, 2**30 | 2, 3], np.int32)
    assert pass_column(masks, names).to_pylist() == ["p0", "p1+p30", "p0+p1"]


def explained(levels, *, frequency=0.0, probability=0.5):
    links = make_links([(0, 1, 0.0, probability)])
    table = links.table
    for name, level in levels.items():
        column = level_column(name, np.array([LEVELS[name].index(level)], np.uint8))
        table = table.set_column(table.column_names.index(name), name, column)
    table = table.set_column(table.column_names.index(FREQUENCY), FREQUENCY, pa.array([frequency]))
    return Links(table, MATCHER, MODEL, ()).explain(2, 3)


def test_reasons_are_what_spoke():
    said = explained({"name": "equal", "village": "different"}, frequency=-1.5)
    texts = {(c.name, level.name): (level.text, level) for c in MATCHER.comparisons for level in c.levels}
    assert [(reason.comparison, reason.level) for reason in said.reasons[:-1]] == [
        ("name", "equal"), ("village", "different"),
    ]  # fmt: skip
    for reason in said.reasons[:-1]:
        text, level = texts[reason.comparison, reason.level]
        assert reason.text == text
        share = MODEL.share
        assert reason.weight == pytest.approx(np.log2(level.m / (level.u + level.per_match * share)))
    assert (said.reasons[-1].comparison, said.reasons[-1].weight) == (FREQUENCY, -1.5)
    assert "较常见" in said.reasons[-1].text
    assert "较少见" in explained({"name": "equal"}, frequency=2.0).reasons[-1].text
    assert said.passes == ("one", "three")


def test_a_sentence_says_first_what_agrees_and_the_strongest_first():
    text = {(c.name, level.name): level.text for c in MATCHER.comparisons for level in c.levels}
    said = explained({"sex": "same", "name": "equal", "village": "different"}, probability=0.87).sentence
    name, sex, village = text["name", "equal"], text["sex", "same"], text["village", "different"]
    assert said == f"{name}，{sex}；但{village}。推算为同一人的可能性约87%，是否同一人以核查为准。"
    assert explained({"sex": "same"}).sentence.startswith(f"{sex}。")
    assert explained({"village": "different"}).sentence.startswith(f"{village}。")


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.99996, "在99%以上"),
        (0.995, "在99%以上"),
        (0.994, "约99%"),
        (0.5, "约50%"),
        (0.01, "约1%"),
        (0.002, "不到1%"),
    ],
)
def test_nothing_is_called_certain(probability, words):
    said = explained({"name": "equal"}, probability=probability).sentence
    assert f"可能性{words}，" in said
    assert not re.search("100%|约0%", said)


def test_unknown_and_ambiguous_pairs_are_refused():
    links = make_links([(0, 1, 1.0, 0.5)])
    assert links.explain(2, 3, left_sheet="甲").probability == 0.5
    for rows, sheets in (
        ((3, 2), {}),
        ((2, 4), {}),
        ((2, 3), {"left_sheet": "乙"}),
        ((2, 3), {"right_sheet": "乙"}),
    ):
        with pytest.raises(UsageError, match="no such pair"):
            links.explain(*rows, **sheets)
    both = Links(pa.concat_tables([links.table, links.table]), MATCHER, MODEL, ())
    with pytest.raises(UsageError, match="several sheets"):
        both.explain(2, 3)
    sheet = both.table.column_names.index("left_sheet")
    two = Links(both.table.set_column(sheet, "left_sheet", pa.array(["甲", "乙"])), MATCHER, MODEL, ())
    assert two.explain(2, 3, left_sheet="乙")


def test_a_repr_shows_no_person():
    assert repr(make_links([(0, 1, 1.0, 0.5)])) == "<Links suspected_death: 1 pairs of 10 candidates>"
