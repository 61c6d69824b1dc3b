"""The one place that compiles: numba behind a typed face.

A kernel is a small function of integers and arrays, written in plain Python. It answers for one pair when
called with scalars and, called from another kernel, for millions. Compiled code is cached, so only the first
run ever pays for it.

Kernels fill arrays and make none: whoever calls one from Python makes them, and holds them while it runs. So
numba is told not to count references. It counts atomically, for each array that one kernel hands to another:
for every pair, that took three times as long as all of the pair's comparisons.
"""

import hashlib
import os
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

Function = TypeVar("Function", bound=Callable[..., Any])

_PACKAGE = Path(__file__).parent
_MARKS = re.compile(rb"^@(kernel|inlined)$", re.MULTILINE)


def kernel(function: Function) -> Function:
    """Compile `function` for native integers, releasing the GIL while it runs."""
    return _compiled(function, inline=False)


def inlined(function: Function) -> Function:
    """Do as `kernel`, and copy it into each kernel that calls it.

    For what is called for every pair: a call with a table's many words costs about as much as a comparison.
    """
    return _compiled(function, inline=True)


def _prefetch(_typing: Any, table: Any, row: Any, column: Any) -> Any:
    """Ask the processor for a line of memory that will be read soon.

    Records are met in an order that is not theirs: without this, most of a comparison is waiting for memory.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = signature.args[0]
        array = context.make_array(kind)(context, builder, arguments[0])
        indices = [
            context.cast(builder, given, of, types.intp)
            for given, of in zip(arguments[1 : 1 + kind.ndim], signature.args[1:], strict=False)
        ]
        place: Any = cgutils.get_item_pointer(context, builder, kind, array, indices, wraparound=False)  # type: ignore[no-untyped-call]
        line = builder.bitcast(place, cgutils.voidptr_t)
        flag = ir.IntType(32)
        ask = builder.module.declare_intrinsic(
            "llvm.prefetch", [line.type], ir.FunctionType(ir.VoidType(), [line.type, flag, flag, flag])
        )
        builder.call(ask, [line, *(ir.Constant(flag, value) for value in (0, 3, 1))])  # to read, keep, data
        return context.get_dummy_value()

    return types.void(table, row, column), generate


#: How many rows or pairs before it is read a record is asked for: about as long as memory takes to answer.
AHEAD = 8
#: `prefetch(table, row, column)`, for kernels: the row must be there, for nothing checks it.
prefetch: Any = intrinsic(_prefetch)


def _compiled(function: Function, *, inline: bool) -> Function:
    config: Any = numba.config
    before = config.CACHE_DIR
    config.CACHE_DIR = _cache_folder()  # read when a function is decorated, and never again
    try:
        njit: Any = numba.njit  # `_nrt` is how it calls its counting of references, and not in its types
        compiled = njit(cache=True, nogil=True, forceinline=inline, _nrt=False)(function)
        return cast("Function", compiled)
    finally:
        config.CACHE_DIR = before


def compiled_before(compiled: Callable[..., Any]) -> bool:
    """Whether a kernel has been compiled here already, by this process or an earlier one."""
    name = f"{compiled.__module__.rpartition('.')[2]}.{compiled.__name__}-*.nbi"
    return next(Path(_cache_folder()).rglob(name), None) is not None


@cache
def _cache_folder() -> str:
    """A folder of its own for each state of the kernels' sources.

    numba notices that a kernel's own file has changed, by its time and size, but not that a kernel it calls
    has; and installed files all bear the time of the build. Stale code would be wrong without a word.
    """
    digest = hashlib.sha256(numba.__version__.encode())
    for path, source in _sources():
        digest.update(path.relative_to(_PACKAGE).as_posix().encode())
        digest.update(source)
    name = f"kernels-{digest.hexdigest()[:16]}"
    beside = _PACKAGE / "__pycache__"
    try:
        beside.mkdir(exist_ok=True)
        (beside / name).mkdir(exist_ok=True)
    except OSError:
        return str(_user_cache() / name)
    return str(beside / name)


def _sources() -> Iterator[tuple[Path, bytes]]:
    """This module, those with kernels, and all others of their packages, whose constants they hold."""
    modules = {path: path.read_bytes() for path in sorted(_PACKAGE.rglob("*.py"))}
    kernels = {path for path, source in modules.items() if _MARKS.search(source)}
    homes = {path.parent for path in kernels} - {_PACKAGE}
    for path, source in modules.items():
        if path in kernels or path.parent in homes or path == Path(__file__):
            yield path, source


def _user_cache() -> Path:
    """Where this system keeps a user's caches."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "aidlink" / "cache"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "aidlink"
