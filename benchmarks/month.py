"""A month's run beside the bare time of reading the same files, each in a process of its own.

    python benchmarks/month.py [--people 280000]

The bare reading is the median of five. A town of 280,000 makes a roster of about 50,000 rows, with 36,000
payments and registers of 110,000 deaths and cremations a month. An office of that size has fewer dead and
more payments: the registers are cut to 30,000 rows, and of the month before as many payments come late as
make 50,000. Rosters and payments are xlsx, the registers csv and xlsx. The kernels are compiled before.
Exits 1 where the run takes more than 10 times the bare reading or 1.5 GB.
"""

import argparse
import csv
import datetime as dt
import json
import shutil
import subprocess
import sys
import tempfile
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

MOST_TIMES = 10
MOST_BYTES = 1.5e9
REGISTERS = 30_000
PAYMENTS = 50_000

_READ = """
import sys, time
from pathlib import Path
import pyarrow.csv
from python_calamine import CalamineWorkbook
began = time.perf_counter()
for path in sorted(Path(sys.argv[1]).iterdir()):
    if path.suffix in (".xlsx", ".xls"):
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()
    else:
        for encoding in ("utf-8", "gb18030", "utf-16"):
            try:
                pyarrow.csv.read_csv(
                    path, pyarrow.csv.ReadOptions(encoding=encoding, autogenerate_column_names=True),
                    pyarrow.csv.ParseOptions(delimiter="\\t" if encoding == "utf-16" else ","),
                )
                break
            except (pyarrow.ArrowInvalid, UnicodeError):
                continue
print(time.perf_counter() - began)
"""
_RUN = """
import json, resource, sys, time
from aidlink.monthly import run_month
began = time.perf_counter()
steps = []
def progress(step, done, total):
    steps.append((step, time.perf_counter() - began))
result = run_month(sys.argv[1], sys.argv[2], progress=progress)
steps.append(("", time.perf_counter() - began))
print(json.dumps({
    "seconds": time.perf_counter() - began,
    "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    "steps": steps,
    "counts": {str(kind): number for kind, number in result.counts.items()},
}))
"""


def main() -> int:
    """Make the month, read it bare, run it twice (the first compiles), print where the time went."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        with get_context("spawn").Pool(1) as apart:  # a child's peak begins with that of its parent
            month = apart.apply(_month, (Path(folder), options.people))
        sizes = {path.name: path.stat().st_size for path in sorted(month.iterdir())}
        if options.keep:
            shutil.copytree(month, options.keep)
        bare = median(float(_python(_READ, str(month))) for _ in range(5))
        _python(_RUN, str(month), f"{folder}/first")
        run = json.loads(_python(_RUN, str(month), f"{folder}/second"))
    for name, size in sizes.items():
        print(f"{size / 1e6:8.1f} MB  {name}")
    for (step, start), (_, end) in zip(run["steps"], run["steps"][1:], strict=False):
        print(f"{end - start:8.2f} s   {step}")
    print(f"{run['counts']}")
    ratio = run["seconds"] / bare
    print(f"bare reading {bare:.2f} s, the run {run['seconds']:.2f} s: {ratio:.1f} times; ", end="")
    print(f"peak {run['peak'] / 1e9:.2f} GB")
    return int(ratio > MOST_TIMES or run["peak"] > MOST_BYTES)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=280_000)
    parser.add_argument("--keep", type=Path, help="leave a copy of the month's files here")
    return parser.parse_args()


def _month(folder: Path, people: int) -> Path:
    """One month of a big town, without the household register: roster, payments, deaths, cremations."""
    from aidlink.synthesis import write_town

    write_town(folder / "town", people=people, months=2, seed=1)
    before, month = sorted(path for path in (folder / "town").iterdir() if path.name != "truth")
    for path in month.glob("户籍*"):
        path.unlink()
    paid, late = (next(folder.glob("银行发放*")) for folder in (month, before))
    payments = len(_rows(paid))
    _cut(late, month / "银行补发上月.xlsx", PAYMENTS - payments)
    _cut(paid, paid.with_suffix(".xlsx"), payments)
    shutil.rmtree(before)  # its registers would be used too
    registers = [path for name in ("死亡*", "火化*") for path in month.glob(name)]
    sizes = [len(_rows(path)) for path in registers]
    for path, size in zip(registers, sizes, strict=True):
        _cut(
            path,
            path.with_suffix(".csv" if path.suffix == ".csv" else ".xlsx"),
            REGISTERS * size // sum(sizes),
        )
    return month


def _rows(path: Path) -> list[list[Any]]:
    """A file's rows; a workbook's first sheet."""
    if path.suffix == ".csv":
        with path.open(encoding=_encoding(path), newline="") as lines:
            return [list(row) for row in csv.reader(lines)]
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def _encoding(path: Path) -> str:
    start = path.read_bytes()
    return "utf-8-sig" if start.startswith(b"\xef\xbb\xbf") else "gb18030"


def _cut(path: Path, target: Path, rows: int) -> None:
    """Write the file's first rows to `target`, its titles and headers among them, in its place."""
    kept = _rows(path)[:rows]
    if target.suffix == ".csv":
        with target.open("w", encoding=_encoding(path), newline="") as lines:
            csv.writer(lines).writerows(kept)
        return
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    for number, row in enumerate(kept):
        for column, value in enumerate(row):
            if value != "":
                sheet.write(number, column, str(value) if isinstance(value, dt.date) else value)
    book.close()
    if path.parent == target.parent and path != target:
        path.unlink()


def _python(code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout.strip().splitlines()[-1]


if __name__ == "__main__":
    sys.exit(main())
