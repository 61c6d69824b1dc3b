"""Which pairs to label: the uncertain ones well covered, in an order that says nothing about them."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from aidlink.hashing import combine_keys
from aidlink.links import Links

#: Probabilities at which the bands begin; each band gives as many pairs as another, as far as it has them.
BANDS = (0.0, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99)

Positions = npt.NDArray[np.int64]


class Sample(NamedTuple):
    """Pairs to label.

    Args:
        pairs: their positions in the links' table, in the order in which they are shown.
        stands_for: how many pairs of its band each stands for: what weighs it in an estimate over all pairs.
    """

    pairs: Positions
    stands_for: npt.NDArray[np.float64]


def sample_pairs(links: Links, pairs: int, seed: int) -> Sample:
    """Take pairs from every band of probability, by lot; the same links and seed give the same pairs."""
    probability = np.asarray(links.table["probability"], np.float64)
    bands = np.searchsorted(BANDS, probability, side="right") - 1
    lot = _lots(len(bands), 2 * seed + 1)
    held = np.bincount(bands, minlength=len(BANDS))
    shares = _shares(held, pairs)
    order = np.lexsort((lot, bands))
    rank = np.arange(len(order)) - np.repeat(np.cumsum(held) - held, held)
    taken = order[rank < shares[bands[order]]]
    # Lots of their own: a large band's chosen few have drawn low ones, and would come first.
    shown = taken[np.argsort(_lots(len(taken), -2 * seed - 3), kind="stable")]
    return Sample(shown, held[bands[shown]] / shares[bands[shown]])


def _lots(number: int, seed: int) -> Positions:
    return combine_keys([np.arange(1, number + 1), np.full(number, seed, np.int64)])


def _shares(held: Positions, pairs: int) -> Positions:
    """How many pairs each band gives: equal shares, and what a small band lacks from the others.

    >>> _shares(np.array([100, 3, 0, 50]), 23).tolist()
    [10, 3, 0, 10]
    """
    shares = np.zeros(len(held), np.int64)
    left = min(pairs, int(held.sum()))
    while left:
        open_bands = np.flatnonzero(shares < held)
        # Less than one each: the last bands first, for there a wrong link does harm.
        more = max(left // len(open_bands), 1)
        for band in open_bands[::-1][:left]:
            given = min(more, int(held[band] - shares[band]))
            shares[band] += given
            left -= given
    return shares
