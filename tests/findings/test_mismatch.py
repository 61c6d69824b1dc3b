"""漏发错发, one small case a rule; the people are made up, the check characters of their numbers right."""

import pytest

MISMATCH = "payment_mismatch"

# Four people on 高龄津贴, and a household of two on 低保, 900 yuan a month together.
ROSTER = """
    姓名,   身份证号码,         村委会,     救助类型, 户编号, 户主姓名, 人数, 在享状态, 开始享受时间, 保障金额
    陈秀妹, 440823195003151238, 石角村委会, 高龄津贴, G001,   陈秀妹,   1,    在享,     2020-01,      100
    李建国, 440823196101010011, 石角村委会, 高龄津贴, G002,   李建国,   1,    在享,     2020-01,      100
    黄大海, 440823197007070020, 港门村委会, 高龄津贴, G003,   黄大海,   1,    在享,     2020-01,      100
    郑喜,   440823194806114524, 港门村委会, 高龄津贴, G004,   郑喜,     1,    在享,     2020-01,      100
    吴强,   44082319550820231X, 石角村委会, 低保,     D001,   吴强,     2,    在享,     2020-01,      900
    吴小龙, 440823201503042212, 石角村委会, 低保,     D001,   吴强,     2,    在享,     2020-01,      900
    何平,   440823196209091175, 石角村委会, 低保,     D002,   何平,     1,    在享,     2020-01,      500
"""
PAID = {
    "陈秀妹": "陈秀妹, 440823195003151238, 高龄津贴, 2026-10, 1, 100, 6217000000000001, 成功,",
    "李建国": "李建国, 440823196101010011, 高龄津贴, 2026-10, 1, 100, 6217000000000002, 成功,",
    "黄大海": "黄大海, 440823197007070020, 高龄津贴, 2026-10, 1, 100, 6217000000000003, 成功,",
    "郑喜": "郑喜, 440823194806114524, 高龄津贴, 2026-10, 1, 100, 6217000000000004, 成功,",
    "吴强": "吴强, 44082319550820231X, 低保, 2026-10, 1, 900, 6217000000000005, 成功,",
    "何平": "何平, 440823196209091175, 低保, 2026-10, 1, 500, 6217000000000006, 成功,",
}


def paid(*more, **changed):
    rows = [changed.get(name, row) for name, row in PAID.items()]
    header = "姓名, 身份证号, 救助类型, 发放月份, 发放月数, 发放金额, 银行账号, 反馈状态, 备注"
    return "\n".join([header, *(row for row in rows if row), *more])


def only(findings):
    (finding,) = findings
    assert finding["reason"].startswith("疑似")
    assert finding["check"]
    shown = [finding["reason"], *finding["evidence"], *(person["name"] for person in finding["people"])]
    for secret in (*PAID, "吴小龙", "440823195003151238", "6217000000000001"):
        assert not any(secret in text for text in shown)
    return finding


def test_what_is_paid_as_listed(month):
    """吴小龙 is not paid: his household is, in his father's name."""
    assert month(MISMATCH, 名册=ROSTER, 发放明细=paid()) == []


# UNPAID


def test_listed_and_not_paid(month):
    finding = only(month(MISMATCH, 名册=ROSTER, 发放明细=paid(李建国=None)))
    assert (finding["grade"], finding["cents"], finding["months"]) == ("UNPAID", 100_00, 1)
    assert finding["reason"] == "疑似漏发：高龄津贴名册上在享，2026年10月发放名单中没有。"
    assert (finding["left_source"], finding["left_row"]) == ("名册.csv", 3)


def test_a_household_that_is_not_paid_is_one_finding(month):
    listed = ROSTER + "    林月,   440823197308085517, 石角村委会, 低保, D003, 林月, 1, 在享, 2020-01, 400\n"
    more = "林月, 440823197308085517, 低保, 2026-10, 1, 400, 6217000000000009, 成功,"
    finding = only(month(MISMATCH, 名册=listed, 发放明细=paid(more, 吴强=None)))
    assert finding["grade"] == "UNPAID"
    assert [each["row"] for each in finding["sources"]] == [6, 7]
    assert finding["cents"] == 900_00


