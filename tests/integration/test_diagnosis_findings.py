"""Each finding, seen on the real cluster."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import connect
from slipway.diagnosis.diagnose import diagnose
from slipway.diagnosis.finding import ERROR, WARNING, Finding
from tests.fixtures.diagnosis import first_finding
from tests.fixtures.real_cluster import RealCluster

_IMAGE = "slipway.test/busybox:1"


@pytest.fixture
def install(cluster: RealCluster, namespace: str, charts_folder: Path) -> Any:
    def install(chart: str, *arguments: str, check: bool = True) -> None:
        folder = str(charts_folder / chart)
        cluster.helm("install", "shop", folder, "--namespace", namespace, *arguments, check=check, timeout=120)

    return install


@pytest.fixture
def create(cluster: RealCluster, namespace: str) -> Any:
    def create(kind: str, name: str, spec: dict[str, Any], **metadata: Any) -> None:
        versions = {"Pod": "v1", "ResourceQuota": "v1", "Job": "batch/v1"}
        manifest = {
            "apiVersion": versions[kind],
            "kind": kind,
            "metadata": {"name": name, "namespace": namespace, **metadata},
            "spec": spec,
        }
        cluster.kubectl("create", "-f", "-", stdin=json.dumps(manifest))

    return create


def _runs(*command: str, **more: Any) -> dict[str, Any]:
    main = {"name": "main", "image": _IMAGE, "command": list(command), **more}
    return {"restartPolicy": "Never", "terminationGracePeriodSeconds": 0, "containers": [main]}


def _evidence(finding: Finding, words: str) -> bool:
    return any(words in quote for quote in finding.evidence)


def test_a_healthy_app_has_no_finding(client: Client, namespace: str, install: Any) -> None:
    install("good", "--wait", "--timeout", "90s")
    assert diagnose(client, namespace) == []


def test_an_empty_namespace_has_no_finding(client: Client, namespace: str) -> None:
    assert diagnose(client, namespace) == []


def test_an_image_that_cannot_be_pulled(client: Client, namespace: str, install: Any) -> None:
    install("broken-image")
    finding = first_finding(client, namespace, "image_cannot_be_pulled")
    assert finding.severity == ERROR
    assert finding.name.startswith("shop-web-")
    assert _evidence(finding, "image registry.invalid/missing:1")
    assert _evidence(finding, "registry.invalid")


def test_a_pod_that_no_node_takes(client: Client, namespace: str, install: Any) -> None:
    install("unschedulable")
    finding = first_finding(client, namespace, "unschedulable")
    assert finding.severity == ERROR
    assert _evidence(finding, "nodes are available")
    assert "nodeSelector" in finding.next_step


def test_a_crash_loop(client: Client, namespace: str, install: Any) -> None:
    install("crashing")
    finding = first_finding(client, namespace, "crash_loop", ERROR)  # a warning while it runs again
    assert "exit code 1" in finding.summary


def test_memory_beyond_the_limit(client: Client, namespace: str, create: Any) -> None:
    limit = {"limits": {"memory": "16Mi"}}
    create("Pod", "greedy", _runs("sh", "-c", "exec tail -c 200m /dev/zero", resources=limit))
    finding = first_finding(client, namespace, "out_of_memory")
    assert (finding.severity, finding.name) == (ERROR, "greedy")
    assert _evidence(finding, "OOMKilled")


def test_a_failed_hook(client: Client, namespace: str, install: Any) -> None:
    install("failing-hook", check=False)
    finding = first_finding(client, namespace, "hook_failed")
    assert (finding.kind, finding.name) == ("Job", "shop-hook")
    assert finding.summary == (
        "The pre-install, pre-upgrade hook failed: its pods failed as often as its backoffLimit allows."
    )
    assert _evidence(finding, "exit code 3")


def test_a_hook_that_ran_too_long(client: Client, namespace: str, create: Any) -> None:
    spec = {"activeDeadlineSeconds": 1, "template": {"spec": _runs("sleep", "600")}}
    create("Job", "migrate", spec, annotations={"helm.sh/hook": "pre-install"})
    finding = first_finding(client, namespace, "hook_failed")
    assert "it ran longer than its activeDeadlineSeconds" in finding.summary


def test_a_failed_job_that_is_no_hook(client: Client, namespace: str, create: Any) -> None:
    create("Job", "report", {"backoffLimit": 0, "template": {"spec": _runs("false")}})
    assert first_finding(client, namespace, "job_failed").severity == ERROR


def test_a_failed_job_that_was_deleted(client: Client, cluster: RealCluster, namespace: str, create: Any) -> None:
    create("Job", "report", {"backoffLimit": 0, "template": {"spec": _runs("false")}})
    first_finding(client, namespace, "job_failed")
    cluster.kubectl("delete", "job", "report", "--namespace", namespace)
    finding = first_finding(client, namespace, "job_failed")
    assert (finding.severity, finding.name) == (WARNING, "report")


def test_a_quota_without_room(client: Client, namespace: str, create: Any, install: Any) -> None:
    create("ResourceQuota", "small", {"hard": {"requests.memory": "64Mi"}})
    install("too-greedy")
    finding = first_finding(client, namespace, "quota_refused_pod")
    assert (finding.kind, finding.name) == ("Deployment", "shop-web")
    assert "no room" in finding.summary
    assert _evidence(finding, "exceeded quota: small")


def test_a_quota_that_wants_limits_stated(client: Client, namespace: str, create: Any, install: Any) -> None:
    create("ResourceQuota", "strict", {"hard": {"limits.cpu": "4"}})
    install("good")
    finding = first_finding(client, namespace, "quota_refused_pod")
    assert "do not state" in finding.summary
    assert _evidence(finding, "must specify limits.cpu")


def test_a_pod_that_breaks_pod_security(client: Client, cluster: RealCluster, namespace: str, install: Any) -> None:
    cluster.kubectl("label", "namespace", namespace, "pod-security.kubernetes.io/enforce=restricted")
    install("insecure")
    finding = first_finding(client, namespace, "pod_security_refused_pod")
    assert (finding.kind, finding.name) == ("Deployment", "shop-web")
    assert _evidence(finding, "privileged")


def test_a_job_whose_pod_breaks_pod_security(client: Client, cluster: RealCluster, namespace: str, create: Any) -> None:
    cluster.kubectl("label", "namespace", namespace, "pod-security.kubernetes.io/enforce=restricted")
    create("Job", "migrate", {"template": {"spec": _runs("true")}}, annotations={"helm.sh/hook": "pre-install"})
    finding = first_finding(client, namespace, "pod_security_refused_pod")
    assert (finding.kind, finding.name) == ("Job", "migrate")


def test_a_service_account_that_is_missing(client: Client, namespace: str, create: Any) -> None:
    create("Job", "migrate", {"template": {"spec": {**_runs("true"), "serviceAccountName": "missing"}}})
    finding = first_finding(client, namespace, "pod_refused")
    assert _evidence(finding, 'serviceaccount "missing" not found')


def test_a_one_off_pod_that_failed(client: Client, namespace: str, create: Any) -> None:
    create("Pod", "one-off", _runs("sh", "-c", "exit 7"))
    finding = first_finding(client, namespace, "pod_failed")
    assert (finding.name, finding.summary) == ("one-off", "The pod failed with exit code 7.")


def test_what_we_may_not_read_is_told_and_not_taken_for_health(cluster: RealCluster, namespace: str) -> None:
    options = {"kubeconfig": str(cluster.kubeconfig), "impersonate_user": "nobody-at-all"}
    stranger = Client(connect(options, {}))
    findings = diagnose(stranger, namespace)
    stranger.close()
    assert {finding.code for finding in findings} == {"cannot_be_read"}
    assert len(findings) == 5
    assert all("may not list" in finding.summary or "403" in finding.summary for finding in findings)


def test_with_a_selector_only_the_apps_own_objects_are_told(client: Client, namespace: str, create: Any) -> None:
    create("Pod", "mine", _runs("false"), labels={"app": "mine"})
    create("Pod", "other", _runs("false"), labels={"app": "other"})
    first_finding(client, namespace, "pod_failed")
    assert {finding.name for finding in diagnose(client, namespace, selector="app=other")} <= {"other"}
