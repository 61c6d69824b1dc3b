"""`Links` as what scikit-learn takes: X, the level of each comparison, and y, whether a pair is a match."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from aidlink.links import Links
from aidlink.truth import UNKNOWN, Truth, label_pairs


def level_vectors(links: Links) -> pd.DataFrame:
    """The levels of each pair by their own numbers, 0 where a side says nothing.

    One column for each comparison of the matcher, in the order of the pairs in `links`; the numbers are
    those of `aidlink.compare.levels` (`IdLevel`, `NameLevel` ...).
    """
    frame: pd.DataFrame = links.table.select(list(links.comparisons)).to_pandas()
    return pd.DataFrame({name: frame[name].cat.codes.astype(np.int64) for name in frame})


def match_labels(links: Links, truth: Truth) -> npt.NDArray[np.int64]:
    """Whether each pair is a match, 1 or 0, in the order of the pairs in `links`; -1 where that is not known.

    Args:
        links: the pairs.
        truth: all true pairs: a frame with the columns left_row and right_row (left_sheet and right_sheet too
            where rows alone are not enough), or a MultiIndex of such rows. With a column `match` of true and
            false it is answers: what is not among them is not known. A pair of one table may be told either
            way round.

    Raises:
        UsageError: a column is missing.
    """
    return label_pairs(links, truth).labels


def training_data(links: Links, truth: Truth) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """X and y of the pairs whose label is known: their levels, and whether they are matches.

    X keeps each pair's place in `links` as its index. For `truth` see `match_labels`.
    """
    labels = match_labels(links, truth)
    known = labels != UNKNOWN
    return level_vectors(links)[known], labels[known]
