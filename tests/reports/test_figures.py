"""The month's figures and the sources' sheets, read back and held against the lists themselves."""

import datetime as dt

import openpyxl
import pandas as pd
import pytest

from aidlink.errors import InputError
from aidlink.ledger import Ledger
from aidlink.monthly import run_month
from aidlink.review import review

SHEETS = ["统计表", "三账合一", "三账差异", "完整性", "预警", "反馈汇总"]
REQUIRED = {
    "姓名": "姓名", "身份证号": "身份证号码", "村": "村委会", "救助类型": "救助类型", "批准日期": "审批日期",
    "金额": "保障金额", "账号": "银行账号", "户名": "户名", "授权书": "授权书",
}  # fmt: skip
CHEN, LI, HUANG, ZHOU = "440823195003151238", "440823196101010011", "440823197007070020", "440823198001010013"
ROSTER = pd.DataFrame(
    [
        ("陈秀妹", CHEN, "石角村委会", "特困", "2025-01-05", "900", "6217000000000001", "陈秀妹", "已签"),
        ("李建国", LI, "石角村委会", "特困", "2025-01-05", "900", "6217000000000002", None, "未签"),
        ("黄大海", HUANG, "南山村委会", "高龄津贴", None, "100", None, "黄大海", "已签"),
        ("周小云", ZHOU[:-1] + "9", None, "特困", "2025-01-05", "900", "6217000000000004", "周小云", None),
    ],
    columns=list(REQUIRED.values()),
)
DEATHS = pd.DataFrame(
    [
        ("陈秀妹", CHEN, "2026-09-03", "2026-10-20"),
        ("王二", "440823195003151239", "2026-10-01", "2026-10-02"),
    ],
    columns=["死者姓名", "公民身份号码", "死亡日期", "上报日期"],
)
CREMATIONS = pd.DataFrame(
    [("陈秀妹", CHEN, "2026-09-05", "2026-09-06")],
    columns=["逝者姓名", "身份证号码", "死亡日期", "火化日期"],
)
PAID = pd.DataFrame(
    [
        ("陈秀妹", CHEN, "特困", "2026-10", "900", "陈秀妹", "6217000000000001"),
        ("黄大海", HUANG, "高龄津贴", "2026-10", "150", "黄大海", "6217000000000003"),
    ],
    columns=["姓名", "身份证号", "救助类型", "发放月份", "发放金额", "户名", "银行账号"],
)


def write(folder, **lists):
    folder.mkdir(parents=True)
    for name, frame in lists.items():
        frame.to_csv(folder / f"{name}.csv", index=False)
    return folder


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """October after a September, with a ledger and the statistics ledger's totals."""
    root = tmp_path_factory.mktemp("figures")
    write(root / "2026-09", 救助对象名册=ROSTER)
    write(root / "2026-10", 救助对象名册=ROSTER, 死亡人口=DEATHS, 火化台账=CREMATIONS, 发放明细=PAID)
    totals = pd.DataFrame(
        [("石角", "特困", 2, 1800), ("南山", "高龄津贴", 1, 100)], columns=["村", "救助类型", "人数", "金额"]
    )
    totals.assign(备注=None, 镇长批示="阅").to_excel(root / "统计台账.xlsx", index=False)
    result = run_month(root / "2026-10", root / "out", ledger=root / "台账.db", totals=root / "统计台账.xlsx")
    return root, result


def sheet(path, name, top=1):
    rows = list(openpyxl.load_workbook(path)[name].iter_rows(min_row=top, values_only=True))
    return pd.DataFrame(rows[1:], columns=rows[0])


def figures(ran):
    return ran[0] / "out" / "统计与质量.xlsx"


