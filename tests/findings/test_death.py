"""疑似死亡, one small case a rule; the people are made up, the check characters of their numbers right."""

import pytest

DEATH = "suspected_death"

ROSTER = """
    姓名,   身份证号码,         村委会,     救助类型
    陈秀妹, 440823195003151238, 石角村委会, 低保
    李建国, 440823196101010011, 石角村委会, 低保
    黄大海, 440823197007070020, 港门村委会, 特困
"""


def only(findings):
    (finding,) = findings
    assert finding["reason"].startswith("疑似")
    shown = [finding["reason"], *finding["evidence"], *(person["name"] for person in finding["people"])]
    for secret in ("陈秀妹", "李建国", "黄大海", "440823195003151238", "440823196101010011"):
        assert not any(secret in text for text in shown)
    return finding


def test_a_same_number_and_name(month):
    finding = only(
        month(
            DEATH,
            名册=ROSTER,
            死亡人口="""
                死者姓名, 身份证号,           死亡日期,   报告日期
                陈秀妹,   440823195003151238, 2026-09-03, 2026-09-10
            """,
            火化台账="""
                逝者姓名, 身份证号码,         火化日期,   火化证号
                陈秀妹,   440823195003151238, 2026.9.5,   粤火001
            """,
        )
    )
    assert finding["grade"] == "A"
    assert (finding["left_source"], finding["left_row"]) == ("名册.csv", 2)
    assert (finding["right_source"], finding["right_row"]) == ("死亡人口.csv", 2)
    for said in ("2026年9月3日", "2026年9月5日", "应从2026年10月起停发"):
        assert said in finding["reason"]
    assert finding["village"] == "石角村委会"
    assert finding["people"][0] == {"role": "救助对象", "name": "陈*妹", "number": "440823********1238"}
    assert [(each["role"], each["source"], each["row"]) for each in finding["sources"]] == [
        ("名册", "名册.csv", 2),
        ("死亡人口登记", "死亡人口.csv", 2),
        ("火化台账", "火化台账.csv", 2),
    ]
    assert (finding["cents"], finding["months"]) == (None, None)
    assert finding["probability"] > 0.99


def test_the_old_number_is_the_same_number(month):
    finding = only(
        month(
            DEATH,
            名册=ROSTER,
            死亡人口="""
                死者姓名, 身份证号,        死亡日期
                陈秀妹,   440823500315123, 2026-09-03
            """,
        )
    )
    assert finding["grade"] == "A"


@pytest.mark.parametrize("name", ["陳秀妹", "陈秀梅", "陈*妹", "陈秀妹（已故）"])
def test_a_name_that_is_written_otherwise_is_compatible(month, name):
    finding = only(
        month(
            DEATH,
            名册=ROSTER,
            死亡人口=f"""
                死者姓名, 身份证号,           死亡日期
                {name},   440823195003151238, 2026-09-03
            """,
        )
    )
    assert finding["grade"] == "A"


def test_b_another_name_under_the_number(month):
    """The applicant's number in the deceased's column: his owner lives, and the dead is of his household."""
    finding = only(
        month(
            DEATH,
            名册=ROSTER,
            火化台账="""
                逝者姓名, 身份证号码,         火化日期,   申请人姓名, 申请人身份证号
                李老三,   440823196101010011, 2026-09-05, 李建国,     440823196101010011
            """,
            户籍="""
                户号, 姓名,   公民身份号码,       与户主关系, 户籍状态
                H1,   李建国, 440823196101010011, 户主,       正常
                H1,   李老三, 440823193501010016, 父亲,       正常
            """,
        )
    )
    assert finding["grade"] == "B"
    said = "\n".join(finding["evidence"])
    assert "申报人的身份证号与此号码相同" in said
    assert "户籍册中此号码属于李*国" in said
    assert "同户另一成员（父亲）相同" in said
    assert (finding["cents"], finding["months"]) == (None, None)
    assert {"role": "死者", "name": "李*三", "number": "440823********0011"} in finding["people"]


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("440823195003151283", "swapped"),
        ("440823195003151000", "cut off"),
        ("440823195003751238", "mistyped"),
    ],
)
def test_c_a_damaged_number(month, number, why):
    finding = only(
        month(
            DEATH,
            名册=ROSTER,
            死亡人口=f"""
                死者姓名, 性别, 出生日期,   身份证号, 死亡日期,   村委会
                陈秀妹,   女,   1950-03-15, {number}, 2026-09-03, 石角村委会
            """,
        )
    )
    assert finding["grade"] == "C", why


