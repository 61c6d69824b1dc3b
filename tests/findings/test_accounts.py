"""户名不一致, one small case a rule; the people are made up, the check characters of their numbers right."""

import pytest

ACCOUNT = "account_name_mismatch"

CHEN, LI, WU, XIAO = "440823195003151238", "440823196101010011", "44082319550820231X", "440823201503042212"


def roster(name="陈秀妹", number=CHEN, aid="高龄津贴", head="陈秀妹", relation="户主", care="", remark=""):
    return f"""
        姓名,   身份证号码, 村委会,     救助类型, 供养方式, 户编号, 户主姓名, 与户主关系, 在享状态, 备注
        {name}, {number},   石角村委会, {aid},    {care},   D001,   {head},   {relation}, 在享,     {remark}
    """


def paid(
    holder,
    *,
    name="陈秀妹",
    number=CHEN,
    aid="高龄津贴",
    holder_id=None,
    remark="",
    account="6217000000000001",
):
    extra, given = (", 开户人身份证号", f", {holder_id}") if holder_id else ("", "")
    return f"""
        姓名,   身份证号,  救助类型, 发放月份, 发放金额, 户名,     银行账号,  备注{extra}
        {name}, {number},  {aid},    2026-10,  500,      {holder}, {account}, {remark}{given}
    """


REGISTER = f"""
    姓名,   公民身份号码, 户号, 与户主关系, 户籍状态
    吴强,   {WU},         H1,   户主,       正常
    陈秀妹, {CHEN},       H1,   母亲,       正常
    吴小龙, {XIAO},       H1,   长子,       正常
    李建国, {LI},         H2,   户主,       正常
"""


def grades(findings):
    for finding in findings:
        assert finding["reason"].startswith("疑似")
        assert finding["check"]
        shown = [finding["reason"], *finding["evidence"], *(person["name"] for person in finding["people"])]
        for secret in ("陈秀妹", "李建国", "吴强", "吴小龙", CHEN, WU, "6217000000000001"):
            assert not any(secret in text for text in shown)
    return [finding["grade"] for finding in findings]


# by the name alone


NUMBERS = [
    CHEN,
    LI,
    WU,
    XIAO,
    "440823194806114524",
    "440823196209091175",
    "440823197308085517",
    "440823194501011110",
]


def many(month, pairs, care="", aid="高龄津贴"):
    """The findings where each person has the holder beside them, by the person's place in `pairs`."""
    listed = ["姓名, 身份证号码, 救助类型, 供养方式, 在享状态"]
    rows = ["姓名, 身份证号, 救助类型, 发放月份, 发放金额, 户名, 银行账号"]
    for at, (name, holder) in enumerate(pairs):
        listed.append(f"{name}, {NUMBERS[at]}, {aid}, {care}, 在享")
        rows.append(f"{name}, {NUMBERS[at]}, {aid}, 2026-10, 500, {holder}, 621700000000000{at}")
    found = month(ACCOUNT, 名册="\n".join(listed), 发放明细="\n".join(rows))
    return {finding["left_row"] - 2: finding for finding in found}


def test_ones_own_name_is_right(month):
    assert (
        many(
            month, [("陈秀妹", "陈　秀　妹"), ("李建国", "李建国 "), ("吴强", "吴强（代）"), ("何平", "何平")]
        )
        == {}
    )


def test_a_close_name_says_why(month):
    cases = [
        ("陈秀妹", "陈秀梅", "读音相同"),
        ("郑喜龙", "鄭喜龍", "繁简体"),
        ("韦国韡", "韦国WEI", "无法显示"),
        ("林小韡", "林小□", "无法显示"),
        ("何明韡", "何明?", "无法显示"),
        ("欧阳小妹", "欧阳小", "少写了字"),
        ("阿卜杜热合曼·买买提", "阿卜杜热合", "截短"),
        ("黄大海", "黄海大", "顺序"),
    ]
    found = many(month, [(name, holder) for name, holder, _ in cases])
    assert [found[at]["grade"] for at in range(len(cases))] == ["CLOSE"] * len(cases)
    for at, (_, _, why) in enumerate(cases):
        assert why in found[at]["reason"]


