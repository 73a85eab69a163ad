"""What is kept of a run, and the table made of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.cases import CASES, Case
from benchmarks.errors import BenchError
from benchmarks.measurement import Measurement, Round
from benchmarks.results import circumstances, measurements_of, read_rows, write_rows
from benchmarks.table import PAGE, table, with_table

ROOT = Path(__file__).resolve().parents[3]
MEASURED = [name for name, case in CASES.items() if read_rows(case, ROOT)]
"""The other ones wait for a machine that is quiet for an hour."""
GET, NOOP, FLEET = CASES["get"], CASES["projects-noop"], CASES["fleet"]
PAGE_WITH_MARKERS = "before\n<!-- made by make bench: begin -->\nold\n<!-- made by make bench: end -->\nafter\n"


def row(subject: str, *seconds: float) -> dict[str, object]:
    return {
        "case": "get",
        "subject": subject,
        "size": 500,
        "seconds": list(seconds),
        "cpu_seconds": [0.5] * len(seconds),
        "peak_memory_bytes": 3 * 2**20,
        "versions": {"python": "3.11.7"},
        "machine": {"cores": 2},
    }


def test_rows_are_read_as_they_were_written(tmp_path: Path) -> None:
    (tmp_path / "benchmarks").mkdir()
    rows = [row("slipway", 1.0, 2.0), row("raw", 3.0, 4.0)]
    write_rows(rows, GET, tmp_path)
    assert read_rows(GET, tmp_path) == rows


def test_a_case_that_never_ran_has_no_rows(tmp_path: Path) -> None:
    assert read_rows(GET, tmp_path) == []


def test_a_row_is_a_measurement_again() -> None:
    turn = Round(1.5, 0.5, 3 * 2**20)
    assert measurements_of([row("raw", 1.5)]) == [Measurement("raw", (turn,))]


def test_the_table_has_a_line_for_each_subject_with_its_medians() -> None:
    lines = table({"get": [row("slipway", 1.0, 2.0, 9.0), row("raw", 1.0, 1.0, 1.0)]}).splitlines()
    assert lines[2:] == [
        "| get | 500 GETs | slipway | 2.000 | 0.500 | 3 |  |  |",
        "| get | 500 GETs | raw | 1.000 | 0.500 | 3 |  | 0.50 |",
    ]


def test_each_size_of_a_case_is_compared_with_ours_of_that_size() -> None:
    rows = [
        {**row(subject, seconds), "size": size}
        for size, ours, peer in [(100, 1.0, 2.0), (1000, 10.0, 5.0)]
        for subject, seconds in [("slipway", ours), ("raw", peer)]
    ]
    lines = table({"projects-noop": rows}).splitlines()[2:]
    assert [line.split("|")[2].strip() for line in lines] == ["100 projects"] * 2 + ["1000 projects"] * 2
    assert [line.split("|")[-2].strip() for line in lines] == ["", "2.00", "", "0.50"]


def test_what_was_extrapolated_says_so_in_the_table() -> None:
    rows = [row("slipway", 1.0), {**row("kubernetes.core-loop", 700.0), "extrapolated_from": 20}]
    assert "| kubernetes.core-loop (extrapolated from 20) | 700.000 |" in table({"projects-noop": rows})


def test_requests_stand_in_the_table_where_they_were_counted() -> None:
    rows = [{**row("slipway", 1.0, 1.0, 1.0), "requests": [12, 14, 12]}]
    line = table({"projects-noop": rows}).splitlines()[2]
    assert line == "| projects-noop | 500 projects | slipway | 1.000 | 0.500 | 3 | 12 |  |"


def test_a_run_of_another_size_leaves_the_results_of_the_first(tmp_path: Path) -> None:
    small, large = ([{**row("slipway", 1.0), "size": size}] for size in (100, 1000))
    (tmp_path / "benchmarks").mkdir()
    for rows in (large, small, large):
        write_rows(rows, NOOP, tmp_path)
    assert read_rows(NOOP, tmp_path) == [*small, *large]


@pytest.mark.parametrize(("case", "size"), [(GET, 500), (NOOP, 20)], ids=["one-size-kept", "an-odd-size"])
def test_results_of_other_sizes_are_replaced(case: Case, size: int, tmp_path: Path) -> None:
    (tmp_path / "benchmarks").mkdir()
    write_rows([{**row("slipway", 1.0), "size": size}], case, tmp_path)
    rows = [{**row("slipway", 1.0), "size": 1000}]
    write_rows(rows, case, tmp_path)
    assert read_rows(case, tmp_path) == rows


def test_a_row_of_the_loop_says_what_it_is_extrapolated_from() -> None:
    turns = (Round(1.0, 1.0, 1),)
    small, large = (circumstances(NOOP, size, Measurement("kubernetes.core-loop", turns)) for size in (20, 21))
    assert "extrapolated_from" not in small
    assert large["extrapolated_from"] == 20


def test_a_row_has_the_requests_of_all_rounds_or_none() -> None:
    counted, not_counted = Round(1.0, 1.0, 1, 6), Round(1.0, 1.0, 1)
    assert circumstances(NOOP, 1, Measurement("raw", (counted, counted)))["requests"] == [6, 6]
    assert "requests" not in circumstances(NOOP, 1, Measurement("raw", (not_counted, not_counted)))
    assert circumstances(GET, 1, Measurement("raw", (not_counted,))) == {}


def test_a_row_has_the_memory_of_each_round_where_it_is_what_is_compared() -> None:
    turns = (Round(1.0, 0.5, 1), Round(1.0, 0.5, 3), Round(1.0, 0.5, 2))
    told = circumstances(FLEET, 10, Measurement("slipway", turns))
    assert told["memory_bytes"] == [1, 3, 2]
    assert told["projects_per_cluster"] > 1
    assert "input" in told
    assert measurements_of([{**row("slipway", 1.0, 1.0, 1.0), **told}]) == [Measurement("slipway", turns)]


def test_the_table_has_the_median_of_the_memory_that_is_compared() -> None:
    ours = {**row("slipway", 1.0, 1.0, 1.0), "memory_bytes": [4 * 2**20, 90 * 2**20, 5 * 2**20]}
    peer = {**row("kubernetes.core", 1.0, 1.0, 1.0), "memory_bytes": [10 * 2**20] * 3}
    assert table({"fleet": [ours, peer]}).splitlines()[2:] == [
        "| fleet | 500 clusters | slipway | 1.000 | 0.500 | 5 |  |  |",
        "| fleet | 500 clusters | kubernetes.core | 1.000 | 0.500 | 10 |  | 2.00 |",
    ]


def test_only_what_is_between_the_markers_is_replaced() -> None:
    page = with_table(PAGE_WITH_MARKERS, "| new |\n")
    assert page.startswith("before\n<!--")
    assert page.endswith("-->\nafter\n")
    assert "| new |" in page
    assert "old" not in page


def test_a_table_written_twice_is_written_once() -> None:
    once = with_table(PAGE_WITH_MARKERS, "| new |\n")
    assert with_table(once, "| new |\n") == once


@pytest.mark.parametrize(
    "page", ["no markers", "<!-- made by make bench: begin -->", "<!-- made by make bench: end -->"]
)
def test_a_page_without_its_markers_is_left_alone(page: str) -> None:
    with pytest.raises(BenchError, match="put them back"):
        with_table(page, "| new |\n")


def test_the_page_says_what_the_results_say() -> None:
    page = (ROOT / PAGE).read_text(encoding="utf-8")
    assert with_table(page, table({name: read_rows(case, ROOT) for name, case in CASES.items()})) == page


@pytest.mark.parametrize("name", MEASURED)
def test_a_case_that_was_measured_has_results_of_all_its_subjects(name: str) -> None:
    case = CASES[name]
    rows = read_rows(case, ROOT)
    sizes = sorted({kept["size"] for kept in rows})
    assert set(sizes) <= {case.size, case.also}
    assert [(kept["size"], kept["subject"]) for kept in rows] == [
        (size, subject) for size in sizes for subject in case.subjects
    ]
    assert {len(kept["seconds"]) for kept in rows} == {case.rounds}


def test_results_name_no_path_and_no_address() -> None:
    kept = json.dumps([read_rows(case, ROOT) for case in CASES.values()])
    assert "/" not in kept
