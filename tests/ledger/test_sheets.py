"""Village sheets: what they show, what survives, and how they come back."""

import datetime as dt
import shutil
import subprocess

import openpyxl
import pytest

from aidlink.errors import InputError
from aidlink.findings.frame import FindingKind
from aidlink.ledger import Ledger
from aidlink.monthly import run_month
from aidlink.review import review

OCTOBER, NOVEMBER, DECEMBER = dt.date(2026, 10, 31), dt.date(2026, 11, 30), dt.date(2026, 12, 31)


@pytest.fixture
def ledger(tmp_path, finding, table):
    with Ledger(tmp_path / "l.db") as opened:
        bank = [
            "账号****4314，户名卢*欣",
            "2026年10月低保，陈*妹，420元，2026年10月10日发放，账号****5698（发放.xlsx 明细 第7行）",
        ]
        kind = FindingKind.ACCOUNT_NAME_MISMATCH
        opened.record(
            table(
                [
                    finding("a"),
                    finding("b", grade="B"),
                    finding("c", kind=kind, grade="NO_MATCH", lines=bank, reason="账号****4871收了3人的款。"),
                    finding("d", village="南山村"),
                ]
            ),
            OCTOBER,
        )
        yield opened


@pytest.fixture
def sheets(tmp_path, ledger, issue):
    return issue(tmp_path / "sheets", ledger)


def rows(path):
    sheet = openpyxl.load_workbook(path).active
    head = [cell.value for cell in sheet[5]]
    return [dict(zip(head, row, strict=True)) for row in sheet.iter_rows(min_row=6, values_only=True)]


def ids(path):
    return [row["编号"] for row in rows(path)]


