import ast
import inspect
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import aidlink

HEAVY = (
    "altair",
    "duckdb",
    "numba",
    "numpy",
    "opencc",
    "pandas",
    "pyarrow",
    "pypinyin",
    "python_calamine",
    "rich",
    "sklearn",
    "sqlalchemy",
    "typer",
)


def fresh(code):
    """What a new interpreter prints."""
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_all_is_exactly_what_is_visible():
    visible = [name for name in dir(aidlink) if not name.startswith("_")]
    assert visible == aidlink.__all__ == sorted(aidlink.__all__)
    assert fresh("import aidlink; print([n for n in dir(aidlink) if n[0] != '_'])") == str(visible)


def test_every_name_loads_and_is_what_the_type_checker_sees():
    tree = ast.parse(Path(aidlink.__file__).read_text("utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    typed = {
        alias.asname: node.module
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert sorted(typed) == aidlink.__all__
    for name, module in typed.items():
        value = getattr(aidlink, name)
        assert value is getattr(inspect.getmodule(value), "__dict__", {}).get(name, value)
        assert isinstance(value, ModuleType) == (name in {"bridge", "charts", "errors"})
        assert value is getattr(__import__(module, fromlist=[name]), name)


def test_a_submodule_never_covers_a_function_of_its_name():
    code = "import aidlink, aidlink.standardise, aidlink.monthly; print(callable(aidlink.standardise))"
    assert fresh(code) == "True"


def test_import_is_light():
    loaded = fresh(f"import sys, aidlink; print([name for name in {HEAVY} if name in sys.modules])")
    assert loaded == "[]"


def test_import_is_quick():
    timed = "import time; t = time.perf_counter(); import aidlink; print(time.perf_counter() - t)"
    assert min(float(fresh(timed)) for _ in range(3)) < 0.3


def test_version_is_the_package_metadata():
    assert fresh("import aidlink; print(aidlink.__version__)") == aidlink.__version__


def test_an_unknown_name_is_an_attribute_error():
    assert not hasattr(aidlink, "nothing_of_the_kind")
