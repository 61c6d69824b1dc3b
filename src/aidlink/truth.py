"""True pairs as people give them, held against scored ones."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from aidlink.errors import UsageError
from aidlink.links import Links

#: The label of a pair of which nobody knows.
UNKNOWN = -1

#: A frame with the columns left_row and right_row (left_sheet and right_sheet too where rows alone are not
#: enough), or a MultiIndex of such rows: all true pairs. With a column `match` of true and false it is
#: answers: what is not among them is not known.
Truth: TypeAlias = pd.DataFrame | pd.MultiIndex

_ROWS = ("left_row", "right_row")
_SHEETS = ("left_sheet", "right_sheet")
_TURNED = dict(zip((*_ROWS, *_SHEETS), (*_ROWS[::-1], *_SHEETS[::-1]), strict=True))


@dataclass(frozen=True, slots=True)
class Labelled:
    """Scored pairs and what the truth says of them.

    Args:
        labels: int64 a pair, in the order of the links: 1 a match, 0 none, `UNKNOWN`.
        matches: true pairs in all, scored or not.
    """

    labels: npt.NDArray[np.int64]
    matches: int


def label_pairs(links: Links, truth: Truth) -> Labelled:
    """Hold scored pairs against the truth.

    A pair of one table is the same pair either way round, and a pair told twice is one; it is a match if it
    is called one anywhere.

    Args:
        links: the pairs.
        truth: see `Truth`.

    Raises:
        UsageError: a column is missing.
    """
    told = _told(truth)
    answered = "match" in told.columns
    told = told.assign(match=told["match"].astype(np.int64) if answered else 1)
    keys = [name for name in (*_ROWS, *_SHEETS) if name in told.columns]
    if links.alone and len(keys) == len(_ROWS) + 1:
        message = "true pairs of one table need both left_sheet and right_sheet, or neither"
        raise UsageError(message)
    known = _placed(told, keys, turn=links.alone).groupby(keys)["match"].max()
    scored = _placed(links.table.select(keys).to_pandas(), keys, turn=links.alone)
    found = scored.merge(known.reset_index(), how="left", on=keys)["match"]
    labels = found.fillna(UNKNOWN if answered else 0).to_numpy(np.int64)
    return Labelled(labels, int(known.sum()))


def _told(truth: Truth) -> pd.DataFrame:
    if isinstance(truth, pd.MultiIndex):
        return truth.to_frame(index=False, name=list(_ROWS))
    frame: pd.DataFrame = truth if set(_ROWS) <= set(truth.columns) else truth.reset_index()
    if not set(_ROWS) <= set(frame.columns):
        headers = ", ".join(map(str, truth.columns))
        message = f"true pairs need the columns left_row and right_row; there are: {headers}"
        raise UsageError(message)
    return frame


def _placed(pairs: pd.DataFrame, keys: list[str], *, turn: bool) -> pd.DataFrame:
    """Pairs whose places can be compared: no sheet is "", and where `turn` the earlier record is the left."""
    sheets = [name for name in _SHEETS if name in keys]
    pairs = pairs.assign(**{name: pairs[name].fillna("").astype(str) for name in sheets})
    if not turn:
        return pairs
    later = pairs["left_row"] > pairs["right_row"]
    if sheets:
        one = pairs["left_sheet"] == pairs["right_sheet"]
        later = later.where(one, pairs["left_sheet"] > pairs["right_sheet"])
    return pairs.assign(**{name: pairs[name].where(~later, pairs[_TURNED[name]]) for name in keys})
