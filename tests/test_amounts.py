from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidlink.amounts import parse_cents, read_cents, read_counts, read_sexes


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_every_form_of_money_is_that_money(amount):
    cents = int(amount * 100)
    forms = [f"{amount}", f"{amount:,}", f"￥{amount:,}", f"{amount}元", f"{amount:,}元整", f" ¥ {amount} "]
    assert {parse_cents(form) for form in forms} == {cents}
    assert parse_cents(f"-{amount}") == parse_cents(f"（{amount}）") == -cents


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1.2万元", 1_200_000),
        ("１，２３４．５", 123_450),
        ("0.005", 1),
        ("600.0", 60_000),
        ("650元/月", 65_000),
    ],
)
def test_other_forms(text, cents):
    assert parse_cents(text) == cents


@pytest.mark.parametrize("text", [None, "", "无", "见附表", "NaN", "Infinity", "1e30", "1.2.3", "五百"])
def test_no_money(text):
    assert parse_cents(text) is None


def test_columns():
    assert read_cents(["600", None, "x", "0"]).to_pylist() == [60_000, None, None, 0]
    assert read_counts(["3", "3人", "三个月", "12月", "2.0", None, "x", "十二"]).tolist() == [
        3,
        3,
        3,
        12,
        2,
        0,
        0,
        12,
    ]
    assert read_sexes(["男", "女", " 男性", "m", "F", "1", "2", "２", None, "未知"]).tolist() == [
        1,
        2,
        1,
        1,
        2,
        1,
        2,
        2,
        0,
        0,
    ]


def test_a_sex_with_its_code_beside_it_is_that_sex():
    texts = ["1-男", "2.女性", "女（2）", "(1)男", "2女", "男/女", "1男2女"]
    assert read_sexes(texts).tolist() == [1, 2, 2, 1, 2, 0, 0]


@given(st.lists(st.one_of(st.none(), st.text(max_size=10), st.decimals(allow_nan=True).map(str))))
def test_columns_say_what_cells_say(texts):
    expected = [parse_cents(text) for text in texts]
    assert read_cents(texts).to_pylist() == expected
    assert all(cents is None or Decimal(cents) == cents for cents in expected)
