"""What docs/kubernetes-log.md says of events and fields is what is written."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from slipway.cluster.reporting.kubernetes_log import EVENTS, SEVERITIES, Fields
from slipway.cluster.reporting.report import Report
from slipway.cluster.request import Request
from slipway.errors import Conflict, Forbidden, Gone, InternalError, InvalidInput, NotFound, TargetRefused
from slipway.resource_attributes import ResourceAttributes

Written = Callable[[], list[dict[str, Any]]]
MakeReport = Callable[..., Report]
DOCUMENT = Path(__file__).parents[4].joinpath("docs", "kubernetes-log.md").read_text(encoding="utf-8")
TYPES: dict[str, tuple[type, str]] = {
    "time": (str, r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"),
    "severity": (str, "|".join(SEVERITIES)),
    "event": (str, "[a-z]+(_[a-z]+)*"),
    "word": (str, "[!-~]+"),
    "origin": (str, r"https?://[a-z0-9.:\[\]-]+"),
    "integer": (int, r"\d+"),
    "number": (float, r"[\d.e-]+"),
}
PRESENT: dict[str, Callable[[dict[str, Any]], bool]] = {
    "always": lambda _line: True,
    "requests": lambda line: line["event"] in ("change", "request", "request_failed"),
    "answers": lambda line: line.get("code") not in ("internal", "target_refused", "invalid_input"),
    "failures": lambda line: line["event"] in ("request_failed", "task_failed"),
    "refusals of the guard": lambda line: line.get("exception") == "TargetRefused",
    "failed tasks": lambda line: line["event"] == "task_failed",
}


def table(heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without backticks."""
    section = DOCUMENT.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `.*\|$", section, re.MULTILINE)
    return [[cell.strip().strip("`") for cell in row.strip("|").split("|")] for row in rows]


def test_the_events_are_those_that_the_command_takes() -> None:
    assert {row[0] for row in table("Events")} == set(EVENTS)


@pytest.fixture
def lines(report_at: MakeReport, written: Written) -> list[dict[str, Any]]:
    """A line of every kind."""
    report = report_at("debug")
    call: dict[str, Any] = {"cluster": "https://10.0.0.1:6443", "seconds": 0.25, "request_id": "a-1"}
    get, create, delete = (
        Request(method, "/x", attributes=ResourceAttributes(verb, "", "v1", "pods", "", "web", "shop", "Pod"))
        for method, verb in (("GET", "get"), ("POST", "create"), ("DELETE", "delete"))
    )
    report.answered(get, status=200, **call)
    report.answered(create, status=201, **call)
    report.failed(get, Forbidden(403, "Forbidden"), **call)
    report.failed(create, Conflict(409, "AlreadyExists"), **call)
    report.failed(delete, NotFound(404, "NotFound"), **call)
    report.failed(get, Gone(410, "Expired"), **call)
    report.failed(get, InternalError("a fault of ours"), **call)
    report.failed(get, TargetRefused("not there", rule="metadata"), **call)
    report.event("task_failed", severity="error", task="managed_app", error=InvalidInput("no"))
    return written()


def test_every_event_is_documented_with_its_severities(lines: list[dict[str, Any]]) -> None:
    documented = {(event, severity) for event, severity, *_when in table("Events")}
    assert {(line["event"], line["severity"]) for line in lines} == documented


def test_every_field_is_documented_once() -> None:
    documented = [field for field, *_more in table("Fields")]
    assert documented == list(dict.fromkeys(documented))
    assert set(documented) == {"time", "severity", "event", "run_id", *get_type_hints(Fields)}


@pytest.mark.parametrize(("field", "kind", "present"), [row[:3] for row in table("Fields")])
def test_a_field_is_there_and_has_the_form_that_is_documented(
    lines: list[dict[str, Any]], field: str, kind: str, present: str
) -> None:
    assert [field in line for line in lines] == [PRESENT[present](line) for line in lines]
    python_type, form = TYPES[kind]
    values = [line[field] for line in lines if field in line]
    assert {type(value) for value in values} == {python_type}
    assert all(re.fullmatch(form, str(value)) for value in values)
