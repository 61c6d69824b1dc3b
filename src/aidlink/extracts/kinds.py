"""Which kind of register a sheet is, from its headers; names and titles only tip the balance."""

from collections.abc import Mapping
from pathlib import Path

from aidlink.errors import InputError
from aidlink.extracts.aliases import VAGUE, Aliases, alias_table
from aidlink.extracts.columns import mapped
from aidlink.extracts.grid import Grid
from aidlink.extracts.headers import Header, known_form
from aidlink.records import Kind

# A word in the sheet's name or title weighs like a shared field; in the file's name, which covers all of its
# sheets, half of that.
_TITLE = 2.0
_FILE = 1.0


def likely_kinds(
    grid: Grid, header: Header | None, path: Path, mapping: Mapping[str, str]
) -> tuple[Kind, ...]:
    """The kind with the most points; several if they are equal, none if no kind has any."""
    titles = range(header.first if header else 0)
    title = grid.name + "".join(cell for index in titles for cell in grid.cells(index))
    scores: dict[Kind, float] = {}
    for kind, aliases in alias_table().kinds.items():
        scores[kind] = _points(header, aliases, mapping) if header else 0
        scores[kind] += _TITLE * _speaks(title, aliases) + _FILE * _speaks(path.stem, aliases)
    most = max(scores.values())
    return tuple(kind for kind, points in scores.items() if points == most > 0)


def _points(header: Header, aliases: Aliases, mapping: Mapping[str, str]) -> int:
    found = {_field(parts, aliases, mapping) for parts in header.parts}
    points = sum(weight for field, weight in aliases.weights.items() if field in found)
    texts = ["".join(parts) for parts in header.parts]
    return points + sum(any(word in text for text in texts) for word in aliases.headers)


def _field(parts: tuple[str, ...], aliases: Aliases, mapping: Mapping[str, str]) -> str | None:
    """The field of a column, unless its header means it in this kind only: that would beg the question."""
    if field := mapped(parts, mapping):
        return field
    form = known_form(parts, lambda text: aliases.find(text) is not None)
    found = aliases.find(form) if form else None
    return found[0] if found and found[1] < VAGUE else None


def _speaks(text: str, aliases: Aliases) -> bool:
    return any(word in text.casefold() for word in aliases.words)


def undecided(path: Path, sheet: str | None, *, asks: bool) -> InputError:
    """What to say of a sheet whose kind cannot be told.

    Args:
        path: the file.
        sheet: the sheet, where the file has several.
        asks: whether the caller may name the kind; the file's name can always do so.
    """
    named = f"在文件名里写明是哪一类：{'、'.join(kind.label for kind in Kind)}"
    choices = "、".join(f"{kind.value}（{kind.label}）" for kind in Kind)
    remedy = f"用 kind= 指定其一：{choices}；或{named}" if asks else named
    return InputError(path, "看不出是哪一类表", remedy, sheet=sheet)
