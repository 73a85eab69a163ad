"""The table in docs/benchmarks.md, made of what stands in benchmarks/results."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from .cases import CASES, Case
from .errors import BenchError
from .measurement import OURS, Measurement, ratios
from .results import measurements_of, read_rows

__all__ = ["PAGE", "table", "with_table", "write_table"]

PAGE = Path("docs") / "benchmarks.md"
_BEGIN = "<!-- made by make bench: begin -->"
_END = "<!-- made by make bench: end -->"


def write_table(root: Path) -> None:
    """Bring the page's table to what the results say."""
    rows = {case.name: read_rows(case, root) for case in CASES.values()}
    page = root / PAGE
    page.write_text(with_table(page.read_text(encoding="utf-8"), table(rows)), encoding="utf-8")


def with_table(page: str, lines: str) -> str:
    """The page with other lines between its markers.

    :raises BenchError: the page has lost its markers.
    """
    before, begin, rest = page.partition(_BEGIN)
    _old, end, after = rest.partition(_END)
    if not (begin and end):
        raise BenchError(f"{PAGE} has lost its lines {_BEGIN} and {_END}: put them back")
    return f"{before}{begin}\n\n{lines}\n{end}{after}"


def table(rows: dict[str, list[dict[str, Any]]]) -> str:
    """Medians of all cases that have results, in the order of CASES."""
    lines = [
        "| case | size | subject | seconds | CPU seconds | peak MiB | requests | times ours |",
        "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for case in CASES.values():
        for _size, of_one_size in groupby(rows.get(case.name, []), key=itemgetter("size")):
            lines += _lines(case, list(of_one_size))
    return "\n".join(lines) + "\n"


def _lines(case: Case, rows: Sequence[dict[str, Any]]) -> list[str]:
    measurements = measurements_of(rows)
    found = ratios(measurements, case.measure)
    return [
        f"| {case.name} | {row['size']} {case.unit} | {_subject(row)} "
        f"| {measurement.median('seconds'):.3f} | {measurement.median('cpu_seconds'):.3f} "
        f"| {_memory(case, measurement) / 2**20:.0f} | {_number(measurement.requests)} "
        f"| {'' if measurement.subject == OURS else format(found[measurement.subject], '.2f')} |"
        for row, measurement in zip(rows, measurements, strict=True)
    ]


def _memory(case: Case, measurement: Measurement) -> float:
    """The most of all rounds; where memory is what is compared, what the ratio is made of."""
    return measurement.median(case.measure) if case.measure == "peak_memory" else measurement.peak_memory


def _subject(row: dict[str, Any]) -> str:
    measured_on = row.get("extrapolated_from")
    return f"{row['subject']} (extrapolated from {measured_on})" if measured_on else str(row["subject"])


def _number(requests: float | None) -> str:
    return "" if requests is None else f"{requests:.0f}"