def test_one_village_one_file_masked_without_the_bank(sheets):
    assert set(sheets) == {"石角", "南山"}
    assert len(rows(sheets["石角"])) == 3
    assert len(rows(sheets["南山"])) == 1
    texts = [
        str(cell.value)
        for path in sheets.values()
        for row in openpyxl.load_workbook(path).active.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    shown = "\n".join(texts)
    for bank in ("账号", "****", "卢*欣", "户名卢", "开户", "发放.xlsx", "第7行"):
        assert bank not in shown.replace("********", "")
    assert "同一账户收了3人的款" in shown
    assert "2026年10月低保，陈*妹，420元，2026年10月10日发放" in shown
    assert not any(text.startswith("=") for text in texts)


def test_printed_on_two_pages_that_both_say_whose_they_are(sheets):
    sheet = openpyxl.load_workbook(sheets["石角"]).active
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (2, 0)
    assert sheet.page_setup.pageOrder == "overThenDown"
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$5:$5", "$A:$F")
    head = [cell.value for cell in sheet[5]]
    assert {"编号", "姓名", "身份证号"} < set(head[:6])
    assert sheet.print_area.endswith(f"$O${sheet.max_row}")  # all but the hidden column of keys


def test_locked_but_for_the_answers_with_lists_to_choose_from(sheets):
    sheet = openpyxl.load_workbook(sheets["石角"]).active
    assert sheet.protection.sheet
    head = [cell.value for cell in sheet[5]]
    open_ = {head[cell.column - 1] for cell in sheet[6] if not cell.protection.locked}
    assert open_ == {"核查结果", "处理意见", "原因说明", "核查人", "核查日期"}
    lists = {rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"}
    assert lists == {'"属实,不属实,无法核实"', '"停发,追回,更正资料,补充材料,不需处理"'}
    key = openpyxl.utils.get_column_letter(head.index("核对码") + 1)
    assert sheet.column_dimensions[key].hidden


def test_the_same_clues_give_the_same_bytes(tmp_path, ledger, sheets, issue):
    again = issue(tmp_path / "again", ledger)
    assert {name: path.read_bytes() for name, path in again.items()} == {
        name: path.read_bytes() for name, path in sheets.items()
    }


def test_answers_settle_and_stay_quiet_until_there_is_new_evidence(
    ledger, sheets, fill, finding, table, issue, tmp_path, true_answer, false_answer
):
    a, b, c = ids(sheets["石角"])
    fill(
        sheets["石角"],
        {a: true_answer, b: false_answer, c: true_answer | {"核查结果": "无法核实", "原因说明": "外出"}},
    )
    result = review(sheets["石角"], ledger)
    assert (result.answered, result.blank, result.applied, result.problems) == (3, 0, 3, ())
    clues = ledger.clues().set_index("finding_id")
    assert list(clues.loc[[a, b, c], "status"]) == ["new", "cleared", "new"]
    assert tuple(clues.loc[b, ["answer", "reason", "checker", "checked_on"]]) == (
        "不属实", "本人在家", "李四", dt.date(2026, 11, 3),
    )  # fmt: skip
    ledger.record(table([finding("a"), finding("b", grade="B")]), NOVEMBER)
    clues = ledger.clues().set_index("finding_id")
    assert list(clues.loc[[a, b, c], "status"]) == ["persisting", "cleared", "persisting"]
    sheet = rows(issue(tmp_path / "november", ledger, NOVEMBER)["石角"])
    assert [row["编号"] for row in sheet] == [c]
    assert "上次核查：无法核实，外出" in sheet[0]["依据"]
    assert "本月资料中未再出现" in sheet[0]["依据"]
    # Put right: no longer found. Found again, it is news; and so is a false one with a new fact.
    ledger.record(table([finding("b", grade="B", lines=["火化台账：火化日期2026年9月5日"])]), DECEMBER)
    clues = ledger.clues().set_index("finding_id")
    assert list(clues.loc[[a, b], "status"]) == ["cleared", "reopened"]
    assert clues.loc[b, "answer"] is None
    assert clues.loc[b, "due"] == dt.date(2027, 1, 10)
    ledger.record(table([finding("a")]), dt.date(2027, 1, 31))
    assert ledger.clues().set_index("finding_id").loc[a, "status"] == "reopened"
    assert [row.after for row in ledger.history(a).itertuples() if row.what == "status"] == [
        "new", "persisting", "cleared", "reopened",
    ]  # fmt: skip


def test_an_answer_to_older_evidence_does_not_settle_newer(
    ledger, sheets, fill, finding, table, false_answer
):
    a = ids(sheets["石角"])[0]
    ledger.record(table([finding("a", lines=["火化台账：火化日期2026年9月5日"])]), NOVEMBER)
    fill(sheets["石角"], {a: false_answer})
    assert review(sheets["石角"], ledger).applied == 1
    clue = ledger.clues().set_index("finding_id").loc[a]
    assert (clue["status"], clue["answer"]) == ("reopened", None)
    assert list(ledger.answers()["answer"]) == ["不属实"]


WRONG = [
    ({"核查结果": None}, "没有选“核查结果”"),
    ({"核查结果": "是"}, "不在可选范围内"),
    ({"核查人": None}, "没有填“核查人”"),
    ({"核查日期": None}, "没有填“核查日期”"),
    ({"核查日期": "昨天"}, "看不懂"),
    ({"核查日期": dt.date(2025, 11, 3)}, "早于线索的月份"),
    ({"核查结果": "不属实"}, "没有填“原因说明”"),
    ({"核查结果": "无法核实"}, "没有填“原因说明”"),
    ({"处理意见": "停发"}, "没有书面理由"),
    ({"处理意见": "停发", "原因说明": "　 "}, "没有书面理由"),
    ({"处理意见": "停发", "核查结果": "不属实", "原因说明": "在家"}, "却要停发"),
    ({"处理意见": "开除"}, "不在可选范围内"),
    ({"编号": "D-000000000000"}, "被改动过"),
    ({"姓名": "王*明"}, "被改动过"),
    ({"身份证号": None}, "被改动过"),
    ({"核对码": None}, "被改动过"),
    ({"核对码": "1|x|y|z|w"}, "被改动过"),
]


@pytest.mark.parametrize(("change", "said"), WRONG)
def test_a_faulty_row_is_named_and_nothing_is_half_applied(ledger, sheets, fill, true_answer, change, said):
    a, b, _ = ids(sheets["石角"])
    fill(sheets["石角"], {a: true_answer, b: true_answer | change})
    before = ledger.history()
    result = review(sheets["石角"], ledger)
    (problem,) = result.problems
    assert said in problem.what
    assert problem.remedy
    assert (problem.file, problem.sheet, problem.row) == ("石角.xlsx", "线索核查单", 7)
    assert "陈" not in str(problem)
    assert result.applied == 0
    assert len(ledger.answers()) == 0
    assert ledger.history().equals(before)
    assert len(result.to_pandas()) == 1


def test_two_answers_conflict_and_equal_ones_do_not(
    ledger, sheets, fill, tmp_path, true_answer, false_answer
):
    a = ids(sheets["石角"])[0]
    one = fill(sheets["石角"], {a: true_answer}, tmp_path / "一.xlsx")
    two = fill(sheets["石角"], {a: false_answer}, tmp_path / "二.xlsx")
    other = fill(sheets["南山"], {ids(sheets["南山"])[0]: true_answer}, tmp_path / "南山.xlsx")
    result = review([one, two, other], ledger)
    assert [(each.file, each.row) for each in result.problems] == [("一.xlsx", 6), ("二.xlsx", 6)]
    assert "二.xlsx" in result.problems[0].what
    assert "一.xlsx" in result.problems[1].what
    assert (result.refused, result.taken, result.applied) == (("一.xlsx", "二.xlsx"), ("南山.xlsx",), 1)
    same = shutil.copy(one, tmp_path / "三.xlsx")
    assert review([one, same], ledger).applied == 1
    (problem,) = review([two], ledger).problems
    assert "台账里已登记为“属实”" in problem.what
    corrected = fill(
        sheets["石角"], {a: false_answer | {"核查日期": dt.date(2026, 11, 9)}}, tmp_path / "四.xlsx"
    )
    assert review(corrected, ledger).applied == 1
    assert list(ledger.answers()["answer"]) == ["属实", "属实", "不属实"]
    assert review([one], ledger).problems


def test_another_ledgers_sheet_is_unknown(sheets, fill, finding, table, tmp_path, true_answer):
    fill(sheets["石角"], {ids(sheets["石角"])[0]: true_answer})
    with Ledger(tmp_path / "other.db") as other:
        assert "台账里没有这条线索" in review(sheets["石角"], other).problems[0].what
        assert not (tmp_path / "other.db").exists()
        other.record(table([finding("x")]), OCTOBER)
        assert "台账里没有这条线索" in review(sheets["石角"], other).problems[0].what


def test_a_stop_with_its_reason_is_taken_in(ledger, sheets, fill, true_answer):
    a = ids(sheets["石角"])[0]
    fill(sheets["石角"], {a: true_answer | {"处理意见": "停发", "原因说明": "家属已确认，9月3日去世"}})
    assert review(sheets["石角"], ledger).applied == 1
    clue = ledger.clues().set_index("finding_id").loc[a]
    assert (clue["decision"], clue["reason"]) == ("停发", "家属已确认，9月3日去世")


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04"])
def test_a_file_that_is_no_sheet_is_refused_and_blocks_no_other(
    ledger, sheets, fill, tmp_path, content, true_answer
):
    folder = tmp_path / "交回"
    folder.mkdir()
    good = fill(sheets["石角"], {ids(sheets["石角"])[0]: true_answer}, folder / "石角.xlsx")
    (folder / "坏.xlsx").write_bytes(content)
    openpyxl.Workbook().save(folder / "空.xlsx")
    result = review([folder, folder / "none.xlsx"], ledger)
    told = {each.file: each.what for each in result.problems}
    assert set(told) == {"坏.xlsx", "空.xlsx", "none.xlsx"} == set(result.refused)
    assert "没有找到线索核查单" in told["空.xlsx"]
    assert "打不开" in told["none.xlsx"]
    assert str(result.problems[0]).startswith(f"{result.problems[0].file}：")
    assert (result.taken, result.applied) == ((good.name,), 1)


def test_a_clue_that_a_run_again_no_longer_finds_is_put_right_by_its_answer(
    ledger, sheets, fill, finding, table, true_answer
):
    ledger.record(table([finding("d", village="南山村")]), OCTOBER)  # the same month, from other lists
    a = ids(sheets["石角"])[0]
    assert review(fill(sheets["石角"], {a: true_answer}), ledger).applied == 1
    assert ledger.clues().set_index("finding_id").loc[a, "status"] == "cleared"
    told = ledger.history()
    ledger.record(table([finding("d", village="南山村")]), OCTOBER)
    assert ledger.history().equals(told)


def test_one_bad_row_refuses_its_file_alone(ledger, sheets, fill, tmp_path, true_answer):
    a, b, _ = ids(sheets["石角"])
    (d,) = ids(sheets["南山"])
    bad = fill(sheets["石角"], {a: true_answer, b: true_answer | {"核查人": None}}, tmp_path / "石角.xlsx")
    good = fill(sheets["南山"], {d: true_answer}, tmp_path / "南山.xlsx")
    result = review([bad, good], ledger)
    assert (result.refused, result.taken) == (("石角.xlsx",), ("南山.xlsx",))
    assert (result.answered, result.applied, len(result.problems)) == (3, 1, 1)
    assert list(ledger.answers()["finding_id"]) == [d]
    mended = fill(sheets["石角"], {a: true_answer, b: true_answer}, tmp_path / "石角.xlsx")
    again = review([mended, good], ledger)
    assert (again.applied, again.problems) == (2, ())


def test_files_of_one_name_are_told_apart(ledger, sheets, fill, tmp_path, true_answer):
    a = ids(sheets["石角"])[0]
    for name in ("一", "二"):
        (tmp_path / name).mkdir()
    bad = fill(sheets["石角"], {a: true_answer | {"核查日期": None}}, tmp_path / "一" / "x.xlsx")
    shutil.copy(sheets["南山"], tmp_path / "二" / "x.xlsx")
    good = fill(tmp_path / "二" / "x.xlsx", {ids(sheets["南山"])[0]: true_answer})
    result = review([bad, good], ledger)
    assert (result.applied, result.refused, result.taken) == (1, ("x.xlsx",), ("x.xlsx",))


def test_columns_may_move_rows_may_be_sorted_and_deleted(ledger, sheets, tmp_path, fill, true_answer):
    a, _, c = ids(sheets["石角"])
    fill(sheets["石角"], {a: true_answer, c: true_answer})
    source = openpyxl.load_workbook(sheets["石角"]).active
    lines = [list(row) for row in source.iter_rows(min_row=5, values_only=True)]
    order = [*range(1, len(lines[0]), 2), *range(0, len(lines[0]), 2)]
    book = openpyxl.Workbook()
    for line in [lines[0], lines[3], lines[1]]:
        book.active.append([line[at] for at in order])
    book.save(tmp_path / "交回.xlsx")
    assert review(tmp_path / "交回.xlsx", ledger).applied == 2
    assert set(ledger.answers()["finding_id"]) == {a, c}


@pytest.mark.parametrize("day", ["2026/11/3", "2026年11月3日", "2026.11.03", dt.date(2026, 11, 3)])
def test_saved_by_a_program_that_keeps_little(ledger, sheets, tmp_path, true_answer, day):
    """Other programs drop protection, lists and hidden columns, filter rows, keep dates as texts."""
    a, _, c = ids(sheets["石角"])
    book = openpyxl.load_workbook(sheets["石角"])
    sheet = book.active
    head = {cell.value: cell.column for cell in sheet[5]}
    for row in (6, 8):
        for header, value in (true_answer | {"核查日期": day, "核查结果": "属实\u3000"}).items():
            sheet.cell(row, head[header]).value = value
    sheet.protection.sheet = False
    sheet.data_validations.dataValidation.clear()
    sheet.auto_filter.ref = None
    for name in list(sheet.defined_names):
        del sheet.defined_names[name]
    for row in range(5, 9):
        key = sheet.cell(row, head["核对码"])
        key.value = f" {key.value}\xa0" if row > 5 else key.value
    sheet.column_dimensions["P"].hidden = False
    sheet.row_dimensions[7].hidden = True
    sheet.title = "Sheet1"
    book.create_sheet("说明")["A1"] = "本村已核"
    book.save(tmp_path / "交回.xlsx")
    result = review(tmp_path / "交回.xlsx", ledger)
    assert (result.applied, result.blank, result.problems) == (2, 1, ())
    assert set(ledger.answers()["finding_id"]) == {a, c}
    assert set(ledger.answers()["checked_on"]) == {dt.date(2026, 11, 3)}


def convert(path, folder, form):
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not installed (Debian, Ubuntu: apt-get install libreoffice-calc)")
    command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", form]
    subprocess.run([*command, "--outdir", folder, path], check=True, capture_output=True)  # noqa: S603
    return folder / path.with_suffix(f".{form}").name


def test_through_an_office_program_and_back(ledger, sheets, tmp_path, fill, true_answer, false_answer):
    a, b, _ = ids(sheets["石角"])
    saved = convert(sheets["石角"], tmp_path / "office", "xlsx")
    sheet = openpyxl.load_workbook(saved).active
    assert sheet.protection.sheet
    assert not sheet.cell(6, 11).protection.locked
    assert len(sheet.data_validations.dataValidation) >= 2
    fill(saved, {a: true_answer, b: false_answer})
    back = convert(saved, tmp_path / "again", "ods")
    result = review(back, ledger)
    assert (result.applied, result.blank, result.problems) == (2, 1, ())
    assert list(ledger.answers()["checked_on"]) == [dt.date(2026, 11, 3)] * 2


def test_a_month_end_to_end(month, tmp_path, fill, true_answer, false_answer):
    place, out = tmp_path / "l.db", tmp_path / "out"
    result = run_month(month, out, ledger=place)
    assert result.manifest["ledger"] == {"new": 3}
    sheet = out / "线索核查单" / "石角.xlsx"
    assert [path.name for path in (out / "线索核查单").iterdir()] == ["石角.xlsx"]
    assert "线索核查单/石角.xlsx" in result.manifest["outputs"]
    before = sheet.read_bytes()
    run_month(month, out, ledger=place)
    assert sheet.read_bytes() == before
    filled = fill(sheet, {ids(sheet)[0]: false_answer}, tmp_path / "石角.xlsx")
    assert review(filled, place).applied == 1
    again = run_month(month, out, ledger=place)
    assert again.quiet == again.manifest["quiet"] == 1
    assert len(ids(sheet)) == 2
    assert again.findings.num_rows == 3
    book = openpyxl.load_workbook(again.workbook)
    assert "另有 1 条以前已核实销号" in "\n".join(str(row[0]) for row in book["总览"].values)
    fill(sheet, {ids(sheet)[0]: true_answer})  # filled in where it lies: nothing may go over it
    with pytest.raises(InputError, match="有人填写或改动过"):
        run_month(month, out, ledger=place)
    # 核查清单 comes back too, by its 编号.
    book = openpyxl.load_workbook(again.workbook)
    page = book["户名不一致"]
    head = {cell.value: cell.column for cell in page[1]}
    for header, value in true_answer.items():
        page.cell(2, head[header]).value = value
    book.save(tmp_path / "清单.xlsx")
    assert review(tmp_path / "清单.xlsx", place).applied == 1
