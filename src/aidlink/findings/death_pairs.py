"""Roster rows that may be the dead of a register, each pair with the grade that its evidence is worth."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from aidlink.findings.columns import Ints
from aidlink.findings.death_policy import DeathPolicy
from aidlink.findings.death_rows import DeathRegister
from aidlink.link import link
from aidlink.links import Links

MATCHER = "suspected_death"
#: The grades of pairs, the strongest first. WEAK counts only beside a stronger pair of the same person.
A, B, C, D, WEAK, NONE = "A", "B", "C", "D", "WEAK", ""

_SAME_ID = ("equal", "upgraded", "doubted_equal")
_DAMAGED_ID = ("truncated", "same_damaged", "repaired", "one_off")
_OTHER_NAME = ("missing", "surname", "different")
_OTHER_BIRTH = ("different", "near", "age_different")
_LEAST_WEAK = 0.5  # more likely than not

Texts = npt.NDArray[np.object_]


def graded_pairs(
    roster: pa.Table, persons: Ints, register: DeathRegister, policy: DeathPolicy
) -> list[dict[str, Any]]:
    """Link the roster with a register.

    Args:
        roster: its rows.
        persons: the number of each row's person.
        register: the dead.
        policy: the thresholds.

    Returns:
        the pairs worth anything, in the order of records: left_record, right_record, weight, probability,
        person, grade, and the level's text of each comparison that spoke, in `said`.
    """
    links = link(roster, register.table, matcher=MATCHER)
    pairs = links.table
    levels = {name: _words(pairs, name) for name in links.comparisons}
    probability = np.asarray(pairs["probability"])
    grade = _grades(levels, probability, policy)
    person = persons[np.asarray(pairs["left_record"])]
    grade[_explained(grade, person, np.asarray(pairs["right_record"]))] = NONE
    kept = np.flatnonzero(grade != NONE)
    columns = ["left_record", "right_record", "weight", "probability", *links.comparisons]
    texts = _texts(links)
    rows: list[dict[str, Any]] = pairs.select(columns).take(pa.array(kept)).to_pylist()
    for row, place in zip(rows, kept.tolist(), strict=True):
        row["person"], row["grade"] = int(person[place]), str(grade[place])
        row["said"] = [texts[name, row[name]] for name in links.comparisons if (name, row[name]) in texts]
    return rows


def _words(pairs: pa.Table, name: str) -> Texts:
    column = pairs[name].combine_chunks()
    words: Texts = np.array(column.dictionary.to_pylist(), dtype=object)[column.indices.to_numpy()]
    return words


def _grades(levels: dict[str, Texts], probability: npt.NDArray[np.float64], policy: DeathPolicy) -> Texts:
    same, damaged = (np.isin(levels["resident_id"], ids) for ids in (_SAME_ID, _DAMAGED_ID))
    named = ~np.isin(levels["name"], _OTHER_NAME)
    born = ~np.isin(levels["birth"], _OTHER_BIRTH)
    dated = born & (levels["birth"] != "missing")
    near = levels["village"] != "different"
    fits = named & born & ~same
    grade = np.full(len(probability), NONE, dtype=object)
    grade[fits & (probability >= _LEAST_WEAK)] = WEAK
    grade[fits & dated & near & (probability >= policy.least_described)] = D
    grade[fits & damaged & (probability >= policy.least_damaged)] = C
    grade[same & ~named & (probability >= policy.least_conflicting)] = B
    grade[same & named] = A
    return grade


def _explained(grade: Texts, person: Ints, row: npt.NDArray[np.int32]) -> npt.NDArray[np.intp]:
    """The B pairs whose register row is somebody else on the roster, found by more than a number."""
    found = np.isin(grade, (A, C, D))
    owners = dict(zip(row[found].tolist(), person[found].tolist(), strict=True))
    doubtful = np.flatnonzero(grade == B)
    other = [owners.get(int(row[at]), person[at]) != person[at] for at in doubtful]
    return doubtful[np.array(other, np.bool_)]


def _texts(links: Links) -> dict[tuple[str, str], str]:
    return {
        (comparison.name, level.name): level.text
        for comparison in links.matcher.comparisons
        for level in comparison.levels
    }
