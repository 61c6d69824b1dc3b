"""Make `fixtures/` again, or with --check prove that it is what the generator makes."""

import argparse
import filecmp
import shutil
import sys
import tempfile
from pathlib import Path

from aidlink.synthesis import write_town

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
PEOPLE, MONTHS, SEED = 1200, 3, 1


def generated(folder: Path) -> list[Path]:
    """List the files below a fixtures folder, but for the README, relative to it."""
    return sorted(
        path.relative_to(folder) for path in folder.rglob("*") if path.is_file() and path.name != "README.md"
    )


def check(made: Path) -> list[str]:
    """Name the files that are missing, left over or different."""
    names = sorted({*generated(made), *generated(FIXTURES)})
    _, different, missing = filecmp.cmpfiles(made, FIXTURES, [str(name) for name in names], shallow=False)
    return [f"differs: {name}" for name in different] + [f"only on one side: {name}" for name in missing]


def main() -> int:
    """Write or check; the exit code is 1 where the fixtures are not what the generator makes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare and write nothing")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder)
        summary = write_town(made, PEOPLE, MONTHS, SEED)
        if arguments.check:
            faults = check(made)
            print("\n".join(faults) or f"{len(summary.files)} files as they should be")
            return int(bool(faults))
        for old in FIXTURES.iterdir():
            if old.is_dir():
                shutil.rmtree(old)
        for folder_made in made.iterdir():
            shutil.copytree(folder_made, FIXTURES / folder_made.name)
    print(f"{len(summary.files)} files, {summary.rows} rows, {summary.findings} findings to be found")
    return 0


if __name__ == "__main__":
    sys.exit(main())
