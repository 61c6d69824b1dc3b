"""Set up aidlink in .venv beside this folder, with nothing but Python's own library.

    python3 scripts/environment.py [EXTRA ...]

`demo.py` and `test.py` call it; it does nothing when the environment already fits `pyproject.toml`.
"""

import hashlib
import os
import subprocess
import sys
from io import TextIOWrapper
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)


def prepare(*extras: str) -> Path:
    """Make .venv if need be, install the project with `extras`, and return its interpreter."""
    for stream in (sys.stdout, sys.stderr):  # a console that cannot show 核查清单 shows ? and goes on
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    if sys.version_info < OLDEST:
        sys.exit(
            f"aidlink needs Python {'.'.join(map(str, OLDEST))} or newer; this is {sys.version.split()[0]}."
        )
    folder = ROOT / ".venv"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / "aidlink.stamp"
    wanted = _fingerprint(extras)
    if python.exists() and stamp.exists() and wanted in stamp.read_text("utf-8").splitlines():
        return python
    if not python.exists():
        _make(folder)
    target = f".[{','.join(extras)}]" if extras else "."
    print(f"Installing aidlink into {folder} (once; a few minutes) ...", flush=True)
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", target)
    with stamp.open("a", encoding="utf-8") as lines:
        lines.write(wanted + "\n")
    return python


def run(*command: str | Path) -> None:
    """Run a command at the project's root; leave with its exit code if it fails."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, check=False)
    if done.returncode:
        print(f"failed ({done.returncode}): {' '.join(map(str, command))}", file=sys.stderr)
        sys.exit(done.returncode)


def _make(folder: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=False)
    if done.returncode:
        sys.exit(
            "Python could not make a virtual environment. On Debian or Ubuntu: "
            "sudo apt-get install python3-venv, then run this again."
        )


def _fingerprint(extras: tuple[str, ...]) -> str:
    """What an installation depends on: the metadata, the extras, the interpreter and the place."""
    parts = [(ROOT / "pyproject.toml").read_text("utf-8"), ",".join(extras), sys.version, str(ROOT)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


if __name__ == "__main__":
    print(prepare(*sys.argv[1:]))