def test_d_no_number(month):
    finding = only(
        month(
            DEATH,
            名册=ROSTER,
            死亡人口="""
                死者姓名, 性别, 出生日期,   死亡日期,   村委会
                陈秀妹,   女,   1950-03-15, 2026-09-03, 石角村委会
            """,
        )
    )
    assert finding["grade"] == "D"
    assert 0.8 <= finding["probability"] < 1


def test_a_name_alone_is_no_finding(month):
    assert not month(
        DEATH,
        名册=ROSTER,
        死亡人口="""
            死者姓名, 死亡日期,   村委会
            陈秀妹,   2026-09-03, 石角村委会
        """,
    )


def test_a_brother_is_no_finding(month):
    assert not month(
        DEATH,
        名册=ROSTER,
        死亡人口="""
            死者姓名, 身份证号,           性别, 出生日期,   死亡日期,   村委会
            李建民,   440823196312120017, 男,   1963-12-12, 2026-09-03, 石角村委会
        """,
    )


def test_r_dates_that_contradict_each_other(month):
    finding = only(
        month(
            DEATH,
            名册=ROSTER,
            死亡人口="""
                死者姓名, 身份证号,           死亡日期
                陈秀妹,   440823195003151238, 2026-09-20
            """,
            火化台账="""
                逝者姓名, 身份证号码,         死亡日期,   火化日期
                陈秀妹,   440823195003151238, 2026-08-25, 2026-08-28
            """,
        )
    )
    assert finding["grade"] == "R"
    assert "相差26天" in finding["reason"]
    assert any("早于死亡人口登记的死亡日期" in line for line in finding["evidence"])
    assert "从2026年10月起停发" in finding["reason"]  # by the later date


@pytest.mark.parametrize(
    ("header", "said"),
    [("走访日期", "走访或复核日期"), ("审批日期", "审批日期"), ("复核日期", "走访或复核日期")],
)
def test_r_seen_after_the_death(month, header, said):
    finding = only(
        month(
            DEATH,
            名册=f"""
                姓名,   身份证号码,         村委会,     救助类型, {header}
                陈秀妹, 440823195003151238, 石角村委会, 低保,     2026-10-12
                李建国, 440823196101010011, 石角村委会, 低保,     2026-10-12
            """,
            死亡人口="""
                死者姓名, 身份证号,           死亡日期
                陈秀妹,   440823195003151238, 2026-09-03
            """,
        )
    )
    assert finding["grade"] == "R"
    assert f"{said}2026年10月12日" in finding["reason"]


def test_r_money_taken_out_after_the_death(month):
    finding = only(
        month(
            DEATH,
            名册=ROSTER,
            死亡人口="""
                死者姓名, 身份证号,           死亡日期
                陈秀妹,   440823195003151238, 2026-09-03
            """,
            发放="""
                姓名,   身份证号,           救助类型, 发放月份, 发放金额, 取款日期
                陈秀妹, 440823195003151238, 低保,     2026-10,  500,      2026-10-15
            """,
        )
    )
    assert finding["grade"] == "R"
    assert "取款日期2026年10月15日" in finding["reason"]
    assert (finding["months"], finding["cents"]) == (1, 50000)


@pytest.mark.parametrize(
    "rows",
    [
        "陈秀妹, 440823195003151238, 2026-09-05, 火001, 作废,",
        "陈秀妹, 440823195003151238, 2026-09-05, 火001, 注销,",
        """陈秀妹, 440823195003151238, 2026-09-05, 火001, 正常,
        王四海, 440823197712120018, 2026-09-05, 火002, 补发, 火001""",
    ],
)
def test_a_cancelled_certificate_is_no_death(month, rows):
    lines = "\n".join(["逝者姓名, 身份证号码, 火化日期, 火化证号, 证件状态, 作废证号", *rows.split("\n")])
    assert not month(DEATH, 名册=ROSTER, 火化台账=lines)


def test_a_reissued_certificate_is_one_death(month):
    finding = only(
        month(
            DEATH,
            名册=ROSTER,
            火化台账="""
                逝者姓名, 身份证号码,         火化日期,   火化证号, 证件状态, 作废证号
                陈秀妹,   440823195003151238, 2026-09-05, 火001,    正常,
                陈秀妹,   440823195003151238, 2026-09-05, 火002,    补发,     火001
            """,
        )
    )
    assert (finding["grade"], finding["right_row"]) == ("A", 3)
    assert "有证件补发，只算一次死亡" in finding["evidence"]


