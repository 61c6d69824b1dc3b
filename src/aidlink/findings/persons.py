"""Who is who on rosters and payment lists: rows that are one person's get one number.

Rows that say the same of a person are one *form* of them; every form is compared once, however many months
list it. Two forms are one person's if the matcher is surer of it than the policy asks for, their names agree
(a number alone is often a relative's) and they have not two good numbers (namesakes share a village). On one
account, one name is one person whatever the numbers, and so is one number under names that differ in one
character.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from aidlink.compare.levels import BirthLevel, IdLevel
from aidlink.components import Ints, connected, with_first
from aidlink.hashing import combine_keys, hash_texts, row_keys
from aidlink.link import link
from aidlink.names.levels import NameLevel
from aidlink.names.packing import LONG_UNKNOWN

_CODE = pa.int64()
#: What linking reads of a row, with its type; a column that a file has not is 0. The head of household and
#: the account are left out: they tell households apart and not persons, and a roster lists far more brothers
#: and sisters with one head and one account than persons twice, so the model would learn to join those.
LINKED: dict[str, pa.DataType] = {
    "name_chars": _CODE,
    "name_written": _CODE,
    "name_sound": _CODE,
    "name_dialect": _CODE,
    "name_shape": _CODE,
    "name_alias_chars": _CODE,
    "resident_id_key": _CODE,
    "resident_id_code": _CODE,
    "resident_id_fifteen": _CODE,
    "resident_id_status": pa.uint8(),
    "resident_id_trust": pa.uint8(),
    "birth_ymd": pa.int32(),
    "birth_low": pa.int16(),
    "birth_high": pa.int16(),
    "birth_source": pa.uint8(),
    "sex_code": pa.uint8(),
    "village_code": _CODE,
}

_OTHER_NAMES = (NameLevel.SURNAME, NameLevel.DIFFERENT, NameLevel.MISSING)
_OTHER_NUMBERS = (IdLevel.DIFFERENT, IdLevel.CONFIRMED_DIFFERENT)
_ONE_BIRTH = (BirthLevel.SAME, BirthLevel.ONE_OFF, BirthLevel.LUNAR, BirthLevel.AGE)
#: An account given for more names than a household has is an institution's, where namesakes may live: there,
#: and under a name that cannot be read in full, two numbers are two people; a slip of one's number is not.
_MOST_NAMES = 5


@dataclass(frozen=True, slots=True)
class Persons:
    """Who stands on each row.

    Args:
        person: int64 a row; rows with the same number are one person's.
        certainty: float64 a row, the probability by which its form joined others that have another number or
            none; 1 where the number alone joined it, or nothing did.
        names: for each person, a text that stays the same from month to month.
    """

    person: Ints
    certainty: npt.NDArray[np.float64]
    names: pa.Array


def who_is_who(rows: pa.Table, *, matcher: str | Path, least: float) -> Persons:
    """Find out which rows are one person's.

    Args:
        rows: rosters and payment lists together: the columns of `LINKED`, `name_unknown`, `account_digits`.
        matcher: what compares them.
        least: the probability from which two forms are one person.
    """
    columns = {name: rows[name].to_numpy().astype(np.int64) for name in LINKED}
    # Without a number, a name and a village are not one person's: an account tells namesakes apart.
    numbered = (columns["resident_id_key"] | columns["resident_id_code"]) != 0
    account = np.where(numbered, 0, hash_texts(rows["account_digits"]))
    # In an order of what they say, so that the order of files cannot change the answer.
    said = row_keys([*columns.values(), account])
    _, first, form = np.unique(said, return_index=True, return_inverse=True)
    if not len(first):
        return Persons(form, np.ones(0), pa.array([], pa.string()))
    forms = {name: values[first] for name, values in columns.items()}
    described = rows.select(list(LINKED)).take(pa.array(first))
    left, right, probability = same_persons(described, None, matcher=matcher, least=least)
    one, other = _of_one_account(rows, form)
    person = connected(np.append(left, one), np.append(right, other), len(first))
    certainty = _certainty(forms["resident_id_key"], left, right, probability)
    return Persons(person[form], certainty[form], _stable_names(person, forms))


def same_persons(
    left: pa.Table, right: pa.Table | None, *, matcher: str | Path, least: float
) -> tuple[Ints, Ints, npt.NDArray[np.float64]]:
    """The pairs of rows that are one person, by their places, and how probable each is.

    Args:
        left: the columns of `LINKED`.
        right: the same; None compares `left` with itself.
        matcher: what compares them.
        least: the probability from which a pair counts; names have to agree, and so have two good numbers,
            and births where a number is missing: a name and a village are not one person's.
    """
    if not len(left) or (len(left) == 1 if right is None else not len(right)):
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    found = link(_placed(left), None if right is None else _placed(right), matcher=matcher).table
    kept = pc.greater_equal(found["probability"], least)
    for name, others in (("name", _OTHER_NAMES), ("resident_id", _OTHER_NUMBERS)):
        words = pa.array([level.name.lower() for level in others])
        kept = pc.and_(kept, pc.invert(pc.is_in(found[name].cast(pa.string()), words)))
    numbered = pc.not_equal(found["resident_id"].cast(pa.string()), IdLevel.MISSING.name.lower())
    born = pc.is_in(found["birth"].cast(pa.string()), pa.array([level.name.lower() for level in _ONE_BIRTH]))
    found = found.filter(pc.and_(kept, pc.or_(numbered, born)))
    lefts, rights = (np.asarray(found[name]).astype(np.int64) for name in ("left_record", "right_record"))
    return lefts, rights, np.asarray(found["probability"])


def _placed(rows: pa.Table) -> pa.Table:
    """What linking reads, with places that it may name."""
    table = rows.select(list(LINKED)).append_column("sheet", pa.repeat(pa.scalar(""), len(rows)))
    return table.append_column("row", pa.array(np.arange(len(rows), dtype=np.int32)))


def _of_one_account(rows: pa.Table, form: Ints) -> tuple[Ints, Ints]:
    """The pairs of forms on one account that have one name, or one number and nearly one name."""
    chars, account = np.asarray(rows["name_chars"]), hash_texts(rows["account_digits"])
    number = np.asarray(rows["resident_id_key"])
    named = combine_keys([chars, account])
    hidden = np.asarray(rows["name_unknown"]) != 0
    shared, numbers = _different(account, chars) > _MOST_NAMES, _different(named, number) > 1
    first, row = with_first(np.where(hidden & numbers, 0, named))
    sure = ~(shared & numbers)[row]
    sure[~sure] = _is_slip(number[first[~sure]], number[row[~sure]])
    first, row = first[sure], row[sure]
    one, other = with_first(combine_keys([number, account]))
    near = _differ_in_one(chars[one], chars[other])
    return form[np.append(first, one[near])], form[np.append(row, other[near])]


def _different(group: Ints, values: Ints) -> Ints:
    """How many different values, 0 left out, stand in each row's group."""
    counts = pd.DataFrame({"group": group, "value": pd.array(values, "Int64")})
    counts.loc[values == 0, "value"] = pd.NA
    return np.asarray(counts.groupby("group")["value"].transform("nunique"), np.int64)


