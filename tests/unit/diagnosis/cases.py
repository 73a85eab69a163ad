"""Objects of a namespace, as short as a rule needs them; times are minutes before the snapshot."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from slipway.diagnosis.snapshot import Snapshot

__all__ = ["NOW", "ago", "container", "event", "job", "pod", "snapshot", "terminated"]

NOW = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)


def ago(minutes: float) -> str:
    return (NOW - timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")


def snapshot(**objects: Any) -> Snapshot:
    return Snapshot(namespace="shop", taken=NOW, **{kind: tuple(items) for kind, items in objects.items()})


def container(name: str, **status: Any) -> dict[str, Any]:
    return {"name": name, "image": "example.org/web:1", **status}


def pod(
    name: str,
    *containers: dict[str, Any],
    phase: str = "Running",
    restart: str = "Always",
    owner: str = "",
    **more: Any,
) -> dict[str, Any]:
    kind, _, owner_name = owner.partition("/")
    references = [{"controller": True, "kind": kind, "name": owner_name}] if owner else []
    return {
        "metadata": {"name": name, "uid": f"uid-{name}", "creationTimestamp": ago(30), "ownerReferences": references},
        "spec": {
            "restartPolicy": restart,
            "containers": [{"name": one["name"], "image": one["image"]} for one in containers],
        },
        "status": {"phase": phase, "containerStatuses": list(containers), **more},
    }


def terminated(code: int, reason: str = "Error", minutes: float = 1) -> dict[str, Any]:
    return {
        "terminated": {
            "exitCode": code,
            "reason": reason,
            "startedAt": ago(minutes + 1),
            "finishedAt": ago(minutes),
            "containerID": "containerd://1",
        }
    }


def job(name: str, *conditions: tuple[str, str], hook: str = "") -> dict[str, Any]:
    return {
        "metadata": {"name": name, "uid": f"uid-{name}", "annotations": {"helm.sh/hook": hook} if hook else {}},
        "status": {"conditions": [{"type": kind, "status": "True", "reason": reason} for kind, reason in conditions]},
    }


def event(about: str, reason: str, message: str, minutes: float = 1, path: str = "", **more: Any) -> dict[str, Any]:
    kind, _, name = about.partition("/")
    return {
        "type": "Warning",
        "reason": reason,
        "message": message,
        "lastTimestamp": ago(minutes),
        "involvedObject": {"kind": kind, "name": name, "uid": f"uid-{name}", "fieldPath": path},
        **more,
    }