def test_r_cancelled_in_one_register_only(month):
    finding = only(
        month(
            DEATH,
            名册=ROSTER,
            死亡人口="""
                死者姓名, 身份证号,           死亡日期,   备注
                陈秀妹,   440823195003151238, 2026-09-03, 误报，已撤销
            """,
            火化台账="""
                逝者姓名, 身份证号码,         火化日期
                陈秀妹,   440823195003151238, 2026-09-05
            """,
        )
    )
    assert finding["grade"] == "R"
    assert "死亡人口登记中的记录已作废或撤销" in finding["reason"]


def test_a_household_registration_closed_by_death(month):
    finding = only(
        month(
            DEATH,
            名册=ROSTER,
            户籍="""
                户号, 姓名,   公民身份号码,       与户主关系, 户籍状态, 户籍注销日期
                H1,   陈秀妹, 440823195003151238, 户主,       死亡注销, 2026-09-12
                H2,   李建国, 440823196101010011, 户主,       正常,
                H3,   黄大海, 440823197007070020, 户主,       迁出注销, 2026-09-12
            """,
        )
    )
    assert finding["grade"] == "A"
    assert "户籍册中有身份证号相同、姓名相符的记录（户籍注销日期2026年9月12日）" in finding["reason"]


def test_what_was_paid_after_the_death(month):
    """Died in August: September to November are too much. The November row covers two months, one failed."""
    finding = only(
        month(
            DEATH,
            名册=ROSTER,
            死亡人口="""
                死者姓名, 身份证号,           死亡日期
                陈秀妹,   440823195003151238, 2026-08-03
            """,
            发放="""
                姓名,   身份证号,           救助类型, 发放月份, 发放月数, 发放金额, 反馈状态
                陈秀妹, 440823195003151238, 低保,     2026-07,  1,        500,      成功
                陈秀妹, 440823195003151238, 低保,     2026-09,  2,        1000,     成功
                陈秀妹, 440823195003151238, 低保,     2026-10,  1,        500.50,   成功
                陈秀妹, 440823195003151238, 高龄津贴, 2026-10,  1,        80,       失败
                李建国, 440823196101010011, 低保,     2026-10,  1,        500,      成功
            """,
        )
    )
    assert finding["grade"] == "A"
    assert (finding["months"], finding["cents"]) == (2, 50000 + 50050)
    assert "从2026年9月起停发，本次资料中此后已发放2个月，共1000.50元" in finding["reason"]
    assert [line for line in finding["evidence"] if line.startswith("已发放")] == [
        "已发放：2026年9月低保1000元（含2个月，其中1个月在应停发之后），见发放.csv第3行",
        "已发放：2026年10月低保500.50元，见发放.csv第4行",
    ]
    assert [each["row"] for each in finding["sources"] if each["role"] == "发放记录"] == [3, 4]


def test_a_list_and_the_banks_answer_are_one_payment(month):
    finding = only(
        month(
            DEATH,
            名册=ROSTER,
            死亡人口="""
                死者姓名, 身份证号,           死亡日期
                陈秀妹,   440823195003151238, 2026-08-03
            """,
            发放="""
                姓名,   身份证号,           救助类型, 发放月份, 发放金额
                陈秀妹, 440823195003151238, 低保,     2026-10,  500
            """,
            银行回盘="""
                姓名,   身份证号,           救助类型, 发放月份, 发放金额, 反馈状态
                陈秀妹, 440823195003151238, 低保,     2026-10,  500,      成功
            """,
        )
    )
    assert (finding["months"], finding["cents"]) == (1, 50000)


@pytest.mark.parametrize(("registered", "found"), [("2026-08-10", True), ("2026-05-10", False)])
def test_who_is_off_the_roster_is_looked_at_while_the_registration_is_news(month, registered, found):
    findings = month(
        DEATH,
        名册="""
            姓名,   身份证号码,         村委会,     救助类型, 状态
            陈秀妹, 440823195003151238, 石角村委会, 低保,     停发
            李建国, 440823196101010011, 石角村委会, 低保,     在享
        """,
        死亡人口=f"""
            死者姓名, 身份证号,           死亡日期,   报告日期
            陈秀妹,   440823195003151238, 2026-05-03, {registered}
        """,
        发放="""
            姓名,   身份证号,           救助类型, 发放月份, 发放金额
            陈秀妹, 440823195003151238, 低保,     2026-07,  500
        """,
    )
    assert [finding["grade"] for finding in findings] == ["A"] * found


