"""The objects that the loopback server hands out: as a real server writes them, managed fields and all."""

from __future__ import annotations

from typing import Any

__all__ = ["namespace", "pod"]

_STARTED = "2026-01-01T00:00:00Z"


def namespace(name: str) -> dict[str, Any]:
    """One Namespace, about 500 bytes of JSON."""
    return {
        "kind": "Namespace",
        "apiVersion": "v1",
        "metadata": {
            "name": name,
            "uid": "0b7c1d3a-5b4e-4f5e-9a57-3f5d3f0f6a10",
            "resourceVersion": "37",
            "creationTimestamp": _STARTED,
            "labels": {"kubernetes.io/metadata.name": name},
            "managedFields": [
                _managed("kube-apiserver", {"f:metadata": {"f:labels": {".": {}, "f:kubernetes.io/metadata.name": {}}}})
            ],
        },
        "spec": {"finalizers": ["kubernetes"]},
        "status": {"phase": "Active"},
    }


def pod(number: int, in_namespace: str) -> dict[str, Any]:
    """One running pod of a Deployment, about 3.5 KB of JSON."""
    return {
        "metadata": _pod_metadata(number, in_namespace),
        "spec": _pod_spec(),
        "status": _pod_status(number),
    }


def _managed(manager: str, fields: dict[str, Any]) -> dict[str, Any]:
    return {
        "manager": manager,
        "operation": "Update",
        "apiVersion": "v1",
        "time": _STARTED,
        "fieldsType": "FieldsV1",
        "fieldsV1": fields,
    }


def _pod_metadata(number: int, in_namespace: str) -> dict[str, Any]:
    labels = {
        "app.kubernetes.io/name": "web",
        "app.kubernetes.io/instance": f"web-{number}",
        "pod-template-hash": "6d4",
    }
    return {
        "name": f"web-{number:05d}",
        "generateName": "web-",
        "namespace": in_namespace,
        "uid": f"3f5d3f0f-5b4e-4f5e-9a57-{number:012d}",
        "resourceVersion": str(1000 + number),
        "creationTimestamp": _STARTED,
        "labels": labels,
        "annotations": {"checksum/config": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"},
        "ownerReferences": [
            {
                "apiVersion": "apps/v1",
                "kind": "ReplicaSet",
                "name": "web-6d4",
                "uid": "7d0a7f6e-1a55-4c55-8c7b-5f3a0f6a1010",
                "controller": True,
                "blockOwnerDeletion": True,
            }
        ],
        "managedFields": [
            _managed(
                "kube-controller-manager",
                {
                    "f:metadata": {
                        "f:generateName": {},
                        "f:labels": {".": {}, **{f"f:{label}": {} for label in labels}},
                    },
                    "f:spec": {
                        "f:containers": {'k:{"name":"web"}': {".": {}, "f:image": {}, "f:name": {}, "f:resources": {}}},
                        "f:restartPolicy": {},
                        "f:terminationGracePeriodSeconds": {},
                    },
                },
            ),
            _managed(
                "kubelet", {"f:status": {"f:conditions": {}, "f:containerStatuses": {}, "f:phase": {}, "f:podIP": {}}}
            ),
        ],
    }


def _pod_spec() -> dict[str, Any]:
    return {
        "volumes": [
            {"name": "config", "configMap": {"name": "web", "defaultMode": 420}},
            {"name": "kube-api-access", "projected": {"sources": [{"serviceAccountToken": {"path": "token"}}]}},
        ],
        "containers": [
            {
                "name": "web",
                "image": "registry.example.com/shop/web:1.4.2",
                "ports": [{"name": "http", "containerPort": 8080, "protocol": "TCP"}],
                "env": [{"name": f"SETTING_{number}", "value": f"value-{number}"} for number in range(6)],
                "resources": {
                    "limits": {"cpu": "500m", "memory": "256Mi"},
                    "requests": {"cpu": "50m", "memory": "64Mi"},
                },
                "volumeMounts": [{"name": "config", "mountPath": "/etc/web", "readOnly": True}],
                "readinessProbe": {"httpGet": {"path": "/ready", "port": "http"}, "periodSeconds": 10},
                "imagePullPolicy": "IfNotPresent",
                "securityContext": {"runAsNonRoot": True, "allowPrivilegeEscalation": False},
            }
        ],
        "restartPolicy": "Always",
        "terminationGracePeriodSeconds": 30,
        "dnsPolicy": "ClusterFirst",
        "serviceAccountName": "default",
        "nodeName": "node-1",
        "schedulerName": "default-scheduler",
        "tolerations": [
            {"key": f"node.kubernetes.io/{what}", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}
            for what in ("not-ready", "unreachable")
        ],
        "enableServiceLinks": True,
    }


def _pod_status(number: int) -> dict[str, Any]:
    address = f"10.{number // 65536 % 256}.{number // 256 % 256}.{number % 256}"
    return {
        "phase": "Running",
        "conditions": [
            {"type": what, "status": "True", "lastProbeTime": None, "lastTransitionTime": _STARTED}
            for what in ("Initialized", "Ready", "ContainersReady", "PodScheduled")
        ],
        "hostIP": "192.0.2.10",
        "podIP": address,
        "podIPs": [{"ip": address}],
        "startTime": _STARTED,
        "containerStatuses": [
            {
                "name": "web",
                "state": {"running": {"startedAt": _STARTED}},
                "lastState": {},
                "ready": True,
                "restartCount": 0,
                "image": "registry.example.com/shop/web:1.4.2",
                "imageID": "registry.example.com/shop/web@sha256:" + "9f86d081884c7d65" * 4,
                "containerID": f"containerd://{number:064x}",
                "started": True,
            }
        ],
        "qosClass": "Burstable",
    }
