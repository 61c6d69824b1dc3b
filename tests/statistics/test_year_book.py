"""A year's workbook, written by the command and read back, against plain pandas."""

import datetime as dt
import sys

import openpyxl
import pandas as pd
import pytest

from aidlink import cli, report_months
from aidlink.errors import InputError, UsageError
from aidlink.findings.frame import Finding, FindingKind, Person, Place, to_table
from aidlink.ledger import Ledger
from aidlink.reports.villages import write_villages
from aidlink.review import review

SHOWN = {"households": "户数", "people": "人数", "payments": "发放笔数"}
MONEY = {"approved_cents": "核定金额（元）", "paid_cents": "发放金额（元）"}
SEPTEMBER = dt.date(2026, 9, 30)


def finding(key, village):
    return Finding(
        kind=FindingKind.SUSPECTED_DEATH,
        grade="A",
        probability=0.9,
        reason="疑似死亡",
        keys=(key,),
        left=Place("名册.csv", "名册", 2),
        right=Place("死亡.csv", "死亡", 2),
        village=village,
        people=(Person("救助对象", "陈*妹", "440823********1238"),),
        evidence=("死亡人口登记：死亡日期2026年9月3日",),
        check="核实。",
    )


def totals_file(path, plain, wrong):
    """The statistics ledger, in yuan; one village's amount of one month is too much by 100 yuan."""
    rows = []
    for (month, village, programme), row in plain.iterrows():
        yuan = row["approved_cents"] / 100 + 100 * ((month, village, programme) == wrong)
        shown = f"{month // 100}年{month % 100}月"
        rows.append([shown, village, programme, row["households"], row["people"], yuan])
    pd.DataFrame(rows, columns=["月份", "村", "救助类型", "户数", "人数", "金额（元）"]).to_excel(
        path, index=False
    )


@pytest.fixture(scope="module")
def made(year, counted, tmp_path_factory):
    """The town's year in folders, its plain figures, and the command's workbook."""
    root = tmp_path_factory.mktemp("year")
    plain = []
    for month in year:
        listed, paid, figures = counted(month)
        if month == 202611:  # a village whose people all leave at once
            village = listed["村委会"].value_counts().index[0]
            gone = listed["村委会"] == village
            paid = paid[~paid["身份证号"].isin(listed.loc[gone, "身份证号码"])]
            listed = listed[~gone]
            left = village
        folder = root / "资料" / f"{month // 100}-{month % 100:02d}"
        folder.mkdir(parents=True)
        listed.to_csv(folder / "救助对象名册.csv", index=False)
        paid.to_csv(folder / "发放明细.csv", index=False)
        plain.append(figures)
    plain = pd.concat(plain).reset_index().set_index(["month", "village", "programme"]).sort_index()
    wrong = plain.loc[[202603]].index[0]
    totals_file(root / "统计台账.xlsx", plain[plain["people"] > 0], wrong)
    with Ledger(root / "台账.db") as ledger:
        ledger.record(to_table([finding("a", "石角"), finding("b", "石角")]), SEPTEMBER)
        answer_first(ledger, root)
    out = root / "2026年统计.xlsx"
    arguments = [
        "report",
        root / "资料",
        "--year",
        2026,
        "--as-of",
        "2026-12-31",
        "--ledger",
        root / "台账.db",
    ]
    arguments += ["--totals", root / "统计台账.xlsx", "--out", out, "-q"]
    call(*arguments)
    return root, plain, out, wrong, left


def answer_first(ledger, root):
    (path,) = write_villages(root, ledger.clues(), SEPTEMBER)
    book = openpyxl.load_workbook(path)
    head = {cell.value: cell.column for cell in book.active[5]}
    told = {"核查结果": "不属实", "原因说明": "在家", "核查人": "李四", "核查日期": dt.date(2026, 10, 8)}
    for header, value in told.items():
        book.active.cell(6, head[header]).value = value
    book.save(path)
    assert review(path, ledger).applied == 1


def call(*arguments):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["aidlink", *map(str, arguments)])
        with pytest.raises(SystemExit) as leaving:
            cli.main()
    return leaving.value.code


def sheet(path, name):
    # Not read-only: such a book holds its file open until somebody closes it.
    rows = list(openpyxl.load_workbook(path)[name].values)
    return pd.DataFrame(rows[1:], columns=rows[0])


def before_leaving(plain):
    return plain.loc[plain.index.get_level_values("month") != 202611]


def test_the_statistics_sheet_is_the_plain_computation(made):
    _, plain, out, *_ = made
    got = sheet(out, "统计表")
    got["month"] = got["月份"].str.replace("-", "").astype(int)
    got = got.rename(columns={"村": "village", "救助类型": "programme"}).set_index(plain.index.names)
    villages = got[got.index.get_level_values("village") != "全镇"].sort_index()
    expected = before_leaving(plain)
    some = villages[(villages["人数"] > 0) | (villages["发放笔数"] > 0)]
    assert set(before_leaving(some).index) == set(expected.index)
    for name, header in SHOWN.items():
        assert before_leaving(some)[header].tolist() == expected[name].tolist(), header
    for name, header in MONEY.items():
        assert before_leaving(some)[header].tolist() == (expected[name] / 100).tolist(), header
    town = got[(got.index.get_level_values("village") == "全镇") & (got["人数"] > 0)]
    sums = expected.groupby(["month", "programme"])["people"].sum()
    assert before_leaving(town).reset_index("village")["人数"].to_dict() == sums.to_dict()


