"""The rule on pods that the API server refuses: quota, pod security, and others told apart."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.diagnosis.admission import pod_refused
from tests.unit.diagnosis.cases import event, job, snapshot

_QUOTA = 'pods "web-x" is forbidden: exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1'
_UNSTATED = 'pods "web-x" is forbidden: failed quota: small: must specify limits.cpu for: web'
_SECURITY = 'pods "web-x" is forbidden: violates PodSecurity "restricted:latest": privileged (container "web" …)'
_ACCOUNT = (
    'pods "web-x" is forbidden: error looking up service account shop/missing: serviceaccount "missing" not found'
)


def _replica_set(message: str, status: str = "True") -> dict[str, Any]:
    condition = {"type": "ReplicaFailure", "status": status, "reason": "FailedCreate", "message": message}
    owner = {"controller": True, "kind": "Deployment", "name": "web"}
    return {
        "metadata": {"name": "web-75c4", "uid": "uid-web-75c4", "ownerReferences": [owner]},
        "status": {"conditions": [condition]},
    }


@pytest.mark.parametrize(
    ("message", "code", "step"),
    [
        pytest.param(_QUOTA, "quota_refused_pod", "raise the quota", id="no-room"),
        pytest.param(_UNSTATED, "quota_refused_pod", "set the requests and limits", id="limits-not-stated"),
        pytest.param(_SECURITY, "pod_security_refused_pod", "securityContext", id="pod-security"),
        pytest.param(_ACCOUNT, "pod_refused", "service account", id="service-account"),
    ],
)
def test_the_cause_is_told_apart_and_names_the_deployment(message: str, code: str, step: str) -> None:
    refused = event("ReplicaSet/web-75c4", "FailedCreate", message)
    [finding] = pod_refused(snapshot(replica_sets=[_replica_set(message)], events=[refused]))
    assert (finding.code, finding.kind, finding.name) == (code, "Deployment", "web")
    assert step in finding.next_step
    assert message in finding.evidence[0]


def test_a_replica_set_that_could_create_its_pods_after_all_is_fine() -> None:
    namespace = snapshot(
        replica_sets=[_replica_set(_QUOTA, status="False")],
        events=[event("ReplicaSet/web-75c4", "FailedCreate", _QUOTA)],
    )
    assert not list(pod_refused(namespace))


def test_a_job_whose_pod_is_refused_is_found_by_its_event() -> None:
    refused = event("Job/migrate", "FailedCreate", _SECURITY)
    [finding] = pod_refused(snapshot(jobs=[job("migrate", hook="pre-install")], events=[refused]))
    assert (finding.code, finding.kind, finding.name) == ("pod_security_refused_pod", "Job", "migrate")


def test_a_controller_that_created_its_pod_later_is_fine() -> None:
    events = [
        event("StatefulSet/db", "FailedCreate", _QUOTA, minutes=5),
        event("StatefulSet/db", "SuccessfulCreate", "created", minutes=1),
    ]
    assert not list(pod_refused(snapshot(events=events)))


def test_a_job_that_is_gone_is_not_told() -> None:
    assert not list(pod_refused(snapshot(events=[event("Job/migrate", "FailedCreate", _QUOTA)])))
