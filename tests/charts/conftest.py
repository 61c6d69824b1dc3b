"""Two made-up registers linked once, their truth, and a ledger of three months."""

import datetime as dt
from types import SimpleNamespace

import pytest

import aidlink
from aidlink.findings.frame import Finding, FindingKind, Person, Place, Source, to_table
from aidlink.ledger.answering import Told
from aidlink.ledger.state import Answer
from aidlink.synthesis import register_pair

MONTHS = [dt.date(2026, 8, 31), dt.date(2026, 9, 30), dt.date(2026, 10, 31)]


@pytest.fixture(scope="session")
def town():
    """Left and right registers, their links, and the pairs that are true."""
    pair = register_pair(1500, 600, overlap=0.4, seed=5, noise=2.0)
    links = aidlink.link(pair.left, pair.right, as_of=dt.date(2026, 8, 1))
    left, right = (each.select(["row", "person_id"]).to_pandas() for each in (pair.left, pair.right))
    truth = left.merge(right, on="person_id", suffixes=("_left", "_right"))
    truth = truth.rename(columns={"row_left": "left_row", "row_right": "right_row"})[
        ["left_row", "right_row"]
    ]
    return SimpleNamespace(left=pair.left, right=pair.right, links=links, truth=truth)


@pytest.fixture(scope="session")
def nobody(town):
    """The same links, all filtered away."""
    return town.links.filter(probability=2.0)


def finding(key, village, *, probability=0.9, kind=FindingKind.SUSPECTED_DEATH, grade="A"):
    return Finding(
        kind=kind, grade=grade, keys=(key,), probability=probability, village=village, reason="疑似死亡。",
        left=Place("名册.xlsx", "低保", 3), right=Place("死亡人口.csv", "死亡人口", 4),
        people=(Person("救助对象", "陈*妹", "440823********1238"),), evidence=("身份证号相同",),
        check="入户核实。", sources=(Source("死亡人口登记", "死亡人口.csv", "死亡人口", 4),),
    )  # fmt: skip


#: Which clues are found in each month: key, village, kind.
SEEN = [
    [("a", "石角村委会"), ("b", "石角村委会"), ("c", "新塘村委会")],
    [("a", "石角村委会"), ("d", None)],
    [("a", "石角村委会"), ("d", None), ("e", "新塘村委会"), ("f", "新塘村委会")],
]


@pytest.fixture
def ledger(tmp_path):
    """Three months of clues, six of them answered, with probabilities from 0.4 to 0.9."""
    made = aidlink.Ledger(tmp_path / "台账.db")
    sure = dict(zip("abcdef", (0.4, 0.5, 0.6, 0.7, 0.8, 0.9), strict=True))
    for month, seen in zip(MONTHS, SEEN, strict=True):
        made.record(to_table([finding(key, village, probability=sure[key]) for key, village in seen]), month)
    answers = dict(zip("abcdef", (False, True, False, True, True, True), strict=True))
    names = {key: to_table([finding(key, None)])["finding_id"][0].as_py() for key in sure}
    with made.answering() as (_, _, take):
        take(
            [
                Told(
                    finding_id=names[key], month=202610, fingerprint="",
                    answer=Answer.TRUE if true else Answer.FALSE, decision=None, reason="x", checker="李四",
                    checked_on=dt.date(2026, 11, 3), file="x.xlsx", sheet="x", row=6,
                )
                for key, true in answers.items()
            ]
        )  # fmt: skip
    yield made
    made.close()
