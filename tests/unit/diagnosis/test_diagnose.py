"""All rules together: order, safety of what is shown, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slipway.diagnosis.diagnose import findings_in
from slipway.diagnosis.finding import ERROR, LONGEST_EVIDENCE, MOST_EVIDENCE, WARNING, Finding, made_safe
from slipway.diagnosis.snapshot import Snapshot, event_time
from slipway.logs.redact import Redactor
from tests.unit.diagnosis.cases import NOW, ago, container, event, job, pod, snapshot, terminated

_RUNNING = {"running": {"startedAt": ago(20)}}


def test_a_healthy_namespace_has_no_finding() -> None:
    namespace = snapshot(
        pods=[
            pod("web-1", container("web", state=_RUNNING, ready=True)),
            pod("hook-1", container("main", state=terminated(0, "Completed")), phase="Succeeded", owner="Job/hook"),
        ],
        jobs=[job("hook", ("Complete", "CompletionsReached"), hook="pre-install")],
        events=[event("Pod/web-1", "FailedScheduling", "before the node was ready", minutes=25)],
    )
    assert findings_in(namespace) == []


def test_errors_come_before_warnings() -> None:
    namespace = snapshot(
        pods=[
            pod("a", container("web", state=_RUNNING, lastState=terminated(1), restartCount=1)),
            pod("b", container("web", state=terminated(1)), phase="Failed", restart="Never"),
        ]
    )
    assert [finding.severity for finding in findings_in(namespace)] == [ERROR, WARNING]


def test_what_could_not_be_read_is_told() -> None:
    blind = Snapshot(namespace="shop", taken=NOW, unreadable=(("events", "Kubernetes error: 403 Forbidden"),))
    [finding] = findings_in(blind)
    assert (finding.code, finding.severity) == ("cannot_be_read", WARNING)
    assert "events could not be read" in finding.summary


def test_evidence_is_redacted_escaped_and_cut() -> None:
    failed = pod("x", phase="Failed", reason="Evicted", message="password hunter2 \x1b[2J" + "y" * 5000)
    [finding] = findings_in(snapshot(pods=[failed]), Redactor({"password": "hunter2"}))
    assert finding.evidence[0].startswith(r"status Evicted: password [redacted] \x1b[2Jyyy")
    assert len(finding.evidence[0]) < LONGEST_EVIDENCE + 20


def test_a_hostile_name_is_escaped() -> None:
    [finding] = findings_in(snapshot(pods=[pod("a\x1b[2J", phase="Failed")]))
    assert finding.name == r"a\x1b[2J"


def test_evidence_is_bounded_and_not_repeated() -> None:
    quotes = ("same", "same", "", *(f"quote {index}" for index in range(50)))
    safe = made_safe(Finding("code", ERROR, "Pod", "shop", "x", "summary", "step", quotes), Redactor())
    assert safe.evidence[:2] == ("same", "quote 0")
    assert len(safe.evidence) == MOST_EVIDENCE


def test_a_finding_is_plain_data() -> None:
    finding = Finding("code", ERROR, "Pod", "shop", "x", "summary", "step", ("quote",))
    assert finding.as_dict()["evidence"] == ["quote"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"series": {"lastObservedTime": ago(1)}, "lastTimestamp": ago(2), "eventTime": ago(3)}, ago(1)),
        ({"lastTimestamp": ago(2), "eventTime": ago(3)}, ago(2)),
        ({"lastTimestamp": None, "eventTime": ago(3)}, ago(3)),
        ({"metadata": {"creationTimestamp": ago(4)}}, ago(4)),
    ],
)
def test_the_newest_time_of_an_event_counts(fields: dict[str, object], expected: str) -> None:
    found = event_time(fields)
    assert found
    assert found.isoformat().replace("+00:00", "Z") == expected


_BROKEN: dict[str, list[Any]] = {
    "pods": [
        pod("a", container("web", state={"waiting": {"reason": "ImagePullBackOff"}})),
        pod("b", container("web", state=_RUNNING, lastState=terminated(1), restartCount=1), owner="Job/migrate"),
        pod("c", phase="Failed", conditions=[{"type": "PodScheduled", "status": "False", "reason": "Unschedulable"}]),
    ],
    "events": [event("Pod/a", "Failed", "no such host"), event("Job/gone", "DeadlineExceeded", "too long")],
    "jobs": [job("migrate", ("Failed", "BackoffLimitExceeded"), hook="pre-install")],
    "replica_sets": [{"status": {"conditions": [{"type": "ReplicaFailure", "status": "True"}]}, "metadata": {}}],
}
_JUNK = [None, True, 7, -1.5, "", "x", [], [None], ["x"], [[]], [{}], {}, {"x": None}, {"name": {}}]


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """All mappings and lists in the tree, each with each of its keys."""
    for key, branch in list(tree.items() if isinstance(tree, dict) else enumerate(tree)):
        yield tree, key
        if isinstance(branch, (dict, list)):
            yield from _places(branch)


@given(st.data())
def test_a_field_of_any_other_type_raises_nothing(data: st.DataObject) -> None:
    objects = deepcopy(_BROKEN)
    for _ in range(data.draw(st.integers(1, 3))):
        places = [place for items in objects.values() for place in _places(items)]
        holder, key = data.draw(st.sampled_from(places))
        holder[key] = deepcopy(data.draw(st.sampled_from(_JUNK)))
    assert isinstance(findings_in(snapshot(**objects)), list)


def test_the_objects_of_that_test_are_seen_by_most_rules() -> None:
    codes = {finding.code for finding in findings_in(snapshot(**_BROKEN))}
    assert codes == {"hook_failed", "image_cannot_be_pulled", "unschedulable", "crash_loop", "job_failed", "pod_failed"}
