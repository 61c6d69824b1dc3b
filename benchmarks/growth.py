"""Growth: time and memory of standardise + link as the tables grow, each size in a process of its own.

    python benchmarks/growth.py [--sizes 100000 300000 1000000 3000000] [--left-share 0.1]
    python benchmarks/growth.py --sizes 1000000 --left-share 1

A household register of N people in towns of 36,000 against a roster of N / 10. Prints seconds and peak memory
at each size and the slope of log time over log N; the data are made before, in another process. Exits 1 where
the slope is above 1.1, or a link of up to a million by a million records takes more than 3 GB.
"""

import argparse
import json
import subprocess
import sys
import tempfile

import numpy as np

MOST_SLOPE = 1.1
MOST_BYTES = 3e9
_MILLION = 1_000_000

_MAKE = """
import sys
import pyarrow.feather
from aidlink.records import Kind
from aidlink.synthesis import register_pair
people, share, folder = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
pair = register_pair(int(people * share), people, right=Kind.HOUSEHOLD, seed=1, overlap=0.9)
small = register_pair(1000, 2000, right=Kind.HOUSEHOLD, seed=2)
for name, made in (("big", pair), ("small", small)):
    for side in ("left", "right"):
        table = getattr(made, side).drop_columns(["person_id"])
        pyarrow.feather.write_feather(table, f"{folder}/{name}-{side}", compression="uncompressed")
"""
_RUN = """
import json, resource, sys, time
import pyarrow.feather
from aidlink.link import link
from aidlink.records import Kind
from aidlink.standardise import standardise_table
from datetime import date
day = date(2026, 10, 31)
def clean(name, kind):
    table = pyarrow.feather.read_table(f"{sys.argv[1]}/{name}")
    return standardise_table(table, kind, kind.value, as_of=day)
link(clean("small-left", Kind.BENEFICIARY), clean("small-right", Kind.HOUSEHOLD), matcher="household_member")
began = time.perf_counter()
left = clean("big-left", Kind.BENEFICIARY)
right = clean("big-right", Kind.HOUSEHOLD)
cleaned = time.perf_counter()
links = link(left, right, matcher="household_member")
print(json.dumps({
    "standardise": cleaned - began,
    "link": time.perf_counter() - cleaned,
    "candidates": links.model.candidates,
    "links": len(links),
    "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
}))
"""


def main() -> int:
    """Run every size and print a table."""
    options = _options()
    totals, heavy = [], False
    print(f"{'people':>10} {'standardise':>12} {'link':>8} {'candidates':>13} {'links':>10} {'peak':>9}")
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            _python(_MAKE, str(size), str(options.left_share), folder)
            found = json.loads(_python(_RUN, folder))
        heavy |= size <= _MILLION and found["peak"] > MOST_BYTES
        totals.append(found["standardise"] + found["link"])
        print(
            f"{size:>10,} {found['standardise']:>10.2f} s {found['link']:>6.2f} s {found['candidates']:>13,}"
            f" {found['links']:>10,} {found['peak'] / 1e9:>6.2f} GB"
        )
    if len(totals) == 1:
        return int(heavy)
    slope = float(np.polyfit(np.log(options.sizes), np.log(totals), 1)[0])
    print(f"slope {slope:.2f}")
    return int(slope > MOST_SLOPE or heavy)


def _python(code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 300_000, 1_000_000, 3_000_000])
    parser.add_argument("--left-share", type=float, default=0.1)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
