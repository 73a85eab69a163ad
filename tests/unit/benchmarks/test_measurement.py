"""Medians, ratios and the lines that a run ends with."""

from __future__ import annotations

import pytest

from benchmarks.measurement import OURS, Measurement, Round, ratio_lines, ratios


def measured(subject: str, *seconds: float, cpu: float = 1.0, memory: int = 0) -> Measurement:
    return Measurement(subject, tuple(Round(taken, cpu, memory) for taken in seconds))


def test_the_median_does_not_see_one_disturbed_round() -> None:
    assert measured("raw", 1.0, 1.1, 90.0, 0.9, 1.0).median("seconds") == 1.0


def test_cpu_seconds_have_a_median_of_their_own() -> None:
    assert measured("raw", 5.0, 6.0, cpu=0.25).median("cpu_seconds") == 0.25


def test_memory_has_a_median_where_it_is_what_is_compared() -> None:
    rounds = (Round(1, 1, 10), Round(1, 1, 30), Round(1, 1, 20))
    assert Measurement("raw", rounds).median("peak_memory") == 20


def test_peak_memory_is_that_of_the_hungriest_round() -> None:
    rounds = (Round(1, 1, 10), Round(1, 1, 30), Round(1, 1, 20))
    assert Measurement("raw", rounds).peak_memory == 30


def test_a_peer_that_takes_twice_as_long_has_the_ratio_two() -> None:
    assert ratios([measured(OURS, 1.0), measured("raw", 2.0)], "seconds") == {"raw": 2.0}


def test_ratios_are_of_the_measure_asked_for() -> None:
    both = [measured(OURS, 1.0, cpu=4.0), measured("raw", 2.0, cpu=1.0)]
    assert ratios(both, "cpu_seconds") == {"raw": 0.25}


def test_a_line_names_case_peer_and_ratio() -> None:
    both = [measured(OURS, 3.0), measured("kr8s", 10.0), measured("raw", 1.0)]
    assert ratio_lines("get", both, "seconds") == ["get kr8s 3.33x", "get raw 0.33x"]


def test_without_ours_there_is_nothing_to_compare_with() -> None:
    with pytest.raises(StopIteration):
        ratios([measured("raw", 1.0)], "seconds")
