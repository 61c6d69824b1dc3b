"""The container of xls files: what streams it holds, and whether they can be followed to their ends.

Calamine ends the process on a chain of sectors that runs in a circle, or on a cell so far to the right that
its sheet does not fit into memory, and prints a panic on a directory cut short: so a damaged container is
refused here. Layout: [MS-CFB], Compound File Binary File Format,
https://learn.microsoft.com/openspecs/windows_protocols/ms-cfb/
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER_FAT_SECTORS = 109  # listed in the header itself, from byte 76
_ENTRY = 128
_STREAM, _ROOT = 2, 5
_LAST_SECTOR = 0xFFFFFFFA  # greater numbers are marks: end of chain, free, FAT, DIFAT
_END = 0xFFFFFFFE
_SECTOR_SHIFTS = (9, 12)
# Records of a workbook's stream: [MS-XLS], Excel Binary File Format, sections 2.3 and 2.4.
_END_OF_PART, _PASSWORD, _SHEET = 0x000A, 0x002F, 0x0085
_EXTENT, _OLD_EXTENT = 0x0200, 10  # and its length before BIFF8
_MOST_ROWS, _MOST_COLUMNS = 1 << 16, 1 << 8
_CELLS = frozenset((0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E))
_CELLS_IN_A_ROW = frozenset((0x00BD, 0x00BE))


class DamagedContainerError(ValueError):
    """A chain of sectors that leaves the file, runs in a circle, or holds less than it should."""


class EncryptedContainerError(ValueError):
    """A workbook that needs a password."""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int


def stream_names(data: bytes) -> frozenset[str]:
    """The names of a container's streams, once the workbook among them is known to be whole.

    Raises:
        DamagedContainerError: cut short, or damaged.
        EncryptedContainerError: the workbook needs a password.
    """
    try:
        return _Container(data).names()
    except (struct.error, IndexError) as error:
        raise DamagedContainerError from error


class _Container:
    """A container's header, table of sectors and directory."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        (shift,) = struct.unpack_from("<H", data, 30)
        if shift not in _SECTOR_SHIFTS:
            raise DamagedContainerError
        self._size = 1 << shift
        self._fat = self._read_fat()

    def names(self) -> frozenset[str]:
        """Stream names; checks the streams that a workbook is read from."""
        (first_directory,) = struct.unpack_from("<I", self._data, 48)
        cutoff, first_small = struct.unpack_from("<II", self._data, 56)
        entries = self._entries(first_directory)
        small = self._numbers(self._chain(self._fat, first_small)) if first_small < _LAST_SECTOR else ()
        for entry in entries:
            if entry.kind == _ROOT and entry.start < _LAST_SECTOR:
                self._chain(self._fat, entry.start)
            elif entry.name in ("Workbook", "Book"):
                is_small = entry.size < cutoff
                sectors = self._chain(small if is_small else self._fat, entry.start)
                if len(sectors) * (64 if is_small else self._size) < entry.size:
                    raise DamagedContainerError
                if not is_small:
                    _check_records(b"".join(map(self._sector, sectors))[: entry.size])
        return frozenset(entry.name for entry in entries if entry.kind == _STREAM)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if number >= _LAST_SECTOR or start >= len(self._data):
            raise DamagedContainerError
        return self._data[start : start + self._size]

    def _numbers(self, sectors: list[int]) -> tuple[int, ...]:
        joined = b"".join(map(self._sector, sectors))
        return struct.unpack(f"<{len(joined) // 4}I", joined[: len(joined) // 4 * 4])

    def _read_fat(self) -> tuple[int, ...]:
        (count,) = struct.unpack_from("<I", self._data, 44)
        (following,) = struct.unpack_from("<I", self._data, 68)
        listed = list(struct.unpack_from(f"<{_HEADER_FAT_SECTORS}I", self._data, 76))
        seen: set[int] = set()
        while following < _LAST_SECTOR:
            if following in seen:
                raise DamagedContainerError
            seen.add(following)
            *numbers, following = self._numbers([following])
            listed += numbers
        sectors = [number for number in listed if number < _LAST_SECTOR]
        if len(sectors) < count:
            raise DamagedContainerError
        return self._numbers(sectors)

    def _chain(self, table: tuple[int, ...], start: int) -> list[int]:
        sectors: list[int] = []
        number = start
        while number != _END:
            if number >= len(table) or len(sectors) > len(table):
                raise DamagedContainerError
            sectors.append(number)
            if table is self._fat and (number + 1) * self._size >= len(self._data):
                raise DamagedContainerError
            number = table[number]
        return sectors

    def _entries(self, first: int) -> list[_Entry]:
        directory = b"".join(map(self._sector, self._chain(self._fat, first)))
        if not directory or len(directory) % self._size:
            raise DamagedContainerError
        return [_entry(directory[start : start + _ENTRY]) for start in range(0, len(directory), _ENTRY)]


def _check_records(stream: bytes) -> None:
    """Refuse what needs a password, and a cell beyond column IV, the last of an xls: its place is damaged."""
    book = [(kind, at) for kind, at, _ in _records(stream, 0)]
    if any(kind == _PASSWORD for kind, _ in book):
        raise EncryptedContainerError
    for start in (struct.unpack_from("<I", stream, at)[0] for kind, at in book if kind == _SHEET):
        if start >= len(stream):
            raise DamagedContainerError
        for kind, at, size in _records(stream, start):
            # A column number's high byte: the row's number is before it; a run's last one ends the record.
            if (kind in _CELLS and stream[at + 3]) or (kind in _CELLS_IN_A_ROW and stream[at + size - 1]):
                raise DamagedContainerError
            if kind == _EXTENT:
                _check_extent(stream[at : at + size])


def _check_extent(content: bytes) -> None:
    """Refuse a sheet of more rows or columns than an xls can have: room is made for all that it claims."""
    first_row, last_row, first_column, last_column = struct.unpack_from(
        "<IIHH" if len(content) > _OLD_EXTENT else "<HHHH", content
    )
    if not (first_row <= last_row <= _MOST_ROWS and first_column <= last_column <= _MOST_COLUMNS):
        raise DamagedContainerError


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """The records of a part of a workbook's stream: kind, where its content begins, its length."""
    header = struct.Struct("<HH")
    while at + header.size <= len(stream):
        kind, size = header.unpack_from(stream, at)
        if kind == _END_OF_PART:
            break
        at += header.size
        yield kind, at, size
        at += size


def _entry(raw: bytes) -> _Entry:
    length, kind = struct.unpack_from("<HB", raw, 64)
    start, size = struct.unpack_from("<II", raw, 116)
    name = raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", errors="replace")
    return _Entry(name, kind, start, size)
