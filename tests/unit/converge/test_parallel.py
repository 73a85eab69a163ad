"""Several calls at a time, results in order, and an end at the first error."""

from __future__ import annotations

import threading

import pytest

from slipway.converge.parallel import THREADS, in_parallel


def test_results_come_in_the_items_order() -> None:
    assert in_parallel(lambda number: number * 2, range(50)) == [number * 2 for number in range(50)]


def test_nothing_to_do_is_no_result() -> None:
    assert in_parallel(str, []) == []


def test_calls_run_at_the_same_time() -> None:
    together = threading.Barrier(THREADS, timeout=30)
    in_parallel(lambda _: together.wait(), range(THREADS))


def test_an_error_ends_what_has_not_begun() -> None:
    begun: list[int] = []
    holding = threading.Event()

    def work(number: int) -> None:
        begun.append(number)
        if number == 0:
            raise ValueError("the first fails")
        holding.wait(0.05)

    with pytest.raises(ValueError, match="the first fails"):
        in_parallel(work, range(1000))
    assert len(begun) < 1000


def test_no_thread_is_left_behind() -> None:
    in_parallel(str, range(20))
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("slipway-converge")]
