"""The tables that the rules about money ask, made once for all of them."""

from collections.abc import Callable
from functools import partial

from aidlink.beside import each_beside
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
    rest: list[Callable[[Engine], None]] = [
        load_standing, load_listed, partial(load_households, tables=tables),
    ]  # fmt: skip
    for _ in each_beside(lambda load: load(engine), rest):
        pass  # an error is raised here