def test_a_masked_name_can_not_be_compared(month):
    found = many(month, [("陈秀妹", "陈*妹"), ("李建国", "**国"), ("吴强", "***"), ("何平安", "何某某")])
    assert [found[at]["grade"] for at in range(4)] == ["UNABLE"] * 4


def test_a_missing_name_beside_others_can_not_be_compared(month):
    text = paid("") + f"        李建国, {LI}, 高龄津贴, 2026-10, 500, 李建国, 6217000000000002,\n"
    assert grades(month(ACCOUNT, 名册=roster(), 发放明细=text)) == ["UNABLE"]


@pytest.mark.parametrize(("holder", "why"), [("林木森", "也不在同户成员中"), ("陈秀龙", "只差一个字")])
def test_a_strangers_name(month, holder, why):
    (finding,) = found = month(ACCOUNT, 名册=roster(), 发放明细=paid(holder), 户籍成员=REGISTER)
    assert grades(found) == ["NO_MATCH"]
    assert why in finding["reason"]
    assert (finding["cents"], finding["months"]) == (500_00, 1)
    assert [(each["role"], each["row"]) for each in finding["sources"]] == [("名册", 2), ("发放记录", 2)]
    assert finding["people"][-1] == {"role": "账户户名", "name": f"{holder[0]}*{holder[2]}", "number": ""}


# by the household


def test_the_heads_account_is_right(month):
    assert month(ACCOUNT, 名册=roster(head="吴强", relation="母亲"), 发放明细=paid("吴强")) == []


def test_a_homophone_of_the_heads_name_is_close(month):
    (finding,) = month(ACCOUNT, 名册=roster(head="吴强", relation="母亲"), 发放明细=paid("吴墙"))
    assert finding["grade"] == "CLOSE"
    assert "户主" in finding["reason"]


@pytest.mark.parametrize(
    ("remark", "grade"), [("", "OTHER_NO_EVIDENCE"), ("由家属代领，附佐证", "OTHER_WITH_EVIDENCE")]
)
def test_a_member_of_the_registered_household(month, remark, grade):
    (finding,) = found = month(
        ACCOUNT, 名册=roster(remark=remark), 发放明细=paid("吴小龙"), 户籍成员=REGISTER
    )
    assert grades(found) == [grade]
    assert "本人的孙辈（户主的长子）" in finding["reason"]
    assert finding["people"][-1] == {"role": "账户户名", "name": "吴*龙", "number": "440823********2212"}


def test_a_remark_on_the_payment_is_evidence_too(month):
    found = month(ACCOUNT, 名册=roster(), 发放明细=paid("吴小龙", remark="孙子代领"), 户籍成员=REGISTER)
    assert grades(found) == ["OTHER_WITH_EVIDENCE"]


def test_a_remark_about_something_else_is_no_evidence(month):
    found = month(ACCOUNT, 名册=roster(remark="长期患病"), 发放明细=paid("吴小龙"), 户籍成员=REGISTER)
    assert grades(found) == ["OTHER_NO_EVIDENCE"]


def test_a_member_of_the_household_on_the_roster(month):
    family = roster(aid="低保", head="陈秀妹") + (
        f"        吴强, {WU}, 石角村委会, 低保, , D001, 陈秀妹, 长子, 在享,\n"
    )
    (finding,) = month(ACCOUNT, 名册=family, 发放明细=paid("吴强", aid="低保"))
    assert finding["grade"] == "OTHER_NO_EVIDENCE"
    assert "本人的长子" in finding["reason"]


def test_a_name_of_the_household_counts_before_one_that_is_near(month):
    """陈秀梅 is 陈秀妹's sister, not a slip of her name."""
    family = roster(aid="低保") + f"        陈秀梅, {WU}, 石角村委会, 低保, , D001, 陈秀妹, 妹, 在享,\n"
    assert grades(month(ACCOUNT, 名册=family, 发放明细=paid("陈秀梅", aid="低保"))) == ["OTHER_NO_EVIDENCE"]


def test_the_head_whom_only_the_register_names(month):
    listed = f"姓名, 身份证号码, 救助类型, 在享状态\n陈秀妹, {CHEN}, 高龄津贴, 在享"
    assert month(ACCOUNT, 名册=listed, 发放明细=paid("吴强"), 户籍成员=REGISTER) == []


