"""Arrow string columns as the plain arrays that kernels read.

A kernel sees a column as `offsets` (int64, one more than rows), `data` (uint8, UTF-8) and `valid` (bool,
one a row); row i is data[offsets[i]:offsets[i + 1]].
"""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from aidlink.kernels import kernel

# the first byte of a UTF-8 character from which on it has more than one, two, three bytes
_TWO_BYTES, _THREE_BYTES, _FOUR_BYTES = 0x80, 0xE0, 0xF0
_HALF = re.compile("[\ud800-\udfff]")
_SIX_BITS = 0x3F  # what each further byte carries


class StringBuffers(NamedTuple):
    """One string column: see the module's words for the shapes."""

    offsets: npt.NDArray[np.int64]
    data: npt.NDArray[np.uint8]
    valid: npt.NDArray[np.bool_]


def plain_array(texts: Any) -> pa.Array:
    """Give one contiguous `string` or `large_string` array for any column of texts.

    Chunked and dictionary-encoded columns and plain sequences of `str | None` are taken.
    """
    array = texts if isinstance(texts, (pa.Array, pa.ChunkedArray)) else _from_strings(texts)
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
        if isinstance(array, pa.ChunkedArray):  # an empty chunked array stays chunked in older pyarrow
            array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], array.type)
    if not (pa.types.is_string(array.type) or pa.types.is_large_string(array.type)):
        array = array.cast(pa.string())
    return array


def _from_strings(texts: Sequence[str | None]) -> pa.Array:
    try:
        return pa.array(texts, pa.string())
    except UnicodeEncodeError:
        return pa.array([text and whole_characters(text) for text in texts], pa.string())


def whole_characters(text: str) -> str:
    """Join the halves of characters (surrogates) that broken decoding left; a half alone becomes U+FFFD."""
    if not _HALF.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def string_buffers(texts: Any) -> StringBuffers:
    """Look into a column of texts; slices and nulls are honoured, the data is not copied."""
    array = plain_array(texts)
    width = np.int64 if pa.types.is_large_string(array.type) else np.int32
    _, raw_offsets, raw_data = array.buffers()
    rows = len(array)
    if raw_offsets is None or rows == 0:
        offsets = np.zeros(rows + 1, np.int64)
    else:
        offsets = np.frombuffer(raw_offsets, width)[array.offset : array.offset + rows + 1].astype(np.int64)
    data = (
        np.frombuffer(raw_data, np.uint8) if raw_data is not None and raw_data.size else np.zeros(1, np.uint8)
    )
    valid = np.ones(rows, np.bool_)
    if array.null_count:
        valid = array.is_valid().to_numpy(zero_copy_only=False)
    return StringBuffers(offsets, data, valid)


@kernel
def code_point(data: npt.NDArray[np.uint8], at: int) -> tuple[int, int]:
    """Decode the UTF-8 character at `at`: its code point and its width in bytes (Arrow's data is valid)."""
    first = int(data[at])
    if first < _TWO_BYTES:
        return first, 1
    second = int(data[at + 1]) & _SIX_BITS
    if first < _THREE_BYTES:
        return ((first & 0x1F) << 6) | second, 2
    third = int(data[at + 2]) & _SIX_BITS
    if first < _FOUR_BYTES:
        return ((first & 0x0F) << 12) | (second << 6) | third, 3
    fourth = int(data[at + 3]) & _SIX_BITS
    return ((first & 0x07) << 18) | (second << 12) | (third << 6) | fourth, 4
