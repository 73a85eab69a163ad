"""Tables of pods and events: kubectl's words, safe to show."""

from __future__ import annotations

import pytest

from slipway.logs.redact import Redactor
from slipway.notebook.tables import events_table, pods_table
from slipway.notebook.views import TableView
from tests.unit.diagnosis.cases import ago, container, event, pod, snapshot, terminated

_RUNNING = {"running": {"startedAt": ago(20)}}


def test_a_pod_is_a_row_as_kubectl_shows_it() -> None:
    web = pod("web-1", container("web", state=_RUNNING, ready=True, restartCount=2), container("side", state=_RUNNING))
    table = pods_table([snapshot(pods=[web])])
    assert table.to_dict("records") == [
        {
            "namespace": "shop",
            "pod": "web-1",
            "status": "Running",
            "ready": "1/2",
            "restarts": 2,
            "age": "30m",
            "node": "",
        }
    ]


@pytest.mark.parametrize(
    ("given", "status"),
    [
        pytest.param(
            pod("p", container("c", state={"waiting": {"reason": "ImagePullBackOff"}})), "ImagePullBackOff", id="waits"
        ),
        pytest.param(pod("p", container("c", state=terminated(1))), "Error", id="crashed"),
        pytest.param(
            pod("p", container("c", state=terminated(0, "Completed")), phase="Succeeded"), "Completed", id="done"
        ),
        pytest.param(pod("p", phase="Failed", reason="Evicted"), "Evicted", id="evicted"),
        pytest.param(
            pod("p", container("c", state={"waiting": {"reason": "ContainerCreating"}}), phase="Pending"),
            "Pending",
            id="starts",
        ),
    ],
)
def test_the_status_says_what_matters_most(given: dict[str, object], status: str) -> None:
    assert pods_table([snapshot(pods=[given])])["status"].tolist() == [status]


def test_events_are_newest_first_and_redacted() -> None:
    events = [event("Pod/a", "Old", "x", minutes=9), event("Pod/b", "New", "key hunter2", minutes=1, count=3)]
    table = events_table([snapshot(events=events)], Redactor({"password": "hunter2"}))
    assert table["reason"].tolist() == ["New", "Old"]
    assert table.loc[0, "message"] == "key [redacted]"
    assert table.loc[0, "count"] == 3
    assert table.loc[0, "object"] == "Pod/b"
    assert table.loc[0, "time"] == "2026-01-02 11:59:00"


def test_only_the_newest_events_are_kept() -> None:
    events = [event("Pod/a", f"R{minutes}", "x", minutes=minutes) for minutes in range(50)]
    assert events_table([snapshot(events=events)], Redactor(), most=2)["reason"].tolist() == ["R0", "R1"]


def test_a_hostile_message_is_escaped_for_terminal_and_page() -> None:
    hostile = event("Pod/a", "Failed", "<script>alert(1)</script>\x1b[2J" + "x" * 300)
    view = TableView(events_table([snapshot(events=[hostile])], Redactor()), "none")
    assert "\x1b" not in repr(view)
    assert "<script>" not in view._repr_html_()
    assert "x" * 300 in view._repr_html_()


def test_an_empty_table_says_so() -> None:
    view = TableView(pods_table([snapshot()]), "There is no pod.")
    assert repr(view) == "There is no pod."
    assert view._repr_html_() == "<p>There is no pod.</p>"
