"""Tables one under another in one sheet: everybody is read under the header above him."""

import pytest

from aidlink.errors import InputError
from aidlink.extracts import read_extract, read_extracts
from aidlink.records import Kind

FIRST = ["序号", "姓名", "身份证号", "救助类型", "金额"]
SECOND = ["序号", "姓名", "供养方式", "身份证号", "金额", "账号"]


@pytest.fixture
def low(make_id):
    """A row under the first header."""
    return lambda number: [str(number), f"陈{number}", make_id(number), "低保", "300"]


@pytest.fixture
def cared(make_id):
    """A row under the second one."""
    return lambda number: [str(number), f"林{number}", "分散", make_id(number), "1000", "62170000000001"]


@pytest.mark.parametrize("titles", [[], [["特困供养对象"]], [[], ["二、特困"]]])
def test_each_table_has_its_own_header(write_xlsx, low, cared, make_id, titles):
    rows = [["一、低保"], FIRST, low(1), low(2), ["合计", None, None, None, "600"], *titles, SECOND, cared(3)]
    extract = read_extract(write_xlsx(rows))
    last = len(rows)
    assert extract.table.column("row").to_pylist() == [3, 4, last]
    assert extract.table.column("resident_id").to_pylist() == [make_id(1), make_id(2), make_id(3)]
    assert extract.table.column("programme").to_pylist() == ["低保", "低保", None]
    assert extract.table.column("care").to_pylist() == [None, None, "分散"]
    assert extract.rows_in_file == len([row for row in rows if row])
    assert any("上下有 2 张表" in note for note in extract.notes)


def test_the_first_header_may_come_back(write_csv, low, cared, make_id):
    rows = [FIRST, low(1), SECOND, cared(2), cared(3), FIRST, low(4), FIRST, low(5)]
    extract = read_extract(write_csv(rows))
    assert extract.table.column("row").to_pylist() == [2, 4, 5, 7, 9]
    assert extract.table.column("resident_id").to_pylist() == [make_id(number) for number in range(1, 6)]


def test_headers_of_two_rows(write_csv, make_id):
    heads = [["村", "户主信息", "", "家庭成员", ""], ["", "姓名", "身份证号", "姓名", "身份证号"]]
    other = [["户主信息", "", "家庭成员", "", ""], ["姓名", "身份证号", "姓名", "身份证号", "与户主关系"]]

    def ids(*numbers):
        return [cell for number in numbers for cell in (f"陈{number}", make_id(number))]

    rows = [*heads, ["东村", *ids(1, 2)], *heads, ["东村", *ids(1, 3)], *other, [*ids(4, 5), "子"]]
    extract = read_extract(write_csv(rows), kind="beneficiary")
    assert extract.table.column("row").to_pylist() == [3, 6, 9]
    assert extract.table.column("head_id").to_pylist() == [make_id(1), make_id(1), make_id(4)]
    assert extract.table.column("resident_id").to_pylist() == [make_id(2), make_id(3), make_id(5)]


@pytest.mark.parametrize(
    ("row", "between"),
    [
        (["1", "陈一", None, "低保", "300"], []),
        ([None, "陈一", "无", "低保", None], [[]]),
        ([None, "陈一", None, "低保", "有"], [["二、特困"]]),
    ],
)
def test_people_without_a_number_stand_under_a_header_too(write_xlsx, cared, make_id, row, between):
    rows = [FIRST, row, *between, SECOND, cared(3)]
    extract = read_extract(write_xlsx(rows), kind="beneficiary")
    assert extract.table.column("row").to_pylist() == [2, len(rows)]
    assert extract.table.column("name").to_pylist() == ["陈一", "林3"]
    assert extract.table.column("resident_id").to_pylist() == [row[2], make_id(3)]


def test_tables_of_several_kinds(write_xlsx, low, make_id):
    rows = [FIRST, low(1), ["本月死亡人员"], ["姓名", "身份证号", "死亡日期"], ["陈九", make_id(9), "2024"]]
    path = write_xlsx(rows)
    with pytest.raises(InputError, match="有几类表"):
        read_extract(path)
    roster, deaths = read_extracts(path)
    assert (roster.kind, deaths.kind) == (Kind.BENEFICIARY, Kind.DEATH)
    assert deaths.table.column("death_date").to_pylist() == ["2024"]
    assert roster.rows_in_file + deaths.rows_in_file == len(rows)


def test_a_summary_below_names_nobody(write_xlsx, low):
    rows = [FIRST, low(1), [], ["村（居）委会", "保障人数", "保障金额"], ["东村", "1", "300"]]
    extract = read_extract(write_xlsx(rows))
    assert extract.table.column("row").to_pylist() == [2]
    assert extract.rejected.column("row").to_pylist() == [1, 4, 5]
