"""What each character is compared as, how it is read, which it is taken for by eye: generated tables."""

from functools import cache
from importlib.resources import files


def lookalike_classes() -> list[str]:
    """The classes of `data/lookalikes.tsv`, each a string of characters."""
    return _lines("lookalikes.tsv")


def folds() -> dict[str, str]:
    """Each character that is compared as another, to that one: traditional forms, accented letters ..."""
    pairs = "".join(line for kind, *_, line in _characters() if kind == "fold")
    return dict(zip(pairs[::2], pairs[1::2], strict=True))


def first_readings() -> dict[str, str]:
    """The commonest toneless reading of each Chinese character that has a known one."""
    read = (line[1:] for line in _characters() if line[0] == "read")
    return {character: syllable for syllable, characters in read for character in characters}


@cache
def _characters() -> list[list[str]]:
    return [line.split("\t") for line in _lines("characters.tsv")]


def _lines(name: str) -> list[str]:
    lines = files("aidlink").joinpath("data", name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
