"""benchmarks/results/<case>.json: a row for each subject of the last run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .cases import Case
from .machine import machine, versions
from .measurement import Measurement, Round

__all__ = ["RESULTS", "measurements_of", "read_rows", "rows_of", "write_rows"]

RESULTS = Path("benchmarks") / "results"


def rows_of(case: Case, size: int, measurements: Sequence[Measurement], root: Path) -> list[dict[str, Any]]:
    """What is kept of a run: a row has all that is needed to judge it alone."""
    on = machine()
    return [
        {
            "case": case.name,
            "subject": measurement.subject,
            "size": size,
            "seconds": [round(turn.seconds, 6) for turn in measurement.rounds],
            "cpu_seconds": [round(turn.cpu_seconds, 6) for turn in measurement.rounds],
            "peak_memory_bytes": measurement.peak_memory,
            "versions": versions(measurement.subject, case.place, root),
            "machine": on,
        }
        for measurement in measurements
    ]


def write_rows(rows: Sequence[dict[str, Any]], case: Case, root: Path) -> None:
    """Replace the results of a case."""
    path = root / RESULTS / f"{case.name}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def read_rows(case: Case, root: Path) -> list[dict[str, Any]]:
    """The last results of a case; none when it was never run."""
    path = root / RESULTS / f"{case.name}.json"
    if not path.is_file():
        return []
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return rows


def measurements_of(rows: Sequence[dict[str, Any]]) -> list[Measurement]:
    """Rows as they were measured."""
    return [
        Measurement(
            row["subject"],
            tuple(
                Round(seconds, cpu_seconds, row["peak_memory_bytes"])
                for seconds, cpu_seconds in zip(row["seconds"], row["cpu_seconds"], strict=True)
            ),
        )
        for row in rows
    ]
