"""Roster rows that may be the dead of a register, each pair with the grade that its evidence is worth."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from aidlink.findings.columns import Ints, integers
from aidlink.findings.death_policy import MATCHER, DeathPolicy
from aidlink.findings.death_rows import DeathRegister
from aidlink.link import link
from aidlink.links import Links
from aidlink.names import Outcome, compare_names

#: The grades of pairs, the strongest first. WEAK counts only beside a stronger pair of the same person.
A, B, C, D, WEAK, NONE = "A", "B", "C", "D", "WEAK", ""

_SAME_ID = ("equal", "upgraded", "confirmed_equal", "doubted_equal")
_DAMAGED_ID = ("truncated", "same_damaged", "repaired", "one_off")
# Two usable numbers: one may be a relative's, so all else must be equal.
_OTHER_ID = ("different", "truncated_different")
_TWO_PEOPLE = ("confirmed_different",)
_OTHER_NAME = ("missing", "surname", "different")
_SAME_NAME = ("equal", "variant", "alias")
_OTHER_BIRTH = ("different", "near", "age_different")
_SAME_BIRTH = ("same", "one_off", "lunar", "age")
_UNKNOWN_ID = ("missing", "doubted_different", "damaged_different")
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
        the pairs worth anything: left_record, right_record, weight and probability (null where the model
        finds a pair of one number improbable), person, grade, and each level's text of what spoke, in `said`.
    """
    links = link(roster, register.table, matcher=MATCHER)
    pairs = links.table
    levels = {name: _words(pairs, name) for name in links.comparisons}
    lent = register.lent[np.asarray(pairs["right_record"])]
    levels["resident_id"][lent & np.isin(levels["resident_id"], _OTHER_ID)] = "missing"
    grade = _grades(levels, np.asarray(pairs["probability"]), policy)
    kept = np.flatnonzero(grade != NONE)
    columns = ["left_record", "right_record", "weight", "probability", *links.comparisons]
    texts = _texts(links)
    rows: list[dict[str, Any]] = pairs.select(columns).take(pa.array(kept)).to_pylist()
    for row, place in zip(rows, kept.tolist(), strict=True):
        row["grade"] = str(grade[place])
        row["said"] = [texts[name, row[name]] for name in links.comparisons if (name, row[name]) in texts]
    rows += same_numbers(roster, register.table, {(row["left_record"], row["right_record"]) for row in rows})
    for row in rows:
        row["person"] = int(persons[row["left_record"]])
    return _unexplained(rows)


def same_numbers(roster: pa.Table, dead: pa.Table, known: set[tuple[int, int]]) -> list[dict[str, Any]]:
    """Pairs of one usable number that the model left out, for everything beside the number speaks against it.

    They are hardly one person, indeed; but somebody's number is in the wrong place, and has to be found.
    """
    left, right = integers(roster, "resident_id_key"), integers(dead, "resident_id_key")
    rows: dict[int, list[int]] = {}
    for record in np.flatnonzero((left != 0) & np.isin(left, right)).tolist():
        rows.setdefault(int(left[record]), []).append(record)
    found = []
    for record in np.flatnonzero((right != 0) & np.isin(right, left)).tolist():
        for listed in rows[int(right[record])]:
            if (listed, record) not in known:
                level = compare_names(
                    roster["name_text"][listed].as_py(), dead["name_text"][record].as_py()
                ).level
                other = level.outcome in (Outcome.NO_MATCH, Outcome.UNABLE)
                said = ["身份证号相同", level.sentence]
                found.append(_pair(listed, record, B if other else A, said))
    return found


def _pair(left: int, right: int, grade: str, said: list[str]) -> dict[str, Any]:
    return {
        "left_record": left, "right_record": right, "weight": None, "probability": None,
        "grade": grade, "said": said,
    }  # fmt: skip


def _words(pairs: pa.Table, name: str) -> Texts:
    column = pairs[name].combine_chunks()
    words: Texts = np.array(column.dictionary.to_pylist(), dtype=object)[column.indices.to_numpy()]
    return words


def _grades(levels: dict[str, Texts], probability: npt.NDArray[np.float64], policy: DeathPolicy) -> Texts:
    number, name, birth = levels["resident_id"], levels["name"], levels["birth"]
    same, damaged, other = (np.isin(number, ids) for ids in (_SAME_ID, _DAMAGED_ID, _OTHER_ID))
    named = ~np.isin(name, _OTHER_NAME)
    fits = named & ~np.isin(birth, _OTHER_BIRTH) & ~same & ~np.isin(number, _TWO_PEOPLE)
    fits &= ~other | (np.isin(name, _SAME_NAME) & (birth == "same"))
    described = np.isin(birth, _SAME_BIRTH) & (levels["village"] != "different")
    # Old people's ages are nominal, a year or two too high: good enough beside the name and the village.
    described |= (birth == "age_near") & np.isin(number, _UNKNOWN_ID) & (levels["village"] == "same")
    grade = np.full(len(probability), NONE, dtype=object)
    grade[fits & (probability >= _LEAST_WEAK)] = WEAK
    grade[fits & described & (probability >= policy.least_described)] = D
    grade[fits & damaged & (probability >= policy.least_damaged)] = C
    grade[same & ~named] = B
    grade[same & named] = A
    return grade


def _unexplained(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All but the B pairs whose register row is somebody else on the roster, found by more than a number."""
    owners = {row["right_record"]: row["person"] for row in rows if row["grade"] in (A, C, D)}
    return [
        row
        for row in rows
        if row["grade"] != B or owners.get(row["right_record"], row["person"]) == row["person"]
    ]


def _texts(links: Links) -> dict[tuple[str, str], str]:
    return {
        (comparison.name, level.name): level.text
        for comparison in links.matcher.comparisons
        for level in comparison.levels
    }
