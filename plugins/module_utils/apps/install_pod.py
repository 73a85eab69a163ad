# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The install pod on the cluster: start it, find it, wait until it is gone, clean up after it."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from typing import Any

from ..cluster.client import Client
from ..cluster.errors import Conflict, SlipwayError
from ..cluster.watch import Watch
from ..logs import fields
from ..resources.manifest import Manifest
from ..resources.secret import secret_value
from .app_spec import APPS_NAMESPACE, AppSpec
from .manifests import FINGERPRINT, PUBLIC, VALUES_FILE, install_pod, values_secret
from .sources import Sources

__all__ = ["delete_pod", "fingerprint_of_pod", "public_of_pod", "start_pod", "values_of_pod", "wait_until_gone"]

SWEEP_AGE = 60
"""Seconds after which a values Secret that no pod uses is left over from a killed run. A younger
one may belong to a run that is about to create its pod."""


def start_pod(client: Client, spec: AppSpec, fingerprint: str) -> Manifest | None:
    """Create the values Secret and the pod that uses it; None when another pod of the app is there.

    The Secret comes first, so that a pod never waits for it; afterwards the pod owns it, so
    that both go together. Secrets left by a run that was killed in between are removed.
    """
    secret_name = f"{spec.pod_name}-{secrets.token_hex(4)}"
    client.create_secret(values_secret(spec, secret_name))
    try:
        pod: Manifest = client.create_pod(install_pod(spec, fingerprint, secret_name))
    except SlipwayError as error:
        client.delete_secret(secret_name, APPS_NAMESPACE)
        if isinstance(error, Conflict):
            return None
        raise
    owner = {"apiVersion": "v1", "kind": "Pod", "name": spec.pod_name, "uid": pod["metadata"]["uid"]}
    client.patch_secret(secret_name, {"metadata": {"ownerReferences": [owner]}}, APPS_NAMESPACE)
    _sweep(client, spec, pod, secret_name)
    return pod


def delete_pod(client: Client, pod: Mapping[str, Any]) -> None:
    """Delete this very pod, and with it its values Secret; one that was replaced meanwhile stays.

    At once: its containers have ended, or never began.
    """
    name, uid = fields.text(pod, "metadata", "name"), fields.text(pod, "metadata", "uid")
    try:
        client.delete_pod(name, APPS_NAMESPACE, uid=uid, grace_seconds=0)
    except Conflict:
        return


def wait_until_gone(client: Client, pod: Mapping[str, Any], seconds: float) -> bool:
    """Watch until this very pod is no longer there, for so many seconds at most."""
    name, uid = fields.text(pod, "metadata", "name"), fields.text(pod, "metadata", "uid")
    deadline = time.monotonic() + seconds
    found = client.find_pod(name, APPS_NAMESPACE)
    if found is None or fields.text(found, "metadata", "uid") != uid:
        return True
    with Sources() as sources:
        watch = Watch(client.group("core").pods, APPS_NAMESPACE, fields=f"metadata.name={name}")
        sources.start("pod", watch, watch.events)
        while time.monotonic() < deadline:
            happening = sources.next(min(1.0, deadline - time.monotonic()))
            if happening is None or not isinstance(happening.what, tuple):
                continue
            kind, seen = happening.what
            if kind == "DELETED" or fields.text(seen, "metadata", "uid") != uid:
                return True
    return False


def fingerprint_of_pod(pod: Mapping[str, Any]) -> str:
    """What the pod's release stands for."""
    return str(fields.mapping(pod, "metadata", "annotations").get(FINGERPRINT) or "")


def public_of_pod(pod: Mapping[str, Any]) -> dict[str, Any]:
    """The app that the pod installs, without its values; empty when the annotation is not readable."""
    try:
        public = json.loads(str(fields.mapping(pod, "metadata", "annotations").get(PUBLIC) or "{}"))
    except ValueError:
        return {}
    return public if isinstance(public, dict) else {}


def values_of_pod(client: Client, pod: Mapping[str, Any]) -> dict[str, Any]:
    """The values that the pod was given; empty when their Secret is gone."""
    for volume in fields.sequence(pod, "spec", "volumes"):
        name = fields.text(volume, "secret", "secretName")
        found = client.find_secret(name, APPS_NAMESPACE) if name else None
        if found is not None:
            return dict(json.loads(secret_value(found, VALUES_FILE) or b"{}"))
    return {}


def _sweep(client: Client, spec: AppSpec, pod: Manifest, in_use: str) -> None:
    now = fields.time(pod, "metadata", "creationTimestamp")
    selector = f"slipway.dev/app={spec.name},slipway.dev/part=values"
    for found in client.list_secrets(APPS_NAMESPACE, labels=selector, metadata_only=True):
        name, created = fields.text(found, "metadata", "name"), fields.time(found, "metadata", "creationTimestamp")
        old = now and created and (now - created).total_seconds() > SWEEP_AGE
        if name != in_use and old:
            client.delete_secret(name, APPS_NAMESPACE)
