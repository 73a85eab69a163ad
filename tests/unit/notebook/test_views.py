"""What a person sees: findings with their next step, and the logs that findings are about first."""

from __future__ import annotations

from pathlib import Path

import pytest

from slipway.diagnosis.finding import ERROR, WARNING, Finding
from slipway.logs.capture import Capture, CapturedLog
from slipway.notebook.views import LAST_LINES, FindingsView, LogsView

_FINDING = Finding(
    "hook_failed", ERROR, "Job", "shop", "migrate", "The hook failed.", "read its log", ("<b>quote</b>",)
)


@pytest.fixture
def capture(tmp_path: Path) -> Capture:
    logs = []
    for pod in ("a-web", "migrate-x"):
        (tmp_path / pod).mkdir()
        (tmp_path / pod / "main.log").write_text("".join(f"{pod} <i>line</i> {index}\n" for index in range(30)))
        logs.append(CapturedLog(pod, "main", previous=False, path=f"{pod}/main.log", lines=30, truncated=False))
    return Capture(str(tmp_path), "shop", "", tuple(logs), ("the log of container x could not be read",))


def test_a_finding_is_told_with_its_object_next_step_and_evidence() -> None:
    assert repr(FindingsView([_FINDING])).splitlines() == [
        "error: Job/migrate in shop: The hook failed.",
        "  next step: read its log",
        "  evidence: <b>quote</b>",
    ]


def test_markup_in_evidence_is_shown_and_not_used() -> None:
    page = FindingsView([_FINDING])._repr_html_()
    assert "&lt;b&gt;quote&lt;/b&gt;" in page
    assert "<b>" not in page


@pytest.mark.parametrize(
    ("severity", "look"), [(ERROR, "slipway-error"), (WARNING, "slipway-warning"), ("x>", "slipway-warning")]
)
def test_the_severity_is_seen(severity: str, look: str) -> None:
    finding = Finding("code", severity, "Pod", "shop", "web", "summary", "step")
    assert look in FindingsView([finding])._repr_html_()
    assert "x>" not in FindingsView([finding])._repr_html_()


def test_without_findings_the_next_step_is_told() -> None:
    assert "Look at the events" in repr(FindingsView([]))
    assert "Look at the events" in FindingsView([])._repr_html_()


def test_the_log_that_a_finding_is_about_comes_first_and_open(capture: Capture) -> None:
    page = LogsView([capture], [_FINDING])._repr_html_()
    assert page.index("migrate-x/main.log") < page.index("a-web/main.log")
    assert page.count("<details open>") == 1


def test_only_the_end_of_a_log_is_shown_and_its_markup_escaped(capture: Capture) -> None:
    page = LogsView([capture])._repr_html_()
    assert f"(30 lines, the last {LAST_LINES} shown)" in page
    assert "a-web &lt;i&gt;line&lt;/i&gt; 29" in page
    assert " 9\n" not in page


def test_what_could_not_be_captured_is_told(capture: Capture) -> None:
    assert "the log of container x could not be read" in LogsView([capture])._repr_html_()
    assert "the log of container x could not be read" in repr(LogsView([capture]))


def test_without_logs_that_is_told() -> None:
    assert repr(LogsView([])) == "No container has written a log."