def test_the_sheets_and_the_tables_behind_them(ran):
    _, result = ran
    names = openpyxl.load_workbook(figures(ran)).sheetnames
    assert names == [*SHEETS[:1], "整改台账", *SHEETS[1:3], "台账读取说明", "异常变动", *SHEETS[3:]]
    assert (
        sheet(figures(ran), "统计表")["人数"].sum()
        == 2 * result.figures.statistics["people"].to_numpy().sum()
    )
    assert {"统计与质量.xlsx", "反馈单/死亡人口 死亡人口.xlsx"} <= set(result.manifest["outputs"])


def test_without_a_ledger_and_totals(ran, tmp_path):
    result = run_month(ran[0] / "2026-10", tmp_path / "out", figures=True)
    assert openpyxl.load_workbook(tmp_path / "out" / "统计与质量.xlsx").sheetnames == [
        *SHEETS[:3], "异常变动", *SHEETS[3:],
    ]  # fmt: skip
    assert result.figures.rectification is None
    assert "下发线索" not in sheet(tmp_path / "out" / "统计与质量.xlsx", "统计表").columns
    assert "台账金额（元）" not in sheet(tmp_path / "out" / "统计与质量.xlsx", "三账合一").columns


def test_statistics_are_the_rosters_and_the_payments(ran):
    got = sheet(figures(ran), "统计表").set_index(["村", "救助类型"])
    plain = ROSTER.assign(村=ROSTER["村委会"].str.removesuffix("村委会").fillna("（未写明）"))
    for key, rows in plain.groupby(["村", "救助类型"]):
        assert got.loc[key, "人数"] == len(rows)
        assert got.loc[key, "核定金额（元）"] == rows["保障金额"].astype(float).sum()
    for programme, rows in plain.groupby("救助类型"):
        town = got.loc[("全镇", programme)]
        assert town["人数"] == len(rows)
        paid = PAID.loc[PAID["救助类型"] == programme, "发放金额"].astype(float)
        assert (town["发放笔数"], town["发放金额（元）"]) == (len(paid), paid.sum())


def test_completeness_is_a_count_of_blanks(ran):
    got = sheet(figures(ran), "完整性")
    own = got[got["文件"] == "救助对象名册.csv"].set_index("必填项")
    for label, header in REQUIRED.items():
        blank = ROSTER[header].isna() | ROSTER[header].isin(["未签"])
        assert own.loc[label, "缺"] == blank.sum(), label
        assert own.loc[label, "完整率"] == pytest.approx(1 - blank.mean())
        assert own.loc[label, "行数"] == len(ROSTER)
    assert own.loc["身份证/户口簿", "说明"] == "这张表没有这一列"


def test_warnings_name_the_row(ran):
    got = sheet(figures(ran), "预警")
    told = {(row["问题"], row["文件"], row["行号"]) for _, row in got.iterrows()}
    assert ("缺必填项", "救助对象名册.csv", 3) in told
    assert ("未到年龄", "救助对象名册.csv", 4) in told
    assert ("死亡上报超期", "死亡人口.csv", 2) in told
    assert not {"身份证号有误"} & set(got["问题"])


def test_three_books(ran):
    got = sheet(figures(ran), "三账合一").set_index(["村", "救助类型"])
    shown = got.loc[("石角", "特困")]
    assert (shown["名册金额（元）"], shown["发放金额（元）"], shown["台账金额（元）"]) == (1800, 900, 1800)
    assert "未发放1户（人）少900元" in shown["说明"]
    assert "统计台账与名册一致" in shown["说明"]
    differences = sheet(figures(ran), "三账差异")
    assert sorted(differences["差异"]) == ["未发放", "未发放", "金额不同"]
    assert (
        differences["发放－名册"].sum()
        == PAID["发放金额"].astype(float).sum() - ROSTER["保障金额"].astype(float).sum()
    )
    assert "镇长批示" in "".join(sheet(figures(ran), "台账读取说明")["说明"])


