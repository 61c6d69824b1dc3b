"""Village names and addresses of the town and of the county around it."""

from functools import cache

import numpy as np

from aidlink.synthesis.tables import Ints, Objects, read_table

_PREFIXES = "岭横洋乌城黄竹河长白石金"
_SUFFIXES = "背渡塘桥坡口前头湾岸"


def villages_of_a_town() -> int:
    """Give how many villages every town has."""
    return len(read_table("places")["villages"])


@cache
def _town(number: int) -> str:
    places = read_table("places")
    if number == 0:
        return str(places["town"])
    named: list[str] = places["elsewhere"]["towns"]
    if number <= len(named):
        return named[number - 1]
    first, second = divmod(number - len(named) - 1, len(_SUFFIXES))
    return (
        f"{_PREFIXES[first % len(_PREFIXES)]}{_SUFFIXES[second]}{'' if first < len(_PREFIXES) else first}镇"
    )


@cache
def village_stem(village: int) -> str:
    """Give a village's bare name, as "东坡"."""
    places = read_table("places")
    town, place = divmod(village, villages_of_a_town())
    if town == 0:
        return str(list(places["villages"])[place])
    named: list[str] = places["elsewhere"]["villages"]
    quarter = "" if place < len(named) else "东西南北"[place // len(named)]
    return f"{named[place % len(named)]}{quarter}"


@cache
def town_name(village: int) -> str:
    """Give the town that a village belongs to."""
    return _town(village // villages_of_a_town())


@cache
def village_name(village: int) -> str:
    """Give a village committee's full name, as "东坡村委会"; other towns' with the town in front."""
    stem = village_stem(village)
    if village >= villages_of_a_town():
        return f"{town_name(village)}{stem}村委会"
    return f"{stem}居委会" if stem.endswith("社区") else f"{stem}村委会"


@cache
def spellings(village: int) -> tuple[str, ...]:
    """Give other ways to write the same village committee."""
    stem = village_stem(village)
    if stem.endswith("社区"):
        bare = stem.removesuffix("社区")
        return (stem, f"{bare}居委会", f"{bare}社区居民委员会", f"{town_name(village)}{stem}")
    town = town_name(village)
    ways = (
        f"{stem}村",
        f"{stem}村民委员会",
        f"{town}{stem}村委会",
        f"{stem} 村委会",
        f"{town}{stem}村",
        stem,
    )
    return tuple(way for way in ways if way != village_name(village))


@cache
def old_name(village: int) -> str:
    """Give the older name of a village of the town; elsewhere, its plain name."""
    names: dict[str, str] = read_table("places")["villages"]
    stem = village_stem(village)
    return f"{names.get(stem, stem)}村"


def village_names(village: Ints) -> Objects:
    """Give full names for an array of villages."""
    unique, place = np.unique(village, return_inverse=True)
    names = np.array([village_name(int(one)) for one in unique], dtype=object)
    return np.asarray(names[place], dtype=object)


def addresses(rng: np.random.Generator, village: Objects, town: Objects) -> Objects:
    """Give full addresses for arrays of village texts (None is left out) and town names."""
    county = str(read_table("places")["county"])
    heads = np.array(["广东省湛江市" + county, "广东省" + county, county, ""], dtype=object)
    head = heads[rng.integers(0, len(heads), len(village))]
    numbers = rng.integers(1, 400, len(village))
    return np.array(
        [
            f"{front}{'' if place and place.startswith(where) else where}{place or ''}{number}号"
            for front, where, place, number in zip(head, town, village, numbers, strict=True)
        ],
        dtype=object,
    )
