"""Keys of texts and of tuples."""

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from aidlink.hashing import Numbers, Tally, combine_keys, first_of_each, hash_texts

MASK = 2**64 - 1


def signed(value):
    return value - 2**64 if value >> 63 else value


def fnv(text):
    """FNV-1a with 64 bits, as its authors publish it."""
    state = 0xCBF29CE484222325
    for byte in text.encode():
        state = (state ^ byte) * 0x100000001B3 & MASK
    return signed(state)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.one_of(st.none(), st.text("陈秀妹村ab6", max_size=5)), max_size=6))
def test_texts_have_their_published_hash(texts):
    assert hash_texts(texts).tolist() == [fnv(text) if text else 0 for text in texts]


def test_the_published_vectors():
    assert hash_texts(["a", "foobar"]).tolist() == [signed(0xAF63DC4C8601EC8C), signed(0x85944171F73967E8)]


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.tuples(st.integers(-2, 2), st.integers(-2, 2), st.integers(-2, 2)), min_size=1, max_size=30)
)
def test_combined_keys_are_equal_where_the_tuples_are_and_missing_where_a_part_is(rows):
    parts = [np.array(part, np.int64) for part in zip(*rows, strict=True)]
    keys = combine_keys(parts).tolist()
    whole = [row for row in rows if all(row)]
    for row, key in zip(rows, keys, strict=True):
        assert (key == 0) == (0 in row)
    assert len({key for key in keys if key}) == len(set(whole))
    assert combine_keys(parts).tolist() == keys


def test_one_key_stays_itself():
    part = np.array([5, 0, -3], np.int64)
    assert combine_keys([part]).tolist() == [5, 0, -3]


@settings(deadline=None, max_examples=100)
@given(st.lists(st.integers(-3, 40), max_size=60), st.lists(st.integers(-3, 40), max_size=60))
def test_a_tally_counts_like_a_counter_and_knows_no_zero(kept, asked):
    counter = Counter(key for key in kept if key)
    tally = Tally(np.array(kept, np.int64))
    assert tally.of(np.array(asked, np.int64)).tolist() == [counter[key] for key in asked]


@settings(deadline=None, max_examples=100)
@given(st.lists(st.one_of(st.integers(-3, 12), st.integers(-(2**63), 2**63 - 1)), max_size=80))
def test_the_first_of_each_key_is_its_first_row(keys):
    found = first_of_each(np.array(keys, np.int64))
    assert found.tolist() == [key not in keys[:row] for row, key in enumerate(keys)]


def test_the_first_of_each_of_many_keys_that_share_bits():
    keys = np.random.default_rng(1).integers(0, 60_000, 100_000)
    expected = np.zeros(len(keys), np.bool_)
    expected[np.unique(keys, return_index=True)[1]] = True
    assert (first_of_each(keys) == expected).all()


@settings(deadline=None, max_examples=100)
@given(st.lists(st.integers(-3, 40), max_size=60), st.lists(st.integers(-3, 40), max_size=60))
def test_numbers_are_given_in_the_order_of_appearance(kept, asked):
    order = list(dict.fromkeys(key for key in kept if key))
    numbers = Numbers(np.array(kept, np.int64))
    assert numbers.distinct == len(order)
    assert numbers.own.tolist() == [order.index(key) + 1 if key else 0 for key in kept]
    expected = [order.index(key) + 1 if key in order else 0 for key in asked]
    assert numbers.of(np.array(asked, np.int64)).tolist() == expected


def test_numbers_outgrow_their_table():
    keys = np.random.default_rng(2).permutation(np.arange(1, 40_001))
    numbers = Numbers(keys)
    assert numbers.own.tolist() == list(range(1, 40_001))
    assert numbers.of(keys[::-1]).tolist() == list(range(40_000, 0, -1))
    assert not numbers.of(keys + 40_000).any()


def test_a_tally_tells_the_far_ends_of_the_numbers_apart():
    ends = np.array([2**63 - 1, -(2**63), 1, -1, 2**62, 2**63 - 1], np.int64)
    assert Tally(ends).of(ends).tolist() == [2, 1, 1, 1, 1, 2]
    assert Tally(ends[:0]).of(ends).tolist() == [0] * 6
