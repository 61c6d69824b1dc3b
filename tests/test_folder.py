import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aidlink.errors import InputError
from aidlink.folder import find_extracts, month_end
from aidlink.publish import OUTPUTS


def test_only_tables_are_read_and_the_rest_is_named(tmp_path):
    for name in ("b.csv", "a.XLSX", "~$a.xlsx", ".hidden.csv", "说明.docx", *OUTPUTS):
        (tmp_path / name).write_text(name, "utf-8")
    (tmp_path / "旧").mkdir()
    (tmp_path / "c.csv").write_text("b.csv", "utf-8")
    paths, unread = find_extracts(tmp_path)
    assert [path.name for path in paths] == ["a.XLSX", "b.csv"]
    assert dict(unread) == {
        "c.csv": "与“b.csv”内容完全相同",
        "旧": "是文件夹，里面的文件没有读取",
        "说明.docx": "不是表格文件",
    }


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_a_folder_without_tables_is_refused(tmp_path, name):
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=name):
        find_extracts(tmp_path / name)


@settings(deadline=None, max_examples=50)
@given(
    st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)), st.sampled_from(["%Y-%m", "%Y%m", "%Y年%m月资料"])
)
def test_month_end_is_the_day_before_the_next_month(day, form):
    end = month_end(Path("data") / day.strftime(form))
    assert (end.year, end.month) == (day.year, day.month)
    assert (end + dt.timedelta(days=1)).day == 1


@pytest.mark.parametrize("name", ["本月", "2026", "2026-13", "12026-10", "202610123"])
def test_a_name_without_a_month_gives_none(name):
    assert month_end(Path(name)) is None
