"""Each test chart does on the real cluster what its name says: other tests build on that."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.real_cluster import RealCluster

Install = Callable[..., str]

QUOTA = {
    "apiVersion": "v1",
    "kind": "ResourceQuota",
    "metadata": {"name": "small"},
    "spec": {"hard": {"requests.memory": "64Mi"}},
}


@pytest.fixture
def install(cluster: RealCluster, namespace: str, charts_folder: Path) -> Install:
    """Install the chart of this name as release `app`, in a namespace with restricted pod security."""
    cluster.kubectl("label", "namespace", namespace, "pod-security.kubernetes.io/enforce=restricted")

    def helm_install(chart: str, *arguments: str, check: bool = True) -> str:
        folder = str(charts_folder / chart)
        return cluster.helm("install", "app", folder, "--namespace", namespace, *arguments, check=check)

    return helm_install


def test_good_becomes_ready(install: Install) -> None:
    assert "app serves its message on port 8080" in install("good", "--wait", "--timeout", "50s")


def test_slow_prints_ticks_with_their_time(cluster: RealCluster, namespace: str, install: Install) -> None:
    install("slow", "--set", "seconds=2")
    ticks = cluster.kubectl("logs", "job/app-hook", "--namespace", namespace, "--timestamps").splitlines()
    assert len(ticks) == 2
    for number, tick in enumerate(ticks, start=1):
        logged = re.fullmatch(rf"(\S+) tick {number} (\S+\.\d{{6}}Z)", tick)
        assert logged is not None
        assert logged[2] < logged[1]


def test_failing_hook_prints_three_lines_and_exits_with_3(
    cluster: RealCluster, namespace: str, install: Install
) -> None:
    assert "BackoffLimitExceeded" in install("failing-hook", check=False)
    assert len(cluster.kubectl("logs", "job/app-hook", "--namespace", namespace).splitlines()) == 3
    (pod,) = cluster.get("pods", "--namespace", namespace)["items"]
    assert pod["status"]["containerStatuses"][0]["state"]["terminated"]["exitCode"] == 3


def test_bad_template_cannot_be_rendered(install: Install) -> None:
    assert "this chart is broken on purpose" in install("bad-template", check=False)


def test_needs_values_names_the_value_that_is_missing(install: Install) -> None:
    assert "owner" in install("needs-values", check=False)


def test_notes_secret_prints_the_password_twice(cluster: RealCluster, namespace: str, install: Install) -> None:
    assert "planted" in install("notes-secret", "--set", "password=planted")
    assert "planted" in cluster.kubectl("logs", "job/app-hook", "--namespace", namespace)


def test_broken_image_cannot_be_pulled(cluster: RealCluster, namespace: str, install: Install) -> None:
    install("broken-image")
    wait_for_waiting_reason(cluster, namespace, "ImagePullBackOff")


def test_crashing_loops(cluster: RealCluster, namespace: str, install: Install) -> None:
    install("crashing")
    wait_for_waiting_reason(cluster, namespace, "CrashLoopBackOff")


def test_unschedulable_finds_no_node(cluster: RealCluster, namespace: str, install: Install) -> None:
    install("unschedulable")
    reason = "jsonpath={.status.conditions[?(@.type=='PodScheduled')].reason}"
    wait_for_the_pod(cluster, namespace, f"--for={reason}=Unschedulable")


def test_too_greedy_is_refused_by_a_small_quota(cluster: RealCluster, namespace: str, install: Install) -> None:
    cluster.kubectl("create", "--namespace", namespace, "--filename", "-", stdin=json.dumps(QUOTA))
    quota_is_known = "--for=jsonpath={.status.hard}"
    cluster.kubectl("wait", quota_is_known, "resourcequota/small", "--namespace", namespace, "--timeout=30s")
    install("too-greedy")
    assert "exceeded quota: small" in replica_failure(cluster, namespace)


def test_insecure_is_refused_by_pod_security(cluster: RealCluster, namespace: str, install: Install) -> None:
    install("insecure")
    assert "violates PodSecurity" in replica_failure(cluster, namespace)


def wait_for_waiting_reason(cluster: RealCluster, namespace: str, reason: str) -> None:
    condition = f"--for=jsonpath={{.status.containerStatuses[0].state.waiting.reason}}={reason}"
    wait_for_the_pod(cluster, namespace, condition)


def wait_for_the_pod(cluster: RealCluster, namespace: str, condition: str) -> None:
    pod = ("pod", "--selector", "app.kubernetes.io/instance=app", "--namespace", namespace)
    cluster.kubectl("wait", "--for=create", *pod, "--timeout=30s")
    cluster.kubectl("wait", condition, *pod, "--timeout=50s")


def replica_failure(cluster: RealCluster, namespace: str) -> str:
    """Return why the deployment's pods were refused, once the controller has said so."""
    failed = "--for=condition=ReplicaFailure"
    cluster.kubectl("wait", failed, "deployment/app-web", "--namespace", namespace, "--timeout=30s")
    deployment: dict[str, Any] = cluster.get("deployment", "app-web", "--namespace", namespace)
    conditions = {entry["type"]: entry["message"] for entry in deployment["status"]["conditions"]}
    return str(conditions["ReplicaFailure"])
