"""How far a sheet of an xlsx reaches, before it is read whole.

Calamine lays a sheet out as one rectangle from its first to its last filled cell and ends the process when
that does not fit into memory: one stray blank in XFD1048576 asks for 550 GB. So the outline is checked first.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from aidlink.errors import InputError
from aidlink.extracts.grid import letter

# Calamine takes 32 bytes a cell: 640 MB, under half of what a monthly run may use.
MOST_CELLS = 20_000_000
_CHUNK = 1 << 20
# What zipfile says of a broken archive: too short, unknown compression, a member with a password, a bad text.
_DAMAGE = (
    KeyError,
    zipfile.BadZipFile,
    zlib.error,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    struct.error,
)
_HEAD = 4096
# A part this short is looked at in milliseconds, whatever it says of itself.
_SMALL = 4 << 20
# The longest start tag of a cell that a chunk's border may cut.
_OVERLAP = 512
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension\s[^>]*?ref="(?:[A-Z]+\d+:)([A-Z]+)(\d+)"')
_FILLED_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d+)"[^>/]*>')
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')


def check_outline(data: bytes, path: Path) -> None:
    """Refuse an xlsx with a sheet that reaches too far; other formats pass, and damage is left to the reader.

    Raises:
        InputError: naming the sheet and the far corner.
    """
    if not data.startswith(b"PK"):
        return
    with suppress(*_DAMAGE), zipfile.ZipFile(BytesIO(data)) as archive:
        names = set(archive.namelist())
        if "xl/workbook.xml" not in names:
            return
        for sheet, part in _parts(archive):
            if part in names:
                column, row = _corner(archive, part)
                if column * row > MOST_CELLS:
                    what = f"内容一直伸到 {letter(column - 1)}{row}，多半是表外有零散的格子"
                    raise InputError(
                        path, what, "删去数据以外的行和列（连同格子里的空格）后另存", sheet=sheet
                    )


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Each sheet's name and its part in the archive."""
    targets = {}
    for tag in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
        attributes = dict(_ATTRIBUTE.findall(tag.decode()))
        targets[attributes.get("Id")] = attributes.get("Target", "")
    for tag in _SHEET.findall(archive.read("xl/workbook.xml")):
        attributes = dict(_ATTRIBUTE.findall(tag.decode()))
        target = targets.get(
            next((value for key, value in attributes.items() if key.endswith(":id")), None), ""
        )
        yield attributes.get("name", ""), target[1:] if target.startswith("/") else f"xl/{target}"


def _corner(archive: zipfile.ZipFile, part: str) -> tuple[int, int]:
    """The last column and row, counted from 1, that hold something.

    The sheet's own `dimension` is an upper bound that costs nothing. Some writers leave it out or write A1
    whatever there is; others count formatted blanks: then the cells are looked at.
    """
    with archive.open(part) as stream:
        head = stream.read(_HEAD) if archive.getinfo(part).file_size > _SMALL else b""
    if found := _DIMENSION.search(head):
        column, row = _number(found[1]), int(found[2])
        if column * row <= MOST_CELLS:
            return column, row
    return _scan(archive, part)


def _scan(archive: zipfile.ZipFile, part: str) -> tuple[int, int]:
    columns: set[bytes] = set()
    last = 0
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            found = _FILLED_CELL.findall(rest + chunk)
            if found:
                columns.update({column for column, _ in found})
                last = max(last, int(found[-1][1]))
            rest = chunk[-_OVERLAP:]
    return max(map(_number, columns), default=0), last


def _number(letters: bytes) -> int:
    number = 0
    for character in letters:
        number = number * 26 + character - ord("A") + 1
    return number
