"""Work on several files at a time."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

_MOST = 2  # one parses while another builds columns; more would only hold more files in memory


def each_beside(work: Callable[[Given], Made], given: Iterable[Given]) -> Iterator[Made]:
    """`work` on each of `given`, two at a time, the results (or the first error) in the order given."""
    with ThreadPoolExecutor(min(_MOST, os.cpu_count() or 1)) as pool:
        yield from pool.map(work, given)
