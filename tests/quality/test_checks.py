"""Each check on a hand-written list: what it finds, and what it must let pass."""

from datetime import date
from textwrap import dedent

import pytest

from aidlink.extracts import read_extracts
from aidlink.find import standardise_all
from aidlink.quality import CHECKS, check_quality

AS_OF = date(2026, 10, 31)
CHEN, LI, HUANG, ZHOU = "440823195003151238", "440823196101010011", "440823197007070020", "440823198001010013"
HEAD = "姓名, 身份证号码, 村委会, 救助类型, 户编号, 与户主关系, 人口数, 保障金额, 审批日期, 走访日期, 户名, 银行账号, 身份证/户口簿, 授权书"  # noqa: E501 - a table to read by eye
GOOD = f"陈秀妹, {CHEN}, 石角村, 特困, 1, 户主, 1, 900, 2025-01-05, 2026-05-05, 陈秀妹, 6217000000000001, 有, 已签"  # noqa: E501 - a table to read by eye


@pytest.fixture
def checked(tmp_path):
    """Gives a function: files' names and CSV texts -> (check, source, row, evidence) of every problem."""

    def checked(**files):
        extracts = []
        for name, text in files.items():
            lines = (
                ",".join(cell.strip() for cell in line.split(","))
                for line in dedent(text).strip().splitlines()
            )
            path = tmp_path / f"{name}.csv"
            path.write_text("\n".join(lines) + "\n", "utf-8")
            extracts += read_extracts(path)
        rows = check_quality(standardise_all(extracts, AS_OF), AS_OF).problems.to_pylist()
        return [(row["check"], row["source"], row["row"], row["evidence"]) for row in rows]

    return checked


def roster(*lines):
    return "\n".join((HEAD, *lines))


def test_a_good_row_has_no_problem(checked):
    assert checked(名册=roster(GOOD)) == []


ROSTER_CASES = {
    "no authorisation": (GOOD.replace("已签", "未签"), "MISSING_DOCUMENTS", "缺授权书"),
    "no documents, no village": (
        GOOD.replace("有,", ",").replace("石角村", ""), "MISSING_FIELDS", "缺村"),
    "born after the approval": (
        GOOD.replace("2025-01-05", "1949-01-05"), "BORN_AFTER_APPROVAL",
        "批准日期1949年1月5日，那时还没有出生（出生1950年）"),
    "approved tomorrow": (
        GOOD.replace("2025-01-05", "2026-11-01"), "APPROVED_LATER",
        "批准日期2026年11月1日，晚于资料截止日2026年10月31日"),
    "too young": (GOOD.replace("特困", "高龄津贴"), "TOO_YOUNG", "高龄津贴：未满80周岁，现76周岁"),
    "too old": (GOOD.replace("特困", "孤儿"), "TOO_OLD", "孤儿：已满18周岁，现76周岁"),
    "no review for 13 months": (
        GOOD.replace("2026-05-05", "2025-09-30"), "REVIEW_OVERDUE",
        "上次走访、复核是2025年9月30日，已过13个月（应12个月内一次）"),
    "a wrong check digit": (
        GOOD.replace(CHEN, CHEN[:-1] + "7"), "RESIDENT_ID", "身份证号：校验码不符，号码中有录入错误，请对照证件核实"),  # noqa: E501 - a table to read by eye
}  # fmt: skip


@pytest.mark.parametrize(("line", "check", "evidence"), ROSTER_CASES.values(), ids=ROSTER_CASES.keys())
def test_a_roster_row_with_one_fault(checked, line, check, evidence):
    assert (check, "名册.csv", 2, evidence) in checked(名册=roster(line))


@pytest.mark.parametrize(
    "line",
    [
        GOOD.replace("2026-05-05", "2025-10-31"),  # a year ago to the day
        GOOD.replace("2025-01-05", "2026-10-31"),  # approved on the last day
        GOOD.replace("特困", "残疾补贴"),
    ],
)
def test_what_is_just_in_time_is_let_pass(checked, line):
    assert checked(名册=roster(line)) == []


def test_a_child_born_after_its_households_approval_is_no_error(checked):
    low = GOOD.replace("特困", "低保").replace("户主, 1,", "户主, 2,")
    child = "陈小宝, 440823202503150014, 石角村, 低保, 1, 长子, 2, , 2020-01-05, 2026-05-05, , , 有, 已签"
    assert [check for check, *_ in checked(名册=roster(low, child)) if check != "RESIDENT_ID"] == []


def test_two_heads_and_a_wrong_size(checked):
    low = GOOD.replace("特困", "低保").replace("户主, 1,", "户主, 3,")
    other = low.replace("陈秀妹", "李大海").replace(CHEN, LI)
    assert checked(名册=roster(low, other)) == [
        ("TWO_HEADS", "名册.csv", 2, "这一户登记了2个户主"),
        ("TWO_HEADS", "名册.csv", 3, "这一户登记了2个户主"),
        ("HOUSEHOLD_SIZE", "名册.csv", 2, "登记3人，名单上有2人"),
    ]


PAID = "姓名, 身份证号, 救助类型, 发放月份, 发放金额, 户名, 银行账号"


