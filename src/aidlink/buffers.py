"""Arrow string columns as the plain arrays that kernels read.

A kernel sees a column as `offsets` (int64, one more than rows), `data` (uint8, UTF-8) and `valid` (bool,
one a row); row i is data[offsets[i]:offsets[i + 1]].
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from aidlink.kernels import kernel


class StringBuffers(NamedTuple):
    """One string column: see the module's words for the shapes."""

    offsets: npt.NDArray[np.int64]
    data: npt.NDArray[np.uint8]
    valid: npt.NDArray[np.bool_]


def plain_array(texts: Any) -> pa.Array:
    """Give one contiguous `string` or `large_string` array for any column of texts.

    Chunked and dictionary-encoded columns and plain sequences of `str | None` are taken.
    """
    array = texts if isinstance(texts, (pa.Array, pa.ChunkedArray)) else pa.array(texts, pa.string())
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
        if isinstance(array, pa.ChunkedArray):  # an empty chunked array stays chunked in older pyarrow
            array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], array.type)
    if not (pa.types.is_string(array.type) or pa.types.is_large_string(array.type)):
        array = array.cast(pa.string())
    return array


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
    first = np.int64(data[at])
    if first < 0x80:
        return first, 1
    if first < 0xE0:
        return ((first & 0x1F) << 6) | (data[at + 1] & 0x3F), 2
    if first < 0xF0:
        return ((first & 0x0F) << 12) | (np.int64(data[at + 1] & 0x3F) << 6) | (data[at + 2] & 0x3F), 3
    high = ((first & 0x07) << 18) | (np.int64(data[at + 1] & 0x3F) << 12)
    return high | (np.int64(data[at + 2] & 0x3F) << 6) | (data[at + 3] & 0x3F), 4
