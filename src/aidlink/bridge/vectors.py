"""`Links` as what scikit-learn takes: X, the level of each comparison, and y, whether a pair is a match."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from aidlink.errors import UsageError
from aidlink.links import Links

#: The label of a pair of which nobody knows.
UNKNOWN = -1
_SHEETS = ["left_sheet", "right_sheet"]
_ROWS = ["left_row", "right_row"]


def level_vectors(links: Links) -> pd.DataFrame:
    """The levels of each pair by their own numbers, 0 where a side says nothing.

    One column for each comparison of the matcher, in the order of the pairs in `links`; the numbers are
    those of `aidlink.compare.levels` (`IdLevel`, `NameLevel` ...).
    """
    frame: pd.DataFrame = links.table.select(list(links.comparisons)).to_pandas()
    return pd.DataFrame({name: frame[name].cat.codes.astype(np.int64) for name in frame})


def match_labels(links: Links, truth: pd.DataFrame | pd.MultiIndex) -> npt.NDArray[np.int64]:
    """Whether each pair is a match, 1 or 0, in the order of the pairs in `links`; -1 where that is not known.

    Args:
        links: the pairs.
        truth: all true pairs: a frame with the columns left_row and right_row (left_sheet and right_sheet too
            where rows alone are not enough), or a MultiIndex of such rows. With a column `match` of true and
            false it is answers: what is not among them is not known.

    Raises:
        UsageError: a column is missing.
    """
    given = truth.to_frame(index=False, name=_ROWS) if isinstance(truth, pd.MultiIndex) else truth
    keys = [name for name in (*_SHEETS, *_ROWS) if name in given.columns]
    if not set(_ROWS) <= set(keys):
        headers = ", ".join(map(str, given.columns))
        message = f"true pairs need the columns left_row and right_row; there are: {headers}"
        raise UsageError(message)
    answered = "match" in given.columns
    known = given[keys].assign(match=given["match"].astype(np.int64) if answered else 1)
    if links.alone:  # a pair of one table is the same pair either way round
        known = pd.concat([known, known.rename(columns=_turned)])
    rows: Any = links.table.select(keys).to_pandas()
    found = rows.merge(known.drop_duplicates(keys), on=keys, how="left")["match"]
    labels: npt.NDArray[np.int64] = found.fillna(UNKNOWN if answered else 0).to_numpy(np.int64)
    return labels


def training_data(
    links: Links, truth: pd.DataFrame | pd.MultiIndex
) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """X and y of the pairs whose label is known: their levels, and whether they are matches.

    X keeps each pair's place in `links` as its index. For `truth` see `match_labels`.
    """
    labels = match_labels(links, truth)
    known = labels != UNKNOWN
    return level_vectors(links)[known], labels[known]


def _turned(name: str) -> str:
    side, _, rest = name.partition("_")
    return {"left": f"right_{rest}", "right": f"left_{rest}"}.get(side, name)
