"""The tables that the rules about money ask, made once for all of them."""

from aidlink.engines import Engine
from aidlink.findings.households import load_households
from aidlink.findings.listed import load_listed
from aidlink.findings.registers import Tables
from aidlink.findings.rolls import load_rolls
from aidlink.findings.standing import load_standing


def load_books(engine: Engine, tables: Tables) -> None:
    """Name in `engine` `roster`, `paid`, `standing`, `listed`, `register`, `registered` and `homes`.

    Args:
        engine: holds the tables of `registers.load`.
        tables: the same.
    """
    load_rolls(engine, tables)
    load_standing(engine)
    load_listed(engine)
    load_households(engine, tables)
