"""benchmarks/results/<case>.json: a row for each subject of the last run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .cases import Case
from .machine import machine, versions
from .measurement import Measurement, Round
from .projects.inputs import INPUTS, LOOP, LOOP_SIZE, PROJECTS_PER_CLUSTER

__all__ = ["RESULTS", "circumstances", "measurements_of", "read_rows", "rows_of", "write_rows"]

RESULTS = Path("benchmarks") / "results"


def rows_of(case: Case, size: int, measurements: Sequence[Measurement], root: Path) -> list[dict[str, Any]]:
    """What is kept of a run: a row has all that is needed to judge it alone."""
    on = machine()
    return [
        {
            "case": case.name,
            "subject": measurement.subject,
            "size": size,
            **circumstances(case, size, measurement),
            "seconds": [round(turn.seconds, 6) for turn in measurement.rounds],
            "cpu_seconds": [round(turn.cpu_seconds, 6) for turn in measurement.rounds],
            "peak_memory_bytes": measurement.peak_memory,
            "versions": versions(measurement.subject, case.place, root),
            "machine": on,
        }
        for measurement in measurements
    ]


def circumstances(case: Case, size: int, measurement: Measurement) -> dict[str, Any]:
    """What only some cases have to say of a subject."""
    told: dict[str, Any] = {}
    if case.work.startswith("projects-"):
        told["input"] = INPUTS[measurement.subject]
        if measurement.subject == LOOP and size > LOOP_SIZE:
            told["extrapolated_from"] = LOOP_SIZE
    if case.work == "fleet":
        told["input"] = INPUTS[measurement.subject]
        told["projects_per_cluster"] = PROJECTS_PER_CLUSTER
    if case.measure == "peak_memory":
        told["memory_bytes"] = [turn.peak_memory for turn in measurement.rounds]
    requests = [turn.requests for turn in measurement.rounds]
    if None not in requests:
        told["requests"] = requests
    return told


def write_rows(rows: Sequence[dict[str, Any]], case: Case, root: Path) -> None:
    """Replace the results of a case; those of its other size stay."""
    sizes = {case.size, case.also} - {row["size"] for row in rows}
    kept = [row for row in read_rows(case, root) if case.also and row["size"] in sizes]
    path = root / RESULTS / f"{case.name}.json"
    path.parent.mkdir(exist_ok=True)
    written = sorted([*kept, *rows], key=lambda row: row["size"])
    path.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


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
                Round(seconds, cpu_seconds, peak_memory, requests)
                for seconds, cpu_seconds, peak_memory, requests in zip(
                    row["seconds"],
                    row["cpu_seconds"],
                    row.get("memory_bytes") or [row["peak_memory_bytes"]] * len(row["seconds"]),
                    row.get("requests") or [None] * len(row["seconds"]),
                    strict=True,
                )
            ),
        )
        for row in rows
    ]
