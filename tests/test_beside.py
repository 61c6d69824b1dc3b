"""Several files at a time: all of them, in order, the first error first."""

import time
from threading import Barrier

import pytest

from aidlink.beside import each_beside


def test_results_come_in_the_order_given_though_later_ones_are_done_first() -> None:
    def work(number: int) -> int:
        time.sleep(0.02 if number == 0 else 0)
        return number * number

    assert list(each_beside(work, range(5))) == [0, 1, 4, 9, 16]


def test_two_are_worked_on_at_a_time() -> None:
    both = Barrier(2, timeout=10)
    assert sorted(each_beside(lambda number: both.wait() >= 0 and number, [1, 2])) == [1, 2]


def test_the_first_error_in_order_is_raised() -> None:
    def work(number: int) -> int:
        if number == 1:
            time.sleep(0.02)
        if number:
            raise ValueError(number)
        return number

    with pytest.raises(ValueError, match="1"):
        list(each_beside(work, range(4)))
