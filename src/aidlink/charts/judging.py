"""Which scored pairs are true: by the truth, by answers about pairs, or by a ledger's answers."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from aidlink.errors import UsageError
from aidlink.ledger import Ledger
from aidlink.links import Links

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_ROWS = ("left_row", "right_row")
_SHEETS = ("left_sheet", "right_sheet")


class Judged(NamedTuple):
    """Scored pairs of which the truth is known.

    Args:
        probability: of each.
        match: whether it is a true match.
        matches: true matches in all, scored or not.
    """

    probability: Floats
    match: Flags
    matches: int


def judge(links: Links | Ledger, truth: pd.DataFrame | pd.MultiIndex | None = None) -> Judged:
    """Hold scored pairs against the truth, or a ledger's clues against their answers.

    Args:
        links: pairs, or a ledger.
        truth: the true pairs of links: see `aidlink.charts`; none with a ledger.

    Raises:
        UsageError: `truth` is missing, not asked for, or lacks a column.
    """
    if isinstance(links, Ledger):
        if truth is not None:
            message = "a ledger holds its own answers: leave truth out"
            raise UsageError(message)
        clues = links.judged().dropna(subset=["probability"])
        match = clues["match"].to_numpy(bool)
        return Judged(clues["probability"].to_numpy(np.float64), match, int(match.sum()))
    if truth is None:
        message = "truth is missing: the true pairs, as a frame of left_row and right_row"
        raise UsageError(message)
    told: pd.DataFrame = _told(truth)
    keys = [name for name in (*_ROWS, *_SHEETS) if name in told.columns]
    answered = "match" in told.columns
    told = told.assign(match=told["match"].astype(bool) if answered else True)[[*keys, "match"]]
    told = _sheets_as_text(told).groupby(keys)["match"].max().reset_index()
    scored = _sheets_as_text(links.table.select([*keys, "probability"]).to_pandas())
    merged = scored.merge(told, how="inner" if answered else "left", on=keys)
    match = merged["match"].eq(True).to_numpy(bool)  # a pair that is not told is no match
    return Judged(merged["probability"].to_numpy(np.float64), match, int(told["match"].sum()))


def _sheets_as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """No sheet is "" on either side, or it would equal nothing."""
    return frame.assign(**{name: frame[name].fillna("").astype(str) for name in _SHEETS if name in frame})


def _told(truth: pd.DataFrame | pd.MultiIndex) -> pd.DataFrame:
    if isinstance(truth, pd.MultiIndex):
        return pd.DataFrame({name: truth.get_level_values(at) for at, name in enumerate(_ROWS)})
    frame = truth if set(_ROWS) <= set(truth.columns) else truth.reset_index()
    if missing := set(_ROWS) - set(frame.columns):
        message = f"truth needs the columns {sorted(missing)}"
        raise UsageError(message)
    return frame
