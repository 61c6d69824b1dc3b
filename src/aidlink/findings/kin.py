"""What two members of a household are to each other, from what each is to its head."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

HEADS = ("户主", "本人", "本人或户主")
_APART = {0: "同辈", 1: "子女辈", 2: "孙辈", 3: "曾孙辈", -1: "父母辈", -2: "祖辈", -3: "曾祖辈"}


@dataclass(frozen=True, slots=True)
class _Relations:
    generation: dict[str, int]
    couples: tuple[tuple[frozenset[str], frozenset[str]], ...]


@cache
def _relations() -> _Relations:
    raw = tomllib.loads((files("aidlink") / "data" / "relations.toml").read_text("utf-8"))
    generation = {term: int(number) for number, terms in raw["generation"].items() for term in terms}
    couples = tuple((frozenset(one), frozenset(other)) for one, other in raw["couples"].values())
    return _Relations(generation, couples)


def known_terms() -> frozenset[str]:
    """The terms that are understood."""
    return frozenset(_relations().generation)


def relation_text(own: str | None, other: str | None) -> str:
    """What somebody is to a person of the same household.

    Args:
        own: what the person is to the head of household; None where it is not told.
        other: the same of the other.

    >>> relation_text("户主", "长子"), relation_text("母亲", "户主"), relation_text("母亲", "长子")
    ('本人的长子', '户主（本人是户主的母亲）', '本人的孙辈（户主的长子）')
    >>> relation_text("父亲", "母亲"), relation_text(None, None)
    ('本人的配偶', '同一户的家庭成员')
    """
    own, other = (own or "").strip(), (other or "").strip()
    if not other:
        return "同一户的家庭成员"
    if own in HEADS:
        return f"本人的{other}"
    if other in HEADS:
        return f"户主（本人是户主的{own}）" if own else "户主"
    if any(
        (own in one and other in two) or (own in two and other in one) for one, two in _relations().couples
    ):
        return "本人的配偶"
    generation = _relations().generation
    if own not in generation or other not in generation:
        return f"户主的{other}"
    apart = _APART.get(generation[other] - generation[own], "家庭成员")
    return f"本人的{apart}（户主的{other}）"
