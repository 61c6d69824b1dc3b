"""What two members of a household are to each other; and groups of connected things."""

import tomllib
from importlib.resources import files
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aidlink.components import connected
from aidlink.findings.kin import known_terms, relation_text


@pytest.mark.parametrize(
    ("own", "other", "said"),
    [
        ("户主", "长子", "本人的长子"),
        ("本人", "配偶", "本人的配偶"),
        ("配偶", "户主", "户主（本人是户主的配偶）"),
        (None, "户主", "户主"),
        ("父亲", "母亲", "本人的配偶"),
        ("母亲", "长子", "本人的孙辈（户主的长子）"),
        ("长子", "次子", "本人的同辈（户主的次子）"),
        ("孙女", "祖母", "本人的家庭成员（户主的祖母）"),
        ("邻居", "长子", "户主的长子"),
        ("长子", None, "同一户的家庭成员"),
        (" 户主 ", " 儿媳 ", "本人的儿媳"),
    ],
)
def test_relations(own, other, said):
    assert relation_text(own, other) == said


def test_every_term_has_one_generation():
    raw = tomllib.loads((files("aidlink") / "data" / "relations.toml").read_text("utf-8"))
    terms = [set(each) for each in raw["generation"].values()]
    assert all(not one & other for one, other in combinations(terms, 2))
    assert len(known_terms()) >= 60
    for one, other in raw["couples"].values():
        assert set(one) | set(other) <= known_terms()


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=20))
def test_components_against_a_walk(edges):
    ends = np.array(edges, np.int64).reshape(-1, 2)
    labels = connected(ends[:, 0], ends[:, 1], 12)
    for start in range(12):
        reached, more = {start}, True
        while more:
            grown = reached | {b for a, b in edges if a in reached} | {a for a, b in edges if b in reached}
            more, reached = grown != reached, grown
        assert labels[start] == min(reached)
