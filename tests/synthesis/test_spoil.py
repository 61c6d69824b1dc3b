"""Errors: as often as the model says, of the kind it says, and none where it says none."""

import math
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from aidlink.errors import UsageError
from aidlink.records import Kind
from aidlink.synthesis import ErrorModel, register_pair
from aidlink.synthesis.error_model import IdErrors, NameErrors, RegisterErrors, VillageErrors
from aidlink.synthesis.identifiers import old_number, swap_ten_apart, with_check

ROWS = 30_000
ALWAYS = {
    "id_error": ["missing", "digit", "dropped", "tail", "dressed"],
    "name_error": ["padded", "noted", "alias"],
    "birth_error": ["missing", "off", "lunar"],
    "village_error": ["missing", "variant"],
}
OF = {"id_error": "resident_id", "name_error": "name", "birth_error": "birth", "village_error": "village"}


@pytest.fixture(scope="module", params=["default", "harsh"])
def spoiled(request):
    model = ErrorModel() if request.param == "default" else ErrorModel.harsh()
    pair = register_pair(ROWS, ROWS, overlap=0.5, seed=3, error_model=model)
    return model, {Kind.BENEFICIARY: pair.left.to_pandas(), Kind.DEATH: pair.right.to_pandas()}


def test_rates_are_those_of_the_model(spoiled):
    model, tables = spoiled
    for kind, table in tables.items():
        for column, always in ALWAYS.items():
            rates = getattr(model.of(kind), OF[column]).rates()
            counts = table[column].value_counts()
            for error, rate in rates.items():
                expected, spread = ROWS * rate, 5 * math.sqrt(ROWS * rate * (1 - rate))
                assert counts.get(error, 0) <= expected + spread, (kind, column, error)
                if error in always:
                    assert counts.get(error, 0) >= expected * 0.97 - spread, (kind, column, error)


def test_a_row_is_spoiled_where_it_says_so_and_nowhere_else(spoiled):
    _, tables = spoiled
    clean = register_pair(ROWS, ROWS, overlap=0.5, seed=3, error_model="clean")
    for kind, side in ((Kind.BENEFICIARY, clean.left), (Kind.DEATH, clean.right)):
        table, truth = tables[kind], side.to_pandas()
        assert (table["person_id"] == truth["person_id"]).all()
        for column, cell in (
            ("id_error", "resident_id"),
            ("name_error", "name"),
            ("village_error", "village"),
        ):
            changed = table[cell].fillna("") != truth[cell]
            # A float now and then holds the very number; the cell is numeric all the same.
            wrong = (changed != (table[column] != "")) & (table[column] != "floated")
            assert not wrong.any(), table[wrong][[cell, column]]


def test_a_clean_model_has_no_error():
    table = register_pair(500, 500, error_model="clean").right.to_pandas()
    assert (table[["id_error", "name_error", "birth_error", "village_error"]] == "").all(axis=None)


def test_no_mistyped_number_passes_the_check(spoiled):
    for table in spoiled[1].values():
        for error in ("digit", "swap"):
            assert not any(mod_11_2.is_valid(one) for one in table[table["id_error"] == error]["resident_id"])


def test_a_number_in_a_numeric_cell_is_rounded(spoiled):
    _, tables = spoiled
    table = tables[Kind.BENEFICIARY]
    floated = table[table["id_error"] == "floated"]
    assert len(floated) > 10
    assert floated["resident_id_numeric"].all()
    assert all(int(float(one)) == int(one) for one in floated["resident_id"])
    assert table["resident_id_numeric"].sum() == len(floated)


def test_noise_multiplies_the_rates():
    model = ErrorModel()
    more = model.scaled(1.5)
    for kind in Kind:
        for field in fields(RegisterErrors):
            before, after = getattr(model.of(kind), field.name), getattr(more.of(kind), field.name)
            if not isinstance(before, float):
                assert after.rates() == pytest.approx(
                    {name: 1.5 * rate for name, rate in before.rates().items()}
                )
    assert sum(IdErrors(missing=0.9).scaled(10).rates().values()) <= 0.951


def test_harsh_is_another_mix_and_not_only_more():
    default, harsh = ErrorModel(), ErrorModel.harsh()
    ratios = {
        harsh_rate / rate
        for (_, rate), (_, harsh_rate) in zip(
            default.death.resident_id.rates().items(), harsh.death.resident_id.rates().items(), strict=True
        )
        if rate
    }
    assert min(ratios) < 1
    assert max(ratios) > 3


@pytest.mark.parametrize("rates", [{"missing": -0.1}, {"missing": 0.9, "variant": 0.2}])
def test_impossible_rates_are_refused(rates):
    with pytest.raises(UsageError):
        VillageErrors(**rates)
    with pytest.raises(UsageError):
        NameErrors(masked=0.6, padded=0.6)


@settings(deadline=None, max_examples=50)
@given(st.integers(10**16, 10**17 - 1), st.integers(0, 6))
def test_the_check_character_misses_a_swap_ten_apart(body, place):
    import numpy as np  # noqa: PLC0415

    number = with_check(np.array([body]))[0]
    assert mod_11_2.is_valid(number)
    assert mod_11_2.is_valid(swap_ten_apart(number, place))
    assert old_number(number) == number[:6] + number[8:17]


def test_a_pair_overlaps_as_asked():
    pair = register_pair(2000, 1000, overlap=0.3, seed=8, left="household", right="cremation")
    left, right = (set(side["person_id"].to_pylist()) for side in (pair.left, pair.right))
    assert (len(left), len(right), len(left & right)) == (2000, 1000, 300)


@pytest.mark.parametrize("arguments", [{"overlap": 1.5}, {"right": "payment"}, {"left_rows": 0}])
def test_an_impossible_pair_is_refused(arguments):
    with pytest.raises(UsageError):
        register_pair(**({"left_rows": 10, "right_rows": 10} | arguments))
