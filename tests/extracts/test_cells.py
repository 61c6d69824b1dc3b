"""What a cell's text is: as the spreadsheet shows it, typed or not."""

import datetime as dt

import openpyxl
import pytest

from aidlink.extracts import read_extract
from aidlink.records import FIELDS, FieldType
from aidlink.standardise import standardise

HEADER = ["姓名", "身份证号", "死亡日期", "年龄", "备注"]

MORNING = dt.datetime.combine(dt.date(2024, 2, 29), dt.time())


def column(extract, name):
    return extract.table.column(name).to_pylist()


def test_ids_stored_as_numbers_are_flagged_and_shown_with_excels_15_digits(write_xlsx, make_id):
    rows = [
        HEADER,
        ["陈一", make_id(1), "2024-01-01", "70", None],
        ["林二", 440823196001010022, "2024-01-01", "70", None],
        ["黄三", 440823600101002, "2024-01-01", "70", None],
        ["梁四", None, "2024-01-01", "70", None],
    ]
    extract = read_extract(write_xlsx(rows))
    assert column(extract, "resident_id") == [make_id(1), "440823196001010000", "440823600101002", None]
    assert column(extract, "resident_id_numeric") == [False, True, True, False]


def test_an_id_that_a_program_stored_as_a_number_keeps_its_first_fifteen_digits(write_xlsx):
    numbers = [440823196001010000 + tail for tail in (39, 126, 486, 513, 628, 741, 899, 943)]
    numbers += [110105194912310500 + tail for tail in (21, 77, 450)]
    extract = read_extract(write_xlsx([HEADER, *(["陈一", number, "", "70", None] for number in numbers)]))
    assert column(extract, "resident_id") == [f"{number // 1000}000" for number in numbers]
    fifteen = standardise(extract, as_of=dt.date(2026, 10, 31))["resident_id_fifteen"].to_pylist()
    assert fifteen == [number // 1000 for number in numbers]


def test_a_text_id_is_no_number(write_csv, make_id):
    extract = read_extract(write_csv([HEADER, ["陈一", make_id(1), "", "", ""]]))
    assert column(extract, "resident_id_numeric") == [False]


def test_account_numbers(write_xlsx, make_id):
    rows = [
        ["姓名", "身份证号", "发放月份", "账号", "户名", "开户人身份证号"],
        ["陈一", make_id(1), 202406, 6217001234567890123, "陈一", 440823196001010022],
        ["林二", make_id(2), 202406.0, "6217001234567890123", "林二", make_id(2)],
    ]
    extract = read_extract(write_xlsx(rows))
    assert column(extract, "account") == ["6217001234567890000", "6217001234567890123"]
    assert column(extract, "account_numeric") == [True, False]
    assert column(extract, "holder_id_numeric") == [True, False]
    assert column(extract, "pay_month") == ["202406", "202406"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (3, "3"),
        (3.0, "3"),
        (-12.5, "-12.5"),
        (0, "0"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (123456789012345, "123456789012345"),
        (1234567890123456, "1234567890123460"),
        (1e22, "10000000000000000000000"),
        (True, "TRUE"),
        (False, "FALSE"),
        (dt.date(2024, 2, 29), "2024-02-29"),
        (MORNING.replace(hour=13, minute=5, second=9), "2024-02-29 13:05:09"),
        (MORNING, "2024-02-29"),
        (dt.time(8, 30), "08:30:00"),
        ("  两头 ", "  两头 "),
        ("'440823", "'440823"),
        ("第一行\n第二行", "第一行\n第二行"),
        ("007", "007"),
        ("　 \t", None),
    ],
)
def test_a_cell_as_text(write_xlsx, make_id, value, shown):
    extract = read_extract(write_xlsx([HEADER, ["陈一", make_id(1), None, None, value]]))
    assert column(extract, "remark") == [shown]


def test_mixed_columns_keep_each_cell(write_xlsx, make_id):
    values = [1, "一", 2.5, True, dt.date(2024, 1, 2), None, 0, False]
    rows = [HEADER, *(["陈一", make_id(i), None, None, value] for i, value in enumerate(values))]
    shown = ["1", "一", "2.5", "TRUE", "2024-01-02", None, "0", "FALSE"]
    assert column(read_extract(write_xlsx(rows)), "remark") == shown


def test_error_cells_are_blank(write_xlsx, roster):
    path = write_xlsx(roster)
    book = openpyxl.load_workbook(path)
    cell = book.active["C2"]
    cell.value, cell.data_type = "#N/A", "e"
    book.save(path)
    assert column(read_extract(path), "village")[0] is None


def test_a_number_that_csv_writes_as_text_stays_text(write_csv):
    extract = read_extract(write_csv([HEADER, ["陈一", "4.40823E+17", "2024/1/2", "70.0", ""]]))
    assert column(extract, "resident_id") == ["4.40823E+17"]
    assert column(extract, "age") == ["70.0"]


def test_csv_formula_that_forces_text(tmp_path, make_id):
    path = tmp_path / "表.csv"
    path.write_text(f'姓名,身份证号,死亡日期\n陈一,="{make_id(1)}",2024-01-02\n', encoding="utf-8")
    assert column(read_extract(path), "resident_id") == [make_id(1)]


def test_xls_cells(write_xls, make_id):
    rows = [HEADER, ["陈一", make_id(1), "2024-01-02", 70, 1.25], ["林二", 440823600101002, None, 8, True]]
    extract = read_extract(write_xls(rows))
    assert column(extract, "age") == ["70", "8"]
    assert column(extract, "remark") == ["1.25", "TRUE"]
    assert column(extract, "resident_id_numeric") == [False, True]


def test_only_ids_and_accounts_carry_a_flag(write_xlsx, make_id):
    extract = read_extract(write_xlsx([HEADER, ["陈一", make_id(1), 45000, 70, 5]]))
    flags = {
        name.removesuffix("_numeric") for name in extract.table.column_names if name.endswith("_numeric")
    }
    assert flags == {"resident_id"}
    assert all(FIELDS[name].type in {FieldType.RESIDENT_ID, FieldType.ACCOUNT} for name in flags)


def test_types_of_the_table(write_xlsx, roster):
    schema = read_extract(write_xlsx(roster)).table.schema
    types = {name: str(schema.field(name).type) for name in ("sheet", "row", "name", "resident_id_numeric")}
    assert types == {"sheet": "string", "row": "int32", "name": "string", "resident_id_numeric": "bool"}


def test_many_rows_of_whole_numbers(write_xlsx, make_id):
    """The fast way for whole numbers shows what the slow one shows."""
    numbers = [[None, n, -5, 10**14 - n, n * 10**9][n % 5] for n in range(500)]
    rows = [["姓名", "身份证号", "死亡日期", "备注"], *(["陈一", make_id(1), None, n] for n in numbers)]
    expected = [None if n is None else str(n) for n in numbers]
    assert column(read_extract(write_xlsx(rows)), "remark") == expected
