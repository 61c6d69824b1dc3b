"""Growth: time and memory of standardise + link as the tables grow, each size in a process of its own.

    python benchmarks/growth.py [--sizes 100000 300000 1000000 3000000] [--left-share 0.1]

A household register of N people in towns of 36,000 against a roster of N / 10. Prints seconds and peak memory
at each size and the slope of log time over log N; exits 1 where the slope is above 1.1.
"""

import argparse
import json
import subprocess
import sys

import numpy as np

MOST_SLOPE = 1.1

_RUN = """
import json, resource, sys, time
from aidlink.link import link
from aidlink.records import Kind
from aidlink.standardise import standardise_table
from aidlink.synthesis import register_pair
from datetime import date
people, share = int(sys.argv[1]), float(sys.argv[2])
day = date(2026, 10, 31)
small = register_pair(1000, 2000, right=Kind.HOUSEHOLD, seed=2)
def clean(table, kind):
    return standardise_table(table.drop_columns(["person_id"]), kind, kind.value, as_of=day)
link(clean(small.left, Kind.BENEFICIARY), clean(small.right, Kind.HOUSEHOLD), matcher="household_member")
pair = register_pair(int(people * share), people, right=Kind.HOUSEHOLD, seed=1, overlap=0.9)
made = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
began = time.perf_counter()
left = clean(pair.left, Kind.BENEFICIARY)
right = clean(pair.right, Kind.HOUSEHOLD)
cleaned = time.perf_counter()
links = link(left, right, matcher="household_member")
print(json.dumps({
    "standardise": cleaned - began,
    "link": time.perf_counter() - cleaned,
    "candidates": links.model.candidates,
    "links": len(links),
    "made": made,
    "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
}))
"""


def main() -> int:
    """Run every size and print a table."""
    options = _options()
    totals = []
    print(f"{'people':>10} {'standardise':>12} {'link':>8} {'candidates':>13} {'links':>10} {'peak':>9}")
    for size in options.sizes:
        command = [sys.executable, "-c", _RUN, str(size), str(options.left_share)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        found = json.loads(done.stdout.strip().splitlines()[-1])
        totals.append(found["standardise"] + found["link"])
        print(
            f"{size:>10,} {found['standardise']:>10.2f} s {found['link']:>6.2f} s {found['candidates']:>13,}"
            f" {found['links']:>10,} {found['peak'] / 1e9:>6.2f} GB"
        )
    slope = float(np.polyfit(np.log(options.sizes), np.log(totals), 1)[0])
    print(f"slope {slope:.2f}; the peak includes making the data")
    return int(slope > MOST_SLOPE)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 300_000, 1_000_000, 3_000_000])
    parser.add_argument("--left-share", type=float, default=0.1)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
