"""重复发放, one small case a rule; the people are made up, the check characters of their numbers right."""

import pytest

DUPLICATE = "duplicate_payment"

ROSTER = """
    姓名,   身份证号码,         村委会,     救助类型, 户编号, 户主姓名, 户主身份证号,       在享状态
    陈秀妹, 440823195003151238, 石角村委会, 低保,     D001,   陈秀妹,   440823195003151238, 在享
    李建国, 440823196101010011, 石角村委会, 低保,     D002,   李建国,   440823196101010011, 在享
    黄大海, 440823197007070020, 港门村委会, 特困,     T001,   黄大海,   440823197007070020, 在享
"""
HEADER = "姓名, 身份证号, 救助类型, 发放月份, 发放月数, 发放金额, 户名, 银行账号, 发放日期, 反馈状态, 备注"
ONE = "陈秀妹, 440823195003151238, 低保, 2026-10, 1, 500, 陈秀妹, 6217000000000001, 2026-10-10, 成功,"


def only(findings):
    (finding,) = findings
    assert finding["reason"].startswith("疑似")
    shown = [finding["reason"], *finding["evidence"], *(person["name"] for person in finding["people"])]
    for secret in ("陈秀妹", "李建国", "黄大海", "440823195003151238", "6217000000000001"):
        assert not any(secret in text for text in shown)
    assert finding["check"]
    return finding


def paid(*rows, header=HEADER):
    return "\n".join([header, *rows])


def test_twice_in_one_month(month):
    finding = only(month(DUPLICATE, 名册=ROSTER, 发放明细=paid(ONE, ONE)))
    assert finding["grade"] == "A"
    assert [(each["source"], each["row"]) for each in finding["sources"]] == [
        ("发放明细.csv", 2),
        ("发放明细.csv", 3),
    ]
    assert (finding["cents"], finding["months"]) == (500_00, 1)
    assert finding["village"] == "石角"
    assert finding["reason"] == "疑似重复发放：同一人在2026年10月的低保中有2笔发放，多出500元。"
    assert (
        finding["evidence"][0]
        == "2026年10月低保，陈*妹，500元，2026年10月10日发放，账号****0001（发放明细.csv 第2行）"
    )
    assert finding["probability"] is None


def test_three_times_in_two_accounts_is_one_finding(month):
    other = ONE.replace("6217000000000001", "6217000000000088")
    finding = only(month(DUPLICATE, 名册=ROSTER, 发放明细=paid(ONE, other, ONE)))
    assert finding["grade"] == "A"
    assert len(finding["sources"]) == len(finding["evidence"]) == 3
    assert "分别进了2个账户" in finding["reason"]
    assert finding["cents"] == 1000_00


PEOPLE = [
    "陈秀妹, 440823195003151238", "李建国, 440823196101010011", "黄大海, 440823197007070020",
    "吴强, 44082319550820231X", "郑喜, 440823194806114524", "何平, 440823196209091175",
    "林月, 440823197308085517",
]  # fmt: skip


def test_what_is_no_duplicate(month):
    others = [
        ONE.replace("2026-10,", "2026-09,"),
        ONE.replace("低保", "残疾补贴"),
        # a payment for three months in one row
        ONE.replace("1, 500", "3, 1500"),
        # back-pay
        ONE.replace("500,", "60,") + "补发4-6月提标差额",
        ONE.replace("低保", "低保补发"),
        # a payment that failed, and one that came back
        ONE.replace("成功", "失败（户名不符）"),
        ONE.replace("成功", "退回"),
    ]
    pairs = [
        row.replace(PEOPLE[0], who).replace("6217000000000001", f"621700000000000{at}")
        for at, (who, other) in enumerate(zip(PEOPLE, others, strict=True))
        for row in (ONE, other)
    ]
    assert month(DUPLICATE, 发放明细=paid(*pairs)) == []


def test_a_reversal_takes_back_its_original(month):
    back = ONE.replace("500,", "-500,").replace("成功", "退回") + "冲正"
    assert month(DUPLICATE, 名册=ROSTER, 发放明细=paid(ONE, back, ONE)) == []


def test_one_reversal_takes_back_one_payment(month):
    back = ONE.replace("500,", "-500,")
    finding = only(month(DUPLICATE, 名册=ROSTER, 发放明细=paid(ONE, ONE, ONE, back)))
    assert finding["cents"] == 500_00


def test_a_reversal_in_a_later_month(month):
    august = ONE.replace("2026-10,", "2026-08,")
    back = ONE.replace("2026-10,", "2026-09,").replace("500,", "-500,")
    assert month(DUPLICATE, 名册=ROSTER, 发放明细=paid(august, august, back)) == []


def test_a_reversal_of_a_failed_payment_leaves_the_good_one(month):
    failed, back = ONE.replace("成功", "失败"), ONE.replace("500,", "-500,")
    finding = only(month(DUPLICATE, 名册=ROSTER, 发放明细=paid(ONE, ONE, failed, back)))
    assert finding["cents"] == 500_00


