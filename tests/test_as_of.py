import datetime as dt
from pathlib import Path

import pyarrow as pa
import pytest

from aidlink.as_of import find_as_of, last_day_of_data
from aidlink.errors import InputError, UsageError
from aidlink.extracts import Extract
from aidlink.extracts.extract import REJECTED
from aidlink.records import Kind


def extract(kind, **fields):
    return Extract(Path("a.csv"), kind, pa.table(fields), REJECTED.empty_table(), (), None, "")


def paid(*months):
    return extract(Kind.PAYMENT, pay_month=pa.array(months, pa.string()))


def test_the_latest_month_paid():
    assert last_day_of_data([paid("2026-09", "2026-10"), paid("2026年8月")]) == dt.date(2026, 10, 31)


def test_a_lone_slip_of_the_pen_dates_nothing():
    assert last_day_of_data([paid(*["2026-10"] * 99, "2062-10")]) == dt.date(2026, 10, 31)


def test_registers_speak_where_no_payment_does():
    deaths = extract(Kind.DEATH, death_date=["2026-09-03", None], birth_date=["1950-01-01", "1951-01-01"])
    assert last_day_of_data([paid(None, "不详"), deaths]) == dt.date(2026, 9, 30)


def test_birth_dates_and_rosters_say_nothing():
    roster = extract(Kind.BENEFICIARY, birth_date=["1950-01-01"], approval_date=["2026-01-01"])
    assert last_day_of_data([roster]) is None
    with pytest.raises(InputError, match="--as-of"):
        find_as_of(Path("本月"), [roster], None)


def test_caller_before_folder_before_data():
    asked = dt.date(2026, 10, 20)
    assert find_as_of(Path("2026-11"), [paid("2026-10")], asked) == (asked, "caller")
    assert find_as_of(Path("2026-11"), [paid("2026-10")], None) == (dt.date(2026, 11, 30), "folder")
    assert find_as_of(Path("本月"), [paid("2026-10")], None) == (dt.date(2026, 10, 31), "data")


@pytest.mark.parametrize(("folder", "day", "taken"), [
    ("2026-10", dt.date(2026, 10, 1), True),
    ("2026-10", dt.date(2026, 11, 30), True),  # drawn up in the month after
    ("2026-12", dt.date(2027, 1, 5), True),
    ("2026-10", dt.date(2026, 9, 1), True),
    ("2026-10", dt.date(2026, 8, 31), False),
    ("2026-10", dt.date(2025, 10, 31), False),
    ("2026-10", dt.date(2036, 10, 31), False),
    ("本月", dt.date(2036, 10, 31), True),
])  # fmt: skip
def test_a_day_far_from_the_folders_month_is_a_slip(folder, day, taken):
    if taken:
        assert find_as_of(Path(folder), [], day) == (day, "caller")
    else:
        with pytest.raises(UsageError, match=f"--as-of {day} 与文件夹“2026-10”的月份不符"):
            find_as_of(Path(folder), [], day)
