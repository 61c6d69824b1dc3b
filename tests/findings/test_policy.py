import re

import pytest

from aidlink.errors import RuleError
from aidlink.findings.death_policy import DeathPolicy
from aidlink.findings.frame import FindingKind
from aidlink.findings.policy import load_policy
from aidlink.rules import rule_folder


def shipped():
    return (rule_folder("matchers") / "suspected_death.toml").read_text("utf-8")


@pytest.fixture
def rule(tmp_path):
    def write(old, new):
        path = tmp_path / "rule.toml"
        assert old in shipped()
        path.write_text(shipped().replace(old, new), "utf-8")
        return path

    return write


def test_every_grade_has_its_sentence_and_its_check():
    policy = load_policy(DeathPolicy, "suspected_death")
    grades = set(FindingKind.SUSPECTED_DEATH.grades)
    assert set(policy.sentences) == set(policy.checks) == grades
    for sentence in policy.sentences.values():
        assert sentence.startswith("疑似")
        assert set(re.findall(r"{(\w+)}", sentence)) <= {"where", "when", "conflict", "paid"}


def test_a_towns_own_rule_is_read(rule):
    assert load_policy(DeathPolicy, rule("stop_from = 1", "stop_from = 2")).stop_from == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("look_back = 3", "look_back = -1", "look_back"),
        ("look_back = 3", "", "look_back"),
        ("look_back = 3", "look_back = 3\nlook_ahead = 1", "look_ahead"),
        ("least_damaged = 0.5", "least_damaged = 1.5", "least_damaged"),
        ('closed = "注销"', 'closed = "注销("', "closed"),
        ("[findings.checks]", "[findings.advice]", "checks"),
    ],
)
def test_a_wrong_rule_is_said_with_its_key(rule, old, new, said):
    with pytest.raises(RuleError, match=said):
        load_policy(DeathPolicy, rule(old, new))


def test_a_matcher_without_findings_has_no_policy():
    with pytest.raises(RuleError, match="findings"):
        load_policy(DeathPolicy, "household_member")
