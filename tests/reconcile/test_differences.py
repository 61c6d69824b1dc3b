import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aidlink.inputs import standard_table
from aidlink.reconcile import DIFFERENCES, TOTALS, reconcile

CHEN, LI, HUANG, ZHOU = "440823195003151238", "440823196101010011", "440823197007070020", "440823198001010013"
ROSTER = f"""
    姓名,   身份证号码, 村委会, 救助类型, 户编号, 与户主关系, 保障金额, 审批日期
    陈秀妹, {CHEN},  石角村, 低保, 1001, 户主, 1000, 2025-01-05
    陈建国, ,        石角村, 低保, 1001, 长子, ,     2025-01-05
    李大海, {LI},    东坡村, 特困, ,     ,     1326, 2025-01-05
    黄小燕, {HUANG}, 东坡村, 高龄津贴, , ,     100,  2025-01-05
"""
PAID = f"""
    姓名,   身份证号, 救助类型, 发放月份, 发放金额, 发放月数, 备注, 反馈状态
    陈秀妹, {CHEN},  低保, 2026-10, 1000, 1, , 成功
    李大海, {LI},    特困, 2026-10, 1326, 1, , 成功
    黄小燕, {HUANG}, 高龄津贴, 2026-10, 100, 1, , 成功
"""


def changed(text, old, new):
    assert old in text
    return text.replace(old, new)


def rows(result):
    return result.differences.to_pylist()


def only(result):
    (row,) = rows(result)
    return row["reason"], row["village"], row["programme"], row["difference_cents"], row["explanation"]


def test_books_that_agree_have_no_difference(reconciled):
    result = reconciled(名册=ROSTER, 发放=PAID)
    assert rows(result) == []
    assert result.differences.schema == DIFFERENCES
    assert result.totals.schema == TOTALS
    assert all(row["agree"] for row in result.totals.to_pylist())
    assert {(r["village"], r["programme"], r["listed_people"], r["listed_households"], r["paid_cents"]) for r in result.totals.to_pylist()} == {  # noqa: E501 - a table to read by eye
        ("石角", "低保", 2, 1, 100000), ("东坡", "特困", 1, 1, 132600), ("东坡", "高龄津贴", 1, 1, 10000),
        ("全镇", "低保", 2, 1, 100000), ("全镇", "特困", 1, 1, 132600), ("全镇", "高龄津贴", 1, 1, 10000),
    }  # fmt: skip


LI_PAID = f"李大海, {LI},    特困, 2026-10, 1326, 1, , 成功"
CASES = {
    "nobody paid him": (
        "", ("UNPAID", "东坡", "特困", -132600, "名册在享（1326元），本月没有发放记录。")),
    "the bank sent it back": (
        f"李大海, {LI}, 特困, 2026-10, 1326, 1, , 账号错误退回",
        ("FAILED", "东坡", "特困", -132600, "名册在享（1326元），银行发放失败或退回，款没有到账。")),
    "paid and taken back": (
        f"{LI_PAID}\n    李大海, {LI}, 特困, 2026-10, -1326, 1, 冲销, 成功",
        ("REVERSED", "东坡", "特困", -132600, "名册在享（1326元），发放后又冲销，等于没有发放。")),
    "another amount": (
        f"李大海, {LI}, 特困, 2026-10, 1300, 1, , 成功",
        ("AMOUNT", "东坡", "特困", -2600, "名册1326元，发放1300元，少发26元。")),
    "paid twice": (
        f"{LI_PAID}\n    {LI_PAID}",
        ("AMOUNT", "东坡", "特困", 132600, "名册1326元，发放2652元（2笔），多发1326元。")),
    "three months at once": (
        f"李大海, {LI}, 特困, 2026-10, 3978, 3, , 成功",
        ("SEVERAL_MONTHS", "东坡", "特困", 265200, "一次发放3个月，共3978元；名册每月1326元。")),
    "back-pay by its remark": (
        f"{LI_PAID}\n    李大海, {LI}, 特困, 2026-10, 60, 1, 补发, 成功",
        ("BACK_PAY", "东坡", "特困", 6000, "其中60元是补发以前月份的。")),
    "back-pay by its month": (
        f"{LI_PAID}\n    李大海, {LI}, 特困, 2026-08, 1326, 1, 补发, 成功",
        ("BACK_PAY", "东坡", "特困", 132600, "其中1326元是补发以前月份的。")),
    "not on the roster": (
        f"{LI_PAID}\n    周小明, {ZHOU}, 特困, 2026-10, 1326, 1, , 成功",
        ("NOT_LISTED", "（未写明）", "特困", 132600, "发放了1326元，本月特困名册上没有这一户（人）。")),
    "money of an earlier month taken back": (
        f"{LI_PAID}\n    李大海, {LI}, 特困, 2026-10, -500, 1, 冲回8月多发, 成功",
        ("REVERSAL", "东坡", "特困", -50000, "冲回以前月份发放的500元。")),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), CASES.values(), ids=CASES.keys())
