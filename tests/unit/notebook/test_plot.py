"""Pod state over time: the spans that a status still knows, and a picture of them."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.logs.containers import containers
from slipway.notebook.plot import MOST_LANES, spans, timeline
from tests.unit.diagnosis.cases import NOW, ago, container, event, pod, snapshot, terminated

_RUNNING = {"running": {"startedAt": ago(20)}}
_BACK_OFF = {"waiting": {"reason": "CrashLoopBackOff"}}


def _spans(**status: Any) -> list[tuple[str, float, float]]:
    given = pod("web-1", container("web", **status))
    [web] = containers(given)
    minutes = 60.0
    return [
        (span.state, (NOW - span.start).total_seconds() / minutes, (NOW - span.end).total_seconds() / minutes)
        for span in spans(given, web, NOW)
    ]


def test_a_container_that_never_started_waits_since_its_pod_was_made() -> None:
    assert _spans(state={"waiting": {"reason": "ImagePullBackOff"}}) == [("not started", 30, 0)]


def test_a_running_container_runs_until_now() -> None:
    assert _spans(state=_RUNNING, ready=True) == [("not started", 30, 20), ("running, ready", 20, 0)]


def test_a_crash_loop_shows_its_last_run_and_the_wait_after_it() -> None:
    assert _spans(state=_BACK_OFF, lastState=terminated(1, minutes=5), restartCount=4) == [
        ("earlier runs, not recorded", 30, 6),
        ("ended with an error", 6, 5),
        ("waits to restart", 5, 0),
    ]


def test_a_restarted_container_shows_both_runs() -> None:
    assert _spans(state=_RUNNING, lastState=terminated(0, "Completed", minutes=25), restartCount=1) == [
        ("not started", 30, 26),
        ("ended well", 26, 25),
        ("waits to restart", 25, 20),
        ("running, not ready", 20, 0),
    ]


def test_clocks_that_disagree_draw_nothing_backwards() -> None:
    assert all(start >= end for _, start, end in _spans(state={"running": {"startedAt": ago(-5)}}))


@pytest.mark.parametrize("count", [0, 1, MOST_LANES + 5])
def test_the_picture_is_a_png_with_a_text_for_those_who_cannot_see_it(count: int) -> None:
    pods = [pod(f"web-{index}$x^$", container("web", state=_RUNNING)) for index in range(count)]
    events = [event("Pod/web-0$x^$", "Unhealthy", "probe failed")]
    data, metadata = timeline([snapshot(pods=pods, events=events)])._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")
    assert metadata["image/png"]["alt"] == data["text/plain"]
    assert f"{min(count, MOST_LANES)} containers" in data["text/plain"]
    assert ("5 more left out" in data["text/plain"]) == (count > MOST_LANES)
