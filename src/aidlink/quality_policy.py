"""What the checks of data and the counts of money go by; see `matchers/quality.toml`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from aidlink.findings.policy import Probability, load_policy

RULES = "quality"


@dataclass(frozen=True, slots=True)
class QualityPolicy:
    """Required fields, words, limits and thresholds; the rule file says where each comes from."""

    by_household: tuple[str, ...]
    required_beneficiary: tuple[str, ...]
    required_payment: tuple[str, ...]
    required_documents: tuple[str, ...]
    absent: re.Pattern[str]
    pay_months_after_approval: int
    least_age: Mapping[str, str]
    below_age: Mapping[str, str]
    head: re.Pattern[str]
    review_months: int
    report_days: int
    cancel_days: int
    death_days_apart: int
    void: re.Pattern[str]
    false_discovery: Probability
    least_changes: int
    passing: tuple[str, ...]
    least_history: int


@cache
def quality_policy() -> QualityPolicy:
    """The shipped policy."""
    return load_policy(QualityPolicy, RULES)
