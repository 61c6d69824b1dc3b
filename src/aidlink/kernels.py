"""The one place that compiles: numba behind a typed face.

A kernel is a small function of integers and arrays, written in plain Python. It answers for one pair
when called with scalars and, called from another kernel, for millions. Compiled code is cached beside the
source (or in the user's cache folder where that is read-only), so only the first run ever pays for it.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def kernel(function: Function) -> Function:
    """Compile `function` for native integers, releasing the GIL while it runs."""
    return cast("Function", numba.njit(cache=True, nogil=True)(function))
