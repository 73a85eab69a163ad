"""The chart repository inside the test cluster, in both ways that Helm knows.

HTTP: http://charts.charts.svc/ and OCI without TLS: oci://charts.charts.svc/charts/<chart>.
"""

from __future__ import annotations

import json
from typing import Any, Protocol

__all__ = ["HTTP_URL", "OCI_URL", "install"]

HTTP_URL = "http://charts.charts.svc/"
OCI_URL = "oci://charts.charts.svc/charts"

_NAME = "charts"
_LABELS = {"app.kubernetes.io/name": _NAME}
_READY_SECONDS = 60


class Kubectl(Protocol):
    """Runs kubectl against the test cluster, raises when it fails and returns what it printed."""

    def __call__(self, *arguments: str, stdin: str | None = None) -> str: ...


def install(kubectl: Kubectl) -> None:
    """Apply the repository and wait until it answers; kubectl raises when it does not within a minute."""
    objects = {"apiVersion": "v1", "kind": "List", "items": [_namespace(), _deployment(), _service()]}
    kubectl("apply", "--server-side", "--filename", "-", stdin=json.dumps(objects))
    kubectl("rollout", "status", "--namespace", _NAME, f"deployment/{_NAME}", f"--timeout={_READY_SECONDS}s")


def _namespace() -> dict[str, Any]:
    labels = {"pod-security.kubernetes.io/enforce": "restricted"}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": _NAME, "labels": labels}}


def _deployment() -> dict[str, Any]:
    container = {
        "name": "server",
        "image": "slipway.test/charts:1",
        "imagePullPolicy": "IfNotPresent",
        "ports": [{"name": "http", "containerPort": 8080}],
        "readinessProbe": {"httpGet": {"path": "/ready", "port": "http"}, "periodSeconds": 1},
        "resources": {"requests": {"cpu": "1m", "memory": "16Mi"}},
        "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
    }
    pod = {
        "automountServiceAccountToken": False,
        "containers": [container],
        "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
        "terminationGracePeriodSeconds": 0,
    }
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": _NAME, "namespace": _NAME, "labels": _LABELS},
        "spec": {
            "replicas": 1,
            "selector": {"matchLabels": _LABELS},
            "template": {"metadata": {"labels": _LABELS}, "spec": pod},
        },
    }


def _service() -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": _NAME, "namespace": _NAME, "labels": _LABELS},
        "spec": {"selector": _LABELS, "ports": [{"name": "http", "port": 80, "targetPort": "http"}]},
    }
