from datetime import date

import pyarrow as pa
import pytest

from aidlink.engines import open_engine
from aidlink.findings import FINDINGS, FindingKind, all_findings
from aidlink.findings.registers import gather
from aidlink.records import Kind

CHEN, LI, WANG = 44082319500315123, 44082319610101001, 44082319700707002


def table(source, *rows, sheet="Sheet1"):
    """A standard table with only the columns that the rows name; the first row is row 2."""
    filled = [
        {"source": source, "sheet": sheet, "row": at, **row} | {"row": row.get("row", at)}
        for at, row in enumerate(rows, start=2)
    ]
    names = list(dict.fromkeys(name for row in filled for name in row))
    columns = {name: [row.get(name) for row in filled] for name in names}
    for name, values in columns.items():  # codes have no nulls
        if name.endswith(("_key", "_day", "_month", "_number", "_chars", "_code")):
            columns[name] = [value or 0 for value in values]
    return pa.table(columns)


def find_in(*records):
    with open_engine("duckdb") as engine:
        return all_findings(engine, gather(records), date(2026, 10, 31))


def found(*records, kind=None):
    rows = find_in(*records).to_pylist()
    return [row for row in rows if kind is None or row["kind"] == kind]


def person(name, key, **more):
    return {"name_text": name, "resident_id_key": key, **more}


def test_schema_is_the_promised_one():
    promised = (
        "finding_id kind grade left_source left_row right_source right_row probability weight reason "
        "left_sheet right_sheet village people evidence check cents months sources"
    )
    assert promised.split() == FINDINGS.names
    empty = find_in()
    assert empty.schema == FINDINGS
    assert empty.num_rows == 0


# suspected deaths


def roster(*rows):
    return Kind.BENEFICIARY, table("名册.xlsx", *rows)


def deaths(*rows):
    return Kind.DEATH, table("死亡.csv", *rows)


def cremations(*rows):
    return Kind.CREMATION, table("火化.xls", *rows)


# duplicate payments

PAID = {"programme": "低保", "pay_month_month": 202610, "amount_cents": 50000}


def payments(*rows, source="发放.csv", sheet="Sheet1"):
    return Kind.PAYMENT, table(source, *({**PAID, **row} for row in rows), sheet=sheet)


def test_one_number_paid_twice_is_grade_a():
    (finding,) = found(payments(person("陈秀妹", CHEN), person("李四", LI), person("陈秀妹", CHEN)))
    assert (finding["kind"], finding["grade"]) == ("duplicate_payment", "A")
    assert (finding["left_row"], finding["right_row"]) == (2, 4)
    assert "2026年10月" in finding["reason"]


@pytest.mark.parametrize(
    "other",
    [
        {"pay_month_month": 202609},
        {"programme": "残疾补贴"},
        {"months_number": 3},
        {"amount_cents": -50000},
        {"feedback": "失败"},
        {"feedback": "账户不存在退回"},
    ],
)
def test_what_is_no_duplicate(other):
    assert found(payments(person("陈秀妹", CHEN), person("陈秀妹", CHEN, **other))) == []


def test_the_banks_return_list_is_no_second_payment():
    assert (
        found(
            payments(person("陈秀妹", CHEN)),
            payments(person("陈秀妹", CHEN, feedback="成功"), source="回盘.csv"),
        )
        == []
    )


def test_lists_without_a_month_are_not_compared_with_each_other():
    row = person("陈秀妹", CHEN, pay_month_month=0)
    assert found(payments(row, source="9.csv"), payments(row, source="10.csv")) == []
    assert len(found(payments(row, row))) == 1


def test_one_account_for_two_households_is_grade_b_and_one_finding():
    rows = [
        person(name, key, account_digits="6217000000001", name_chars=key)
        for name, key in (("陈秀妹", CHEN), ("李四", LI), ("王五", WANG))
    ]
    (finding,) = found(payments(*rows))
    assert (finding["grade"], finding["left_row"], finding["right_row"]) == ("B", 2, 3)
    assert "3人" in finding["reason"]
    assert "6217" not in finding["reason"]


@pytest.mark.parametrize("shared", [{"household_id": "H1"}, {"head_id_key": CHEN}])
def test_one_household_may_share_its_account(shared):
    rows = [person(name, key, account_digits="62", **shared) for name, key in (("陈", CHEN), ("李", LI))]
    assert found(payments(*rows)) == []


# account names


def holder(account_name, **more):
    return {**person("陈秀妹", CHEN, account_digits="6217"), "account_name_text": account_name, **more}


@pytest.mark.parametrize(
    ("account_name", "more", "grade"),
    [
        ("陈秀妹", {}, None),
        ("陈秀梅", {}, "CLOSE"),
        ("黄大海", {}, "NO_MATCH"),
        ("黄大海", {"head_name_text": "黄大海"}, None),
        ("黄大海", {"holder_id_key": CHEN}, None),
        ("黄大海", {"holder_id_key": LI}, "NO_MATCH"),
        ("青埠镇敬老院", {"care": "集中供养"}, None),
        ("黄大海", {"care": "集中供养"}, "NO_MATCH"),
        ("***", {}, "UNABLE"),
        (None, {}, None),
    ],
)
def test_account_names(account_name, more, grade):
    findings = found(payments(holder(account_name, **more)), kind=FindingKind.ACCOUNT_NAME_MISMATCH)
    assert [finding["grade"] for finding in findings] == ([grade] if grade else [])
    for finding in findings:
        assert "疑似" in finding["reason"]
        assert "陈" not in finding["reason"]


def test_a_payment_points_at_the_roster_row():
    (finding,) = found(roster(person("陈秀妹", CHEN)), payments(holder("黄大海")))
    assert (finding["left_source"], finding["right_source"]) == ("名册.xlsx", "发放.csv")


# shapes


def test_ids_do_not_depend_on_rows_or_sources():
    first = found(roster(person("陈秀妹", CHEN)), deaths(person("陈秀妹", CHEN)))
    again = found(
        (Kind.BENEFICIARY, table("另一本.xlsx", person("李四", LI), person("陈秀妹", CHEN), sheet="低保")),
        cremations(person("陈秀妹", CHEN)),
    )
    assert [row["finding_id"] for row in first] == [row["finding_id"] for row in again]


def test_ids_are_unique_and_rows_repeated_in_two_sheets_do_no_harm():
    rows = [person("陈秀妹", CHEN), person("李四", LI), person("陈秀妹", CHEN, row=2)]
    twice = [(Kind.BENEFICIARY, table("名册.xlsx", *rows, sheet=sheet)) for sheet in ("低保", "低保 (2)")]
    findings = found(*twice, deaths(person("陈秀妹", CHEN), person("李四", LI)), payments(*rows))
    assert len(findings) == len({row["finding_id"] for row in findings}) == 3


def test_the_order_of_the_files_does_not_matter():
    records = [
        roster(person("陈秀妹", CHEN), person("李四", LI)),
        deaths(person("陈秀妹", CHEN), person("李四", LI)),
        payments(holder("黄大海"), holder("黄大海")),
    ]
    assert found(*records) == found(*records[::-1])