def _differ_in_one(one: Ints, other: Ints) -> npt.NDArray[np.bool_]:
    """Whether two names of one length, three characters or more, differ in one place."""
    a, b = (packed.astype("<i8").view("<u2").reshape(-1, 4) for packed in (one, other))
    long_enough = (a[:, 2] != 0) & ((a == 0) == (b == 0)).all(axis=1) & (a[:, 0] > LONG_UNKNOWN)
    differ: npt.NDArray[np.bool_] = long_enough & ((a != b).sum(axis=1) == 1)
    return differ


def _is_slip(one: Ints, other: Ints) -> npt.NDArray[np.bool_]:
    """Whether two numbers of 17 digits differ in two digits at most: in one, or in two exchanged."""
    places = 10 ** np.arange(17, dtype=np.int64)
    a, b = (keys[:, None] // places % 10 for keys in (one, other))
    slip: npt.NDArray[np.bool_] = (one > 0) & (other > 0) & ((a != b).sum(axis=1) <= 2)  # noqa: PLR2004
    return slip


def _certainty(
    key: Ints, left: Ints, right: Ints, probability: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """The best probability of each form among those by which it joined a form of another number."""
    other = (key[left] != key[right]) | (key[left] == 0)
    best = np.zeros(len(key))
    np.maximum.at(best, left[other], probability[other])
    np.maximum.at(best, right[other], probability[other])
    best[best == 0] = 1.0
    return best


def _stable_names(person: Ints, forms: dict[str, Ints]) -> pa.Array:
    """For each person the lowest number that is nobody else's; else a number and the name, or the village.

    Never a row. Two people have one number where a relative's was written.
    """
    frame = pd.DataFrame(forms).assign(person=person).sort_values(["name_chars", "village_code"])
    named = frame.groupby("person")[["name_chars", "village_code"]].first()
    keyed = frame[frame["resident_id_key"] != 0]
    shared = keyed.groupby("resident_id_key")["person"].transform("nunique") > 1
    lowest = {flag: part.groupby("person")["resident_id_key"].min() for flag, part in keyed.groupby(shared)}
    texts = named["name_chars"].astype(str) + "/" + named["village_code"].astype(str)
    if True in lowest:
        texts.update(lowest[True].astype(str) + "/" + named["name_chars"].astype(str))
    if False in lowest:
        texts.update(lowest[False].astype(str))
    return pa.array(texts.reindex(np.arange(len(person))), pa.string())
