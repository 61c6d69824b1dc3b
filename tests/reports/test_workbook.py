import datetime as dt
from dataclasses import astuple, replace
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest

from aidlink.extracts import Extract, HeaderMatch
from aidlink.extracts.extract import REJECTED
from aidlink.findings.frame import Finding, FindingKind, Place, to_table
from aidlink.findings.frame import Source as Spoken
from aidlink.identity.status import IdReason
from aidlink.records import Kind
from aidlink.reports.month import Month, Source
from aidlink.reports.sheet import display_width
from aidlink.reports.workbook import write_workbook

SHEETS = ["总览", "疑似死亡", "重复发放", "户名不一致", "漏发错发", "数据质量", "未采用的行"]
CLUED = ["疑似死亡", "重复发放"]  # the sheets of the month below that have rows
A4 = 140  # half-width characters of eleven points across a landscape page
TODAY = dt.date(2026, 10, 31)
NUMBER, ACCOUNT = "440823195003151234", "6217001234567890123"
FORMULA = '=HYPERLINK("http://x","y")'


def source(name, kind, rows, headers, rejected=(), notes=()):
    names = list(dict.fromkeys(field for row in rows for field in row))
    table = pa.table(
        {
            "sheet": pa.array(["Sheet1"] * len(rows), pa.string()),
            "row": pa.array(range(4, 4 + len(rows)), pa.int32()),
            **{field: [row.get(field) for row in rows] for field in names},
        }
    )
    matches = tuple(HeaderMatch("Sheet1", "A", text, field, why) for text, field, why in headers)
    set_aside = pa.Table.from_pylist(
        [{"sheet": "Sheet1", "row": row, "reason": reason} for row, reason in rejected], schema=REJECTED
    )
    return Source(Extract(Path(name), kind, table, set_aside, matches, None, "0" * 64, notes), table)


def month(*findings):
    roster = source(
        "救助对象名册.xlsx",
        Kind.BENEFICIARY,
        [
            {
                "name": name,
                "name_text": name,
                "resident_id": NUMBER,
                "resident_id_reason": int(IdReason.OK),
                "village": village,
                "account_name_text": "黄大海",
                "account_digits": ACCOUNT,
                "amount_cents": 123456,
                "programme": FORMULA,
                "other:" + FORMULA: "x",
            }
            for name, village in (("陈秀妹", "石角村"), ("李四", None))
        ],
        [("姓名", "name", "别名"), ("身份证号码", "resident_id", "别名"), (FORMULA, None, "未识别")],
        [(1, "标题行"), (9, "合计行")],
    )
    deaths = source(
        "死亡人口.csv",
        Kind.DEATH,
        [{"name": "陈秀妹", "name_text": "陈秀妹", "death_date_day": 20260903, "cremation_date_day": 0}],
        [("姓名", "name", "别名")],
        notes=("工作表“旧表”：看不出是哪一类表",),
    )
    return Month(TODAY, [roster, deaths], to_table(findings), [("说明.docx", "不是表格文件")])


LEFT = Place("救助对象名册.xlsx", "Sheet1", 4)
DEAD = Finding(
    kind=FindingKind.SUSPECTED_DEATH,
    grade="A",
    keys=(1,),
    left=LEFT,
    right=Place("死亡人口.csv", "Sheet1", 4),
    reason="疑似死亡：……",
    evidence=("死亡人口登记：死亡日期2026年9月3日", "已发放：2026年10月低保500元"),
    check="向亲属核实",
)
PAID = Finding(
    kind=FindingKind.DUPLICATE_PAYMENT,
    grade="B",
    keys=(2,),
    left=LEFT,
    right=Place("救助对象名册.xlsx", "Sheet1", 5),
    reason="疑似重复发放：……",
)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "核查清单.xlsx"
    write_workbook(path, month(DEAD, PAID))
    return openpyxl.load_workbook(path)


def row_of(sheet, at):
    header = [cell.value for cell in sheet[1]]
    assert len(set(header)) == len(header)
    return dict(zip(header, (cell.value for cell in sheet[at]), strict=True))


def texts(book):
    return [
        cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)
    ]


def test_sheets_in_order(book):
    assert book.sheetnames == SHEETS


def test_nothing_unmasked_is_shown(book):
    shown = "\n".join(cell.value for cell in texts(book))
    for secret in (NUMBER, ACCOUNT, "陈秀妹", "李四", "黄大海"):
        assert secret not in shown


def test_a_clue_shows_both_places_and_waits_for_an_answer(book):
    row = row_of(book["疑似死亡"], 2)
    assert row["等级"] == "A"
    assert row["村"] == "石角村"
    assert row["姓名"] == "陈*妹"
    assert row["身份证号"] == "440823********1234"
    assert row["名册中的位置"].split("\n") == ["救助对象名册.xlsx", "Sheet1", "第4行"]
    assert row["死亡登记的位置"].endswith("第4行")
    assert row["死亡日期"].date() == dt.date(2026, 9, 3)
    assert row["火化日期"] is None
    assert row["说明"] == DEAD.reason
    assert row["证据"].split("\n") == list(DEAD.evidence)
    assert row["建议核查方式"] == "向亲属核实"
    assert [row[name] for name in ("核查结果", "原因说明", "核查人", "核查日期")] == [None] * 4


def test_a_date_of_death_comes_from_any_register_that_tells_it(tmp_path):
    gone = Place("户籍册.csv", "Sheet1", 4)
    told = (Spoken("户籍册", *astuple(gone)), Spoken("死亡人口登记", "死亡人口.csv", "Sheet1", 4))
    shown = month(replace(DEAD, right=gone, sources=told))
    write_workbook(tmp_path / "核查清单.xlsx", shown)
    row = row_of(openpyxl.load_workbook(tmp_path / "核查清单.xlsx")["疑似死亡"], 2)
    assert row["死亡日期"].date() == dt.date(2026, 9, 3)


