from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidlink.ages import birth_years, parse_age, read_ages


@pytest.mark.parametrize(
    "form",
    ["{}", "{}岁", "{}周岁", " {} ", "{}.0", "享年{}岁", "{}岁3个月", "（{}岁）", "{}歲", "{}岁多", "{}岁半"],
)
def test_ages_are_read(form):
    assert parse_age(form.format(78)) == (78, False)


@pytest.mark.parametrize("text", ["虚岁79", "79（虚）", "79虚岁", "虚79岁", "七十九（虚岁）"])
def test_nominal_ages_are_marked(text):
    assert parse_age(text) == (79, True)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("6个月", 0), ("12天", 0), ("0", 0), ("七十八", 78), ("125", 125), ("未满周岁", 0), ("不满一岁", 0),
        ("半岁", 0), ("一岁半", 1), ("一百岁", 100), ("一百零二岁", 102), ("一百一十", 110), ("一百二", -1),
        ("80多岁", -1), ("80多", -1),
    ],
)  # fmt: skip
def test_the_very_young_and_old(text, years):
    assert parse_age(text).years == years


def test_no_age():
    assert read_ages([None, "", "不详", "126", "-5", "1950", "男", "78-80"]).years.tolist() == [-1] * 8


@given(st.dates(date(1920, 1, 1), date(2026, 1, 1)), st.integers(0, 100 * 365))
def test_the_interval_holds_the_birth(born, lived):
    on = date.fromordinal(min(born.toordinal() + lived, date(2026, 12, 31).toordinal()))
    exact = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    low, high = birth_years(read_ages([str(exact)]), on.year)
    assert low[0] <= born.year <= high[0]
    assert high[0] - low[0] == 2
    # Without a mark the age may be nominal: one more after the birthday's new year.
    low, high = birth_years(read_ages([str(on.year - born.year + 1)]), on.year)
    assert on.year - born.year + 1 > 125 or low[0] <= born.year <= high[0]
    # The lunar new year falls between 21 January and 20 February; either side of it may be meant.
    for early_birth in {born.month == 1 or (born.month == 2 and born.day <= 20), False}:
        for early_day in {on.month == 1 or (on.month == 2 and on.day <= 20), False}:
            nominal = (on.year - early_day) - (born.year - early_birth) + 1
            if 0 < nominal <= 125:
                low, high = birth_years(read_ages([f"虚岁{nominal}"]), on.year)
                assert low[0] <= born.year <= high[0]


def test_without_an_age_or_a_year_there_is_no_interval():
    low, high = birth_years(read_ages([None, "70"]), 0)
    assert low.tolist() == high.tolist() == [0, 0]
