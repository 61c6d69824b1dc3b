"""The whole job, from two csv files to links: 75,000 roster rows and 1,000,000 household members.

    python benchmarks/whole_job.py [--left 75000] [--right 1000000]

aidlink reads, standardises, blocks, compares, learns and scores; its kernels are compiled before. Splink 5
gets an able analyst's cleaning in pandas (numbers to upper case and half width, pinyin by a cached character
table, dates), its documented training, the passes that it can express, and predict(). Exits 1 where aidlink
is less than 15 times faster. Also says how much of the truth both found.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from data import AS_OF, as_csv_frame
from peers import splink_linker, splink_pairs, train_splink
from pypinyin import lazy_pinyin

from aidlink.evaluation import evaluate
from aidlink.extracts import read_extract
from aidlink.link import link
from aidlink.records import Kind
from aidlink.standardise import standardise
from aidlink.synthesis import register_pair

LEAST_RATIO = 15
_HALF_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ×", "0123456789XXX")


def main() -> int:
    """Write the files, run both, print a table."""
    options = _options()
    pair = register_pair(options.left, options.right, right=Kind.HOUSEHOLD, overlap=0.9, seed=1)
    persons = [table["person_id"].to_numpy() for table in (pair.left, pair.right)]
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{name}.csv" for name in ("roster", "household")]
        for file, table in zip(files, (pair.left, pair.right), strict=True):
            as_csv_frame(table.drop_columns(["person_id"])).to_csv(file, index=False)
        _aidlink(files, rows=2000)
        took, ours = _timed(lambda: _aidlink(files))
        peer_took, theirs = _timed(lambda: _splink(files)) if options.splink else (float("nan"), ours.head(0))
    for name, seconds, found in (("aidlink", took, ours), ("Splink 5", peer_took, theirs)):
        left, right = (found[side].to_numpy().astype(np.int64) for side in ("left", "right"))
        matches = len(np.intersect1d(*persons))
        measured = evaluate(found["probability"].to_numpy(), persons[0][left] == persons[1][right], matches)
        print(f"{name:9} {seconds:8.2f} s   F1 {measured.f1:.4f}   best F1 {measured.best_f1:.4f}")
    print(f"ratio     {peer_took / took:8.1f}")
    return int(options.splink and peer_took / took < LEAST_RATIO)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--left", type=int, default=75_000)
    parser.add_argument("--right", type=int, default=1_000_000)
    parser.add_argument("--splink", action=argparse.BooleanOptionalAction, default=True)
    return parser.parse_args()


def _timed(run: Callable[[], pd.DataFrame]) -> tuple[float, pd.DataFrame]:
    began = time.perf_counter()
    found = run()
    return time.perf_counter() - began, found


def _aidlink(files: list[Path], rows: int | None = None) -> pd.DataFrame:
    began = time.perf_counter()
    kinds = (Kind.BENEFICIARY, Kind.HOUSEHOLD)
    extracts = [read_extract(file, kind) for file, kind in zip(files, kinds, strict=True)]
    read = time.perf_counter()
    tables = [standardise(extract, as_of=AS_OF) for extract in extracts]
    if rows is not None:
        tables = [table.slice(0, rows) for table in tables]
    cleaned = time.perf_counter()
    table = link(*tables, matcher="household_member").table
    if rows is None:
        print(f"aidlink: read {read - began:.2f} s, standardise {cleaned - read:.2f} s, ", end="")
        print(f"link {time.perf_counter() - cleaned:.2f} s")
    columns = {"left": "left_record", "right": "right_record", "probability": "probability"}
    return pd.DataFrame({name: table[column].to_pandas() for name, column in columns.items()})


def _splink(files: list[Path]) -> pd.DataFrame:
    frames = [_clean(file) for file in files]
    linker = splink_linker(frames[0], frames[1])
    train_splink(linker)
    return splink_pairs(linker, 0.001)


def _clean(file: Path) -> pd.DataFrame:
    raw = pd.read_csv(file, dtype=str, engine="pyarrow")
    number = (
        raw["resident_id"].str.translate(_HALF_WIDTH).str.replace(r"[^0-9A-Za-z]", "", regex=True).str.upper()
    )
    number = number.where(number.str.fullmatch(r"\d{17}[\dX]"))
    name = raw["name"].str.replace(r"[（(].*", "", regex=True).str.replace(r"\s", "", regex=True)
    pinyin = name.map({each: _pinyin(each) for each in name.dropna().unique()})
    inside = number.str[6:10] + "-" + number.str[10:12] + "-" + number.str[12:14]
    written = raw["birth_date"].str.replace(r"[./年月]", "-", regex=True).str.replace("日", "")
    birth = pd.to_datetime(written.fillna(inside), errors="coerce", format="mixed").dt.strftime("%Y-%m-%d")
    village = raw["village"].str.replace(r"\s|村民委员会|村委会|村$|.*[镇乡]", "", regex=True)
    return pd.DataFrame(
        {
            "unique_id": np.arange(len(raw)),
            "number": number,
            "fifteen": number.str[:15],
            "name": name,
            "pinyin": pinyin,
            "surname": name.str[0].map(_syllable, na_action="ignore"),
            "birth": birth,
            "year": birth.str[:4].astype("Int64"),
            "sex": raw["sex"],
            "village": village,
        }
    )


@cache
def _syllable(character: str) -> str:
    return "".join(lazy_pinyin(character))


def _pinyin(name: str) -> str:
    return " ".join(map(_syllable, name))


if __name__ == "__main__":
    sys.exit(main())
