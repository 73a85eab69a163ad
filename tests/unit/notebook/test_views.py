"""What a person sees: findings with their next step, and the logs that findings are about first."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from slipway.diagnosis.finding import ERROR, WARNING, Finding
from slipway.logs.capture import Capture, CapturedLog
from slipway.notebook.views import LAST_LINES, FindingsView, LogsView, TableView

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
    assert repr(FindingsView("web", [_FINDING])).splitlines() == [
        "error: Job/migrate in shop: The hook failed.",
        "  next step: read its log",
        "  evidence: <b>quote</b>",
    ]


def test_markup_in_evidence_is_shown_and_not_used() -> None:
    page = FindingsView("web", [_FINDING])._repr_html_()
    assert "&lt;b&gt;quote&lt;/b&gt;" in page
    assert "<b>" not in page


@pytest.mark.parametrize(
    ("severity", "look"), [(ERROR, "slipway-error"), (WARNING, "slipway-warning"), ("x>", "slipway-warning")]
)
def test_the_severity_is_seen(severity: str, look: str) -> None:
    finding = Finding("code", severity, "Pod", "shop", "web", "summary", "step")
    assert look in FindingsView("web", [finding])._repr_html_()
    assert "x>" not in FindingsView("web", [finding])._repr_html_()


def test_an_app_with_nothing_wrong_is_said_to_be_well_and_where_to_look() -> None:
    for shown in (repr(FindingsView("web", [])), FindingsView("web", [])._repr_html_()):
        assert "Nothing wrong was found with web. If it does not work, look at its events" in shown


def test_what_is_wrong_with_others_is_told_in_short_after_the_app() -> None:
    assert repr(FindingsView("web", [], [_FINDING])).splitlines()[1:] == [
        "Also in this namespace:",
        "  error: hook_failed: Job/migrate in shop: The hook failed.",
    ]


def test_findings_about_others_are_folded_and_no_boxes_of_the_app() -> None:
    page = FindingsView("web", [], [_FINDING])._repr_html_()
    assert page.index("Nothing wrong was found with web") < page.index("<summary>Also in this namespace: 1</summary>")
    assert "slipway-error" not in page
    assert "<details open" not in page


def test_rows_of_others_come_folded_after_the_apps_own() -> None:
    own, others = pd.DataFrame({"pod": ["web-1"]}), pd.DataFrame({"pod": ["other-1"]})
    page = TableView(own, "none", others)._repr_html_()
    assert page.index("web-1") < page.index("Also in this namespace: 1") < page.index("other-1")
    assert repr(TableView(own, "none", others)).splitlines()[-3] == "Also in this namespace:"


def test_logs_of_others_come_folded_after_the_apps_own(capture: Capture) -> None:
    view = LogsView([capture], [], lambda namespace, pod: (namespace, pod) == ("shop", "migrate-x"))
    page, lines = view._repr_html_(), repr(view)
    assert page.index("migrate-x/main.log") < page.index("Also in this namespace: 1") < page.index("a-web/main.log")
    assert lines.index("migrate-x/main.log") < lines.index("Also in this namespace:") < lines.index("a-web/main.log")


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
