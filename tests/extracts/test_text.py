"""Delimited text: encodings, delimiters, and rows counted as a spreadsheet program counts them."""

import csv

import pytest

from aidlink.errors import InputError
from aidlink.extracts import read_extract

ENCODINGS = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8-sig",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
}


@pytest.mark.parametrize(("encoding", "found"), ENCODINGS.items())
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_encodings_and_delimiters(write_csv, roster, encoding, found, delimiter):
    extract = read_extract(write_csv(roster, encoding=encoding, delimiter=delimiter))
    assert extract.encoding == found
    assert extract.table.column("name").to_pylist() == [row[0] for row in roster[1:]]
    assert [match.header for match in extract.headers] == roster[0]


def test_big_endian_with_bom(write_csv, roster, tmp_path):
    path = tmp_path / "b.csv"
    path.write_bytes(b"\xfe\xff" + write_csv(roster, encoding="utf-16-be").read_bytes())
    assert read_extract(path).table.num_rows == 3


@pytest.mark.parametrize("delimiter", ["，", "；"])
def test_full_width_delimiters(write_csv, roster, delimiter):
    assert read_extract(write_csv(roster, delimiter=delimiter)).table.num_rows == 3


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(write_csv, roster, end):
    assert read_extract(write_csv(roster, end=end)).table.column("row").to_pylist() == [2, 3, 4]


def test_rows_are_records_and_blank_lines_are_rows(tmp_path, make_id):
    lines = [
        "港门镇名册",
        "",
        "姓名,身份证号,救助类型,备注",
        f'陈一,{make_id(1)},低保,"两行\n备注"',
        ",,,",
        "",
        f"林二,{make_id(2)},低保",
        f"黄三,{make_id(3)},低保,x,多出的",
        "合计,,,2",
    ]
    path = tmp_path / "表.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    extract = read_extract(path)
    assert extract.table.column("row").to_pylist() == [4, 7, 8]
    assert extract.table.column("remark").to_pylist() == ["两行\n备注", None, "x"]
    assert extract.table.column("other:E列").to_pylist() == [None, None, "多出的"]
    assert extract.rejected.to_pylist() == [
        {"sheet": "表", "row": 1, "reason": "标题行"},
        {"sheet": "表", "row": 3, "reason": "表头"},
        {"sheet": "表", "row": 9, "reason": "合计行"},
    ]


def test_a_half_character_costs_one_cell_not_the_file(write_csv, roster, tmp_path):
    data = write_csv([*roster, *roster[1:] * 40], encoding="gb18030").read_bytes()
    path = tmp_path / "cut.csv"
    path.write_bytes(data.replace("龙腾村".encode("gb18030"), "龙腾村".encode("gb18030")[:-1], 1))
    extract = read_extract(path)
    assert extract.encoding == "gb18030"
    assert extract.table.column("village").to_pylist()[:2] == ["龙腾�", "港门村"]


def test_a_quotation_mark_that_is_never_closed(tmp_path, make_id):
    path = tmp_path / "表.csv"
    path.write_text(
        f'姓名,身份证号,死亡日期\n"陈一,{make_id(1)},2024\n林二,{make_id(2)},2024\n', encoding="utf-8"
    )
    with pytest.raises(InputError, match="第 2 行：引号没有配对") as error:
        read_extract(path)
    assert make_id(1) not in str(error.value)


@pytest.mark.parametrize(
    ("fourth", "fifth"),
    [
        ('"陈四,{},低保,3', '"陈五,{},低保,3'),
        ('陈四,{},"低保,3', '"陈五,{},低保,3'),
        ('"陈四,{},低保,3', '陈五",{},低保,3'),
    ],
)
@pytest.mark.parametrize("between", [0, 1, 50])
def test_two_stray_quotation_marks_hide_nobody(tmp_path, make_id, fourth, fifth, between):
    """As many as if they were paired: the rows between them would stand in one cell."""
    plain = [f"甲,陈{number},{make_id(number)},低保,3" for number in range(between)]
    lines = ["村,姓名,身份证号,救助类型,保障人数", f"甲,林一,{make_id(99)},低保,3"]
    lines += [
        "甲," + fourth.format(make_id(60)),
        *plain,
        "甲," + fifth.format(make_id(61)),
        f"甲,林二,{make_id(98)},低保,3",
    ]
    path = tmp_path / "表.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="第 3 行：引号没有配对"):
        read_extract(path)