def test_the_same_three_months_twice(month):
    quarter = ONE.replace("1, 500", "3, 1500")
    assert only(month(DUPLICATE, 名册=ROSTER, 发放明细=paid(quarter, quarter)))["grade"] == "A"


def test_help_that_is_granted_several_times(month):
    help_ = ONE.replace("低保", "临时救助")
    assert month(DUPLICATE, 名册=ROSTER, 发放明细=paid(help_, help_.replace("500,", "800,"))) == []
    assert only(month(DUPLICATE, 名册=ROSTER, 发放明细=paid(help_, help_)))["grade"] == "A"


def test_a_list_and_the_banks_answer_to_it_are_one_payment(month):
    plan = "姓名, 身份证号, 救助类型, 发放月份, 发放金额\n陈秀妹, 440823195003151238, 低保, 2026-10, 500"
    assert month(DUPLICATE, 名册=ROSTER, 发放明细=plan, 银行回盘=paid(ONE)) == []


def test_two_names_for_one_kind_of_assistance(month):
    finding = only(
        month(
            DUPLICATE,
            名册=ROSTER,
            发放明细=paid(ONE.replace("低保", "城市低保"), ONE.replace("低保", "农村最低生活保障金")),
        )
    )
    assert finding["grade"] == "A"


@pytest.mark.parametrize(
    ("number", "what"),
    [
        ("440823500315123", "the old number of 15 digits"),
        ("440823195003152138", "two digits exchanged"),
        ("440823195003151000", "cut off by a spreadsheet"),
    ],
)
def test_one_person_under_two_numbers(month, number, what):
    finding = only(
        month(DUPLICATE, 名册=ROSTER, 发放明细=paid(ONE, ONE.replace("440823195003151238", number)))
    )
    assert finding["grade"] == "TWO_IDS", what
    assert "2个不同写法的身份证号" in finding["reason"]
    assert len(finding["people"]) == 2


def test_one_number_under_two_names(month):
    other = ONE.replace("陈秀妹", "林木森").replace("6217000000000001", "6217000000000077")
    finding = only(month(DUPLICATE, 名册=ROSTER, 发放明细=paid(ONE, other)))
    assert finding["grade"] == "ONE_ID"
    assert "号码填错" in finding["reason"]


EXCLUDING = (
    ROSTER
    + "    陈秀妹, 440823195003151238, 石角村委会, 特困,     T009,   陈秀妹,   440823195003151238, 在享\n"
)


def test_assistance_that_excludes_other(month):
    finding = only(
        month(
            DUPLICATE, 名册=EXCLUDING, 发放明细=paid(ONE, ONE.replace("低保", "特困").replace("500,", "900,"))
        )
    )
    assert finding["grade"] == "EXCLUDED"
    assert "低保和特困" in finding["reason"]
    assert (finding["cents"], finding["months"]) == (500_00, 1)
    assert [each["role"] for each in finding["sources"]] == ["名册", "名册", "发放记录", "发放记录"]


def test_who_has_left_one_is_not_in_both(month):
    left = EXCLUDING.replace(
        "T009,   陈秀妹,   440823195003151238, 在享", "T009,   陈秀妹,   440823195003151238, 已停发"
    )
    assert month(DUPLICATE, 名册=left) == []


def test_a_household_is_paid_in_one_members_name(month):
    """黄大海, who is 特困, draws the 低保 of his household: the roster says who is helped."""
    assert (
        month(
            DUPLICATE,
            名册=ROSTER,
            发放明细=paid(ONE.replace("陈秀妹, 440823195003151238", "黄大海, 440823197007070020")),
        )
        == []
    )


def test_without_a_roster_payments_speak(month):
    finding = only(month(DUPLICATE, 发放明细=paid(ONE, ONE.replace("低保", "特困"))))
    assert finding["grade"] == "EXCLUDED"


OTHER_TOWN = """
    姓名,   身份证号码,         镇街,   村委会,   救助类型, 户编号, 在享状态
    陈秀妹, 440823195003151238, 河头镇, 双村村委会, 低保,   Z001,   在享
    吴强,   44082319550820231X, 河头镇, 双村村委会, 低保,   Z002,   在享
"""


def test_two_towns_rosters(month):
    finding = only(month(DUPLICATE, 港门名册=ROSTER, 河头名册=OTHER_TOWN))
    assert finding["grade"] == "TWO_ROSTERS"
    assert "河头镇" in finding["reason"]
    assert {each["source"] for each in finding["sources"]} == {"港门名册.csv", "河头名册.csv"}


def test_a_roster_that_was_delivered_twice_is_one_roster(month):
    roster = """
        姓名,   身份证号码,         救助类型
        陈秀妹, 440823195003151238, 低保
        李建国, 440823196101010011, 低保
        黄大海, 440823197007070020, 低保
        吴强,   44082319550820231X, 低保
        郑喜,   440823194806114524, 低保
    """
    again = roster.replace("低保\n", "农村低保\n")
    assert month(DUPLICATE, 低保名册=roster, 汇总名册=again) == []


