"""Births compared as calendar days, strings of eight digits and sets of years."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aidlink.compare.birth import birth_level, day_number, one_slip
from aidlink.compare.levels import BirthLevel

days = st.dates(date(1850, 1, 1), date(2030, 12, 31))


def ymd(day):
    return day.year * 10000 + day.month * 100 + day.day


def dated(day):
    return ymd(day), day.year, day.year


def test_day_numbers_count_days():
    start = date(1899, 12, 1)
    run = [ymd(start + timedelta(days=number)) for number in range(1000)]
    assert all(day_number(b) - day_number(a) == 1 for a, b in pairwise(run))


@settings(deadline=None, max_examples=100)
@given(days, days)
def test_day_numbers_differ_by_the_days_between(a, b):
    assert day_number(ymd(a)) - day_number(ymd(b)) == (a - b).days


def slips(text):
    found = {text[:4] + text[6:] + text[4:6]}
    for at in range(8):
        found |= {text[:at] + digit + text[at + 1 :] for digit in "0123456789"}
    for at in range(7):
        found.add(text[:at] + text[at + 1] + text[at] + text[at + 2 :])
    return found


@settings(deadline=None, max_examples=30)
@given(days, st.data())
@example(date(1950, 3, 4), None)
def test_one_slip_is_every_edit_and_nothing_else(day, data):
    text = f"{ymd(day):08d}"
    for other in slips(text):
        assert one_slip(ymd(day), int(other))
        assert one_slip(int(other), ymd(day))
    if data is not None:
        once = data.draw(st.sampled_from(sorted(slips(text))))
        for twice in slips(once) - slips(text) - {text}:
            assert not one_slip(ymd(day), int(twice))


def date_level(a, b):
    if a == b:
        return BirthLevel.SAME
    if f"{ymd(b):08d}" in slips(f"{ymd(a):08d}"):
        return BirthLevel.ONE_OFF
    if 17 <= abs((a - b).days) <= 52:
        return BirthLevel.LUNAR
    if a.year == b.year:
        return BirthLevel.SAME_YEAR
    return BirthLevel.NEAR if abs(a.year - b.year) <= 2 else BirthLevel.DIFFERENT


@st.composite
def neighbours(draw):
    a = draw(days)
    near = st.integers(-1200, 1200).map(lambda apart: a + timedelta(days=apart))
    closer = st.integers(-60, 60).map(lambda apart: a + timedelta(days=apart))
    return a, draw(st.one_of(near, closer, days))


@settings(deadline=None, max_examples=500)
@given(neighbours())
@example((date(1950, 12, 1), date(1951, 1, 5)))
@example((date(1950, 3, 15), date(1953, 6, 22)))
def test_dates_are_on_the_documented_level(pair):
    a, b = pair
    assert birth_level(*dated(a), *dated(b)) == date_level(a, b)
    assert birth_level(*dated(b), *dated(a)) == date_level(a, b)


@pytest.mark.parametrize("apart", [16, 17, 52, 53])
def test_the_lunar_window_is_closed(apart):
    a = date(1961, 6, 10)
    b = a + timedelta(days=apart)
    expected = BirthLevel.LUNAR if 17 <= apart <= 52 else BirthLevel.SAME_YEAR
    assert date_level(a, b) == expected
    assert birth_level(*dated(a), *dated(b)) == expected


@pytest.mark.parametrize(
    ("lunar", "solar"),
    [  # published calendars: New Year, Dragon Boat (5.5), Mid-Autumn (8.15), the last month of a lunar year
        (date(1950, 1, 1), date(1950, 2, 17)),
        (date(1966, 1, 1), date(1966, 1, 21)),
        (date(1985, 1, 1), date(1985, 2, 20)),
        (date(2000, 1, 1), date(2000, 2, 5)),
        (date(2020, 5, 5), date(2020, 6, 25)),
        (date(2020, 8, 15), date(2020, 10, 1)),
        (date(2019, 8, 15), date(2019, 9, 13)),
        (date(1949, 12, 8), date(1950, 1, 25)),
    ],
)
def test_lunar_dates_written_as_solar_ones_are_plausible(lunar, solar):
    level = birth_level(*dated(lunar), *dated(solar))
    assert level in (BirthLevel.LUNAR, BirthLevel.ONE_OFF)


@st.composite
def births(draw):
    """A date, an interval of years, or nothing."""
    what = draw(st.sampled_from(("date", "years", "years", "none")))
    if what == "none":
        return 0, 0, 0
    year = draw(st.integers(1940, 1952))
    if what == "date":
        return year * 10000 + 315, year, year
    return 0, year, year + draw(st.integers(0, 2))


@settings(deadline=None, max_examples=400)
@given(births(), births())
def test_ages_are_sets_of_years(a, b):
    years_a, years_b = (set(range(low, high + 1)) - {0} for _, low, high in (a, b))
    if not years_a or not years_b:
        expected = BirthLevel.MISSING
    elif a[0] and b[0]:
        expected = date_level(*(date(born // 10000, 3, 15) for born, _, _ in (a, b)))
    elif years_a & years_b:
        expected = BirthLevel.AGE
    else:
        gap = min(abs(one - other) for one in years_a for other in years_b)
        expected = BirthLevel.AGE_NEAR if gap <= 2 else BirthLevel.AGE_DIFFERENT
    assert birth_level(*a, *b) == expected
    assert birth_level(*b, *a) == expected