def test_a_family_in_a_cell_is_no_stray_quotation_mark(write_csv, make_id):
    family = f"陈三,{make_id(3)}\n陈四,{make_id(4)}"
    rows = [["姓名", "身份证号", "救助类型", "家庭成员情况"], ["陈一", make_id(1), "低保", family]]
    extract = read_extract(write_csv(rows), kind="beneficiary")
    assert extract.table.column("other:家庭成员情况").to_pylist() == [family]


@pytest.mark.parametrize("line", [0, 1, 30])
@pytest.mark.parametrize("cells", [20_000, 200_000])
def test_a_line_of_more_cells_than_a_spreadsheet_has_columns(tmp_path, make_id, line, cells):
    """A column for each of them would take all memory."""
    lines = ["姓名,身份证号,救助类型"] + [f"陈一,{make_id(number)},低保" for number in range(40)]
    lines[line] += "," * cells
    path = tmp_path / "表.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"一行里有 \d+ 格或更多，放不进表格"):
        read_extract(path)


def test_a_literal_quotation_mark_is_text(tmp_path, make_id):
    path = tmp_path / "表.csv"
    path.write_text(f'姓名,身份证号,救助类型\n陈"一,{make_id(1)},低保\n', encoding="utf-8")
    assert read_extract(path).table.column("name").to_pylist() == ['陈"一']


def test_rare_characters_survive(write_csv, roster):
    roster[1][0] = "𠮷䶮"
    for encoding in ("utf-8", "gb18030", "utf-16"):
        assert read_extract(write_csv(roster, encoding=encoding)).table.column("name")[0].as_py() == "𠮷䶮"


def test_a_text_file_named_xls(write_csv, roster):
    assert read_extract(write_csv(roster, "导出.xls", encoding="gbk", delimiter="\t")).table.num_rows == 3


def test_web_page_named_xls(tmp_path, make_id):
    page = f"""<html><head><style>td {{ color: red }}</style></head><body><table>
    <tr><th colspan=3>港门镇死亡名单</th></tr>
    <tr><td>户号</td><td>姓&nbsp;名</td><td>身份证号</td><td>死亡日期</td></tr>
    <tr><td rowspan="2">H1</td><td>陈一</td><td>{make_id(1)}</td><td>2024-01-02</td></tr>
    <tr><td>林二<td>{make_id(2)}</td><td>2024-01-03</td></tr></table></body></html>"""
    path = tmp_path / "导出.xls"
    path.write_bytes(page.encode("gbk"))
    extract = read_extract(path)
    assert extract.table.column("row").to_pylist() == [3, 4]
    assert extract.table.column("name").to_pylist() == ["陈一", "林二"]
    assert extract.table.column("other:户号").to_pylist() == ["H1", "H1"]
    assert extract.encoding == "gb18030"


def test_a_long_text_keeps_its_row_numbers(tmp_path, make_id):
    """Long enough for two readers; notes of another width stand in both of their halves."""
    number = make_id(1)
    lines = ["姓名,身份证号,村"] + [f"李{chr(0x4E00 + n % 500)},{number},东山村" for n in range(30_000)]
    for at in (40, 14_000, 15_500, 29_000):
        lines[at] = "备注：此行只有一格"
    lines[20_000] = ",,"
    path = tmp_path / "名册.csv"
    path.write_text("\r\n".join(lines) + "\r\n", "utf-8")
    assert path.stat().st_size > 1 << 20
    extract = read_extract(path, "beneficiary")
    expected = [at + 1 for at, line in enumerate(lines) if line.endswith("东山村")]
    assert extract.table["row"].to_pylist() == expected
    assert extract.table["name"].to_pylist() == [lines[row - 1].split(",")[0] for row in expected]
    assert extract.rejected["row"].to_pylist() == [1, 41, 14_001, 15_501, 29_001]


def test_a_row_longer_than_the_csv_modules_limit_is_set_aside(tmp_path, make_id):
    path = tmp_path / "名册.csv"
    rows = ["姓名,身份证号,村", f"陈一,{make_id(1)},东山村", "注" * 200_000, f"林二,{make_id(2)},东山村"]
    path.write_text("\n".join(rows) + "\n", "utf-8")
    before = csv.field_size_limit(131_072)  # the module's own; another file may have raised it
    try:
        extract = read_extract(path, "beneficiary")
    finally:
        csv.field_size_limit(before)
    assert extract.table["row"].to_pylist() == [2, 4]
    assert extract.rejected["row"].to_pylist() == [1, 3]
