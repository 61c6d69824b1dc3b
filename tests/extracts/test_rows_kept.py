"""Every non-blank row is used or set aside, once, under the row number that the spreadsheet shows."""

import csv
import datetime as dt
import io
import tempfile
from pathlib import Path

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from aidlink.extracts import read_extract

HEADER = ["姓名", "身份证号", "村（居）委会", "死亡日期", "备注"]
GROUPS = ["死者", None, None, "死亡", None]
WIDTH = len(HEADER)


def resident_id(sequence):
    body = f"44082319600101{sequence:03d}"
    return body + mod_11_2.calc_check_digit(body)


characters = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Zs"])
texts = st.one_of(
    st.text(st.sampled_from("陈林黄 \"',;\n张x1"), max_size=6), st.text(characters, min_size=1, max_size=4)
)
names = st.sampled_from(["陈一", "林二", "欧阳三", "合计", "张　四", "备注", ""])
ids = st.one_of(st.integers(0, 999).map(resident_id), st.sampled_from(["", "440823", "无"]))
days = st.dates(dt.date(2000, 1, 1), dt.date(2030, 1, 1)).map(str)
records = st.tuples(names, ids, texts, st.one_of(days, st.just("")), texts).map(list)
blanks = st.sampled_from([[], [""] * WIDTH, [" ", "　"], [None, None]])
others = st.sampled_from(
    [
        HEADER,
        ["合计", "", "", "", "3"],
        ["小计"],
        ["填表人：陈某", "", "审核人：林某"],
        ["", "", "", "", "x"],
        ["一、龙腾村"],
        ["陈一", resident_id(7), "港门村", "2024-01-01", "", "多出一格"],
    ]
)
titles = st.lists(
    st.one_of(blanks, st.sampled_from([["港门镇死亡名单"], ["填报单位：", "", "2024年6月"]])), max_size=3
)
bodies = st.lists(st.one_of(records, records, blanks, others), max_size=25)
sure = ["陈一", resident_id(1), "港门村", "2024-01-01", ""]


def said(cell):
    return cell is not None and str(cell).strip() != ""


def check(extract, rows):
    """Against the rows as another program reads them: {row number: cells}."""
    full = {number for number, cells in rows.items() if any(map(said, cells))}
    used = extract.table.column("row").to_pylist()
    aside = extract.rejected.column("row").to_pylist()
    assert sorted(used + aside) == sorted(full)
    assert all(extract.rejected.column("reason").to_pylist())
    places = {match.column: match for match in extract.headers}
    for letter, match in places.items():
        cells = [
            rows[row]["ABCDEFGHIJ".index(letter)] if len(rows[row]) > "ABCDEFGHIJ".index(letter) else None
            for row in used
        ]
        name = match.field or f"other:{match.header or letter + '列'}"
        assert extract.table.column(name).to_pylist() == [cell if said(cell) else None for cell in cells]


@settings(deadline=None, max_examples=60)
@given(titles, bodies, st.integers(1, 4), st.integers(1, 3))
def test_xlsx_against_openpyxl(before, after, top, left):
    rows = [*before, HEADER, sure, *after]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "表.xlsx"
        book = openpyxl.Workbook()
        for down, row in enumerate(rows):
            for across, value in enumerate(row):
                if value:
                    cell = book.active.cell(top + down, left + across)
                    cell.value, cell.data_type = value, "s"
        book.save(path)
        sheet = openpyxl.load_workbook(path).active
        seen = {
            number: list(cells) for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1)
        }
        check(read_extract(path, kind="death"), seen)


@settings(deadline=None, max_examples=120)
@given(
    titles,
    bodies,
    st.sampled_from([",", "\t", ";", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_csv_against_the_csv_module(before, after, delimiter, encoding, end, padded):
    rows = [[cell or "" for cell in row] for row in [*before, HEADER, *[sure] * 5, *after]]
    if padded:
        rows = [row + [""] * (WIDTH - len(row)) for row in rows]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "表.csv"
        path.write_bytes(text.getvalue().encode(encoding))
        reader = csv.reader(io.StringIO(text.getvalue(), newline=""), delimiter=delimiter)
        check(read_extract(path, kind="death"), dict(enumerate(reader, start=1)))
