"""Which cases there are, and what a wrong one is told."""

from __future__ import annotations

import pytest

from benchmarks.cases import CASES, Case, chosen_cases
from benchmarks.errors import BenchError


def test_without_a_name_all_cases_run_in_their_own_size() -> None:
    assert chosen_cases("", "") == [(case, case.size) for case in CASES.values()]


def test_a_name_chooses_one_case() -> None:
    assert chosen_cases("get", "") == [(CASES["get"], CASES["get"].size)]


def test_a_size_replaces_the_cases_own() -> None:
    assert chosen_cases("get", "1234") == [(CASES["get"], 1234)]


@pytest.mark.parametrize("name", ["nope", "GET", "get ", "get\nget", "x" * 5000])
def test_an_unknown_case_is_told_in_one_line_with_those_that_there_are(name: str) -> None:
    with pytest.raises(BenchError) as refused:
        chosen_cases(name, "")
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 300
    assert all(case in str(refused.value) for case in CASES)


@pytest.mark.parametrize("size", ["0", "-1", "1.5", "many", "1e3", "٣", "9" * 400, " 5", "007"])
def test_a_size_that_is_no_whole_number_from_one_on_is_refused(size: str) -> None:
    with pytest.raises(BenchError, match="SIZE is a whole number from 1 on"):
        chosen_cases("get", size)


def test_a_fleet_of_one_has_nothing_to_compare_with() -> None:
    with pytest.raises(BenchError, match="make bench CASE=fleet SIZE=2"):
        chosen_cases("fleet", "1")


def test_two_are_a_fleet() -> None:
    assert chosen_cases("fleet", "2") == [(CASES["fleet"], 2)]


def test_a_size_without_a_case_is_refused() -> None:
    with pytest.raises(BenchError, match="name one"):
        chosen_cases("", "10")


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_every_case_has_at_least_five_rounds(case: Case) -> None:
    assert case.rounds >= 5


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_every_case_measures_ours_first(case: Case) -> None:
    assert case.subjects[0] == "slipway"
    assert len(set(case.subjects)) == len(case.subjects) > 1