def test_amounts_are_numbers_in_yuan(book):
    assert row_of(book["重复发放"], 2)["第一笔金额"] == 1234.56


@pytest.mark.parametrize("name", SHEETS[1:4])
def test_answers_are_chosen_and_dates_are_checked(book, name):
    sheet = book[name]
    rules = {rule.type: rule for rule in sheet.data_validations.dataValidation}
    if name == "户名不一致":
        assert not rules
        assert sheet["A2"].value == "本月没有发现户名不一致的线索。"
        return
    header = [cell.value for cell in sheet[1]]
    assert rules["list"].formula1 == '"属实,不属实,无法核实"'
    assert rules["list"].cells.sorted()[0].min_col == header.index("核查结果") + 1
    assert rules["date"].cells.sorted()[0].min_col == header.index("核查日期") + 1
    assert sheet.auto_filter.ref


@pytest.mark.parametrize("name", SHEETS[1:])
def test_sheets_are_set_up_to_read_and_print(book, name):
    sheet = book[name]
    assert sheet.freeze_panes is not None
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToWidth in ({2} if name in CLUED else {None, 1})  # 1 is the default
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$1:$1"


@pytest.mark.parametrize("name", CLUED)
def test_clues_print_legibly_and_both_pages_say_whose_they_are(book, name):
    sheet = book[name]
    assert sheet.print_title_cols == "$A:$E"
    header = [cell.value for cell in sheet[1]]
    assert header[:5] == ["编号", "等级", "村", "姓名", "身份证号"]
    assert sheet.page_setup.pageOrder == "overThenDown"  # the two halves follow each other
    widths = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]]
    held = sum(widths[:5])
    turn = next(at for at in range(5, len(widths)) if 2 * sum(widths[5:at]) >= sum(widths[5:]))
    halves = min(max(sum(widths[5:at]), sum(widths[at:])) for at in (turn, turn - 1))
    assert A4 / (held + halves) > 0.65  # of ten points; on one page it was 0.45


def test_a_sheet_without_clues_is_one_page(book):
    assert book["户名不一致"].print_title_cols is None


def test_no_cell_is_a_formula_or_a_link(book):
    assert {cell.data_type for cell in texts(book)} == {"s"}
    assert not any(cell.hyperlink for cell in texts(book))
    assert FORMULA in {cell.value for cell in texts(book)}


def test_overview_says_what_was_read_and_found(book):
    rows = [[value for value in row if value is not None] for row in book["总览"].iter_rows(values_only=True)]
    assert ["疑似死亡", "A", "身份证号相同，姓名相符", 1] in rows
    assert ["户名不一致", "本月没有发现", 0] in rows
    assert ["救助对象名册.xlsx", "救助对象名册", "Sheet1", 2, 2] in rows
    assert ["说明.docx", "未读取", "不是表格文件"] in rows
    assert ["死亡人口.csv", "请留意", "工作表“旧表”：看不出是哪一类表"] in rows
    assert ["资料截至：2026年10月31日"] in rows


def test_quality_and_set_aside(book):
    quality = list(book["数据质量"].iter_rows(min_row=2, values_only=True))
    assert quality[1] == ("救助对象名册.xlsx", "Sheet1", "身份证号码", 2, 1, "2 行号码正确")
    assert quality[2][-1] == "未识别"
    aside = list(book["未采用的行"].iter_rows(min_row=2, values_only=True))
    assert aside == [
        ("救助对象名册.xlsx", "Sheet1", 1, "标题行"),
        ("救助对象名册.xlsx", "Sheet1", 9, "合计行"),
    ]


def test_same_month_same_bytes(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(tmp_path / name, month(DEAD, PAID))
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_workbook_that_cannot_be_written_is_an_os_error(tmp_path):
    with pytest.raises(OSError, match="missing"):
        write_workbook(tmp_path / "missing" / "a.xlsx", month())


def test_chinese_counts_two():
    assert display_width("户名（A）1") == 10


def test_a_missing_column_is_said_to_silence_findings(tmp_path):
    roster = source("名册.xlsx", Kind.BENEFICIARY, [{"name": "陈秀妹"}], [("姓名", "name", "别名")])
    write_workbook(tmp_path / "核查清单.xlsx", Month(TODAY, [roster], to_table([])))
    row = row_of(openpyxl.load_workbook(tmp_path / "核查清单.xlsx")["数据质量"], 3)
    assert row["原表的列"] == "（缺：核定金额）"
    assert "不等于没有错发" in row["说明"]


@pytest.mark.parametrize(
    ("grade", "nothing"),
    [
        ("UNPAID", ["发放记录的位置", "发放金额"]),
        ("NOT_LISTED", ["名册中的位置", "核定金额"]),
        ("AMOUNT", []),
    ],
)
def test_a_record_that_there_is_not_has_no_place_and_no_amount(tmp_path, grade, nothing):
    said = replace(PAID, kind=FindingKind.PAYMENT_MISMATCH, grade=grade)
    write_workbook(tmp_path / "核查清单.xlsx", month(said))
    row = row_of(openpyxl.load_workbook(tmp_path / "核查清单.xlsx")["漏发错发"], 2)
    about = ("名册中的位置", "发放记录的位置", "核定金额", "发放金额")
    # The second record has an amount too, so that nothing is empty by chance.
    assert [name for name in about if row[name] is None] == nothing
