"""A page on which somebody labels pairs blind: no weight, no probability, an order that tells nothing."""

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from aidlink.errors import InputError, UsageError
from aidlink.facing import Marks, face
from aidlink.labels.keys import PairKey, records_digest
from aidlink.labels.sample import sample_pairs
from aidlink.links import Links
from aidlink.masking import mask_numbers
from aidlink.publish import writing
from aidlink.reports.page.assemble import page

_PLACES = ["left_sheet", "left_row", "right_sheet", "right_row"]


def label_page(
    links: Links,
    path: str | Path,
    *,
    pairs: int = 200,
    seed: int = 1,
    names: tuple[str, str] = ("左表", "右表"),
) -> pd.DataFrame:
    """Write a page (one HTML file, no network) on which to say of pairs whether they are one person.

    The pairs are taken by lot from every band of probability, so that the uncertain ones are well covered,
    and shown in an order that tells nothing; names and numbers are masked, and what agrees is marked. Answers
    are saved from the page as a CSV file for `read_labels` or `review`.

    Args:
        links: from `link`.
        path: the file to write.
        pairs: how many pairs to take, at most.
        seed: another one takes other pairs.
        names: what the two tables are called.

    Returns:
        One row a pair, as shown: left_sheet, left_row, right_sheet, right_row and stands_for, how many pairs
        of its band it stands for (the weight of its answer in an estimate over all links).

    Raises:
        UsageError: there is nothing to label, or the links do not hold their records.
        InputError: the file cannot be written, or is not called .html.
    """
    if pairs < 1 or not len(links):
        message = "no pairs to label"
        raise UsageError(message)
    if links.left is None or links.right is None:
        message = "these links do not hold their records: give those that `link` returned"
        raise UsageError(message)
    path = Path(path)
    if path.suffix.lower() not in {".html", ".htm"}:  # nobody's workbook is written over by a slip
        raise InputError(path, "标注页应是 .html 文件", "换一个以 .html 结尾的文件名")
    sample = sample_pairs(links, pairs, seed)
    chosen = links.table.take(pa.array(sample.pairs))
    data = {
        "names": list(map(mask_numbers, names)),
        "seed": seed,
        "records": records_digest(links.left, links.right),
    }
    data["pairs"] = _pairs(links, chosen, str(data["records"]))
    with writing(path) as part:
        part.write_bytes(page("label", "人工标注：是不是同一个人", data))
    frame: pd.DataFrame = chosen.select(_PLACES).to_pandas()
    return frame.assign(stands_for=sample.stands_for)


def _pairs(links: Links, chosen: pa.Table, records: str) -> list[dict[str, Any]]:
    sides = (links.left, links.right)
    lefts, rights = (
        side.take(chosen[f"{name}_record"].combine_chunks()).to_pylist()
        for side, name in zip(sides, ("left", "right"), strict=True)
        if side is not None
    )
    return [
        {
            "key": pair.text,
            "places": [[pair.left_sheet, pair.left_row], [pair.right_sheet, pair.right_row]],
            "fields": [
                [each.label, _marks(each.left), _marks(each.right)]
                for each in face(left, right, links.comparisons)
            ],
        }
        for pair, left, right in zip(_keys(chosen, records), lefts, rights, strict=True)
    ]


def _keys(chosen: pa.Table, records: str) -> list[PairKey]:
    columns = [chosen[name].to_pylist() for name in _PLACES]
    return [
        PairKey(records, mask_numbers(left), row, mask_numbers(right), other)
        for left, row, right, other in zip(*columns, strict=True)
    ]


def _marks(marks: Marks) -> list[list[str]]:
    return [[mark.text, mark.state] for mark in marks]
