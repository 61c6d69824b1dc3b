"""What makes a 疑似死亡 finding: the `[findings]` table of matchers/suspected_death.toml."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from aidlink.findings.policy import Probability, load_policy

MATCHER = "suspected_death"


@dataclass(frozen=True, slots=True)
class DeathPolicy:
    """Windows, thresholds, words and sentences; the rule file says what each is for and why it is so.

    Args:
        look_back: months before the data's month in which a registration is news.
        stop_from: months after that of death from which nothing is due.
        conflict_days: dates of death further apart than this contradict each other.
        least_damaged: the least probability of grade C.
        least_described: of grade D.
        dead: a registration status that means death.
        cancelled: a certificate's status by which it does not count.
        closed: a status that means the same, unless it is about the person's registration.
        registered: what shows that it is.
        reissued: a status of a certificate in another's place.
        retracted: a remark by which a row does not count.
        sentences: the sentence of each grade, with {where}, {when}, {conflict} and {paid}.
        checks: the suggested check of each grade.
    """

    look_back: int
    stop_from: int
    conflict_days: int
    least_damaged: Probability
    least_described: Probability
    dead: re.Pattern[str]
    cancelled: re.Pattern[str]
    closed: re.Pattern[str]
    registered: re.Pattern[str]
    reissued: re.Pattern[str]
    retracted: re.Pattern[str]
    sentences: Mapping[str, str]
    checks: Mapping[str, str]


def death_policy() -> DeathPolicy:
    """The shipped policy.

    Raises:
        RuleError: its rule file is wrong.
    """
    return load_policy(DeathPolicy, MATCHER)
