"""Wrong numbers that have exactly one repair in the other register.

A failing number has about sixteen one-character repairs, so a repair alone says nothing. That just one of
them is somebody's number over there does say something: the pair is then worth comparing in full.
"""

import numpy as np
import numpy.typing as npt

from aidlink.compare.identity import INVALID
from aidlink.compare.records import CODE, KEY, META, REPAIR, Words
from aidlink.identity.repairs import MOST_REPAIRS, repairs_of
from aidlink.kernels import kernel

_STATUS = 0xFF
_CHECK = 11
_LATEST = 99991231  # a birth date in the future matches nobody's number anyway


def mark_repairs(words: Words, others: Words) -> None:
    """Fill `words`' REPAIR with the key of the only repair that `others` hold, 0 where none or several do."""
    failing = np.flatnonzero((words[:, META] & _STATUS == INVALID) & (words[:, CODE] != 0))
    known = np.sort(others[others[:, KEY] > 0, KEY])
    words[:, REPAIR] = 0
    if not len(failing) or not len(known):
        return
    candidates = np.zeros((len(failing), MOST_REPAIRS), np.int64)
    _list_repairs(words[failing, CODE], candidates)
    place = np.minimum(np.searchsorted(known, candidates), len(known) - 1)
    found = known[place] == candidates
    # The same number may be reached by a substitution and by a swap: distinct candidates count.
    held = np.where(found, candidates, 0)
    highest = held.max(axis=1)
    single = (highest > 0) & ((held == 0) | (held == highest[:, None])).all(axis=1)
    words[failing[single], REPAIR] = highest[single]


@kernel
def _list_repairs(codes: npt.NDArray[np.int64], out: npt.NDArray[np.int64]) -> None:
    values = np.zeros(18, np.uint8)
    found = np.zeros(out.shape[1], np.int64)
    for row in range(len(codes)):
        body = codes[row] // _CHECK
        values[17] = codes[row] % _CHECK
        for place in range(16, -1, -1):
            values[place] = body % 10
            body //= 10
        for index in range(repairs_of(values, -1, _LATEST, found)):
            out[row, index] = found[index] // _CHECK
