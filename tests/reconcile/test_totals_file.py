import openpyxl
import pytest

from aidlink.errors import InputError
from aidlink.reconcile import read_totals


def write(path, *rows, merges=(), title="统计"):
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    for merge in merges:
        book.active.merge_cells(merge)
    book.save(path)
    return path


def figures(totals):
    frame = totals.frame.astype(object).where(totals.frame.notna(), None)
    return [
        tuple(row)
        for row in frame[["month", "village", "programme", "people", "households", "cents"]].to_numpy()
    ]


def test_one_programme_a_row(tmp_path):
    path = write(
        tmp_path / "台账.xlsx",
        ["港门镇2026年10月社会救助统计台账"],
        ["序号", "村委会", "救助类型", "户数", "人数", "金额（元）", "备用"],
        [1, "石角村委会", "农村低保", 12, 30, 12500.5, "x"],
        [2, None, "特困供养", 3, 3, 3978, None],
        [3, "东坡村", "农村低保", 5, "9人", "6,000", None],
        ["合计", None, None, 20, 42, 22478.5, None],
    )
    totals = read_totals(path)
    assert figures(totals) == [
        (202610, "石角", "低保", 30, 12, 1250050),
        (202610, "石角", "特困", 3, 3, 397800),
        (202610, "东坡", "低保", 9, 5, 600000),
    ]
    assert totals.notes == ("工作表“统计”G列“备用”：看不懂，没有使用",)


def test_one_programme_a_group_of_columns(tmp_path):
    path = write(
        tmp_path / "统计表.xlsx",
        ["村名", "月份", "低保", None, "残疾人两项补贴", None, "合计", None],
        [None, None, "人数", "金额（万元）", "人数", "金额（万元）", "人数", "金额（万元）"],
        ["石角", "2026年9月", 30, 1.25, 4, 0.08, 34, 1.33],
        ["东坡", "2026年9月", 9, 0.6, None, None, 9, 0.6],
        ["合计", None, 40, 1.85, 4, 0.08, 44, 1.93],
        merges=("C1:D1", "E1:F1", "G1:H1", "A1:A2", "B1:B2"),
    )
    totals = read_totals(path)
    assert figures(totals) == [
        (202609, "石角", "低保", 30, None, 1250000),
        (202609, "石角", "残疾人两项补贴", 4, None, 80000),
        (202609, "东坡", "低保", 9, None, 600000),
    ]
    assert totals.notes == ("工作表“统计”第5行：低保/人数的合计写的是40，各行相加是39",)


def test_what_is_no_figure_is_told(tmp_path):
    path = tmp_path / "台账.csv"
    path.write_text("村,救助类型,人数,金额\n石角,低保,约三十,100\n", "utf-8")
    totals = read_totals(path)
    assert figures(totals) == [(None, "石角", "低保", None, None, 10000)]
    assert totals.notes == ("工作表“台账”第2行C列：“人数”不是数字，没有使用",)


def test_a_sheet_that_is_no_ledger_is_passed_over_and_a_file_of_them_refused(tmp_path):
    path = write(tmp_path / "x.xlsx", ["说明", "内容"], ["一", "二"])
    with pytest.raises(InputError, match="看不出是统计台账"):
        read_totals(path)