def test_a_payment_that_failed(month):
    finding = only(
        month(MISMATCH, 名册=ROSTER, 发放明细=paid(李建国=PAID["李建国"].replace("成功", "失败（户名不符）")))
    )
    assert finding["grade"] == "UNPAID"
    assert "发放失败或已退回" in finding["reason"]
    assert finding["right_source"] == "发放明细.csv"


def test_a_payment_that_failed_and_was_sent_again(month):
    failed = PAID["李建国"].replace("成功", "失败（户名不符）")
    assert month(MISMATCH, 名册=ROSTER, 发放明细=paid(failed)) == []


@pytest.mark.parametrize("when", ["2026-08", "2026-09", "2026-11"])
def test_a_payment_for_several_months_covers_its_neighbours(month, when):
    quarter = PAID["李建国"].replace("2026-10, 1, 100", f"{when}, 3, 300")
    assert month(MISMATCH, 名册=ROSTER, 发放明细=paid(李建国=quarter)) == []


@pytest.mark.parametrize(
    "change",
    [
        # approved this month, so paid from the next
        ("G002,   李建国,   1,    在享,     2020-01", "G002,   李建国,   1,    在享,     2026-10"),
        ("G002,   李建国,   1,    在享", "G002,   李建国,   1,    停发"),
        # help that is given once
        ("石角村委会, 高龄津贴, G002", "石角村委会, 临时救助, G002"),
    ],
    ids=["new", "stopped", "once"],
)
def test_who_is_owed_nothing(month, change):
    assert change[0] in ROSTER
    assert month(MISMATCH, 名册=ROSTER.replace(*change), 发放明细=paid(李建国=None)) == []


def test_the_dead_are_owed_nothing(month):
    dead = "死者姓名, 身份证号, 死亡日期\n李建国, 440823196101010011, 2026-09-03"
    assert month(MISMATCH, 名册=ROSTER, 死亡人口=dead, 发放明细=paid(李建国=None)) == []


@pytest.mark.parametrize(
    "row", ["李建国, 440823196101010011, 2026-09-03, 作废", "林木森, 440823196101010011, 2026-09-03, 有效"],
    ids=["void", "another name"],
)  # fmt: skip
def test_a_certificate_that_is_void_or_anothers_leaves_it_owed(month, row):
    dead = f"死者姓名, 身份证号, 死亡日期, 证明状态\n{row}"
    finding = only(month(MISMATCH, 名册=ROSTER, 死亡人口=dead, 发放明细=paid(李建国=None)))
    assert finding["grade"] == "UNPAID"


def test_two_people_of_one_number_are_two_findings(month):
    """黄大海's row holds 李建国's number; neither is paid."""
    listed = ROSTER.replace("440823197007070020", "440823196101010011")
    more = ["林月, 440823197308085517", "林木森, 440823194501011110", "郑安, 44082319880512231X"]
    rows = [f"    {who}, 石角村委会, 高龄津贴, X{at}, , 1, 在享, 2020-01, 100" for at, who in enumerate(more)]
    sent = [f"{who}, 高龄津贴, 2026-10, 1, 100, 621700000000008{at}, 成功," for at, who in enumerate(more)]
    found = month(MISMATCH, 名册=listed + "\n".join(rows), 发放明细=paid(*sent, 李建国=None, 黄大海=None))
    assert [finding["grade"] for finding in found] == ["UNPAID", "UNPAID"]


def test_a_list_of_half_the_town_says_nothing_of_the_rest(month):
    assert month(MISMATCH, 名册=ROSTER, 发放明细=paid(李建国=None, 黄大海=None, 郑喜=None)) == []


def test_a_wrong_number_on_the_payment_is_still_the_person(month):
    wrong = PAID["李建国"].replace("440823196101010011", "440823196101010101")
    assert month(MISMATCH, 名册=ROSTER, 发放明细=paid(李建国=wrong)) == []


def test_paid_in_anothers_name_to_the_listed_account(month):
    listed = ROSTER.replace("保障金额", "保障金额, 银行账号").replace("500\n", "500, 6217000000000006\n")
    other = PAID["何平"].replace("何平, 440823196209091175", "林木森, 440823197308085517")
    assert month(MISMATCH, 名册=listed, 发放明细=paid(何平=other)) == []


# NOT_LISTED