def test_a_wrong_number_on_the_lists_still_finds_the_registered_household(month):
    wrong = "440823195003152138"  # two digits exchanged
    register = REGISTER.replace("户籍状态", "户籍状态, 村委会").replace("正常\n", "正常, 石角村委会\n")
    found = month(
        ACCOUNT, 名册=roster(number=wrong), 发放明细=paid("吴小龙", number=wrong), 户籍成员=register
    )
    assert grades(found) == ["OTHER_NO_EVIDENCE"]


def test_a_slip_of_the_lists_and_not_of_the_bank(month):
    """The register knows 陈秀龙 under the number that the lists give to 陈秀尤; the bank writes 陈秀龙."""
    register = REGISTER.replace("陈秀妹", "陈秀龙")
    slip = {"name": "陈秀尤"}
    (finding,) = month(
        ACCOUNT, 名册=roster(head="陈秀尤", **slip), 发放明细=paid("陈秀龙", **slip), 户籍成员=register
    )
    assert finding["grade"] == "CLOSE"


def test_a_households_account_on_the_roster_is_asked_about_once(month):
    listed = f"""
        姓名,   身份证号码, 救助类型, 户编号, 户主姓名, 户名,   银行账号,         在享状态
        吴强,   {WU},       低保,     D001,   吴强,     林木森, 6217000000000001, 在享
        陈秀妹, {CHEN},     低保,     D001,   吴强,     林木森, 6217000000000001, 在享
        吴小龙, {XIAO},     低保,     D001,   吴强,     林木森, 6217000000000001, 在享
    """
    (finding,) = found = month(ACCOUNT, 名册=listed)
    assert grades(found) == ["NO_MATCH"]
    assert finding["left_row"] == 2


# guardians, institutions


@pytest.mark.parametrize(
    ("remark", "grade"), [("", "OTHER_NO_EVIDENCE"), ("监护人账户", "OTHER_WITH_EVIDENCE")]
)
def test_an_orphans_guardian(month, remark, grade):
    child = {"name": "吴小龙", "number": XIAO, "aid": "孤儿"}
    found = month(
        ACCOUNT,
        名册=roster(head="吴强", relation="孙子", remark=remark, **child),
        发放明细=paid("吴强", **child),
    )
    assert grades(found) == [grade]


def test_a_guardian_whom_no_register_knows(month):
    child = {"name": "吴小龙", "number": XIAO, "aid": "孤儿"}
    found = month(ACCOUNT, 名册=roster(remark="监护人代领", **child), 发放明细=paid("林木森", **child))
    assert grades(found) == ["OTHER_WITH_EVIDENCE"]
    assert "查不到此人" in found[0]["reason"]


def test_an_institutions_account_for_those_in_its_care_is_right(month):
    homes = ["港门镇敬老院", "遂溪县社会福利院", "港门镇供养服务中心", "港门镇敬老", "港门镇财政所"]
    names = ["陈秀妹", "李建国", "吴强", "何平", "郑喜"]
    assert many(month, list(zip(names, homes, strict=True)), care="集中供养", aid="特困") == {}


def test_an_institutions_account_for_others_is_for_information(month):
    (finding,) = found = month(
        ACCOUNT, 名册=roster(aid="特困", care="分散"), 发放明细=paid("港门镇敬老院", aid="特困")
    )
    assert grades(found) == ["INSTITUTION"]
    assert all(person["role"] != "账户户名" for person in finding["people"])


def test_a_person_may_be_called_like_an_institution(month):
    assert grades(month(ACCOUNT, 名册=roster(), 发放明细=paid("陈福利"))) == ["NO_MATCH"]


# by the holder's number


def test_the_holders_number_is_the_persons(month):
    assert month(ACCOUNT, 名册=roster(), 发放明细=paid("林木森", holder_id=CHEN)) == []


def test_the_holders_old_number_is_the_persons(month):
    assert month(ACCOUNT, 名册=roster(), 发放明细=paid("林木森", holder_id="440823500315123")) == []


