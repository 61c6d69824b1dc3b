"""Every key that a pass may name, from the standard columns in plain Python."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aidlink.block.keys import KEYS
from aidlink.compare.records import REPAIR
from aidlink.names.codes import encode_names

NAMES = ("陈秀妹", "王伟强", "张*三", "*三", "李四", "古丽巴哈尔·买买提", None)
MASKED = {"张*三", "*三"}
CODES = encode_names(list(NAMES))

PLAIN = {
    "resident_id": "resident_id_key",
    "fifteen": "resident_id_fifteen",
    "alias": "name_alias_chars",
    "sex": "sex_code",
    "village": "village_code",
    "birth": "birth_ymd",
}


@st.composite
def records(draw):
    which = draw(st.integers(0, len(NAMES) - 1))
    head = draw(st.integers(0, len(NAMES) - 1))
    low = draw(st.sampled_from((0, 1949, 1950, 1955)))
    exact = draw(st.booleans())
    return {
        "name": NAMES[which],
        "head": NAMES[head],
        **{
            f"name_{part}": int(getattr(CODES, part)[which])
            for part in ("chars", "sound", "dialect", "shape")
        },
        "head_name_chars": int(CODES.chars[head]),
        "name_alias_chars": draw(st.integers(-1, 2)),
        "resident_id_status": draw(st.integers(0, 7)),
        "resident_id_key": draw(st.integers(-1, 2)),
        "resident_id_fifteen": draw(st.integers(0, 2)),
        "birth_low": low,
        "birth_high": low if exact else low + 1,
        "birth_ymd": low * 10000 + 315 if exact and low else 0,
        "birth_source": draw(st.integers(0, 4)),
        "sex_code": draw(st.integers(0, 2)),
        "village_code": draw(st.integers(-1, 1)),
        "account_digits": draw(st.sampled_from((None, "6217000000000001"))),
    }


@settings(deadline=None, max_examples=150)
@given(records())
def test_keys_are_the_columns(pack, record):
    words = pack([record])
    words[0, REPAIR] = 77
    found = {name: int(key(words.T)[0]) for name, key in KEYS.items()}
    for name, column in PLAIN.items():
        assert found[name] == record[column], name
    assert found["repair"] == 77
    for name, part in {"name": "chars", "sound": "sound", "dialect": "dialect", "shape": "shape"}.items():
        assert found[name] == (0 if record["name"] in MASKED else record[f"name_{part}"]), name
    assert found["head"] == (0 if record["head"] in MASKED else record["head_name_chars"])
    first = record["name_dialect"] % 2**16
    assert found["surname"] == (0 if record["name"] == "*三" else first)
    exact = record["birth_low"] == record["birth_high"]
    assert found["birth_year"] == (record["birth_low"] if exact else 0)
    assert (found["account"] != 0) == (record["account_digits"] is not None)
    assert (found["era"] != 0) == (found["era_shifted"] != 0) == (record["birth_low"] != 0)


def test_births_three_years_apart_share_an_era(pack):
    years = range(1900, 1940)
    words = pack([{"birth_low": year, "birth_high": year} for year in years])
    grids = [KEYS[name](words.T) for name in ("era", "era_shifted")]
    for one in range(len(years)):
        for other in range(len(years)):
            shared = any(grid[one] == grid[other] for grid in grids)
            if abs(one - other) <= 3:
                assert shared
            if abs(one - other) >= 6:
                assert not shared


def test_an_age_stands_in_the_era_of_its_middle_year(pack):
    words = pack([{"birth_low": 1949, "birth_high": 1951}, {"birth_low": 1950, "birth_high": 1950}])
    for name in ("era", "era_shifted"):
        assert len(np.unique(KEYS[name](words.T))) == 1


@pytest.mark.parametrize("key", sorted(KEYS))
def test_a_key_of_nothing_is_missing(pack, key):
    assert KEYS[key](pack([{}]).T).tolist() == [0]
