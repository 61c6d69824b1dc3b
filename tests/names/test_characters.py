"""The generated table of characters: made by its generator, and a changed line is noticed."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCRIPT = "scripts/make_characters.py"
TABLE = "src/aidlink/data/characters.tsv"


def run_script(*command):
    return subprocess.run(  # noqa: S603 - our own script
        [sys.executable, *command], capture_output=True, text=True, check=False
    )


def test_the_check_sees_a_changed_table(tmp_path):
    for part in (SCRIPT, TABLE):
        copy = tmp_path / part
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((ROOT / part).read_bytes())
    assert run_script(tmp_path / SCRIPT, "--check").returncode == 0
    table = tmp_path / TABLE
    table.write_text(table.read_text("utf-8").replace("張张", ""), "utf-8", newline="\n")
    run = run_script(tmp_path / SCRIPT, "--check")
    assert run.returncode == 1
    assert "characters.tsv" in run.stderr
    assert run_script(tmp_path / SCRIPT).returncode == 0
    assert table.read_bytes() == (ROOT / TABLE).read_bytes()


def test_comparing_names_loads_neither_pypinyin_nor_opencc():
    code = """
import sys
from aidlink import compare_names
assert compare_names("張瑋", "张伟").level.name == "HOMOPHONE"
assert not {"pypinyin", "opencc"} & set(sys.modules)
"""
    run = run_script("-c", code)
    assert run.returncode == 0, run.stderr