def test_the_clues_of_the_ledger_are_in_the_months_figures(ran, tmp_path):
    root, result = ran
    with Ledger(root / "台账.db") as ledger:
        clues = ledger.clues()
        got = sheet(figures(ran), "整改台账")
        assert sorted(got["编号"]) == sorted(clues["finding_id"])
        assert set(got["办理情况"]) == {"待核实"}
        assert got.set_index("编号")["救助类型"].loc[
            clues.loc[clues["kind"] == "suspected_death", "finding_id"]
        ].tolist() == ["特困"]
        town = sheet(figures(ran), "统计表").query("村 == '全镇'")
        assert town["下发线索"].sum() == len(clues) == result.findings.num_rows
    # A month later the answers given meanwhile are counted, and what nobody answered is overdue.
    place = tmp_path / "台账.db"
    run_month(root / "2026-10", tmp_path / "10", ledger=place)
    path = tmp_path / "10" / "线索核查单" / "石角.xlsx"
    book = openpyxl.load_workbook(path)
    head = {cell.value: cell.column for cell in book.active[5]}
    told = {"核查结果": "属实", "核查人": "李四", "核查日期": dt.date(2026, 11, 5)}
    for header, value in told.items():
        book.active.cell(6, head[header]).value = value
    first = book.active.cell(6, head["编号"]).value
    book.save(tmp_path / "交回.xlsx")
    assert review(tmp_path / "交回.xlsx", place).applied == 1
    write(
        tmp_path / "2026-11",
        救助对象名册=ROSTER.iloc[1:],
        发放明细=PAID.iloc[1:].replace("2026-10", "2026-11"),
    )
    later = run_month(tmp_path / "2026-11", tmp_path / "11", ledger=place, figures=True)
    states = later.figures.rectification.to_pandas().set_index("clue_id")
    assert states.loc[first, "stage"] == "已销号：属实，已整改"
    assert set(states.drop(first)["state"]) == {"overdue"}
    got = sheet(tmp_path / "11" / "统计与质量.xlsx", "整改台账")
    assert got["办理情况"].tolist() == later.figures.rectification["stage"].to_pylist()
    assert got.set_index("编号").loc[states.index[states["state"] == "overdue"], "超期天数"].eq(20).all()


def test_each_source_gets_its_own_records_and_nobody_elses(ran):
    root, result = ran
    problems = result.figures.quality.problems.to_pandas()
    sheets = {path.name: path for path in (root / "out" / "反馈单").iterdir()}
    assert set(sheets) == {
        f"{name}.xlsx" for name in ("救助对象名册 救助对象名册", "死亡人口 死亡人口", "火化台账 火化台账")
    }
    others = {name.split(" ")[1].removesuffix(".xlsx") + ".csv": name for name in sheets}
    for source, name in others.items():
        got = sheet(sheets[name], "反馈单", top=5)
        own = problems[problems["source"] == source]
        assert sorted(got["行号"]) == sorted(own["row"])
        rows = openpyxl.load_workbook(sheets[name]).active.iter_rows(values_only=True)
        text = "\n".join(str(value) for row in rows for value in row if value)
        assert not [other for other in others if other != source and other in text]
        for secret in (CHEN, LI, HUANG, "陈秀妹", "李建国", "6217000000000001"):
            assert secret not in text
    conflict = sheet(sheets["死亡人口 死亡人口.xlsx"], "反馈单", top=5)
    assert "此处死亡日期2026年9月3日；另有火化台账2026年9月5日，请核实" in conflict["依据"].tolist()
    summary = sheet(figures(ran), "反馈汇总")
    assert summary["行数"].sum() == len(problems)


def test_a_filled_in_feedback_sheet_is_not_written_over(ran, tmp_path):
    out = tmp_path / "out"
    run_month(ran[0] / "2026-10", out, figures=True)
    run_month(ran[0] / "2026-10", out, figures=True)
    path = next((out / "反馈单").iterdir())
    book = openpyxl.load_workbook(path)
    book.active["G6"] = "已更正"
    book.save(path)
    with pytest.raises(InputError, match="有人填写或改动过"):
        run_month(ran[0] / "2026-10", out, figures=True)