def test_paid_before_the_approval(checked):
    listed = roster(GOOD.replace("2025-01-05", "2026-10-20"))
    paid = [
        f"陈秀妹, {CHEN}, 特困, {month}, 900, 陈秀妹, 6217000000000001" for month in ("2026-09", "2026-10")
    ]
    assert checked(名册=listed, 发放="\n".join((PAID, *paid))) == [
        ("PAID_BEFORE_APPROVAL", "名册.csv", 2, "2026年10月20日才批准，2026年9月已发放900元（发放.csv第2行）")
    ]


DEATHS = "姓名, 公民身份号码, 性别, 出生日期, 死亡日期, 上报日期, 户籍注销日期"


def test_registers_of_deaths(checked):
    found = checked(
        死亡人口=f"""
        {DEATHS}
        陈秀妹, {CHEN}, 男, 1950-03-15, 2026-09-03, 2026-09-10, 2026-09-20
        李大海, {LI},   男, 1961-01-11, 2026-09-03, 2026-09-30, 2026-10-20
        黄小燕, {HUANG}, 男, 1970-07-07, 2026-09-09, 2026-09-10, 2026-09-01
        """,
        火化台账=f"""
        姓名, 身份证号, 性别, 死亡日期, 火化日期, 火化证号, 作废证号, 证件状态
        陈秀妹, {CHEN}, 男, 2026-09-13, 2026-09-15, 粤火1, , 正常
        李大海, {LI},   男, 2026-09-03, 2026-09-02, 粤火2, 粤火1, 正常
        周小明, {ZHOU}, 男, 2026-09-03, 2026-09-04, 粤火3, , 作废
        """,
    )
    assert set(found) == {
        ("CANCELLED_BEFORE_DEATH", "死亡人口.csv", 4, "户籍注销2026年9月1日，早于死亡2026年9月9日"),
        ("CREMATED_BEFORE_DEATH", "火化台账.csv", 3, "火化2026年9月2日，早于死亡2026年9月3日"),
        ("REPORT_LATE", "死亡人口.csv", 3, "2026年9月3日死亡，2026年9月30日上报，过了27天（应15天内）"),
        ("CANCEL_LATE", "死亡人口.csv", 3, "2026年9月3日死亡，2026年10月20日注销户口，过了47天（应31天内）"),
        ("BIRTH_CONTRADICTS", "死亡人口.csv", 3, "出生日期的日与号码第7至14位不符，请对照证件"),
        ("SEX_CONTRADICTS", "死亡人口.csv", 4, "性别与号码第17位不符，请对照证件"),
        ("DEATH_DATES", "死亡人口.csv", 2, "此处死亡日期2026年9月3日；另有火化台账2026年9月13日（火化台账.csv第2行），请核实"),  # noqa: E501 - a table to read by eye
        ("DEATH_DATES", "火化台账.csv", 2, "此处死亡日期2026年9月13日；另有死亡人口2026年9月3日（死亡人口.csv第2行），请核实"),  # noqa: E501 - a table to read by eye
        ("VOID_CERTIFICATE", "火化台账.csv", 2, "此证已补发作废（火化台账.csv第3行），这一行仍显示有效"),
        ("VOID_CERTIFICATE", "火化台账.csv", 4, "证件状态为“作废”，请确认是否已补发新证"),
    }  # fmt: skip


def test_a_row_that_could_not_be_used_goes_back_to_its_source(checked):
    found = checked(
        名册=roster(GOOD, ", , 石角村, 低保, 2, 户主, 1, 500, 2025-01-05, 2026-05-05, , , 有, 已签")
    )
    assert [each[:3] for each in found] == [("SET_ASIDE", "名册.csv", 3)]


def test_a_column_that_is_not_there_is_told_once_and_not_row_by_row(tmp_path):
    path = tmp_path / "名册.csv"
    path.write_text(
        f"姓名,身份证号码,村委会,救助类型\n陈秀妹,{CHEN},石角村,低保\n李大海,{LI},,低保\n", "utf-8"
    )
    quality = check_quality(standardise_all(read_extracts(path), AS_OF), AS_OF)
    missing = {row["label"]: row["missing"] for row in quality.completeness.to_pylist()}
    assert missing == {
        "姓名": 0, "身份证号": 0, "村": 1, "救助类型": 0, "批准日期": None, "金额": None, "账号": None, "户名": None,  # noqa: E501 - a table to read by eye
        "身份证/户口簿": None, "授权书": None,
    }  # fmt: skip
    assert [row["evidence"] for row in quality.problems.to_pylist()] == ["缺村"]


def test_nothing_unmasked_is_told(tmp_path):
    path = tmp_path / "名册.csv"
    path.write_text(
        "\n".join(
            ",".join(c.strip() for c in line.split(","))
            for line in roster(*[line for line, *_ in ROSTER_CASES.values()]).splitlines()
        ),
        "utf-8",
    )
    told = str(check_quality(standardise_all(read_extracts(path), AS_OF), AS_OF).problems.to_pylist())
    assert CHEN not in told
    assert "陈秀妹" not in told
    assert "陈*妹" in told


def test_every_check_is_named():
    assert len({check.label for check in CHECKS.values()}) == len(CHECKS)
