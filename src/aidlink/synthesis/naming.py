"""Names: a surname, a generation character that brothers and cousins share, and one's own character."""

import numpy as np

from aidlink.synthesis.tables import Bools, Ints, Objects, cohorts, given_characters, read_table, weighted

_SINGLE = {1900: 0.05, 1950: 0.10, 1970: 0.16, 1990: 0.18, 2010: 0.08}  # share of one-character given names
_RARE = 0.006  # share of people with a character that some system cannot store


def pattern_characters(
    rng: np.random.Generator, lineage: Ints, generation: Ints, family: Ints, sex: Ints, year: Ints
) -> Objects:
    """Give each person the character shared by the family's naming pattern; "" where it has none.

    Brothers, and male cousins of one lineage, share the lineage's character of their generation; sisters
    share a character that their family chose. Whether a family follows the pattern is decided once for all
    the brothers (or sisters) of one generation in it, less and less often over the century.

    Args:
        rng: the source of chance.
        lineage: a number a lineage, which picks its verse.
        generation: place in the verse.
        family: a number a household.
        sex: 1 male, 2 female.
        year: birth years.
    """
    table = read_table("characters")["generation"]
    verses: list[str] = table["verses"]
    longest = max(map(len, verses))
    grid = np.array([list((verse * 2)[:longest]) for verse in verses], dtype=object)
    brothers = grid[lineage % len(verses), generation % longest]
    sisters = weighted(dict.fromkeys(table["sisters"], 1.0)).items
    group = family * 8 + generation % 4 * 2 + (sex - 1)
    _, first, member = np.unique(group, return_index=True, return_inverse=True)
    era = np.interp(year[first], [1920, 1960, 1990, 2015], [0.85, 0.7, 0.45, 0.25])
    chance = np.where(sex[first] == 1, era, era * 0.55)
    follows = rng.random(len(first)) < chance
    chosen = np.where(sex[first] == 1, brothers[first], sisters[rng.integers(0, len(sisters), len(first))])
    chosen[~follows] = ""
    return np.asarray(chosen[member], dtype=object)


def cohort_of(year: Ints) -> Ints:
    """Give the naming fashion (place in `tables.cohorts`) of birth years."""
    return np.searchsorted(np.array(cohorts()), year, side="right").clip(1) - 1


def give_names(
    rng: np.random.Generator, surname: Objects, shared: Objects, sex: Ints, year: Ints
) -> tuple[Objects, Bools]:
    """Name people: arrays of surname, shared character, sex and birth year in; names and "is rare" out."""
    own = np.empty(len(surname), dtype=object)
    other = np.empty(len(surname), dtype=object)
    cohort = cohort_of(year)
    for fashion in range(len(cohorts())):
        for which in (1, 2):
            rows = np.flatnonzero((cohort == fashion) & (sex == which))
            table = given_characters(which, fashion)
            own[rows] = table.draw(rng, len(rows))
            other[rows] = table.draw(rng, len(rows))
    rare = rng.random(len(surname)) < _RARE
    characters = weighted(dict.fromkeys(read_table("characters")["generation"]["rare"], 1.0))
    own[rare] = characters.draw(rng, int(rare.sum()))
    single = rng.random(len(surname)) < np.array(list(_SINGLE.values()))[cohort]
    second = np.where(shared != "", shared, other)
    second[single & (shared == "")] = ""
    return np.asarray(surname + second + own, dtype=object), rare
