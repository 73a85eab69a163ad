"""The objects that contract tests send: plain manifests, as small as the server takes them."""

from __future__ import annotations

from typing import Any

__all__ = [
    "BUSYBOX",
    "PAUSE",
    "Manifest",
    "config_map",
    "custom_resource_definition",
    "deployment",
    "has_ended",
    "is_running",
    "names",
    "pod",
    "role",
    "role_binding",
]

Manifest = dict[str, Any]

BUSYBOX = "slipway.test/busybox:1"
PAUSE = "slipway.test/pause:1"


def names(items: list[Manifest]) -> list[str]:
    """The names of objects, in the order they have."""
    return [str(item["metadata"]["name"]) for item in items]


def is_running(pod: Manifest) -> bool:
    """Whether all containers of a pod run."""
    statuses = pod["status"].get("containerStatuses", [])
    return bool(statuses) and all("running" in status["state"] for status in statuses)


def has_ended(pod: Manifest) -> bool:
    """Whether all containers of a pod have ended for good."""
    return pod["status"].get("phase") in ("Succeeded", "Failed")


def config_map(name: str, namespace: str, *, labels: dict[str, str] | None = None, **data: str) -> Manifest:
    metadata = {"name": name, "namespace": namespace, "labels": labels or {}}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}


def pod(name: str, namespace: str, *command: str, labels: dict[str, str] | None = None, **spec: Any) -> Manifest:
    """A pod of one container ``main``: the command in a shell's small system, or one that waits to be deleted."""
    container: Manifest = {"name": "main", "image": BUSYBOX if command else PAUSE}
    if command:
        container["command"] = list(command)
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": namespace, "labels": labels or {}},
        "spec": {
            "containers": [container],
            "restartPolicy": "Never",
            "terminationGracePeriodSeconds": 0,
            "automountServiceAccountToken": False,
            **spec,
        },
    }


def deployment(name: str, namespace: str, *, replicas: int = 0) -> Manifest:
    """A deployment of pause containers; no pod by default, since most tests are about the object alone."""
    labels = {"app": name}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "template": {
                "metadata": {"labels": labels},
                "spec": {"containers": [{"name": "main", "image": PAUSE}], "terminationGracePeriodSeconds": 0},
            },
        },
    }


def role(name: str, namespace: str, *rules: Manifest) -> Manifest:
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "Role",
        "metadata": {"name": name, "namespace": namespace},
        "rules": list(rules),
    }


def role_binding(name: str, namespace: str, *, role_name: str, account: str) -> Manifest:
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": {"name": name, "namespace": namespace},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": role_name},
        "subjects": [{"kind": "ServiceAccount", "name": account, "namespace": namespace}],
    }


def custom_resource_definition(group: str, kind: str, *versions: str, stored: str) -> Manifest:
    """A namespaced kind of anything under ``spec``, served in these versions."""
    singular = kind.lower()
    schema = {
        "type": "object",
        "properties": {"spec": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}},
    }
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{singular}s.{group}"},
        "spec": {
            "group": group,
            "scope": "Namespaced",
            "names": {"kind": kind, "plural": f"{singular}s", "singular": singular},
            "versions": [
                {"name": version, "served": True, "storage": version == stored, "schema": {"openAPIV3Schema": schema}}
                for version in versions
            ],
        },
    }
