"""Finding a sheet's header: below its titles, in one to three rows."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from aidlink.extracts.aliases import alias_table, spellings
from aidlink.extracts.grid import Grid

_SEARCHED = 40  # non-blank rows from the top; longer prefaces have not been seen
_DEEPEST = 3
_ENOUGH = 2
_NUMBER = re.compile(r"\d{12,}")  # an ID or an account: a row of data
_DATA_LIKE = re.compile(r"\d{5,}")


@dataclass(frozen=True, slots=True)
class Header:
    """A sheet's header rows.

    Attributes:
        first: index of the first header row among the grid's rows.
        last: index of the last one.
        parts: for each column its texts from the group's header down to its own, blanks left out.
    """

    first: int
    last: int
    parts: tuple[tuple[str, ...], ...]

    @property
    def depth(self) -> int:
        """Rows."""
        return self.last - self.first + 1

    def text(self, column: int) -> str:
        """The column's header in one line, group and own header separated by a slash."""
        return "/".join(" ".join(part.split()) for part in self.parts[column])


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """What a column was taken for, and why.

    Attributes:
        sheet: the sheet's name.
        column: the column's letter.
        header: its header as in the file, group/own; "" if it has none.
        field: the canonical field, or None.
        why: in Chinese: 别名, 对照表, 按内容, 未识别，最接近“…”, ...
    """

    sheet: str
    column: str
    header: str
    field: str | None
    why: str


Known = Callable[[str], bool]


def find_header(grid: Grid, known: Known) -> Header | None:
    """The block of rows near the top whose columns have the most known headers.

    Args:
        grid: the sheet.
        known: whether a text is a header that somebody knows.

    Returns:
        The block, or None if no row has two known headers (one, if the sheet has a single column).
    """
    top = [grid.cells(index) for index in range(min(_SEARCHED, len(grid.rows)))]
    best: Header | None = None
    best_score = 0
    for header in _blocks(grid, top, known):
        score = _score(header, known)
        # A title above the header adds nothing to it: of equals the fewest rows.
        if score > best_score or (best and score == best_score and header.depth < best.depth):
            best, best_score = header, score
    alone = sum(bool(cell) for row in top[:1] for cell in row) == len(grid.columns) == 1
    return _deepened(grid, top, best, known) if best and best_score >= (1 if alone else _ENOUGH) else None


def _deepened(grid: Grid, top: list[tuple[str, ...]], header: Header, known: Known) -> Header:
    """The header with the rows that its merged blocks span though nobody knows their words (1月 2月 3月)."""
    last = header.last
    while (
        last + 1 < min(len(top), header.first + _DEEPEST)
        and _spanned(grid, last + 1)
        and _continues(grid, top, last + 1, known)
    ):
        last += 1
    return Header(header.first, last, _parts(grid, top, header.first, last))


def _blocks(grid: Grid, top: list[tuple[str, ...]], known: Known) -> Iterator[Header]:
    """Every run of rows that could be a header."""
    for first in range(len(top)):
        if any(map(_NUMBER.search, top[first])):
            continue
        for last in range(first, min(first + _DEEPEST, len(top))):
            if last > first and not _continues(grid, top, last, known):
                break
            yield Header(first, last, _parts(grid, top, first, last))


def _score(header: Header, known: Known) -> int:
    """Distinct columns with a known header, be it the person's own or, under a group, somebody else's."""
    forms = {
        known_form(parts, known) or "".join(parts) for parts in header.parts if parts and known(parts[-1])
    }
    forms |= {form for parts in header.parts if (form := known_form(parts, known))}
    return len(forms)


def known_form(parts: tuple[str, ...], known: Known) -> str | None:
    """The known header in a column's header texts: group and own together before own alone.

    Under somebody else's group (家属 | 姓名) the own header alone says nothing of the row's person.
    """
    if not parts:
        return None
    for group in parts[-2::-1]:
        for joined in (group + parts[-1], _short(group) + parts[-1]):
            if known(joined):
                return joined
        if _speaks_of_another(group):
            return None
    return parts[-1] if known(parts[-1]) else None


def _short(group: str) -> str:
    plain = spellings(group)[-1] if spellings(group) else ""
    for ending in alias_table().group_endings:
        if plain.endswith(ending):
            return plain.removesuffix(ending)
    return plain


def _speaks_of_another(group: str) -> bool:
    return _short(group) in alias_table().others


def _parts(grid: Grid, top: list[tuple[str, ...]], first: int, last: int) -> tuple[tuple[str, ...], ...]:
    result = []
    for column in range(len(grid.columns)):
        texts: list[str] = []
        for index in range(last, first - 1, -1):
            text = top[index][column] or (_group(grid, top, index, column) if texts else "")
            if text:
                texts.insert(0, text)
        result.append(tuple(dict.fromkeys(texts)))
    return tuple(result)


def _group(grid: Grid, top: list[tuple[str, ...]], index: int, column: int) -> str:
    """The group header over a blank cell: the merged block's text, or in a sheet without merges left one."""
    row = int(grid.rows[index])
    across = [merge for merge in grid.merges if merge.top <= row <= merge.bottom and merge.right > merge.left]
    for merge in across:
        if merge.left <= column <= merge.right:
            return top[index][merge.left]
    if across:
        return ""
    return next((text for text in reversed(top[index][:column]) if text), "")


def _continues(grid: Grid, top: list[tuple[str, ...]], index: int, known: Known) -> bool:
    """Whether a row goes on with the header above it: under groups, known words or what a block spans."""
    above, row = top[index - 1], top[index]
    filled = [column for column, cell in enumerate(row) if cell]
    if any(_DATA_LIKE.search(row[column]) for column in filled):
        return False
    if any((flags := grid.numeric[column]) is not None and flags[index] for column in filled):
        return False
    said = any(known(row[column]) or known(above[column] + row[column]) for column in filled)
    if not said and not _spanned(grid, index):
        return False
    return all(not above[column] or _heads_group(grid, above, row, index - 1, column) for column in filled)


def _spanned(grid: Grid, index: int) -> bool:
    """Whether a merged block holds a row and the one above it together."""
    above, row = grid.rows[index - 1], grid.rows[index]
    return any(merge.top <= above < row <= merge.bottom for merge in grid.merges)


def _heads_group(grid: Grid, above: tuple[str, ...], row: tuple[str, ...], index: int, column: int) -> bool:
    """Whether the cell above stands over more than its own column."""
    number = int(grid.rows[index])
    if any(m.top <= number <= m.bottom and m.left == column < m.right for m in grid.merges):
        return True
    following = column + 1
    return following < len(row) and not above[following] and bool(row[following])
