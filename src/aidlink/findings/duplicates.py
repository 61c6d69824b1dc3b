"""重复发放: everything that looks like assistance given twice."""

from collections.abc import Iterator

from aidlink.engines import Engine
from aidlink.findings.duplicates_account import shared_accounts
from aidlink.findings.duplicates_listed import excluded, two_files, two_rosters
from aidlink.findings.duplicates_paid import paid_twice
from aidlink.findings.frame import Finding


def duplicate_payments(engine: Engine) -> Iterator[Finding]:
    """Find what was given twice, from payments and from rosters.

    Args:
        engine: holds the tables of `rolls.load_rolls`.
    """
    yield from paid_twice(engine)
    yield from excluded(engine)
    yield from two_rosters(engine)
    yield from two_files(engine)
    yield from shared_accounts(engine)
