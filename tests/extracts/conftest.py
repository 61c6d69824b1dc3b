"""Builders of the files that the tests read; every person in them is invented."""

import csv
import io

import openpyxl
import pytest
import xlwt
from stdnum.iso7064 import mod_11_2


@pytest.fixture
def make_id():
    """An invented resident ID: county 440823, a birth day of 1960, and a sequence."""

    def make(number, birth="19600101"):
        body = f"440823{birth}{number % 1000:03d}"
        return body + mod_11_2.calc_check_digit(body)

    return make


@pytest.fixture
def write_xlsx(tmp_path):
    """Write sheets by openpyxl: {name: rows}, or rows for one sheet; merges as "A1:B2" on the first."""

    def write(sheets, name="表.xlsx", *, merges=(), hidden=(), start=(1, 1)):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in (sheets if isinstance(sheets, dict) else {"Sheet1": sheets}).items():
            sheet = book.create_sheet(title)
            for down, row in enumerate(rows):
                for across, value in enumerate(row):
                    if value is not None:
                        cell = sheet.cell(start[0] + down, start[1] + across)
                        cell.value = value
                        if isinstance(value, str):
                            cell.data_type = "s"
            if title in hidden:
                sheet.sheet_state = "hidden"
        for block in merges:
            book.worksheets[0].merge_cells(block)
        path = tmp_path / name
        book.save(path)
        return path

    return write


@pytest.fixture
def write_xls(tmp_path):
    """Write one sheet by xlwt; merges as (top, bottom, left, right, value), counted from 0."""

    def write(rows, name="表.xls", *, merges=()):
        book = xlwt.Workbook()
        sheet = book.add_sheet("Sheet1")
        for down, row in enumerate(rows):
            for across, value in enumerate(row):
                if value is not None:
                    sheet.write(down, across, value)
        for merge in merges:
            sheet.write_merge(*merge)
        path = tmp_path / name
        book.save(str(path))
        return path

    return write


@pytest.fixture
def write_csv(tmp_path):
    """Write delimited text in an encoding."""

    def write(rows, name="表.csv", *, encoding="utf-8", delimiter=",", end="\r\n"):
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
        path = tmp_path / name
        path.write_bytes(text.getvalue().encode(encoding))
        return path

    return write


@pytest.fixture
def roster(make_id):
    """A plain roster: its header and three people."""
    return [
        ["姓名", "身份证号", "村（居）委会", "救助类型", "保障人数", "保障金额"],
        ["陈一", make_id(1), "龙腾村", "农村低保", "3", "900"],
        ["林二", make_id(2), "港门村", "特困供养", "1", "1200"],
        ["黄三", make_id(3), "港门村", "农村低保", "2", "600"],
    ]
