"""What the answers say of the findings: how many were right, by kind, grade, rule and source."""

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import pandas as pd

from aidlink.findings.frame import FindingKind
from aidlink.ledger.state import Answer
from aidlink.rules import load_matcher

_Z = 1.959963984540054  # 95 %, both sides
_BY = ("kind", "grade", "rule", "source")


def wilson(confirmed: int, answered: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927); it stays inside 0 and 1, and is honest on few answers.

    >>> tuple(round(bound, 4) for bound in wilson(8, 10))
    (0.4902, 0.9433)
    """
    if not answered:
        return 0.0, 1.0
    share, z2 = confirmed / answered, _Z * _Z
    middle = (share + z2 / (2 * answered)) / (1 + z2 / answered)
    half = _Z * math.sqrt(share * (1 - share) / answered + z2 / (4 * answered**2)) / (1 + z2 / answered)
    return max(0.0, middle - half), min(1.0, middle + half)


def precision(answered: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """How often a finding was right.

    Args:
        answered: clues whose last answer is 属实 or 不属实, with kind, grade, answer and details.

    Returns:
        A frame of by (kind, grade, rule, source), kind, value, answered, confirmed, precision, low, high:
        precision is confirmed / answered, low and high its 95 % Wilson interval. A rule is what a comparison
        found (its sentence in matchers/), or the grade's meaning where no comparison was made; a source is a
        register that spoke. A clue counts once under each of its rules and sources.
    """
    counts: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for clue in answered:
        for by, value in _values(clue):
            count = counts[by, clue["kind"], value]
            count[0] += 1
            count[1] += clue["answer"] == Answer.TRUE
    order = {by: at for at, by in enumerate(_BY)}
    rows = [
        (by, kind, value, told, true, true / told, *wilson(true, told))
        for (by, kind, value), (told, true) in sorted(
            counts.items(), key=lambda item: (order[item[0][0]], *item[0][1:])
        )
    ]
    names = ("by", "kind", "value", "answered", "confirmed", "precision", "low", "high")
    return pd.DataFrame(rows, columns=list(names))


def _values(clue: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    details = json.loads(clue["details"])
    yield "kind", clue["kind"]
    yield "grade", clue["grade"]
    for rule in _rules(clue["kind"], clue["grade"], details["evidence"]):
        yield "rule", rule
    for role in details["roles"]:
        yield "source", role


def _rules(kind: str, grade: str, evidence: Iterable[str]) -> list[str]:
    met: set[str] = set()
    for line in evidence:
        for sentence in _sentences(kind):  # the longest first: one may be the beginning of another
            if sentence in line:
                met.add(sentence)
                line = line.replace(sentence, "")  # noqa: PLW2901 - what is met is taken out
    return sorted(met) or [FindingKind(kind).grades.get(grade, grade)]


@cache
def _sentences(kind: str) -> tuple[str, ...]:
    """The sentences of a kind's comparisons; only a death is found by comparing two registers' people."""
    if kind != FindingKind.SUSPECTED_DEATH:
        return ()
    levels = (level for part in load_matcher(kind).comparisons for level in part.levels)
    return tuple(sorted({level.text for level in levels}, key=lambda text: (-len(text), text)))
