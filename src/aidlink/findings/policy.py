"""What makes a finding, as the `[findings]` table of a rule file says: windows, thresholds, words, sentences.

Each rule declares a frozen dataclass of what it needs; a field's type says how its key is read.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, NewType, TypeVar, get_type_hints

from aidlink.errors import RuleError
from aidlink.rule_keys import Keys
from aidlink.rules import read_rules

#: A number between 0 and 1, both left out.
Probability = NewType("Probability", float)

_READERS: dict[Any, Callable[[Keys, str], Any]] = {
    str: Keys.text,
    bool: Keys.flag,
    int: Keys.count,
    Probability: Keys.probability,
    re.Pattern[str]: Keys.pattern,
    tuple[str, ...]: Keys.names,
    Mapping[str, str]: Keys.texts,
}

Policy = TypeVar("Policy")


def load_policy(shape: type[Policy], which: str | Path) -> Policy:
    """Read the `[findings]` table of a shipped matcher by name, or of a file of one's own by path.

    Args:
        shape: a dataclass whose fields are of the types `str`, `bool`, `int` (0 or more), `Probability`,
            `re.Pattern[str]`, `tuple[str, ...]` or `Mapping[str, str]`; every field is a key.
        which: the matcher.

    Raises:
        RuleError: there is no such file or table, or a key is missing, unknown or out of range.
    """
    name, raw, _ = read_rules("matchers", which)
    if "findings" not in raw:
        message = f"{name}: needs a table findings"
        raise RuleError(message)
    types = get_type_hints(shape)
    with Keys(f"{name}: findings", raw["findings"]) as keys:
        values = {field.name: _READERS[types[field.name]](keys, field.name) for field in fields(shape)}  # type: ignore[arg-type]
    return shape(**values)
