"""Quality and warnings: completeness, logic, overdue steps, feedback to the sources, and swings.

quality = check_quality(records, as_of)         # records: extracts with their standard tables
quality.problems, quality.completeness
swings([books_of_august, books_of_september])   # from month to month: aidlink.quality.swings
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from aidlink.extracts import Extract
from aidlink.quality.completeness import COMPLETENESS, completeness
from aidlink.quality.feedback import conflicting_deaths, id_problems, unusable_rows, void_certificates
from aidlink.quality.logic import death_logic, household_logic, paid_before_approval, roster_logic
from aidlink.quality.overdue import registered_late, review_overdue
from aidlink.quality.problems import CHECKS, PROBLEMS, together
from aidlink.quality.swings import SWINGS, swings
from aidlink.records import Kind

__all__ = ["CHECKS", "COMPLETENESS", "PROBLEMS", "SWINGS", "Quality", "check_quality", "swings"]


@dataclass(frozen=True, slots=True, repr=False)
class Quality:
    """What is wrong or doubtful in a month's lists.

    Args:
        problems: of schema `PROBLEMS`, in the order of checks; names and numbers are masked.
        completeness: of schema `COMPLETENESS`, one row a sheet and required field.
    """

    problems: pa.Table
    completeness: pa.Table

    def __repr__(self) -> str:
        """Counts only."""
        return f"<Quality {len(self.problems)} problems>"


def check_quality(records: Sequence[tuple[Extract, pa.Table]], as_of: date) -> Quality:
    """Check a month's lists, each by itself and against each other.

    Args:
        records: extracts with their standard tables.
        as_of: the last day that they speak of.
    """
    of = {kind: [table for extract, table in records if extract.kind is kind] for kind in Kind}
    counts, found = [], []
    for extract, table in records:
        count, lacking = completeness(extract, table)
        counts.append(count)
        found += [lacking, *id_problems(extract, table), unusable_rows(extract)]
    for table in of[Kind.BENEFICIARY]:
        found += [*roster_logic(table, as_of), review_overdue(table, as_of)]
    for table in of[Kind.HOUSEHOLD]:
        found += household_logic(table)
    registers = [(kind, table) for kind in (Kind.DEATH, Kind.CREMATION) for table in of[kind]]
    for kind, table in registers:
        found += [*death_logic(table, kind), *registered_late(table, kind)]
    found += paid_before_approval(of[Kind.BENEFICIARY], of[Kind.PAYMENT])
    found += [*conflicting_deaths(registers), *void_certificates(registers)]
    return Quality(together(found), pa.concat_tables([COMPLETENESS.empty_table(), *counts]))
