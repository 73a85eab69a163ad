"""The repository inside the test cluster gives its charts to both Helm versions, in both ways."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.chart_repository import HTTP_URL, OCI_URL
from tests.fixtures.real_cluster import RealCluster

HELM_IMAGES = [pytest.param("slipway.test/helm:3", id="helm3"), pytest.param("slipway.test/helm:4", id="helm4")]


@pytest.fixture
def run_in_pod(cluster: RealCluster, namespace: str) -> Callable[[str, str], str]:
    """Run a shell command in a pod that restricted pod security accepts; return its log once it succeeded."""
    cluster.kubectl("label", "namespace", namespace, "pod-security.kubernetes.io/enforce=restricted")

    def run(image: str, script: str) -> str:
        cluster.kubectl("create", "--namespace", namespace, "--filename", "-", stdin=json.dumps(_pod(image, script)))
        ended = "--for=jsonpath={.status.containerStatuses[0].state.terminated}"
        cluster.kubectl("wait", ended, "pod/client", "--namespace", namespace, "--timeout=50s")
        log = cluster.kubectl("logs", "client", "--namespace", namespace)
        (container,) = cluster.get("pod", "client", "--namespace", namespace)["status"]["containerStatuses"]
        assert container["state"]["terminated"]["exitCode"] == 0, log
        return log

    return run


@pytest.mark.parametrize("image", HELM_IMAGES)
def test_the_http_repository_gives_the_newest_version(image: str, run_in_pod: Callable[[str, str], str]) -> None:
    log = run_in_pod(image, f"helm show chart good --repo {HTTP_URL}")
    assert "version: 1.1.0" in log


@pytest.mark.parametrize("image", HELM_IMAGES)
def test_the_http_repository_gives_the_version_asked_for(image: str, run_in_pod: Callable[[str, str], str]) -> None:
    log = run_in_pod(image, f"helm template app good --repo {HTTP_URL} --version 1.0.0 --set message=hi")
    assert 'message: "hi"' in log
    assert "chart: 1.1.0" not in log


@pytest.mark.parametrize("image", HELM_IMAGES)
def test_the_oci_registry_gives_the_same_chart(image: str, run_in_pod: Callable[[str, str], str]) -> None:
    log = run_in_pod(
        image,
        f"cd /tmp && mkdir http oci && helm pull good --repo {HTTP_URL} --version 1.1.0 -d http"
        f" && helm pull {OCI_URL}/good --plain-http --version 1.1.0 -d oci && sha256sum */*.tgz",
    )
    sums = [line.split()[0] for line in log.splitlines() if line.endswith(".tgz")]
    assert len(sums) == 2
    assert sums[0] == sums[1]


def test_every_chart_folder_is_served(
    cluster: RealCluster, run_in_pod: Callable[[str, str], str], charts_folder: Path
) -> None:
    index = json.loads(run_in_pod("slipway.test/busybox:1", f"wget -q -O - {HTTP_URL}index.yaml"))
    served = sorted(f"{entry['name']} {entry['version']}" for chart in index["entries"].values() for entry in chart)
    assert served == sorted(_name_and_version(path) for path in charts_folder.glob("*/Chart.yaml"))


def _name_and_version(chart_file: Path) -> str:
    fields = dict(line.split(": ", 1) for line in chart_file.read_text(encoding="utf-8").splitlines())
    return f"{fields['name']} {fields['version']}"


def _pod(image: str, script: str) -> dict[str, Any]:
    container = {
        "name": "client",
        "image": image,
        "command": ["sh", "-c", script],
        "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
    }
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "client"},
        "spec": {
            "automountServiceAccountToken": False,
            "containers": [container],
            "restartPolicy": "Never",
            "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
        },
    }
