from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aidlink.dates import DateStatus, parse_date, parse_months, read_dates

AS_OF = date(2026, 10, 31)
FORMS = {
    "iso": "%Y-%m-%d",
    "slashes": "%Y/%m/%d",
    "points": "%Y.%m.%d",
    "packed": "%Y%m%d",
    "characters": "%Y年%m月%d日",
    "blanks": "%Y %m %d",
    "with time": "%Y-%m-%d 08:30:00",
    "with zone": "%Y-%m-%dT08:30:00+08:00",
    "packed with time": "%Y%m%d083000",
    "weekday": "%Y-%m-%d（星期五）",
    "American": "%m/%d/%Y",
    "hour": "%Y年%m月%d日上午8时",
    "float": "%Y%m%d.0",
}
DIGITS = "〇一二三四五六七八九"


def read(text):
    return parse_date(text, as_of=AS_OF)


def ymd(day):
    return int(day.strftime("%Y%m%d"))


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@given(day=st.dates(date(1900, 1, 1), date(2050, 1, 1)))
@settings(max_examples=25, deadline=None)
def test_every_form_of_a_day_is_that_day(form, day):
    assert read(day.strftime(form)) == (DateStatus.OK, ymd(day), ymd(day) // 100, day.year)


@given(st.dates(date(1927, 5, 18), date(2060, 1, 1)))
def test_serials_are_days(day):
    serial = (day - date(1899, 12, 30)).days
    assert read(str(serial)).ymd == read(f"{serial}.5").ymd == ymd(day)


@given(st.dates(date(1927, 1, 1), AS_OF))
def test_two_digit_years_are_the_latest_not_after_the_data(day):
    assert read(day.strftime("%y-%m-%d")).ymd == ymd(day)
    assert read(day.strftime("%y年%m月%d日")).ymd == ymd(day)


def test_single_figures_and_full_width():
    assert {
        read(text).ymd for text in ("2024-1-5", "2024/1/5", "2024年1月5日", "２０２４．１．５", " '2024-1-5")
    } == {20240105}
    assert read("240105").ymd == 20240105
    assert read("2024年元月5号").ymd == 20240105
    assert read("31/12/2024").ymd == 20241231


@pytest.mark.parametrize(
    "text",
    ["\u200e2024-01-05", "2024-\u200b01-05", "2024—01—05", "2024–1–5", "2024年1月5日8时30分",
     "2024年1月5日08:30", "二O二四年一月五日", "二Ｏ二四.一.五"],
)  # fmt: skip
def test_what_copies_and_word_processors_do_to_a_day(text):
    assert read(text).ymd == 20240105


@given(st.dates(date(1900, 1, 1), date(2050, 1, 1)))
def test_chinese_numerals(day):
    def small(number):
        tens, ones = divmod(number, 10)
        written = {0: "", 1: "十"}.get(tens, DIGITS[tens] + "十")
        return written + (DIGITS[ones] if ones else "")

    year = "".join(DIGITS[int(figure)] for figure in str(day.year))
    assert read(f"{year}年{small(day.month)}月{small(day.day)}日").ymd == ymd(day)


@pytest.mark.parametrize(
    "text", ["2024-02-30", "20230229", "2024-13-01", "0000-00-00", "1024-01-01", "2024年0月5日"]
)
def test_impossible_days_are_none(text):
    assert read(text) == (DateStatus.IMPOSSIBLE, 0, 0, 0)


@pytest.mark.parametrize(
    ("text", "month", "year"),
    [
        ("2024-01", 202401, 2024), ("202401", 202401, 2024), ("2024年1月", 202401, 2024),
        ("2024年1月份", 202401, 2024), ("201105", 201105, 2011), ("1950", 0, 1950), ("1950年", 0, 1950),
    ],
)  # fmt: skip
def test_months_and_years_are_partial(text, month, year):
    assert read(text) == (DateStatus.PARTIAL, 0, month, year)


@pytest.mark.parametrize(
    "text",
    [
        "农历1950年正月初五",
        "1950年腊月廿三",
        "1950-3-2（农历）",
        "阴历1950年3月2日",
        "1950年闰四月初一",
        "1950年八月十五",
    ],
)
def test_lunar_dates_are_not_solar(text):
    assert read(text) == (DateStatus.LUNAR, 0, 0, 1950)


@pytest.mark.parametrize(
    "text", ["长期", "12", "2024-1-5至2024-2-6", "约2024-1-5", "123456789", "20240105陈"]
)
def test_unreadable_texts_are_none(text):
    assert read(text).status in {DateStatus.UNREADABLE, DateStatus.IMPOSSIBLE}
    assert read(text).ymd == 0


def test_missing():
    assert {read(text).status for text in (None, "", " ", "无", "-", "/", "不详", "NaT", "待补")} == {
        DateStatus.MISSING
    }


USUAL = st.from_regex(r"\A(18[45]|19[05]|20[02]|210)[0-9]([-/.]?)(0[0-9]|1[0-3])(\2|[-/.])[0-3][0-9]\Z")
CELLS = st.one_of(st.none(), st.text(max_size=12), st.from_regex(r"[0-9]{2,8}[-./年]?[0-9]{0,4}"), USUAL)


@given(st.lists(CELLS))
@example(["2000-02-29", "19000229", "1900.02.28", "2024-02-29", "2023/02/29", "1850-01-01", "1849-12-31"])
@example(["2100-12-31", "2101-01-01", "2023-04-31", "2023-12-31", "1950-1:-01", "195:-01-01", "٢٠٢٤0101"])
@settings(deadline=None)
def test_columns_say_what_cells_say(texts):
    columns = read_dates(texts, as_of=AS_OF)
    assert list(zip(*(column.tolist() for column in columns), strict=True)) == [tuple(read(t)) for t in texts]


def test_columns_of_days_and_months():
    texts = ["2024-01-05", None, "202402", "x"]
    assert read_dates(texts).ymd.tolist() == [20240105, 0, 0, 0]
    assert parse_months(texts).tolist() == [202401, 0, 202402, 0]


@pytest.mark.parametrize("status", DateStatus)
def test_every_status_has_a_sentence(status):
    assert status.sentence


def test_two_digit_years_after_the_data_are_of_the_last_century():
    assert read("26-01-02").year == 2026
    later = AS_OF + timedelta(days=366)
    assert read(later.strftime("%y-%m-%d")).year == later.year - 100
