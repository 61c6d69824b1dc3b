"""The evidence of a clue as facts that can be told apart from month to month.

A fact is a line of evidence without what changes by itself (rows, files, the day of this month's payment), as
a short digest: the ledger keeps no more of it than it needs to see that a fact is new.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from aidlink.ledger.rules import LedgerRules

_DIGITS = 12


def facts_of(finding: Mapping[str, Any], rules: LedgerRules) -> frozenset[str]:
    """The facts of a finding: its grade, and each line of its evidence that counts.

    Args:
        finding: a row of `aidlink.findings.FINDINGS`. Row numbers, probabilities and amounts paid since do
            not change its facts.
        rules: what counts.
    """
    graded = (rules.grade.search(line) for line in finding["evidence"])
    grade = next((found["grade"] for found in graded if found), finding["grade"])
    told = {f"{finding['kind']}/{grade}"}
    for line in finding["evidence"]:
        if not any(pattern.search(line) for pattern in rules.pass_over):
            told.add(without_places(line, rules))
    return frozenset(_digest(text) for text in told if text)


def without_places(line: str, rules: LedgerRules) -> str:
    """A line of evidence without the rows and files that it was read from."""
    for pattern in rules.drop:
        line = pattern.sub("", line)
    return line.strip()


def fingerprint(facts: Iterable[str]) -> str:
    """One short name for a set of facts.

    >>> fingerprint(["a", "b"]) == fingerprint(["b", "a"]) != fingerprint(["a"])
    True
    """
    return _digest("\0".join(sorted(facts)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
