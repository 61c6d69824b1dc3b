"""Wrong numbers that have exactly one repair in the other register.

A failing number has about sixteen one-character repairs, so a repair alone says nothing. That just one of
them is somebody's number over there does say something: the pair is then worth comparing in full.
"""

import numpy as np
import numpy.typing as npt

from aidlink.compare.identity import INVALID
from aidlink.compare.records import BYTE_MASK, CODE, KEY, META, Columns
from aidlink.hashing import Keys, Numbers
from aidlink.identity.repairs import MOST_REPAIRS, Ground, code_repairs
from aidlink.kernels import kernel

_CHECK = 11
_LATEST = 99991231  # a birth date in the future matches nobody's number anyway


def only_repairs(columns: Columns, others: Columns) -> Keys:
    """Find the key of the only repair that `others` hold: one a record, 0 where none or several do."""
    repairs = np.zeros(len(columns[KEY]), np.int64)
    failing = np.flatnonzero((columns[META] & BYTE_MASK == INVALID) & (columns[CODE] != 0))
    if not len(failing):
        return repairs
    candidates = np.zeros((len(failing), MOST_REPAIRS), np.int64)
    _list_repairs(columns[CODE][failing], np.zeros(0, np.bool_), candidates)
    known = others[KEY]
    known = known[Numbers(candidates.ravel()).of(known) > 0]
    found = Numbers(known).of(candidates.ravel()).reshape(candidates.shape) > 0
    # The same number may be reached by a substitution and by a swap: distinct candidates count.
    held = np.where(found, candidates, 0)
    highest = held.max(axis=1)
    single = (highest > 0) & ((held == 0) | (held == highest[:, None])).all(axis=1)
    repairs[failing[single]] = highest[single]
    return repairs


@kernel
def _list_repairs(
    codes: npt.NDArray[np.int64], no_counties: npt.NDArray[np.bool_], out: npt.NDArray[np.int64]
) -> None:
    for row in range(len(codes)):
        for index in range(code_repairs(codes[row], Ground(_LATEST, no_counties, out[row]))):
            out[row, index] //= _CHECK
