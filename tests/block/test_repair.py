"""Repairs of wrong numbers by trying every character and every swap, judged by python-stdnum."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from aidlink.block.repair import only_repairs
from aidlink.identity import IdStatus

CHECKS = "0123456789X"


def whole(body):
    return body + mod_11_2.calc_check_digit(body)


def is_good(number):
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return born.year >= 1850 and mod_11_2.is_valid(number)


def candidates(number):
    found = set()
    for at in range(18):
        found |= {number[:at] + new + number[at + 1 :] for new in (CHECKS if at == 17 else CHECKS[:10])}
    for at in range(17):
        found.add(number[:at] + number[at + 1] + number[at] + number[at + 2 :])
    return {other for other in found - {number} if "X" not in other[:17] and is_good(other)}


bodies = st.builds(
    "440823{:%Y%m%d}{:03d}".format, st.dates(date(1930, 1, 1), date(2020, 1, 1)), st.integers(0, 999)
)
numbers = bodies.map(whole)


def spoilt(number, data):
    """One character wrong, or two neighbours swapped."""
    at = data.draw(st.integers(0, 17))
    if at < 17 and data.draw(st.booleans()) and number[at] != number[at + 1] != "X":
        return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    wrong = data.draw(st.sampled_from([new for new in CHECKS[: 11 if at == 17 else 10] if new != number[at]]))
    return number[:at] + wrong + number[at + 1 :]


def record(number, status=None):
    good = is_good(number) if status is None else status == IdStatus.VALID
    return {
        "resident_id_status": int(IdStatus.VALID if good else IdStatus.INVALID)
        if status is None
        else int(status),
        "resident_id_key": int(number[:17]) if good else 0,
        "resident_id_code": int(number[:17]) * 11 + CHECKS.index(number[17]),
    }


def brute_force(number, others):
    if is_good(number):
        return 0
    held = {other[:17] for other in candidates(number)} & {other[:17] for other in others if is_good(other)}
    return int(held.pop()) if len(held) == 1 else 0


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_repair_is_the_only_candidate_that_the_others_hold(pack, data):
    good = data.draw(st.lists(numbers, min_size=1, max_size=4, unique=True))
    wrong = [spoilt(number, data) for number in good]
    held = data.draw(st.lists(st.sampled_from(good), max_size=4))
    # More of the candidates of the first wrong number, so that some numbers have several.
    more = sorted(candidates(wrong[0]) - set(good)) if not is_good(wrong[0]) else []
    extra = data.draw(st.lists(st.sampled_from(more), max_size=2)) if more else []
    others = [*held, *extra, *data.draw(st.lists(st.sampled_from(wrong), max_size=2))]
    rows = [*wrong, *good]
    words = pack([record(number) for number in rows])
    found = only_repairs(words.T, pack([record(number) for number in others]).T)
    assert found.tolist() == [brute_force(number, others) for number in rows]


def test_two_candidates_are_no_repair(pack):
    wrong = "440823195003151230"
    first, second = sorted(candidates(wrong))[:2]
    words = pack([record(wrong)])
    found = only_repairs(words.T, pack([record(first), record(first)]).T)
    assert found[0] == int(first[:17])
    found = only_repairs(words.T, pack([record(first), record(second)]).T)
    assert found[0] == 0


def test_only_invalid_numbers_are_repaired_and_only_good_ones_repair(pack):
    wrong = "440823195003151230"
    (first, *_) = sorted(candidates(wrong))
    for status in IdStatus:
        words = pack([record(wrong, status)])
        found = only_repairs(words.T, pack([record(first)]).T)
        assert (found[0] != 0) == (status == IdStatus.INVALID)
    words = pack([record(wrong)])
    found = only_repairs(words.T, pack([record(first, IdStatus.INVALID)]).T)
    assert found[0] == 0
    found = only_repairs(words.T, pack([]).T)
    assert found[0] == 0
    found = only_repairs(
        words.T, pack([{"resident_id_status": int(IdStatus.FOREIGN), "resident_id_key": -5}]).T
    )
    assert found[0] == 0


def test_a_table_mends_its_own_numbers(pack):
    wrong = "440823195003151230"
    (first, *_) = sorted(candidates(wrong))
    words = pack([record(wrong), record(first)])
    found = only_repairs(words.T, words.T)
    assert found.tolist() == [int(first[:17]), 0]
