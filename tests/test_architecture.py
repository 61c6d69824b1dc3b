"""Imports run one way, and engines stay behind their door."""

import ast
import re
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[1] / "src"
FILES = sorted((SOURCES / "aidlink").rglob("*.py"))


def module_of(path):
    parts = path.relative_to(SOURCES).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in FILES}


def imports(path):
    """Every module that a file imports anywhere in it, functions included."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            for alias in node.names:
                deeper = f"{node.module}.{alias.name}"
                yield deeper if deeper in MODULES else node.module


def inner(path):
    return {name for name in imports(path) if name in MODULES}


def test_imports_make_no_circle():
    # The face names everything for type checkers and loads nothing.
    graph = {name: inner(path) - {"aidlink"} for name, path in MODULES.items() if name != "aidlink"}
    assert list(TopologicalSorter(graph).static_order())


def floors():
    """The table of ARCHITECTURE.md: each module or package of aidlink's own folder, and its floor."""
    table = (SOURCES.parent / "ARCHITECTURE.md").read_text("utf-8")
    for floor, names in re.findall(r"^\| (\d) \| (.+?) \|", table, re.MULTILINE):
        for name in re.findall(r"`(\w+)(?:\.py|/)`", names):
            yield name, int(floor)


def test_imports_come_from_no_floor_above():
    told = list(floors())
    floor = dict(told)
    assert len(floor) == len(told), "a module stands on two floors"
    homes = {name: name.split(".")[1] for name in MODULES if name not in ("aidlink", "aidlink.__main__")}
    assert set(homes.values()) == set(floor)
    assert not [
        (name, other)
        for name, home in homes.items()
        for other in inner(MODULES[name]) & homes.keys()
        if floor[homes[other]] > floor[home]
    ]


@pytest.mark.parametrize("library", ["duckdb", "pyspark"])
def test_only_engines_know_their_library(library):
    users = {
        module_of(path) for path in FILES if any(name.split(".")[0] == library for name in imports(path))
    }
    assert users <= {f"aidlink.engines.{'spark' if library == 'pyspark' else library}"}


def test_nothing_imports_the_command_line():
    assert {name for name, path in MODULES.items() if "aidlink.cli" in inner(path)} == {"aidlink.__main__"}


def test_only_the_command_line_imports_the_monthly_run():
    users = {name for name, path in MODULES.items() if "aidlink.monthly" in inner(path)}
    assert users <= {"aidlink", "aidlink.cli"}