def test_who_is_off_the_roster_and_was_paid_nothing_more_is_settled(month):
    assert not month(
        DEATH,
        名册="""
            姓名,   身份证号码,         村委会,     救助类型, 状态
            陈秀妹, 440823195003151238, 石角村委会, 低保,     停发
            李建国, 440823196101010011, 石角村委会, 低保,     在享
        """,
        死亡人口="""
            死者姓名, 身份证号,           死亡日期
            陈秀妹,   440823195003151238, 2026-09-03
        """,
    )


def test_an_old_death_of_somebody_still_on_the_roster_is_not_lost(month):
    finding = only(
        month(
            DEATH,
            名册=ROSTER,
            死亡人口="""
                死者姓名, 身份证号,           死亡日期
                陈秀妹,   440823195003151238, 2023-01-03
            """,
        )
    )
    assert finding["grade"] == "A"
    assert any("早于近3个月" in line for line in finding["evidence"])


def test_one_finding_a_person_in_two_programmes(month):
    finding = only(
        month(
            DEATH,
            名册="""
                姓名,   身份证号码,         村委会,     救助类型
                陈秀妹, 440823195003151238, 石角村委会, 低保
                陈秀妹, 440823195003151238, 石角村委会, 高龄津贴
                李建国, 440823196101010011, 石角村委会, 低保
            """,
            死亡人口="""
                死者姓名, 身份证号,           死亡日期
                陈秀妹,   440823195003151238, 2026-09-03
            """,
        )
    )
    assert [each["row"] for each in finding["sources"] if each["role"] == "名册"] == [2, 3]


def test_the_number_decides_between_two_of_one_household(month):
    """The register has the wife's number by the husband's name: the husband is meant, and is named by D."""
    findings = month(
        DEATH,
        名册="""
            户编号, 姓名,   性别, 身份证号码,         村委会,     救助类型
            H1,     李建国, 男,   440823196101010011, 石角村委会, 低保
            H1,     陈秀妹, 女,   440823195003151238, 石角村委会, 低保
            H2,     黄大海, 男,   440823197007070020, 港门村委会, 特困
        """,
        死亡人口="""
            死者姓名, 性别, 身份证号,           出生日期,   死亡日期,   村委会
            李建国,   男,   440823195003151238, 1961-01-01, 2026-09-03, 石角村委会
        """,
    )
    assert {finding["grade"] for finding in findings} <= {"B", "D"}


def test_the_id_of_a_finding_stays_when_files_and_rows_change(month):
    deaths = """
        死者姓名, 身份证号,           死亡日期
        陈秀妹,   440823195003151238, 2026-09-03
    """
    first = only(month(DEATH, 名册=ROSTER, 死亡人口=deaths))
    again = only(
        month(
            DEATH,
            名册="""
                序号, 姓名,   身份证号码,         救助类型
                1,    黄大海, 440823197007070020, 特困
                2,    陈秀妹, 440823195003151283, 低保
            """,
            死亡人口=deaths,
        )
    )
    assert (first["grade"], again["grade"]) == ("A", "C")
    assert first["finding_id"] == again["finding_id"]


def test_the_dead_who_are_paid_and_on_no_roster_are_found_with_their_payments(month):
    found = month(
        DEATH,
        名册="""
            姓名,   身份证号码,         村委会,     救助类型, 在享状态
            李建国, 440823196101010011, 石角村委会, 低保,     在享
        """,
        死亡="""
            死者姓名, 身份证号,           死亡日期
            陈秀妹,   440823195003151238, 2025-03-02
        """,
        发放="""
            姓名,   身份证号,           救助类型, 发放月份, 发放金额
            李建国, 440823196101010011, 低保,     2026-10,  500
            陈秀妹, 440823195003151238, 低保,     2026-10,  530
        """,
    )
    (finding,) = found
    assert (finding["grade"], finding["cents"], finding["months"]) == ("A", 53000, 1)
    assert "名册上没有这个人" in finding["evidence"]
    assert {source["role"] for source in finding["sources"]} == {"发放记录", "死亡人口登记"}
