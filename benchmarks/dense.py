"""Dense scoring: pairs a second over all pairs of one village and sex, beside Splink 5 on the same pairs.

    python benchmarks/dense.py [--right 100000] [--left 60000] [--splink-pairs 1000000]

aidlink's figure is the whole of link() on standard tables (keys, blocks, comparing, EM, weights). Splink gets
the same cleaned columns, five comparisons, the same blocking rule, and the first rows of both tables that
make about as many pairs as asked; its figure is predict() alone, untrained, for training does not change
its speed. Exits 1 where aidlink does less than 20 M pairs/s or less than 100 times Splink's rate.
"""

import argparse
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from data import standard_pair
from peers import peer_frame, splink_linker

from aidlink.link import link

BLOCKING = Path(__file__).parent / "blocking" / "village_sex.toml"
LEAST_RATE = 20e6
LEAST_RATIO = 100


def main() -> int:
    """Run both sides and print a table."""
    options = _options()
    data = standard_pair(options.left, options.right, seed=1)
    left, right = data.left, data.right
    link(left.slice(0, 2000), right.slice(0, 2000), blocking=BLOCKING)  # compile before the clock starts
    began = time.perf_counter()
    links = link(left, right, blocking=BLOCKING)
    took = time.perf_counter() - began
    rate = links.model.candidates / took
    print(f"aidlink  {links.model.candidates:>13,} pairs  {took:8.2f} s  {rate / 1e6:8.2f} M pairs/s")
    pairs, took = _splink(left, right, options.splink_pairs)
    splink_rate = pairs / took
    print(f"Splink 5 {pairs:>13,} pairs  {took:8.2f} s  {splink_rate / 1e6:8.2f} M pairs/s")
    print(f"ratio    {rate / splink_rate:,.0f}")
    return int(rate < LEAST_RATE or rate / splink_rate < LEAST_RATIO)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--right", type=int, default=100_000)
    parser.add_argument("--left", type=int, default=60_000)
    parser.add_argument("--splink-pairs", type=int, default=1_000_000)
    return parser.parse_args()


def _splink(left: pa.Table, right: pa.Table, wanted: int) -> tuple[int, float]:
    """Predict on the first rows that make about `wanted` pairs: how many they were, and the seconds."""
    frames = [peer_frame(left), peer_frame(right)]
    share = min((wanted / _pairs(*frames)) ** 0.5, 1.0)
    frames = [frame.head(int(len(frame) * share)) for frame in frames]
    linker = splink_linker(frames[0], frames[1], (("village", "sex"),))
    began = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it is untrained
        found = linker.inference.predict().as_pandas_dataframe()
    return len(found), time.perf_counter() - began


def _pairs(left: pd.DataFrame, right: pd.DataFrame) -> int:
    counts = [
        frame.dropna(subset=["village", "sex"]).groupby(["village", "sex"]).size() for frame in (left, right)
    ]
    return int(np.nansum(counts[0] * counts[1]))


if __name__ == "__main__":
    sys.exit(main())
