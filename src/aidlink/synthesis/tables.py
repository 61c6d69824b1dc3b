"""The generator's own tables: characters, look-alikes, places. Text files in `data/`, read once."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

Objects = npt.NDArray[np.object_]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_RANK_OFFSET = 6  # characters.toml: a character's weight is 1 / (rank + 6)


@dataclass(frozen=True, slots=True)
class Weighted:
    """Things to draw from, with probabilities that sum to one."""

    items: Objects
    probabilities: Floats

    def draw(self, rng: np.random.Generator, count: int) -> Objects:
        """Draw `count` items, with replacement."""
        edges = np.cumsum(self.probabilities)
        places = np.searchsorted(edges, rng.random(count) * edges[-1], side="right")
        drawn: Objects = self.items[np.minimum(places, len(self.items) - 1)]
        return drawn


def weighted(pairs: dict[Any, float]) -> Weighted:
    """Make a table from item: weight."""
    weights = np.array(list(pairs.values()), dtype=np.float64)
    items = np.empty(len(pairs), dtype=object)
    items[:] = list(pairs)
    return Weighted(items, weights / weights.sum())


@cache
def read_table(name: str) -> dict[str, Any]:
    """Read `data/<name>.toml`."""
    return tomllib.loads((files(__package__) / "data" / f"{name}.toml").read_text("utf-8"))


@cache
def surnames() -> Weighted:
    """Give the county's surnames."""
    return weighted(read_table("characters")["surnames"])


@cache
def cohorts() -> tuple[int, ...]:
    """Give the first birth year of each naming fashion."""
    return tuple(int(year) for year in read_table("characters")["given"]["male"])


@cache
def given_characters(sex: int, cohort: int) -> Weighted:
    """Give the characters of given names for a sex (1 male, 2 female) and a fashion (place in `cohorts`)."""
    lists: dict[str, str] = read_table("characters")["given"]["male" if sex == 1 else "female"]
    unique = dict.fromkeys(list(lists.values())[cohort])
    return weighted({character: 1 / (rank + _RANK_OFFSET) for rank, character in enumerate(unique)})


@cache
def name_characters() -> str:
    """Give every character that the generator may put in a name, sorted."""
    table = read_table("characters")
    given = "".join("".join(lists.values()) for lists in table["given"].values())
    verses = "".join(table["generation"]["verses"]) + table["generation"]["sisters"]
    return "".join(sorted(set("".join(table["surnames"]) + given + verses)))


@cache
def rare_characters() -> str:
    """Give the characters that some register's system cannot store."""
    return str(read_table("characters")["generation"]["rare"])
