import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = [
    "README.md",
    "README.zh-CN.md",
    *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md"))),
]
# What cannot run here: it sets up an environment (.ci/run does that), or needs a server of the reader's.
NOT_RUN = (
    "python3 scripts/demo.py",
    "python3 scripts/test.py",
    "pip install 'aidlink[postgresql]'",
    "createdb town",
    "aidlink run 2026-10 --out 2026-10-result --ledger postgresql://clerk@host/town",
)


def blocks(name, *languages):
    text = (ROOT / name).read_text("utf-8")
    return [(found, code) for found, code in BLOCK.findall(text) if found in languages]


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """A folder with what a snippet may read, a month in it, and `aidlink` on the path."""
    for name in ("fixtures", "blocking", "matchers"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "fixtures" / "2026-10", tmp_path / "2026-10")
    tool = tmp_path / "bin" / "aidlink"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m aidlink "$@"\n', "utf-8")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tool.parent), prepend=":")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "python", "sh")])
@pytest.mark.usefixtures("clone")
def test_every_snippet_runs_as_written(page, capsys):
    names = {}
    for language, code in blocks(page, "python", "sh"):
        if language == "python":
            exec(compile(code, page, "exec"), names)  # noqa: S102 - what a reader would paste
            continue
        lines = [line for line in code.splitlines() if line not in NOT_RUN]
        done = subprocess.run(["sh", "-ec", "\n".join(lines)], capture_output=True, check=False)  # noqa: S603, S607 - as above
        assert done.returncode == 0, done.stderr.decode()
    shown = capsys.readouterr().out
    if page == "README.md":
        assert "核查清单.xlsx" in shown
        assert "VALID" in shown


def test_snippets_are_in_languages_that_run():
    known = {"python", "sh"}
    assert {
        language for page in PAGES for language, _ in BLOCK.findall((ROOT / page).read_text("utf-8"))
    } <= known
    everything = "".join((ROOT / page).read_text("utf-8") for page in PAGES)
    assert all(line in everything for line in NOT_RUN)


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_commands_name_scripts_that_exist(name):
    lines = "\n".join(code for _, code in blocks(name, "sh"))
    scripts = re.findall(r"^python3 (\S+)$", lines, re.MULTILINE)
    assert scripts == ["scripts/demo.py", "scripts/test.py"]
    assert all((ROOT / script).is_file() for script in scripts)


@pytest.mark.parametrize("name", [*PAGES, "CONTRIBUTING.md"])
def test_links_lead_somewhere(name):
    targets = re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text("utf-8"))
    assert all((ROOT / name).parent.joinpath(target).exists() for target in targets)


def test_the_docs_build_without_a_warning_and_fetch_nothing(tmp_path):
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, env=environment)  # noqa: S603 - our own
    assert (done.returncode, done.stderr.decode()) == (0, "")
    pages = list(tmp_path.rglob("*.html"))
    assert len(pages) > 6
    loaded = re.compile(
        r"<(?:script|img|iframe)[^>]*\ssrc=[\"']?(?:https?:)?//|<link[^>]*stylesheet[^>]*//[a-z]"
    )
    for page in pages:
        assert not loaded.search(page.read_text("utf-8")), page.name