def test_a_namesakes_account(month):
    (finding,) = found = month(ACCOUNT, 名册=roster(), 发放明细=paid("陈秀妹", holder_id=LI))
    assert grades(found) == ["NO_MATCH"]
    assert "户名相同，开户的证件号码却不是本人的" in finding["reason"]


def test_the_holders_number_is_a_grandsons(month):
    found = month(ACCOUNT, 名册=roster(), 发放明细=paid("吴晓", holder_id=XIAO), 户籍成员=REGISTER)
    assert grades(found) == ["OTHER_NO_EVIDENCE"]


def test_where_the_persons_own_number_is_wrong_the_name_speaks(month):
    wrong = {"number": "440823195003151239"}
    assert month(ACCOUNT, 名册=roster(**wrong), 发放明细=paid("陈秀妹", holder_id=CHEN, **wrong)) == []


# several lists


def test_the_name_of_either_list_will_do(month):
    """The bank's list has a slip in the person's name; its holder is as the roster writes the person."""
    listed = roster(head="吴强", relation="母亲")
    assert month(ACCOUNT, 名册=listed, 发放明细=paid("陈秀妹", name="陈秀梅")) == []


def test_the_banks_list_counts_before_the_roster(month):
    listed = f"""
        姓名,   身份证号码, 救助类型, 户名,   银行账号,         在享状态
        陈秀妹, {CHEN},     高龄津贴, 林木森, 6217000000000001, 在享
    """
    assert month(ACCOUNT, 名册=listed, 发放明细=paid("陈秀妹")) == []
    assert grades(month(ACCOUNT, 名册=listed, 发放明细=paid("", account="6217000000000001"))) == ["NO_MATCH"]


def test_one_account_in_several_months_is_one_finding(month):
    later = paid("林木森") + f"        陈秀妹, {CHEN}, 高龄津贴, 2026-09, 500, 林*森, 6217000000000001,\n"
    (finding,) = month(ACCOUNT, 名册=roster(), 发放明细=later)
    assert (finding["cents"], finding["months"], len(finding["sources"])) == (1000_00, 2, 3)


# one character off


def town(*bearers):
    """The register of a town of five households, of which one is helped."""
    others = "\n".join(
        f"    {name}, , H{at}, 户主, 正常"
        for at, name in enumerate(("黄大海", "林玉兰", "梁国辉", *bearers), 5)
    )
    return REGISTER + others + "\n"


def test_a_slip_that_nobody_in_town_bears_is_close(month):
    (found,) = month(ACCOUNT, 名册=roster(), 发放=paid("陈秀葵"), 户籍=town())
    assert found["grade"] == "CLOSE"
    assert "没有叫这个名字的人" in found["reason"]


def test_a_sister_of_another_household_is_no_slip(month):
    (found,) = month(ACCOUNT, 名册=roster(), 发放=paid("陈秀葵"), 户籍=town("陈秀葵"))
    assert found["grade"] == "NO_MATCH"


def test_a_register_of_the_helped_alone_shows_nobody_missing(month):
    helped = f"""
        姓名,   公民身份号码, 户号, 与户主关系, 户籍状态
        吴强,   {WU},         H1,   户主,       正常
        陈秀妹, {CHEN},       H1,   母亲,       正常
    """
    (found,) = month(ACCOUNT, 名册=roster(), 发放=paid("陈秀葵"), 户籍=helped)
    assert found["grade"] == "NO_MATCH"


def test_a_relative_whose_number_stands_in_the_row_is_still_a_relative(month):
    # The roster has the head's number in his mother's row; the payment has her own.
    listed = f"""
        姓名,   身份证号码, 村委会,     救助类型, 出生日期,   在享状态
        陈秀妹, {WU},       石角村委会, 高龄津贴, 1950-03-15, 在享
    """
    assert month(ACCOUNT, 名册=listed, 发放=paid("吴强"), 户籍=REGISTER) == []


def test_an_institution_whose_name_the_bank_pads_is_still_one(month):
    listed = roster(aid="特困", care="集中")
    assert month(ACCOUNT, 名册=listed, 发放=paid("青 埠 镇 敬　老　院", aid="特困")) == []
