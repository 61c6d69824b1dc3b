"""Seldomer garbage collections while many objects are made that stay.

A month makes some hundred thousand rows, findings and cells. The collector looks through all of them time and
again and finds nothing to free; that took a tenth of a big month's run.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = (100_000, 20, 50)


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Collect garbage a hundredth as often inside the block; afterwards as before."""
    before = gc.get_threshold()
    if before[0]:  # 0: whoever called has switched it off
        gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
