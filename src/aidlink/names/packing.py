"""Four characters in one 64-bit integer: 16 bits a place, the first character in the lowest.

A place holds

* 0: empty, behind the last character;
* 0xFFFF (UNKNOWN): a character that is there and cannot be read;
* 0xE000 to 0xF8FF (private use, so never a character): the number of a class, in `sound`, `dialect`, `shape`;
* anything else: the code point of a character.

A name of more than four characters, or one not written in Chinese, holds LONG in its first place, or
LONG_UNKNOWN if a character of it cannot be read, and a 48-bit hash in the other three: equal names have
equal codes, and nothing else can be read from them.
"""

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np

from aidlink.kernels import kernel

PLACES = 4
BITS = 16
PLACE_MASK = 0xFFFF
UNKNOWN = 0xFFFF
CLASSES = 0xE000
LONG = 1
LONG_UNKNOWN = 2


@kernel
def place(packed: int, index: int) -> int:
    """The 16 bits of one place of a packed code, index 0 to 3.

    >>> place(pack([0x5F20, 0x4E09]), 1) == 0x4E09
    True
    """
    return (packed >> (16 * index)) & 0xFFFF


def pack(codes: Sequence[int]) -> int:
    """Pack up to four place codes into a signed 64-bit integer.

    Raises:
        ValueError: if there are more than four.
    """
    if len(codes) > PLACES:
        message = f"{len(codes)} codes do not fit {PLACES} places"
        raise ValueError(message)
    packed = sum(code << (BITS * index) for index, code in enumerate(codes))
    return packed - (1 << 64) if packed >> 63 else packed


def unpack(packed: int) -> tuple[int, ...]:
    """The place codes of a packed integer, without the empty places.

    >>> unpack(pack([0x9648, 0x79C0, 0x59B9, 0x9EC4])) == (0x9648, 0x79C0, 0x59B9, 0x9EC4)
    True
    """
    places = tuple((int(packed) >> (BITS * index)) & PLACE_MASK for index in range(PLACES))
    return tuple(code for code in places if code)


def pack_long(codes: Sequence[int], *, unknown: bool) -> int:
    """Stand for any number of place codes by LONG or LONG_UNKNOWN and a 48-bit hash."""
    digest = blake2b(np.array(codes, dtype="<u4").tobytes(), digest_size=6).digest()
    packed = int.from_bytes(digest, "little") << BITS | (LONG_UNKNOWN if unknown else LONG)
    return packed - (1 << 64) if packed >> 63 else packed


def is_long(packed: int) -> bool:
    """Whether a packed code is only a hash: more than four characters, or not Chinese."""
    return packed & PLACE_MASK in (LONG, LONG_UNKNOWN)