@pytest.mark.parametrize(
    ("name", "figure", "unit"), [("人数1-12月", "people", 1), ("发放金额1-12月", "paid_cents", 100)]
)
def test_a_column_a_month(made, name, figure, unit):
    _, plain, out, *_ = made
    got = sheet(out, name).set_index(["村", "救助类型"])
    assert list(got.columns) == [f"2026-{month:02d}" for month in range(1, 13)]
    wide = before_leaving(plain).pivot_table(index=["village", "programme"], columns="month", values=figure)
    wide = wide.fillna(0) / unit
    for month in wide.columns:
        own = got[f"2026-{month % 100:02d}"].fillna(0)
        assert {key: own[key] for key in wide.index} == wide[month].to_dict()


def test_the_third_book_is_held_against_the_other_two(made):
    _, plain, out, wrong, _ = made
    got = sheet(out, "三账合一")
    assert list(got.columns[:3]) == ["月份", "村", "救助类型"]
    march = got[(got["月份"] == "2026-03") & (got["村"] == wrong[1]) & (got["救助类型"] == wrong[2])].iloc[0]
    assert march["台账金额（元）"] - march["名册金额（元）"] == 100
    assert march["是否一致"] == "不一致"
    assert "统计台账比名册多100" in march["说明"]
    told = got[(got["月份"] != "2026-11") & (got["村"] != "全镇")].set_index(["月份", "村", "救助类型"])
    for (month, village, programme), row in before_leaving(plain).iterrows():
        if row["people"]:
            shown = told.loc[(f"{month // 100}-{month % 100:02d}", village, programme)]
            assert (shown["台账户数"], shown["台账人数"]) == (row["households"], row["people"])
    others = told.drop(index=(march["月份"], march["村"], march["救助类型"]))
    spoken = others["说明"].fillna("")
    assert not spoken.str.contains("解释不了|统计台账人数|统计台账户数").any()


def test_what_chance_does_not_explain(made):
    _, _, out, _, left = made
    got = sheet(out, "异常变动")
    village = left.removesuffix("村委会").removesuffix("社区居委会").removesuffix("村")
    assert (village, "退出") in set(zip(got["村"], got["变动"], strict=True))
    assert set(got["月份"]) <= {"2026-11", "2026-12"}


def test_what_became_of_the_clues(made):
    _, _, out, *_ = made
    got = sheet(out, "整改台账")
    assert sorted(got["办理情况"]) == ["已销号：不属实", "逾期未核实"]
    counts = sheet(out, "统计表").groupby("月份")[["下发线索", "已核实", "属实", "逾期未核实"]].sum()
    assert counts.loc["2026-09"].tolist() == [4, 2, 0, 2]  # the village's rows and the town's
    assert counts.drop(index="2026-09").to_numpy().sum() == 0


def test_the_same_as_tables(made):
    root, plain, *_ = made
    figures = report_months([root / "资料" / "2026-01", root / "资料" / "2026-02"])
    got = figures.statistics.to_pandas().set_index(["month", "village", "programme"])
    assert got["people"].sum() == plain.loc[[202601, 202602]]["people"].sum()
    assert figures.rectification is None
    assert len(figures.reconciliations) == 2


def test_what_cannot_be_reported_is_said(made, tmp_path, capsys):
    root, _, out, *_ = made
    (tmp_path / "empty").mkdir()
    january = root / "资料" / "2026-01"
    again = tmp_path / "2026年1月"
    again.symlink_to(january)
    other = tmp_path / "x" / "2026-01"
    other.mkdir(parents=True)
    for arguments, said in [
        ([january, "--out", out], "已有这个文件"),
        ([january, "--out", tmp_path / "x.txt"], "不是 .xlsx"),
        ([tmp_path / "empty", "--out", tmp_path / "y.xlsx"], "没有以月份命名的文件夹"),
        ([january, "--year", 2025, "--out", tmp_path / "y.xlsx"], "没有2025年"),
        ([tmp_path / "nowhere", "--out", tmp_path / "y.xlsx"], "没有这个文件夹"),
        ([january, other, "--out", tmp_path / "y.xlsx"], "是同一个月"),
        ([january, "--ledger", tmp_path / "none.db", "--out", tmp_path / "y.xlsx"], "还没有任何月份"),
    ]:
        assert call("report", *arguments, "-q") == 3
        err = capsys.readouterr().err
        assert said in err
        assert err.count("\n") == 1
    assert not (tmp_path / "none.db").exists()
    assert not (tmp_path / "y.xlsx").exists()
    with pytest.raises(InputError, match="看不出是统计台账"):
        report_months(january, totals=january / "发放明细.csv")


def test_a_mapping_serves_every_month(made, tmp_path, capsys):
    root, plain, *_ = made
    for month in ("2026-01", "2026-02"):
        (tmp_path / month).mkdir()
        listed = pd.read_csv(root / "资料" / month / "救助对象名册.csv", dtype=str)
        listed = listed.rename(columns={"村委会": "所属片"})
        listed.to_csv(tmp_path / month / "救助对象名册.csv", index=False)
    known = {"所属片": "village"}

    def villages(mapping):
        return set(report_months(tmp_path, mapping=mapping).statistics["village"].to_pylist())

    assert villages(None) == {"（未写明）"}
    expected = set(plain.loc[[202601, 202602]].index.get_level_values("village"))
    assert villages(known) == expected
    with pytest.raises(UsageError, match="列字母"):
        villages({"A": "village"})

    file, out = tmp_path / "列名.toml", tmp_path / "统计.xlsx"
    file.write_text('"所属片" = "village"\n', "utf-8")
    assert call("report", tmp_path, "--out", out, "-q", "--mapping", file) == 0
    assert set(sheet(out, "统计表")["村"]) == expected | {"全镇"}
    file.write_text('"所属片" = "villag"\n', "utf-8")
    capsys.readouterr()
    assert call("report", tmp_path, "--out", tmp_path / "另.xlsx", "-q", "--mapping", file) == 2
    assert "是不是 village" in capsys.readouterr().err
