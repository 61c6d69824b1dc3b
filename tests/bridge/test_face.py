import subprocess
import sys

import pytest

from aidlink import bridge

WITHOUT = "import sys; sys.modules['recordlinkage'] = None\nfrom aidlink import bridge\n"


def fresh(code):
    """What a new interpreter prints."""
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout.strip()


def test_every_name_loads():
    assert dir(bridge) == sorted(bridge.__all__)
    assert all(getattr(bridge, name) is not None for name in bridge.__all__)
    assert not hasattr(bridge, "nothing_of_the_kind")


@pytest.mark.parametrize("name", ["Name", "Passes", "write_annotation"])
def test_without_recordlinkage_one_line_says_what_to_do(name):
    code = f"try:\n    bridge.{name}\nexcept Exception as error:\n    print(type(error).__name__, error)"
    said = fresh(f"{WITHOUT}sys.stdout.reconfigure(encoding='utf-8')\n{code}")
    assert said.startswith("UsageError 没有安装 recordlinkage")
    assert said.endswith("请运行：pip install 'aidlink[bridge]'")
    assert "\n" not in said


def test_what_needs_no_recordlinkage_works_without():
    code = "bridge.level_vectors; print(bridge.LevelClassifier().fit([[1], [2]], [1, 0]).predict([[1]]))"
    assert fresh(WITHOUT + code) == "[1]"
