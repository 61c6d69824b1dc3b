from datetime import date

import pytest

import aidlink
from aidlink.findings import FINDINGS, FindingKind
from aidlink.findings.frame import finding_id


def test_find_gives_what_the_monthly_run_gives(month, tmp_path):
    ran = aidlink.run_month(month, tmp_path / "out")
    found = aidlink.find(month)
    assert found.table.equals(ran.findings)
    assert found.table.schema.equals(FINDINGS)
    assert found.as_of == ran.as_of == date(2026, 10, 31)


def test_a_folder_a_list_of_extracts_and_their_order_are_the_same(month):
    extracts = [each for path in sorted(month.glob("[!~]*")) for each in aidlink.read_extracts(path)]
    expected = aidlink.find(month).table
    assert aidlink.find(extracts, as_of=date(2026, 10, 31)).table.equals(expected)
    assert aidlink.find(extracts[::-1]).table.equals(expected)


def test_one_kind_only(month):
    everything = aidlink.find(month)
    deaths = aidlink.find(month, kinds=["suspected_death"])
    assert deaths.table.equals(everything.filter(kind="suspected_death").table)
    assert len(deaths) == 1


def test_filter_and_frame(month):
    found = aidlink.find(month)
    assert len(found.filter(kind=FindingKind.SUSPECTED_DEATH, grade="A")) == 1
    assert len(found.filter(kind="suspected_death", grade="B")) == 0
    frame = found.to_pandas()
    assert list(frame.columns) == FINDINGS.names
    assert len(frame) == len(found)


def test_nobody_is_named_in_the_repr(month):
    said = repr(aidlink.find(month))
    assert "疑似死亡 A 1" in said
    assert "陈" not in said


@pytest.mark.parametrize(
    "ask",
    [
        lambda month: aidlink.find(month, kinds=["suspicion"]),
        lambda month: aidlink.find(month).filter(kind="suspicion"),
        lambda month: aidlink.find(month).filter(kind="suspected_death", grade="UNPAID"),
        lambda month: aidlink.find(aidlink.read_extract(month / "救助对象名册.xlsx")),
    ],
)
def test_what_does_not_exist_cannot_be_asked_for(month, ask):
    with pytest.raises(aidlink.errors.UsageError):
        ask(month)


def test_ids_are_of_persons_and_not_of_rows():
    assert finding_id(FindingKind.SUSPECTED_DEATH, ["1"]) != finding_id(FindingKind.DUPLICATE_PAYMENT, ["1"])
