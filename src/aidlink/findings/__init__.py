"""What the town should check: findings with a grade and a reason. Advice, never a verdict."""

import pyarrow as pa

from aidlink.engines import Engine
from aidlink.findings.accounts import account_name_mismatches
from aidlink.findings.death import suspected_deaths
from aidlink.findings.duplicates import duplicate_payments
from aidlink.findings.frame import FINDINGS, FindingKind, to_table

__all__ = ["FINDINGS", "FindingKind", "all_findings"]


def all_findings(engine: Engine) -> pa.Table:
    """Every finding of every kind, of schema `FINDINGS`.

    Args:
        engine: holds the tables of `aidlink.findings.registers.load`.
    """
    return to_table(
        [*suspected_deaths(engine), *duplicate_payments(engine), *account_name_mismatches(engine)]
    )
