"""One person whom registers call dead: which rows count, what contradicts them, and the grade."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aidlink.findings.death_pairs import A, B, C, D
from aidlink.findings.death_policy import DeathPolicy
from aidlink.findings.death_witness import Witness, conflicts, death_day
from aidlink.findings.life import life_after
from aidlink.findings.paid_after import PaidAfter, paid_after, shifted
from aidlink.names import Outcome, compare_names

R = "R"
_BY_PERSON = (A, C, D)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of one person.

    Args:
        listed: their roster rows.
        said: what registers say, the strongest first.
        paid: their payments that stand.
        withdrawn: the days on which their money was taken out.
    """

    listed: Sequence[Row]
    said: Sequence[Witness]
    paid: Sequence[Row]
    withdrawn: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Judged:
    """A case with its judgement.

    Args:
        case: what is known.
        grade: what it comes to.
        left: the roster row that the strongest register row is about.
        own: the person's roster rows; one with another name under the number is not.
        standing: the register rows that count, the strongest first.
        died: the latest day on which they can have died, yyyymmdd, 0 unknown.
        contradictions: why the grade is R, if it is.
        after: payments for months from which nothing was due; none counted where the names differ.
    """

    case: Case
    grade: str
    left: Row
    own: Sequence[Row]
    standing: Sequence[Witness]
    died: int
    contradictions: Sequence[str]
    after: Sequence[PaidAfter]

    @property
    def best(self) -> Witness:
        """The strongest row that counts."""
        return self.standing[0]

    @property
    def counted(self) -> bool:
        """Whether it is known what was paid after the death, be it nothing."""
        return bool(self.case.paid) and self.died > 0 and self.best.grade != B

    @property
    def months(self) -> int:
        """How many months were paid from which nothing was due."""
        return len({month for each in self.after for month in each.after})

    @property
    def others(self) -> list[Witness]:
        """Rows that are shown but do not count: cancelled, weak, or with another name."""
        return [each for each in self.case.said if each not in self.standing]


def judge(case: Case, policy: DeathPolicy, as_of: int) -> Judged:
    """Say what a case comes to.

    Args:
        case: at least one row of a register counts.
        policy: the rule file's.
        as_of: the data's last day, yyyymmdd.
    """
    counted = [each for each in case.said if not each.cancelled]
    standing = [each for each in counted if each.grade in _BY_PERSON]
    standing = standing or [each for each in counted if each.grade == B]
    best = standing[0]
    left = next(row for row in case.listed if row["record"] == best.pair["left_record"])
    own = [row for row in case.listed if _may_be(row["name_text"], left["name_text"])]
    paid = [row for row in case.paid if _may_be(row["name_text"], left["name_text"])]
    taken = [row for row in case.withdrawn if _may_be(row["name_text"], left["name_text"])]
    died = death_day(standing)
    contradictions = [
        *conflicts(standing, policy.conflict_days),
        *_taken_back(case.said, standing),
        *life_after(own, taken, died, as_of),
    ]
    # Where the names differ the question is whose number it is; that it is used by the living is no surprise.
    grade = R if contradictions and best.grade != B else best.grade
    after = paid_after(paid, died, policy.stop_from) if died and best.grade != B else []
    return Judged(case, grade, left, own, standing, died, contradictions, after)


def _may_be(name: str | None, other: str | None) -> bool:
    return name == other or compare_names(name, other).outcome is not Outcome.NO_MATCH


def _taken_back(said: Sequence[Witness], standing: Sequence[Witness]) -> list[str]:
    """Registers in which every row about the person was cancelled, while another register still has one."""
    confirmed = {each.label for each in standing}
    gone = {each.label: None for each in said if each.cancelled and each.grade in _BY_PERSON}
    return [f"{label}中的记录已作废或撤销，其他登记仍在" for label in gone if label not in confirmed]


def is_open(judged: Judged, policy: DeathPolicy, as_of: int) -> bool:
    """Whether somebody still counts on the money, or it was paid after a death that is news.

    Of who is on no roster only money paid after the death is asked, however old the death is.
    """
    if not any(row["listed"] for row in judged.own):
        return bool(judged.after)
    month = as_of // 100
    if any(row["active"] and not 0 < row["end_date_day"] < month * 100 for row in judged.own):
        return True
    since = shifted(month, -policy.look_back) * 100
    return bool(judged.after) and any(each.appeared > since for each in judged.standing)
