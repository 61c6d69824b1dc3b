"""Rule files: matchers/*.toml and blocking/*.toml, read into frozen nouns.

A rule file holds policy and no code. What is wrong in one is said with its file and key.
"""

import hashlib
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from aidlink.errors import RuleError
from aidlink.rule_keys import Keys

SCHEMA_VERSION = 1
#: The passes that made a pair are the bits of an int32.
MOST_PASSES = 31


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a comparison.

    `m` is the probability of the level among true matches, `u` among the rest. Where `per_match` is given,
    u is that many false pairs for each true one: numbers of two persons are equal only where one was written
    for the other, so chance grows with the matches and not with the pairs.
    """

    name: str
    m: float
    u: float
    per_match: float
    kin: float
    text: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A named comparison and its levels, MISSING left out.

    `strength` is the number of true matches that the priors of m count for.
    """

    name: str
    strength: float
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Matcher:
    """A matcher's policy.

    `share` is the expected part of right rows that stand on the left; `floor` the probability below which a
    pair is not kept; `rivals` says whether the candidates of one right row exclude each other; `file` is the
    rule file's name.
    """

    file: str
    name: str
    title: str
    blocking: str
    share: float
    floor: float
    rivals: bool
    comparisons: tuple[Comparison, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Pass:
    """One blocking pass: pairs whose `left` keys equal the `right` keys, none of them missing."""

    name: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    split: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Blocking:
    """A named set of passes; a key that makes more than `cap` pairs is split by the pass's second key.

    `file` is the rule file's name.
    """

    file: str
    name: str
    cap: int
    passes: tuple[Pass, ...]
    digest: str


def rule_folder(kind: str) -> Traversable:
    """The folder of rule files called `kind`: inside the installed package, else beside `src/`.

    Raises:
        RuleError: there is none, or it holds no rule file.
    """
    for folder in (files("aidlink") / kind, Path(__file__).parents[2] / kind):
        if folder.is_dir() and any(entry.name.endswith(".toml") for entry in folder.iterdir()):
            return folder
    message = f"no rule files: the folder {kind!r} is missing or empty"
    raise RuleError(message)


def rules_digest() -> str:
    """SHA-256 over the names and contents of every shipped rule file."""
    digest = hashlib.sha256()
    for kind in ("blocking", "matchers"):
        for entry in sorted(rule_folder(kind).iterdir(), key=lambda item: item.name):
            if entry.name.endswith(".toml"):
                digest.update(f"{kind}/{entry.name}\0".encode())
                # A checkout on Windows may hold CRLF; the rules are the same.
                digest.update(entry.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def load_matcher(which: str | Path) -> Matcher:
    """Read a matcher: one of the shipped ones by name, or a file of one's own by path.

    Raises:
        RuleError: there is no such file, or a key is missing, unknown or out of range.
    """
    name, raw, digest = read_rules("matchers", which)
    raw.pop("findings", None)  # what follows from links is another reader's: aidlink.findings.policy
    with Keys(name, raw) as keys:
        return Matcher(
            file=name,
            name=keys.text("name"),
            title=keys.text("title"),
            blocking=keys.text("blocking"),
            share=keys.probability("share"),
            floor=keys.probability("floor"),
            rivals=keys.flag("rivals"),
            comparisons=tuple(_comparison(name, key, part) for key, part in keys.table("comparison").items()),
            digest=digest,
        )


def load_blocking(which: str | Path) -> Blocking:
    """Read a set of blocking passes: a shipped one by name, or a file of one's own by path.

    Raises:
        RuleError: there is no such file, a key is missing, unknown or out of range, or there are too many
            passes.
    """
    name, raw, digest = read_rules("blocking", which)
    with Keys(name, raw) as keys:
        passes = keys.table("pass")
        if len(passes) > MOST_PASSES:
            message = f"{name}: pass: {len(passes)} passes, at most {MOST_PASSES} are told apart"
            raise RuleError(message)
        return Blocking(
            file=name,
            name=keys.text("name"),
            cap=keys.whole("cap"),
            passes=tuple(_pass(name, key, part) for key, part in passes.items()),
            digest=digest,
        )


def _comparison(file: str, name: str, levels: Any) -> Comparison:
    if not isinstance(levels, dict):
        message = f"{file}: comparison.{name} must be a table"
        raise RuleError(message)
    with Keys(f"{file}: comparison.{name}", {"strength": levels.get("strength")}) as keys:
        strength = keys.positive("strength")
    found = []
    for level, part in levels.items():
        if level == "strength":
            continue
        with Keys(f"{file}: comparison.{name}.{level}", part) as keys:
            u = keys.probability("u") if "u" in part else 0.0
            per_match = keys.probability("per_match") if "per_match" in part else 0.0
            if u <= 0 and per_match <= 0:
                message = f"{file}: comparison.{name}.{level}: needs u or per_match above 0"
                raise RuleError(message)
            kin = keys.probability("kin") if "kin" in part else u or per_match
            found.append(Level(level, keys.probability("m"), u, per_match, kin, keys.text("text")))
    return Comparison(name, strength, tuple(found))


def _pass(file: str, name: str, part: Any) -> Pass:
    with Keys(f"{file}: pass.{name}", part) as keys:
        both = keys.names("keys") if "keys" in part else ()
        left = both or keys.names("left")
        right = both or keys.names("right")
        if len(left) != len(right):
            message = f"{file}: pass.{name}: left has {len(left)} keys, right {len(right)}"
            raise RuleError(message)
        split = keys.names("split") if "split" in part else ()
        return Pass(name, left, right, split, keys.text("why"))


def read_rules(kind: str, which: str | Path) -> tuple[str, dict[str, Any], str]:
    """Read a rule file: its name, its tables without the schema's version, and its SHA-256.

    Raises:
        RuleError: there is no such file, or it is no TOML of this schema.
    """
    path = (
        which
        if isinstance(which, Path) or str(which).endswith(".toml")
        else rule_folder(kind) / f"{which}.toml"
    )
    path = Path(path) if isinstance(path, str) else path
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"{kind}: no rule file {path.name!r}"
        raise RuleError(message) from error
    try:
        raw = tomllib.loads(data.decode("utf-8-sig"))  # an editor may have put a mark before the text
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"{path.name}: not TOML in UTF-8: {error}"
        raise RuleError(message) from error
    if raw.pop("schema", None) != SCHEMA_VERSION:
        message = f"{path.name}: schema must be {SCHEMA_VERSION}"
        raise RuleError(message)
    return path.name, raw, hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest()
