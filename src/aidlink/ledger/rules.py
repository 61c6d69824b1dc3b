"""What the ledger goes by: data/ledger.toml, or a town's own copy of it."""

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from aidlink.errors import RuleError
from aidlink.rule_keys import Keys
from aidlink.rules import read_rules

SHIPPED = Path(__file__).parents[1] / "data" / "ledger.toml"
_LAST_DUE_DAY = 28  # every month has one


@dataclass(frozen=True, slots=True)
class LedgerRules:
    """The rule file's keys; the file says what each is for and why it is so.

    Args:
        due_day: the day of the month on which a clue is due.
        due_months: how many months after the clue's.
        drop: what is taken out of a line of evidence.
        grade: a line that names the grade which counts, as its group `grade`.
        pass_over: lines that are no evidence.
        logistic: answers from which a kind's probabilities are corrected.
        logistic_each: of which so many 属实, and so many 不属实.
        isotonic: answers from which a curve is fitted.
        isotonic_each: likewise.
    """

    due_day: int
    due_months: int
    drop: tuple[re.Pattern[str], ...]
    grade: re.Pattern[str]
    pass_over: tuple[re.Pattern[str], ...]
    logistic: int
    logistic_each: int
    isotonic: int
    isotonic_each: int

    def due(self, month: int) -> dt.date:
        """The day by which a clue of `month` (yyyymm) is to be answered."""
        months = month // 100 * 12 + month % 100 - 1 + self.due_months
        return dt.date(months // 12, months % 12 + 1, self.due_day)


def load_ledger_rules(path: str | Path | None = None) -> LedgerRules:
    """Read the shipped rules, or a file of one's own.

    Raises:
        RuleError: there is no such file, or a key is missing, unknown or out of range.
    """
    name, raw, _ = read_rules("ledger", SHIPPED if path is None else Path(path))
    with Keys(name, raw) as keys:
        due_day, due_months = keys.whole("due_day"), keys.count("due_months")
        evidence, calibration = keys.table("evidence"), keys.table("calibration")
    if due_day > _LAST_DUE_DAY:
        message = f"{name}: due_day must be {_LAST_DUE_DAY} at most"
        raise RuleError(message)
    with Keys(f"{name}: evidence", evidence) as keys:
        drop = _patterns(name, "drop", keys.names("drop"))
        pass_over = _patterns(name, "pass_over", keys.names("pass_over"))
        grade = keys.pattern("grade")
    with Keys(f"{name}: calibration", calibration) as keys:
        return LedgerRules(
            due_day,
            due_months,
            drop,
            grade,
            pass_over,
            keys.whole("logistic"),
            keys.whole("logistic_each"),
            keys.whole("isotonic"),
            keys.whole("isotonic_each"),
        )


def _patterns(name: str, key: str, texts: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    try:
        return tuple(re.compile(text) for text in texts)
    except re.error as error:
        message = f"{name}: evidence: {key} must be regular expressions: {error}"
        raise RuleError(message) from error