def test_each_difference_has_its_reason(reconciled, lines, expected):
    assert only(reconciled(名册=ROSTER, 发放=changed(PAID, LI_PAID, lines))) == expected


def test_another_month_in_the_list_is_not_this_months_money(reconciled):
    paid = PAID + f"    李大海, {LI}, 特困, 2026-09, 1326, 1, , 成功\n"
    assert rows(reconciled(名册=ROSTER, 发放=paid)) == []


def test_the_banks_answer_is_not_a_second_payment(reconciled):
    # 发放明细 goes out without feedback; 回盘 comes back with it.
    asked = "\n".join(line.rsplit(",", 1)[0] for line in PAID.strip().splitlines())
    assert rows(reconciled(名册=ROSTER, 明细=asked, 回盘=PAID)) == []


def test_a_households_amount_is_counted_once_however_often_it_is_written(reconciled):
    roster = changed(ROSTER, "长子, ,     2025", "长子, 1000, 2025")
    assert rows(reconciled(名册=roster, 发放=PAID)) == []


def test_one_member_paid_is_the_household_paid(reconciled):
    paid = changed(PAID, f"陈秀妹, {CHEN}", "陈建国, ")
    assert rows(reconciled(名册=ROSTER, 发放=paid)) == []


def test_a_number_with_a_slip_is_the_same_person_by_linking(reconciled):
    # One wrong digit: no equal number, yet one person; the same name, village and no rival.
    wrong = LI[:16] + "2" + LI[17]
    paid = changed(PAID, "姓名,   身份证号, 救助类型", "姓名, 身份证号, 村委会, 救助类型")
    paid = "\n".join(
        line.replace("低保,", "石角村, 低保,")
        .replace("特困,", "东坡村, 特困,")
        .replace("高龄津贴,", "东坡村, 高龄津贴,")
        for line in paid.splitlines()
    )
    assert rows(reconciled(名册=ROSTER, 发放=changed(paid, LI, wrong))) == []


def test_somebody_paid_as_another_programme_is_one_story_told_twice(reconciled):
    paid = changed(PAID, LI_PAID, LI_PAID.replace("特困", "高龄津贴"))
    found = [
        (row["programme"], row["reason"], row["difference_cents"])
        for row in rows(reconciled(名册=ROSTER, 发放=paid))
    ]
    assert found == [("特困", "MOVED_PROGRAMME", -132600), ("高龄津贴", "MOVED_PROGRAMME", 132600)]


def test_somebody_paid_in_another_village_is_one_story_told_twice(reconciled):
    paid = changed(PAID, "姓名,   身份证号, 救助类型", "姓名, 身份证号, 村委会, 救助类型")
    paid = (
        paid.replace("低保,", "石角村, 低保,")
        .replace("特困,", "石角村, 特困,")
        .replace("高龄津贴,", "东坡村, 高龄津贴,")
    )
    result = reconciled(名册=ROSTER, 发放=paid)
    told = [
        (row["village"], row["reason"], row["difference_cents"], row["explanation"]) for row in rows(result)
    ]
    assert told == [
        ("东坡", "MOVED_VILLAGE", -132600, "名册在东坡，发放记在石角。"),
        ("石角", "MOVED_VILLAGE", 132600, "发放记在石角，名册在东坡。"),
    ]
    town = [
        row for row in result.totals.to_pylist() if row["village"] == "全镇" and row["programme"] == "特困"
    ]
    assert [row["agree"] for row in town] == [True]


def test_a_roster_without_amounts_says_so(reconciled):
    roster = changed(ROSTER, "1326, 2025", ", 2025")
    assert only(reconciled(名册=roster, 发放=PAID))[::4] == (
        "NO_AMOUNT",
        "名册没有写金额，无法与发放的1326元核对。",
    )


def test_stopped_people_are_not_on_the_roster(reconciled):
    roster = "\n".join(
        line.strip() + (", 状态" if "姓名" in line else ", 停发" if "李大海" in line else ", 在享")
        for line in ROSTER.strip().splitlines()
    )
    assert only(reconciled(名册=roster, 发放=PAID))[:1] == ("NOT_LISTED",)


