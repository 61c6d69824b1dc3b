"""The keys of one table of a rule file: each is taken once, and what nobody took is an error."""

import math
import re
from typing import Any, Self

from aidlink.errors import RuleError


class Keys:
    """Takes keys by kind; every method raises `RuleError` if its key is missing or of another kind.

    Leaving the `with` block raises `RuleError` if keys are left that nobody asked for.

    Args:
        where: the file, and the table in it.
        table: what TOML gave.
    """

    def __init__(self, where: str, table: Any) -> None:
        if not isinstance(table, dict):
            message = f"{where}: must be a table"
            raise RuleError(message)
        self._where = where
        self._rest = dict(table)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and self._rest:
            message = f"{self._where}: unknown key {', '.join(map(repr, self._rest))}"
            raise RuleError(message)

    def _take(self, key: str, kind: type | tuple[type, ...], said: str) -> Any:
        value = self._rest.pop(key, None)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            message = f"{self._where}: {key} must be {said}"
            raise RuleError(message)
        return value

    def text(self, key: str) -> str:
        """A text."""
        return str(self._take(key, str, "a text"))

    def count(self, key: str) -> int:
        """A whole number, 0 or more."""
        value = int(self._take(key, int, "a whole number, 0 or more"))
        if value < 0:
            message = f"{self._where}: {key} must be a whole number, 0 or more"
            raise RuleError(message)
        return value

    def pattern(self, key: str) -> re.Pattern[str]:
        """A regular expression."""
        text = self.text(key)
        try:
            return re.compile(text)
        except re.error as error:
            message = f"{self._where}: {key} must be a regular expression: {error}"
            raise RuleError(message) from error

    def texts(self, key: str) -> dict[str, str]:
        """A table of texts by name."""
        value = self.table(key)
        if not value or not all(isinstance(item, str) for item in value.values()):
            message = f"{self._where}: {key} must be a table of texts"
            raise RuleError(message)
        return value

    def flag(self, key: str) -> bool:
        """True or false."""
        return bool(self._take(key, bool, "true or false"))

    def positive(self, key: str) -> float:
        """A finite number above 0."""
        value = float(self._take(key, (int, float), "a number above 0"))
        if not 0 < value < math.inf:
            message = f"{self._where}: {key} must be a number above 0"
            raise RuleError(message)
        return value

    def whole(self, key: str) -> int:
        """A whole number above 0."""
        value = int(self._take(key, int, "a whole number above 0"))
        if value <= 0:
            message = f"{self._where}: {key} must be a whole number above 0"
            raise RuleError(message)
        return value

    def probability(self, key: str) -> float:
        """A number between 0 and 1, both left out."""
        value = float(self._take(key, (int, float), "a probability"))
        if not 0 < value < 1:
            message = f"{self._where}: {key} must lie between 0 and 1"
            raise RuleError(message)
        return value

    def names(self, key: str) -> tuple[str, ...]:
        """A list of texts, one at least."""
        value = self._take(key, list, "a list of texts")
        if not value or not all(isinstance(item, str) for item in value):
            message = f"{self._where}: {key} must be a list of texts"
            raise RuleError(message)
        return tuple(value)

    def table(self, key: str) -> dict[str, Any]:
        """A table."""
        return dict(self._take(key, dict, "a table"))
