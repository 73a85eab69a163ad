# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The install pod on the cluster: create it, let it start, wait for it, remove it and what killed runs left."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from ..cluster.api.watch import Watch
from ..cluster.client import Client
from ..errors import ApiError, Conflict, ConnectionFailed
from ..logs import fields
from ..resources.manifest import Manifest
from ..resources.secret import secret_value
from .app_spec import APPS_NAMESPACE, AppSpec
from .manifests import FINGERPRINT, PUBLIC, install_pod, values_secret
from .sources import Source, Sources

__all__ = [
    "create_pod",
    "delete_pod",
    "fingerprint_of_pod",
    "let_start",
    "public_of_pod",
    "sweep_values",
    "values_of_pod",
    "wait_for",
]

SWEEP_AGE = 300
"""Seconds after which a values Secret without a pod is left over from a killed run. A younger one may
belong to a run that is about to create its pod; our clock and the server's may differ by minutes."""


def create_pod(client: Client, spec: AppSpec, fingerprint: str) -> Manifest | None:
    """Create the values Secret and the pod that uses it; None when another pod of the app is there.

    The pod waits until ``let_start``. The Secret comes first, so that a pod never waits for
    it; afterwards the pod owns it, so that both go together.
    """
    secret_name = f"{spec.pod_name}-{secrets.token_hex(4)}"
    client.create_secret(values_secret(spec, secret_name))
    pod = _create(client, spec, fingerprint, secret_name)
    if pod is not None:
        owner = {"apiVersion": "v1", "kind": "Pod", "name": spec.pod_name, "uid": pod["metadata"]["uid"]}
        client.patch_secret(secret_name, {"metadata": {"ownerReferences": [owner]}}, APPS_NAMESPACE)
    return pod


def _create(client: Client, spec: AppSpec, fingerprint: str, secret_name: str) -> Manifest | None:
    try:
        created: Manifest = client.create_pod(install_pod(spec, fingerprint, secret_name))
    except (ApiError, ConnectionFailed) as error:
        if isinstance(error, ApiError) and error.status < 500:
            client.delete_secret(secret_name, APPS_NAMESPACE)
            if isinstance(error, Conflict):
                return None
            raise
        # Whether it was created is not known: the answer was lost.
        found: Manifest | None = client.find_pod(spec.pod_name, APPS_NAMESPACE)
        if found is None or secret_name not in _secrets_of(found):
            raise
        return found
    return created


def let_start(client: Client, pod: Mapping[str, Any]) -> None:
    """Take away the gate that keeps the pod from being scheduled (KEP-3521). Twice does no harm."""
    client.patch_pod(fields.text(pod, "metadata", "name"), {"spec": {"schedulingGates": None}}, APPS_NAMESPACE)


def delete_pod(client: Client, pod: Mapping[str, Any]) -> None:
    """Delete this very pod, and with it its values Secret; one that was replaced meanwhile stays.

    At once: its containers have ended, or never began.
    """
    name, uid = fields.text(pod, "metadata", "name"), fields.text(pod, "metadata", "uid")
    try:
        client.delete_pod(name, APPS_NAMESPACE, uid=uid, grace_seconds=0)
    except Conflict:
        return


def wait_for(client: Client, pod: Manifest, condition: Callable[[Manifest], bool], seconds: float) -> bool:
    """Watch until the condition holds for this very pod or the pod is gone, for so many seconds at most."""
    name, uid = fields.text(pod, "metadata", "name"), fields.text(pod, "metadata", "uid")
    deadline = time.monotonic() + seconds
    with Sources() as sources:
        watch = Watch(client.group("core").pods, APPS_NAMESPACE, fields=f"metadata.name={name}", known=[pod])
        sources.start(Source("install pod", name), watch, watch.events)
        while time.monotonic() < deadline:
            happening = sources.next(min(1.0, deadline - time.monotonic()))
            if happening is None:
                continue
            if isinstance(happening.what, Exception):
                raise happening.what
            kind, seen = happening.what
            if kind == "DELETED" or fields.text(seen, "metadata", "uid") != uid or condition(seen):
                return True
    return False


def fingerprint_of_pod(pod: Mapping[str, Any]) -> str:
    """What the pod's release stands for."""
    return fields.text(pod, "metadata", "annotations", FINGERPRINT)


def public_of_pod(pod: Mapping[str, Any]) -> dict[str, Any]:
    """The app that the pod installs, without its values; empty when the annotation is not readable."""
    try:
        public = json.loads(fields.text(pod, "metadata", "annotations", PUBLIC))
    except ValueError:
        return {}
    return public if isinstance(public, dict) else {}


def values_of_pod(client: Client, pod: Mapping[str, Any]) -> list[Any]:
    """The contents of all Secrets that the pod mounts, as trees or, where they are none, as text.

    :raises ApiError: this account may not read them.
    """
    trees: list[Any] = []
    namespace = fields.text(pod, "metadata", "namespace")
    for name in _secrets_of(pod):
        found = client.find_secret(name, namespace) or {}
        trees += [_tree(secret_value(found, key)) for key in fields.mapping(found, "data")]
    return trees


def sweep_values(client: Client, app: str) -> None:
    """Remove values Secrets that no pod uses: a run was killed between the two."""
    selector = f"slipway.dev/app={app},slipway.dev/part=values"
    for found in client.list_secrets(APPS_NAMESPACE, labels=selector, metadata_only=True):
        created = fields.time(found, "metadata", "creationTimestamp")
        owned = fields.sequence(found, "metadata", "ownerReferences")
        if not owned and created and (datetime.now(UTC) - created).total_seconds() > SWEEP_AGE:
            client.delete_secret(fields.text(found, "metadata", "name"), APPS_NAMESPACE)


def _secrets_of(pod: Mapping[str, Any]) -> list[str]:
    names = [fields.text(volume, "secret", "secretName") for volume in fields.sequence(pod, "spec", "volumes")]
    return [name for name in names if name]


def _tree(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return content.decode("utf-8", "replace")
