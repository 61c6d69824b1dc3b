import re
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(name, language):
    text = (ROOT / name).read_text("utf-8")
    return [code for found, code in BLOCK.findall(text) if found == language]


def test_python_blocks_run_as_written(tmp_path, monkeypatch, capsys):
    shutil.copytree(ROOT / "fixtures", tmp_path / "fixtures")
    monkeypatch.chdir(tmp_path)
    names = {}
    for code in blocks("README.md", "python"):
        exec(compile(code, "README.md", "exec"), names)  # noqa: S102 - what a reader would paste
    shown = capsys.readouterr().out
    assert "核查清单.xlsx" in shown
    assert "VALID" in shown


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_commands_name_scripts_that_exist(name):
    scripts = re.findall(r"^python3 (\S+)$", "\n".join(blocks(name, "sh")), re.MULTILINE)
    assert scripts == ["scripts/demo.py", "scripts/test.py"]
    assert all((ROOT / script).is_file() for script in scripts)


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"])
def test_links_lead_somewhere(name):
    targets = re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text("utf-8"))
    assert all((ROOT / target).exists() for target in targets)
