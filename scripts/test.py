"""Set up aidlink with what the tests need, and pass every check.

python3 scripts/test.py
"""

from environment import ROOT, prepare, run


def main() -> None:
    """Style, format, types, the generated tables, the tests: in that order, each must pass."""
    python = prepare("dev")
    run(python, "-m", "ruff", "check", ".")
    run(python, "-m", "ruff", "format", "--check", ".")
    run(python, "-m", "mypy")
    for script in ("make_lookalikes.py", "make_characters.py"):
        run(python, ROOT / "scripts" / script, "--check")
    # A worker a core; a file's tests stay together, for they share a server, a browser or a month's run.
    run(python, "-m", "pytest", "-q", "-n", "auto", "--dist", "loadfile")


if __name__ == "__main__":
    main()
