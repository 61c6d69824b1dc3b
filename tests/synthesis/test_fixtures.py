"""fixtures/ is what the generator makes, small, and says that nobody in it is real."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_fixtures_are_what_the_generator_makes():
    script = ROOT / "scripts" / "make_fixtures.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_fixtures_are_small_and_say_what_they_are():
    files = [path for path in (ROOT / "fixtures").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 3_000_000
    assert "虚构" in (ROOT / "fixtures" / "README.md").read_text("utf-8")