STRANGER = "林木森, 440823197308085517, 高龄津贴, 2026-10, 1, 100, 6217000000000008, 成功,"


def test_paid_and_not_listed(month):
    finding = only(month(MISMATCH, 名册=ROSTER, 发放明细=paid(STRANGER)))
    assert (finding["grade"], finding["cents"]) == ("NOT_LISTED", 100_00)
    assert "名册上没有这个人" in finding["reason"]
    assert (finding["right_source"], finding["right_row"]) == ("发放明细.csv", 8)


def test_paid_and_no_longer_listed(month):
    gone = (
        ROSTER + "    林木森, 440823197308085517, 石角村委会, 高龄津贴, G005, 林木森, 1, 停发, 2020-01, 100\n"
    )
    finding = only(month(MISMATCH, 名册=gone, 发放明细=paid(STRANGER)))
    assert "名册上已不是在享状态" in finding["reason"]
    assert finding["left_row"] == 9


def test_paid_and_listed_for_something_else(month):
    finding = only(month(MISMATCH, 名册=ROSTER, 发放明细=paid(PAID["陈秀妹"].replace("高龄津贴", "低保"))))
    assert finding["grade"] == "NOT_LISTED"
    assert "名册上这个人只有高龄津贴" in finding["reason"]


@pytest.mark.parametrize(
    "row", [STRANGER + "补发7月", STRANGER.replace("成功", "退回"), STRANGER.replace("2026-10", "2026-09")],
    ids=["back-pay", "returned", "an earlier month"],
)  # fmt: skip
def test_what_is_no_payment_of_the_month(month, row):
    assert month(MISMATCH, 名册=ROSTER, 发放明细=paid(row)) == []


# AMOUNT


@pytest.mark.parametrize(
    ("amount", "said", "cents"),
    [("80", "少20元", 20_00), ("150", "多50元", 50_00), ("300", "3倍", 200_00)],
)
def test_another_amount_than_approved(month, amount, said, cents):
    wrong = PAID["李建国"].replace("1, 100", f"1, {amount}")
    finding = only(month(MISMATCH, 名册=ROSTER, 发放明细=paid(李建国=wrong)))
    assert (finding["grade"], finding["cents"]) == ("AMOUNT", cents)
    assert said in finding["reason"]


@pytest.mark.parametrize("row", ["3, 300", "2, 200"])
def test_several_months_at_once_are_no_other_amount(month, row):
    assert month(MISMATCH, 名册=ROSTER, 发放明细=paid(李建国=PAID["李建国"].replace("1, 100", row))) == []


def test_back_pay_beside_the_months_payment_is_no_other_amount(month):
    extra = PAID["李建国"].replace("1, 100", "1, 60") + "补发4-6月提标差额"
    assert month(MISMATCH, 名册=ROSTER, 发放明细=paid(extra)) == []


def test_a_duplicate_is_not_another_amount_too(month):
    assert month(MISMATCH, 名册=ROSTER, 发放明细=paid(PAID["李建国"])) == []


# Three households whose roster gives a standard for each person.
STANDARDS = """
    姓名,   身份证号码,         救助类型, 户编号, 户主姓名, 人数, 在享状态, 保障标准
    陈秀妹, 440823195003151238, 低保,     D001,   陈秀妹,   1,    在享,     400
    吴强,   44082319550820231X, 低保,     D002,   吴强,     3,    在享,     400
    何平,   440823196209091175, 低保,     D003,   何平,     2,    在享,     400
"""


def test_amounts_for_each_person(month):
    amounts = {"陈秀妹": "400", "吴强": "1200", "何平": "800"}
    rows = [
        "姓名, 身份证号, 救助类型, 发放月份, 发放金额, 银行账号",
        *(f"{row.split(', ')[0]}, {row.split(', ')[1]}, 低保, 2026-10, {amounts[name]}, {row.split(', ')[6]}"
          for name, row in PAID.items() if name in amounts),
    ]  # fmt: skip
    assert month(MISMATCH, 名册=STANDARDS, 发放明细="\n".join(rows)) == []
    finding = only(month(MISMATCH, 名册=STANDARDS, 发放明细="\n".join(rows).replace("1200", "800")))
    assert (finding["grade"], finding["cents"]) == ("AMOUNT", 400_00)
