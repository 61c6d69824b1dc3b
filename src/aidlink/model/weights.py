"""The model as it is kept: m, u and lambda with where they come from, as JSON; no pickle."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from aidlink.compare.levels import COMPARISONS, GROUPS
from aidlink.errors import RuleError
from aidlink.model.columns import COLUMNS, KIN, POLICY
from aidlink.model.em import Parameters
from aidlink.rules import Matcher

SCHEMA_VERSION = 2


@dataclass(frozen=True, slots=True)
class Model:
    """Estimates, apart from the policy they were estimated under.

    Args:
        matcher: the matcher's name.
        rules: SHA-256 of its rule file.
        share: lambda, matches among all pairs.
        m: probability of each level among matches, by comparison and level.
        u: the same among the rest.
        pairs: all pairs of the two tables.
        candidates: pairs that blocking let through.
        iterations: rounds of EM; 0 for the shipped priors.
        converged: whether EM had come to rest.
    """

    matcher: str
    rules: str
    share: float
    m: Mapping[str, Mapping[str, float]]
    u: Mapping[str, Mapping[str, float]]
    pairs: int
    candidates: int
    iterations: int
    converged: bool

    def to_json(self) -> str:
        """The model as JSON text, keys in a fixed order."""
        return json.dumps({"schema": SCHEMA_VERSION, **asdict(self)}, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Model":
        """Read what `to_json` wrote.

        Raises:
            RuleError: the text is not such a model, or of another schema version.
        """
        not_a_model = "this is not an aidlink model"
        try:
            raw: dict[str, Any] = json.loads(text)
            version = raw.pop("schema")
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise RuleError(not_a_model) from error
        if version != SCHEMA_VERSION:
            message = f"the model has schema {version}; this aidlink reads {SCHEMA_VERSION}"
            raise RuleError(message)
        try:
            model = cls(**raw)
            probable = [model.share, *_values(model.m), *_values(model.u)]
            sound = all(0 < value < math.inf for value in probable) and model.share < 1
        except (TypeError, AttributeError) as error:
            raise RuleError(not_a_model) from error
        if not sound:
            raise RuleError(not_a_model)
        return model

    def save(self, path: str | Path) -> None:
        """Write the model to a file."""
        Path(path).write_text(self.to_json(), encoding="utf-8")

    @classmethod
    def load(cls, path: str | Path) -> "Model":
        """Read a model from a file.

        Raises:
            RuleError: the file is not there, or holds no model.
        """
        try:
            return cls.from_json(Path(path).read_text(encoding="utf-8"))
        except OSError as error:
            message = f"no model file {Path(path).name!r}"
            raise RuleError(message) from error
        except UnicodeDecodeError as error:
            message = f"{Path(path).name}: not text in UTF-8"
            raise RuleError(message) from error

    def parameters(self) -> Parameters:
        """The arrays that kernels and EM take."""
        return Parameters(_arrays(self.m), _arrays(self.u), self.share)


def make_model(
    matcher: Matcher, parameters: Parameters, *, pairs: int, candidates: int, iterations: int, converged: bool
) -> Model:
    """Name the arrays' levels again."""
    return Model(
        matcher=matcher.name,
        rules=matcher.digest,
        share=parameters.share,
        m=_named(matcher, parameters.m),
        u=_named(matcher, parameters.u),
        pairs=pairs,
        candidates=candidates,
        iterations=iterations,
        converged=converged,
    )


def prior_parameters(matcher: Matcher, lefts: int, rights: int) -> Parameters:
    """The rule file's m and u, and the share of matches that it expects between tables of these sizes."""
    share = expected_share(matcher, lefts, rights)
    m, u = [], []
    for name, levels in COLUMNS.items():
        level_m, level_u = np.ones(len(levels)), np.ones(len(levels))
        for comparison in matcher.comparisons:
            if comparison.name == POLICY[name]:
                for level in comparison.levels:
                    place = levels[level.name.upper()]
                    level_m[place] = level.m
                    level_u[place] = level.kin if name == KIN else level.u + level.per_match * share
        m.append(level_m)
        u.append(level_u)
    return Parameters(tuple(m), tuple(u), share)


def expected_share(matcher: Matcher, lefts: int, rights: int) -> float:
    """Matches among all pairs, if `matcher.share` of the right rows stand on the left."""
    rights = max(rights, 1)  # between empty tables too: odds of nothing could not be weighed
    return min(matcher.share * rights / max(lefts * rights, 1), 0.5)


def check_levels(matcher: Matcher) -> None:
    """Refuse a matcher whose comparisons or levels are not the compiled ones.

    Raises:
        RuleError: a comparison is unknown, or its levels are not all there.
    """
    for comparison in matcher.comparisons:
        if comparison.name not in COMPARISONS:
            message = (
                f"{matcher.file}: no comparison {comparison.name!r}; there are: {', '.join(COMPARISONS)}"
            )
            raise RuleError(message)
        wanted = [level.name.lower() for level in COMPARISONS[comparison.name] if level]
        given = [level.name for level in comparison.levels]
        if given != wanted:
            message = (
                f"{matcher.file}: {comparison.name} must have the levels {', '.join(wanted)}, in this order"
            )
            raise RuleError(message)
        groups = GROUPS[comparison.name][1:]
        for group in set(groups):
            total = sum(level.m for level, of in zip(comparison.levels, groups, strict=True) if of == group)
            if not 0.99 <= total <= 1.01:  # noqa: PLR2004 - shares written by hand with two or three digits
                names = ", ".join(name for name, of in zip(wanted, groups, strict=True) if of == group)
                message = f"{matcher.file}: {comparison.name}: m of {names} add up to {total:.3f}, not 1"
                raise RuleError(message)


def check_model(model: Model, matcher: Matcher) -> None:
    """Refuse estimates that do not speak of the matcher's comparisons and levels.

    Raises:
        RuleError: a comparison or a level is missing, or is not the matcher's.
    """
    policies = {each.name: [level.name for level in each.levels] for each in matcher.comparisons}
    wanted = {name: policies[policy] for name, policy in POLICY.items() if policy in policies}
    for estimates in (model.m, model.u):
        if {name: list(levels) for name, levels in estimates.items()} != wanted:
            message = f"the model of {model.matcher!r} has not the levels of the matcher {matcher.name!r}"
            raise RuleError(message)


def _values(named: Mapping[str, Mapping[str, float]]) -> Iterator[float]:
    return (value for levels in named.values() for value in levels.values())


def _named(matcher: Matcher, arrays: tuple[Any, ...]) -> dict[str, dict[str, float]]:
    used = {comparison.name for comparison in matcher.comparisons}
    return {
        name: {level.name.lower(): float(array[level]) for level in levels if level}
        for (name, levels), array in zip(COLUMNS.items(), arrays, strict=True)
        if POLICY[name] in used
    }


def _arrays(named: Mapping[str, Mapping[str, float]]) -> tuple[Any, ...]:
    arrays = []
    for name, levels in COLUMNS.items():
        array = np.ones(len(levels))
        for level, value in named.get(name, {}).items():
            array[levels[level.upper()]] = value
        arrays.append(array)
    return tuple(arrays)
