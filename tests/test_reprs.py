"""What a notebook shows: of an extract, links, an explanation, findings and a ledger."""

import datetime as dt
import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import aidlink
from aidlink.findings.found import Findings
from aidlink.findings.frame import Finding, FindingKind, Person, Place, to_table
from aidlink.links import Links

NUMBER, OTHER = "440823195003151238", "440823196101010011"
AS_OF = dt.date(2026, 10, 31)
SCRIPT = "<script>alert(1)</script>"
HIDDEN = re.compile(r"(?<![\d.])\d{17}[\dXx]")


def safe(page, *secrets):
    """Whether a page has no script, and nothing that is to be hidden."""
    assert "<script" not in page.lower()
    assert not HIDDEN.search(page)
    for each in secrets:
        assert each not in page
    return True


@pytest.fixture
def extract(tmp_path):
    path = tmp_path / "死亡人口.csv"
    lines = [
        f"姓名,身份证号,死亡日期,村,{SCRIPT},备注",
        f"{SCRIPT},{NUMBER},2026-09-03,石角村{SCRIPT},{NUMBER},陈秀妹之夫",
        f"陈秀妹,{OTHER},2026-09-04,石角村,y,{NUMBER}",
        ",,,,,只有备注",
    ]
    path.write_text("\n".join(lines), "utf-8")
    return aidlink.read_extract(path)


def test_an_extract(extract):
    page = extract._repr_html_()
    assert safe(page, "陈秀妹", "之夫")
    assert "&lt;script&gt;" in page  # the header, as text
    for word in ("死亡人口", "resident_id", "440823********1238", "（不显示）", "未采用的原因"):
        assert word in page
    assert re.search(r"采用 2 行，未采用 \d 行", page)
    assert safe(repr(extract), "陈秀妹")


def frames(names, villages):
    return pd.DataFrame({"姓名": names, "身份证号": [NUMBER, OTHER][: len(names)], "村": villages})


@pytest.fixture
def links():
    return aidlink.link(
        frames(["陈秀妹", "李建国"], ["石角村", "石角村"]), frames(["陈秀梅", "李□国"], ["石角村", "新塘村"]),
        model="priors", as_of=AS_OF,
    )  # fmt: skip


def test_links(links):
    page = links._repr_html_()
    assert safe(page, "陈秀妹", "李建国")
    for word in ("疑似死亡", "身份证号相同", "第2行", "99%以上"):
        assert word in page
    assert safe(repr(links), "陈秀妹")
    assert "对子" in links.filter(probability=2)._repr_html_()


def test_an_explanation_shows_both_records(links):
    told = links.explain(3, 3)
    page = told._repr_html_()
    assert safe(page, "李建国")
    assert told.sentence in page
    assert page.count("440823********0011") == 2
    assert '<i class="unknown">□</i>' in page
    assert "<svg" in page
    assert "结果：可能性" in page
    # What agrees is coloured for, what differs against: one row a field.
    rows = dict(re.findall(r'<tr class="(\w+)"><th>(\S+?)</th>', page))
    assert set(rows) <= {"for", "against", "neither"}
    colours = {field: colour for colour, field in re.findall(r'<tr class="(\w+)"><th>(\S+?)</th>', page)}
    weights = {reason.comparison: reason.weight for reason in told.reasons}
    assert weights["resident_id"] > 0
    assert colours["身份证号"] == "for"
    assert colours["村"] == (
        "for" if weights["village"] > 0 else "against" if weights["village"] < 0 else "neither"
    )
    homophone = links.explain(2, 2)._repr_html_()
    assert '<i class="alike">梅</i>' in homophone
    assert '<i class="alike">妹</i>' in homophone


def test_links_without_records_explain_without_them(links):
    bare = Links(links.table, links.matcher, links.model, links.costs)
    told = bare.explain(2, 2)
    assert told.fields == ()
    assert told.sentence in told._repr_html_()
    assert told.sentence == links.explain(2, 2).sentence


def test_filtered_links_explain_the_same(links):
    table = links.table.select(["left_row", "right_row"]).to_pylist()
    last = table[-1]
    kept = links.filter(probability=links.to_pandas()["probability"].iloc[-1])
    assert kept.explain(**last) == links.explain(**last)


hostile = st.text("<>&\"'/ 陈秀妹□*script", min_size=1, max_size=10) | st.just(SCRIPT)


@settings(deadline=None, max_examples=8)
@given(st.lists(hostile, min_size=2, max_size=2), hostile)
def test_hostile_names_are_text(names, village):
    table = frames(names, [f"{village}{NUMBER}"] * 2)
    links = aidlink.link(table, table, model="priors", as_of=AS_OF)
    assert safe(links._repr_html_())
    row = links.to_pandas().iloc[0]
    told = links.explain(int(row["left_row"]), int(row["right_row"]))
    assert safe(told._repr_html_())
    assert not HIDDEN.search(repr(told))


def test_findings():
    finding = Finding(
        kind=FindingKind.SUSPECTED_DEATH, grade="A", keys=("a",), probability=1.0, village=f"石角{SCRIPT}",
        left=Place("名册.xlsx", "低保", 3), right=Place("死亡.csv", "死亡", 4),
        reason=f"疑似死亡：{SCRIPT}{NUMBER}", people=(Person("救助对象", "陈*妹", "440823********1238"),),
    )  # fmt: skip
    found = Findings(to_table([finding]), AS_OF)
    page = found._repr_html_()
    assert safe(page)
    for word in (
        "截至 2026-10-31 的线索：1 条",
        "疑似死亡",
        "陈*妹",
        "99.9%以上",
        "&lt;script&gt;",
        "身份证号相同，姓名相符",
    ):
        assert word in page
    assert "0 条" in Findings(to_table([]), AS_OF)._repr_html_()


def test_a_ledger(tmp_path):
    with aidlink.Ledger(tmp_path / f"台账{NUMBER}.db") as ledger:
        assert "还没有记过月份" in ledger._repr_html_()
        findings = [
            Finding(
                kind=FindingKind.SUSPECTED_DEATH, grade="A", keys=(key,), village="石角", reason="疑似死亡",
                left=Place("名册.xlsx", "低保", 3), right=Place("死亡.csv", "死亡", 4),
            )
            for key in "ab"
        ]  # fmt: skip
        ledger.record(to_table(findings[:1]), dt.date(2026, 9, 30))
        ledger.record(to_table(findings), AS_OF)
        page = ledger._repr_html_()
        assert safe(page)
        for word in ("记了 2 个月：2026年9月 至 2026年10月", "线索 2 条", "未办结 2 条", "2026-10-10"):
            assert word in page
        assert '<td class="number">1</td><td class="number">1</td><td class="number">0</td>' in page