def test_names_and_numbers_are_masked(reconciled):
    result = reconciled(名册=ROSTER, 发放=changed(PAID, LI_PAID, ""))
    (row,) = rows(result)
    assert (row["name"], row["number"]) == ("李*海", "440823********0011")
    assert row["listed_place"] == "名册.csv第4行"
    assert "李大海" not in repr(result) + str(rows(result))


def ledger(*lines):
    return pd.DataFrame(lines, columns=["village", "programme", "people", "households", "cents"])


def total(result, village, programme):
    (row,) = [r for r in result.totals.to_pylist() if (r["village"], r["programme"]) == (village, programme)]
    return row


@pytest.mark.parametrize(
    ("cents", "said"),
    [
        (132600, "发放与名册：补发1户（人）多60元；统计台账与名册一致"),
        (138600, "发放与名册：补发1户（人）多60元；统计台账与发放一致"),
        (
            100,
            "发放与名册：补发1户（人）多60元；统计台账比名册少1325元、比发放少1385元，名册和发放解释不了，请核对台账",
        ),
    ],
)
def test_the_ledgers_amount_is_explained(reconciled, cents, said):
    paid = PAID + f"    李大海, {LI}, 特困, 2026-10, 60, 1, 补发, 成功\n"
    result = reconciled(ledger(("东坡", "特困", 1, 1, cents)), 名册=ROSTER, 发放=paid)
    row = total(result, "东坡", "特困")
    assert row["explanation"] == said
    assert not row["agree"]
    assert row["ledger_minus_paid"] == cents - 138600


def test_a_ledger_that_counts_failed_payments_is_found_out(reconciled):
    paid = (
        changed(PAID, LI_PAID, LI_PAID.replace("成功", "失败"))
        + f"    李大海, {LI}, 特困, 2026-10, 1000, 1, , 成功\n"
    )
    result = reconciled(ledger(("东坡", "特困", 1, 1, 232600)), 名册=ROSTER, 发放=paid)
    assert total(result, "东坡", "特困")["explanation"].endswith(
        "统计台账等于发放加上未到账的1326元，多计了发放失败的"
    )


def test_a_ledger_of_the_town_alone_is_held_against_the_town(reconciled):
    result = reconciled(ledger((None, "特困", 2, 1, 132600)), 名册=ROSTER, 发放=PAID)
    assert total(result, "全镇", "特困")["explanation"] == "统计台账人数2，名册1"
    assert total(result, "东坡", "特困")["agree"]


def test_a_ledgers_villages_add_up_to_the_town(reconciled):
    result = reconciled(
        ledger(("石角", "低保", 2, 1, 100000), ("东坡", "低保", 1, 1, 50000)), 名册=ROSTER, 发放=PAID
    )
    assert total(result, "全镇", "低保")["ledger_cents"] == 150000
    assert not total(result, "东坡", "低保")["agree"]


NUMBERS = [CHEN, LI, HUANG, ZHOU]
entry = st.tuples(
    st.integers(0, 3), st.sampled_from(["石角村", "东坡村"]), st.sampled_from(["低保", "特困", "高龄津贴"]),
    st.sampled_from([100, 500, 1000]),
)  # fmt: skip


def table(entries, headers):
    names = ["陈秀妹", "李大海", "黄小燕", "周小明"]
    lines = [
        (names[at], NUMBERS[at], village, programme, amount) for at, village, programme, amount in entries
    ]
    frame = pd.DataFrame(lines, columns=["姓名", "身份证号", "村委会", "救助类型", headers[0]])
    return frame.assign(**headers[1])


@settings(deadline=None, max_examples=10)
@given(st.lists(entry, min_size=1, max_size=8), st.lists(entry, min_size=1, max_size=8))
def test_the_differences_always_add_up_to_the_totals(listed, paid):
    result = reconcile(
        standard_table(table(listed, ("保障金额", {"审批日期": "2025-01-05"}))),
        standard_table(table(paid, ("发放金额", {"发放月份": "2026-10"}))),
        month=202610,
    )
    unequal = result.differences.to_pandas().groupby(["village", "programme"])["difference_cents"].sum()
    for row in result.totals.to_pylist():
        if row["village"] != "全镇":
            assert row["paid_minus_listed"] == unequal.get((row["village"], row["programme"]), 0)
    town = result.totals.filter(pa.compute.equal(result.totals["village"], "全镇")).to_pandas()
    assert town["paid_minus_listed"].sum() == unequal.sum()
    assert town["paid_cents"].sum() == sum(amount for *_, amount in paid) * 100
