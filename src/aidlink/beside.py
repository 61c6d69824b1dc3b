"""Work on several files or columns at a time."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

_MOST = 2  # one parses while another builds columns; more would only hold more files in memory


def beside() -> ThreadPoolExecutor:
    """A pool that does two pieces of work at a time."""
    return ThreadPoolExecutor(min(_MOST, os.cpu_count() or 1))


def each_beside(work: Callable[[Given], Made], given: Iterable[Given]) -> Iterator[Made]:
    """`work` on each of `given`, two at a time, the results (or the first error) in the order given."""
    with beside() as pool:
        yield from pool.map(work, given)
