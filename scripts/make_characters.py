"""Make `src/aidlink/data/characters.tsv`: what each character is compared as, and how it is read.

    python scripts/make_characters.py            write the table
    python scripts/make_characters.py --check    exit 1 if the committed table differs

A program that compares names would otherwise ask pypinyin and OpenCC for the same 28,000 answers in every
process, a third of a second each time, and give other answers wherever other versions are installed.
"""

import argparse
import sys
import unicodedata
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path

from opencc import OpenCC
from pypinyin.constants import PINYIN_DICT

from aidlink.names.sounds import han_code_points, toneless

TABLE = Path(__file__).resolve().parent.parent / "src" / "aidlink" / "data" / "characters.tsv"
HEADER = f"""\
# Generated: do not edit. Generator: scripts/make_characters.py, from OpenCC {version("opencc")} (Apache-2.0),
# pypinyin {version("pypinyin")} (MIT) and the Unicode data of Python.
# 'fold': characters each followed by the one that it is compared as; a character that is not here is compared
# as itself. 'read': a toneless syllable, ü written v, and the characters whose commonest reading it is.
"""
PLANE = 0x10000
LATIN_RANGES = ((0x00C0, 0x0250), (0x1E00, 0x1F00))
A_LINE = 40  # pairs of characters


def fold_characters() -> dict[str, str]:
    """Each Chinese character, accented Latin letters too, to what it is compared as."""
    characters = [chr(point) for point in han_code_points()]
    plain = [unicodedata.normalize("NFKC", character) for character in characters]
    # one a line, so that no rule for phrases applies; twice, for the few chains (薴 to 苧 to 苎)
    converter = OpenCC("t2s")
    simple = converter.convert(converter.convert("\n".join(plain))).split("\n")
    folded = {
        character: new if len(new) == 1 and ord(new) < PLANE else old
        for character, old, new in zip(characters, plain, simple, strict=True)
        if len(old) == 1 and ord(old) < PLANE
    }
    # 锺 and 钟 are one surname; OpenCC keeps 锺, which the list of 2013 restored for names
    return {**folded, **bare_letters(), "锺": "钟"}


def bare_letters() -> dict[str, str]:
    """Accented Latin letters to plain capitals, for romanised names: Nguyễn is compared as NGUYEN."""
    letters = [chr(point) for low, high in LATIN_RANGES for point in range(low, high)]
    bare = {letter: unicodedata.normalize("NFD", letter)[0].upper() for letter in letters}
    plain = {letter: base for letter, base in bare.items() if base.isascii() and len(base) == 1}
    return plain | {"Đ": "D", "đ": "D"}


def first_readings() -> dict[str, str]:
    """The commonest toneless reading of each Chinese character that pypinyin knows."""
    known = (point for point in han_code_points() if point in PINYIN_DICT)
    return {chr(point): toneless(PINYIN_DICT[point].split(",", 1)[0]) for point in known}


def text() -> str:
    """The table, each kind of line in an order of its own."""
    folded = sorted((old, new) for old, new in fold_characters().items() if old != new)
    pairs = ["".join(pair) for pair in folded]
    folds = ["fold\t" + "".join(pairs[start : start + A_LINE]) for start in range(0, len(pairs), A_LINE)]
    said = defaultdict(list)
    for character, syllable in first_readings().items():
        said[syllable].append(character)
    reads = [f"read\t{syllable}\t{''.join(sorted(said[syllable]))}" for syllable in sorted(said)]
    return HEADER + "\n".join([*folds, *reads]) + "\n"


def main() -> int:
    """Write or check; the exit code is 1 where the committed table is not what is made."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare and write nothing")
    made = text()
    if not parser.parse_args().check:
        TABLE.write_text(made, "utf-8", newline="\n")
        return 0
    if TABLE.read_text("utf-8") == made:
        return 0
    print("characters.tsv is not what scripts/make_characters.py makes: run it and look", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
