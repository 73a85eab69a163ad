"""Rules on pods that wait: for an image, or for a node."""

from __future__ import annotations

import pytest

from slipway.diagnosis.images import image_cannot_be_pulled
from slipway.diagnosis.scheduling import unschedulable
from tests.unit.diagnosis.cases import container, event, pod, snapshot


def _waiting(reason: str) -> dict[str, object]:
    return {"state": {"waiting": {"reason": reason, "message": "back-off"}}}


@pytest.mark.parametrize("reason", ["ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull"])
def test_a_container_that_waits_for_its_image_is_found(reason: str) -> None:
    [finding] = image_cannot_be_pulled(snapshot(pods=[pod("web-1", container("web", **_waiting(reason)))]))
    assert (finding.code, finding.kind, finding.name) == ("image_cannot_be_pulled", "Pod", "web-1")
    assert "image example.org/web:1" in finding.evidence


def test_the_cause_comes_from_the_last_event_about_that_container() -> None:
    web = pod("web-1", container("web", **_waiting("ImagePullBackOff")))
    events = [
        event("Pod/web-1", "Failed", "no such host", path="spec.containers{web}"),
        event("Pod/web-1", "Failed", "about another one", path="spec.containers{other}"),
        event("Pod/web-2", "Failed", "about another pod", path="spec.containers{web}"),
    ]
    [finding] = image_cannot_be_pulled(snapshot(pods=[web], events=events))
    assert finding.evidence[-1] == "event Failed: no such host"
    assert not [quote for quote in finding.evidence if "another" in quote]


@pytest.mark.parametrize("reason", ["ContainerCreating", "PodInitializing", "CrashLoopBackOff"])
def test_a_container_that_waits_for_something_else_has_its_image(reason: str) -> None:
    assert not list(image_cannot_be_pulled(snapshot(pods=[pod("web-1", container("web", **_waiting(reason)))])))


def _scheduling(status: str, reason: str, message: str = "") -> dict[str, object]:
    condition = {"type": "PodScheduled", "status": status, "reason": reason, "message": message}
    return {"conditions": [condition]}


@pytest.mark.parametrize(
    ("message", "step"),
    [
        ("0/3 nodes are available: 3 Insufficient cpu.", "requests"),
        ("0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.", "nodeSelector"),
        ("0/3 nodes are available: 3 node(s) had untolerated taint(s).", "toleration"),
        ("0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims.", "volume claims"),
        ("something new", "compare"),
    ],
)
def test_a_pod_that_no_node_takes_is_found_with_the_step_for_its_cause(message: str, step: str) -> None:
    waiting = pod("web-1", phase="Pending", **_scheduling("False", "Unschedulable", message))
    [finding] = unschedulable(snapshot(pods=[waiting]))
    assert finding.code == "unschedulable"
    assert step in finding.next_step
    assert message in finding.evidence[0]


def test_a_pod_without_a_condition_is_not_unschedulable() -> None:
    assert not list(unschedulable(snapshot(pods=[pod("web-1", phase="Pending")])))


def test_a_pod_held_back_by_a_gate_is_not_unschedulable() -> None:
    gated = pod("web-1", phase="Pending", **_scheduling("False", "SchedulingGated"))
    assert not list(unschedulable(snapshot(pods=[gated])))


def test_a_pod_that_was_unschedulable_before_is_not_now() -> None:
    placed = pod("web-1", **_scheduling("True", ""))
    events = [event("Pod/web-1", "FailedScheduling", "0/1 nodes are available")]
    assert not list(unschedulable(snapshot(pods=[placed], events=events)))