def test_two_files_that_share_a_person_are_two_rosters(month):
    other = OTHER_TOWN.replace("河头镇", "      ")
    assert only(month(DUPLICATE, 港门名册=ROSTER, 河头名册=other))["grade"] == "TWO_ROSTERS"


TWO_FILES = """
    姓名,   身份证号码,         村委会,     救助类型, 户编号, 户主姓名, 与户主关系, 在享状态, 保障金额
    陈秀妹, 440823195003151238, 石角村委会, 低保,     D001,   陈秀妹,   户主,       在享,     900
    吴强,   44082319550820231X, 石角村委会, 低保,     D001,   陈秀妹,   配偶,       在享,     900
    吴强,   44082319550820231X, 石角村委会, 低保,     D007,   吴强,     户主,       在享,     600
    吴小,   440823201503042212, 石角村委会, 低保,     D007,   吴强,     长子,       在享,     600
    李建国, 440823196101010011, 石角村委会, 低保,     D002,   李建国,   户主,       在享,     700
"""


def test_a_household_under_two_file_numbers(month):
    finding = only(month(DUPLICATE, 名册=TWO_FILES))
    assert finding["grade"] == "TWO_FILES"
    assert [each["row"] for each in finding["sources"]] == [2, 3, 4, 5]
    assert {person["name"] for person in finding["people"]} == {"吴*", "陈*妹"}
    assert finding["cents"] == 600_00
    assert (finding["left_row"], finding["right_row"]) == (3, 4)


def test_one_account_for_three_households(month):
    rows = [ONE.replace("陈秀妹, 440823195003151238", who) for who in PEOPLE[:3]]
    finding = only(month(DUPLICATE, 名册=ROSTER, 发放明细=paid(*rows)))
    assert finding["grade"] == "B"
    assert "3人" in finding["reason"]
    assert "分属3户" in finding["reason"]
    assert len(finding["people"]) == len(finding["sources"]) == 3


REGISTER = """
    姓名,   公民身份号码,       户号, 与户主关系, 户籍状态
    陈秀妹, 440823195003151238, H1,   户主,       正常
    李建国, 440823196101010011, H1,   配偶,       正常
"""


@pytest.mark.parametrize(
    ("roster", "register"),
    [
        (ROSTER.replace("D002", "D001"), ""),
        (ROSTER.replace("D002,   李建国,   440823196101010011", "D002,   陈秀妹,   440823195003151238"), ""),
        (ROSTER, REGISTER),
    ],
    ids=["one file", "one head", "one registered household"],
)
def test_one_household_may_share_an_account(month, roster, register):
    rows = [ONE.replace("陈秀妹, 440823195003151238", who) for who in PEOPLE[:2]]
    files = {"名册": roster, "发放明细": paid(*rows)} | ({"户籍成员": register} if register else {})
    assert month(DUPLICATE, **files) == []


def test_an_institutions_account_is_paid_for_many(month):
    homes = ["青埠镇敬老院", "港门镇供养服务中心", "港门镇财政所"]
    rows = [
        ONE.replace(PEOPLE[0], PEOPLE[2 * at + more]).replace(
            "陈秀妹, 6217000000000001", f"{home}, 621700000000000{at}"
        )
        for at, home in enumerate(homes)
        for more in (0, 1)
    ]
    assert month(DUPLICATE, 发放明细=paid(*rows)) == []


def test_a_guardian_may_draw_for_several_orphans(month):
    rows = [ONE.replace("陈秀妹, 440823195003151238", who).replace("低保", "孤儿") for who in PEOPLE[:3]]
    assert month(DUPLICATE, 发放明细=paid(*rows)) == []


def test_the_name_of_a_finding_does_not_depend_on_rows(month):
    first = only(month(DUPLICATE, 名册=ROSTER, 发放明细=paid(ONE, ONE)))
    other = ONE.replace("陈秀妹, 440823195003151238", "李建国, 440823196101010011").replace("0001,", "0002,")
    again = only(month(DUPLICATE, 名册=ROSTER, 发放明细=paid(other, ONE, ONE.replace("500,", "600,"))))
    assert first["finding_id"] == again["finding_id"]


def test_a_number_with_two_digits_exchanged_is_ones_own_in_a_home(month):
    # 440823196210181039 with its fifth and fifteenth digits exchanged passes the check too.
    rows = "\n".join(f"        老人{at}, , 特困, 集中, 在享, 6217000000000099" for at in "甲乙丙丁戊己")
    listed = f"""
        姓名, 身份证号码, 救助类型, 供养方式, 在享状态, 银行账号
        曾光文, 440813196210182039, 特困, 集中, 在享, 6217000000000099
{rows}
    """
    given = "\n".join(
        f"        老人{at}, , 特困, 2026-10, 1326, 青埠镇敬老院, 6217000000000099" for at in "甲乙丙丁戊己"
    )
    paid = f"""
        姓名, 身份证号, 救助类型, 发放月份, 发放金额, 户名, 银行账号
        曾光文, 440823196210181039, 特困, 2026-10, 1326, 青埠镇敬老院, 6217000000000099
{given}
    """
    assert not month("payment_mismatch", 名册=listed, 发放=paid)
