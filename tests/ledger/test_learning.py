"""What answers teach: precision with its interval, and corrected probabilities."""

import datetime as dt

import numpy as np
import pytest
from scipy.stats import binomtest
from sklearn.isotonic import IsotonicRegression

from aidlink.findings.frame import FindingKind
from aidlink.ledger import Ledger
from aidlink.ledger.answering import Told
from aidlink.ledger.calibration import corrected
from aidlink.ledger.precision import wilson
from aidlink.ledger.state import Answer

OCTOBER = dt.date(2026, 10, 31)


@pytest.mark.parametrize(
    ("confirmed", "answered"), [(0, 1), (1, 1), (8, 10), (0, 40), (36, 100), (999, 1000)]
)
def test_the_interval_is_scipys(confirmed, answered):
    known = binomtest(confirmed, answered).proportion_ci(method="wilson")
    assert wilson(confirmed, answered) == pytest.approx((known.low, known.high))


def answered(tmp_path, table, findings, truths):
    ledger = Ledger(tmp_path / "l.db")
    found = table(findings)
    ledger.record(found, OCTOBER)
    # In the order in which they were made, which is not the table's.
    names = [table([each])["finding_id"][0].as_py() for each in findings]
    with ledger.answering() as (_, _, take):
        take(
            [
                Told(
                    finding_id=name, month=202610, fingerprint="", answer=answer, decision=None, reason="x",
                    checker="李四", checked_on=dt.date(2026, 11, 3), file="x.xlsx", sheet="x", row=at,
                )
                for at, (name, answer) in enumerate(zip(names, truths, strict=True))
                if answer
            ]
        )  # fmt: skip
    return ledger, found


def test_precision_by_kind_grade_rule_and_source(tmp_path, finding, table):
    lines = ["死亡人口登记：死亡日期2026年9月3日，身份证号相同，姓名相同，同村"]
    findings = [finding(str(at), lines=lines, grade="AB"[at % 2]) for at in range(8)]
    findings.append(finding("q", kind=FindingKind.DUPLICATE_PAYMENT, grade="TWO_FILES"))
    truths = [Answer.TRUE, Answer.FALSE] * 3 + [Answer.UNABLE, None, Answer.TRUE]
    ledger, _ = answered(tmp_path, table, findings, truths)
    frame = ledger.precision().set_index(["by", "kind", "value"])
    death, paid = "suspected_death", "duplicate_payment"
    told = {index: (row.confirmed, row.answered) for index, row in frame.iterrows()}
    assert told == {
        ("kind", death, death): (3, 6),
        ("kind", paid, paid): (1, 1),
        ("grade", death, "A"): (3, 3),
        ("grade", death, "B"): (0, 3),
        ("grade", paid, "TWO_FILES"): (1, 1),
        ("rule", death, "身份证号相同"): (3, 6),
        ("rule", death, "姓名相同"): (3, 6),
        ("rule", death, "同村"): (3, 6),
        ("rule", paid, "同一户有两个档案"): (1, 1),
        ("source", death, "死亡人口登记"): (3, 6),
        ("source", paid, "死亡人口登记"): (1, 1),
    }
    row = frame.loc[("kind", death, death)]
    known = binomtest(3, 6).proportion_ci(method="wilson")
    assert (row.precision, row.low, row.high) == pytest.approx((0.5, known.low, known.high))


def town(finding, number):
    """Probabilities that promise too much: of those said to be p, p squared are true."""
    random = np.random.default_rng(5)
    said = random.uniform(0.3, 0.99, number)
    truths = [Answer.TRUE if each else Answer.FALSE for each in random.uniform(size=number) < said**2]
    return [finding(str(at), probability=p) for at, p in enumerate(said)], truths, said


def error(given, said):
    return float(np.mean(np.abs(given - said**2)))


@pytest.mark.parametrize(("number", "method"), [(39, "none"), (200, "logistic"), (1500, "isotonic")])
def test_probabilities_are_corrected_by_as_many_answers_as_it_takes(tmp_path, finding, table, number, method):
    findings, truths, said = town(finding, number)
    ledger, found = answered(tmp_path, table, findings, truths)
    (learnt,) = ledger.calibration()
    assert learnt.summary == {
        "kind": "suspected_death", "method": method, "answered": number,
        "confirmed": truths.count(Answer.TRUE),
    }  # fmt: skip
    better = corrected(found, [learnt])
    assert better.drop(["probability"]).equals(found.drop(["probability"]))
    given, before = (each["probability"].to_numpy() for each in (better, found))
    if method == "none":
        assert better.equals(found)
        return
    assert error(given, before) < error(before, before) / 3
    order = np.argsort(before)
    assert (np.diff(given[order]) >= -1e-12).all()  # never the other way round
    if method == "isotonic":
        true = np.array([truth is Answer.TRUE for truth in truths])
        oracle = IsotonicRegression(out_of_bounds="clip").fit(said, true)
        assert given == pytest.approx(oracle.predict(before))


def test_answers_of_one_sort_teach_nothing(tmp_path, finding, table):
    findings, _, _ = town(finding, 60)
    ledger, found = answered(tmp_path, table, findings, [Answer.TRUE] * 60)
    (learnt,) = ledger.calibration()
    assert learnt.method == "none"
    assert corrected(found, [learnt]).equals(found)


def test_contrary_answers_do_not_turn_the_order_round(tmp_path, finding, table):
    findings, _, said = town(finding, 60)
    truths = [Answer.FALSE if p > np.median(said) else Answer.TRUE for p in said]
    ledger, found = answered(tmp_path, table, findings, truths)
    (learnt,) = ledger.calibration()
    given = corrected(found, [learnt])["probability"].to_numpy()
    assert given == pytest.approx(np.full(60, truths.count(Answer.TRUE) / 60))


def test_findings_without_a_probability_stay(tmp_path, finding, table):
    findings, truths, _ = town(finding, 60)
    ledger, _ = answered(tmp_path, table, findings, truths)
    mixed = table([finding("p", kind=FindingKind.DUPLICATE_PAYMENT, probability=None), finding("d")])
    better = dict(zip(*corrected(mixed, ledger.calibration()).select(["kind", "probability"]), strict=True))
    values = {str(kind): value.as_py() for kind, value in better.items()}
    assert values["duplicate_payment"] is None
    assert values["suspected_death"] != 0.9
