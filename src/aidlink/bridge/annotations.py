"""Pairs to label by hand, in the files of `recordlinkage`'s annotator.

The file holds the cells that the labeller is to see, unmasked: name the columns, and keep the file where the
records may be kept.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import recordlinkage

from aidlink.errors import InputError, UsageError, why
from aidlink.links import Links

_LABELS = {1: True, 0: False}


def write_annotation(
    path: str | Path,
    pairs: Links | pd.MultiIndex,
    left: pd.DataFrame,
    right: pd.DataFrame | None = None,
    *,
    columns: Mapping[Any, Any] | None = None,
    names: tuple[str, str] = ("left", "right"),
) -> None:
    """Write pairs for the annotator (https://github.com/J535D165/recordlinkage-annotator).

    Args:
        path: the file to write.
        pairs: the pairs, as `Links` of these frames or as their index labels.
        left: the left records; their index labels come back with the answers.
        right: the right ones; None where a table is linked to itself.
        columns: what is shown: the left frame's column -> the right frame's that stands beside it. Columns
            that both frames have if not given.
        names: what the two tables are called.

    Raises:
        UsageError: no column is to be shown, or a frame lacks one.
    """
    other = left if right is None else right
    common = {name: name for name in left.columns if name in other.columns}
    shown = common if columns is None else dict(columns)
    if not shown or not set(shown) <= set(left.columns) or not set(shown.values()) <= set(other.columns):
        message = "name the columns to show: left column -> right column"
        raise UsageError(message)
    index = pairs.to_multiindex(left, right) if isinstance(pairs, Links) else pairs
    headers = [str(name) for name in shown]
    recordlinkage.write_annotation_file(
        str(path),
        # It looks up a pair's ends as 0 and 1, which only levels without a name answer to.
        index.set_names([None, None]),
        _texts(left[list(shown)], headers),
        # The right record's cells are looked up under the left frame's columns.
        _texts(other[list(shown.values())], headers),
        *names,
    )


def read_annotation(path: str | Path) -> "pd.Series[Any]":
    """Read the annotator's answers.

    Returns:
        A boolean column with missing values, in the order of the file, its index the pairs' labels: True for
        one person, False for two, missing where nobody has answered.

    Raises:
        InputError: the file cannot be read or is not an annotation.
    """
    try:
        records = recordlinkage.read_annotation_file(str(path)).pairs
        ends = [tuple(each["identifiers"][side]["record"] for side in "ab") for each in records]
        answers = [_LABELS.get(each.get("label")) for each in records]
    except OSError as error:
        raise InputError(path, f"读不了{why(error)}", "检查文件名和读取权限") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputError(path, "不是标注文件", "换成标注工具导出的 JSON 文件") from error
    index = pd.MultiIndex.from_tuples(ends) if ends else pd.MultiIndex.from_arrays([[], []])
    return pd.Series(answers, index=index, dtype="boolean", name="match")


def _texts(frame: pd.DataFrame, headers: list[str]) -> pd.DataFrame:
    """Cells as text, None where there is none: JSON knows no dates."""
    texts = frame.astype(object).set_axis(headers, axis=1)
    return texts.map(lambda cell: None if pd.isna(cell) else str(cell))
