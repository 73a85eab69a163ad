# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What we remember of an app on the cluster: Secret ``app-<name>`` beside its install pods.

It holds a key of the app's own, with which specifications are fingerprinted (a plain hash
would let anybody who reads it guess short secrets), and the fingerprint that the last
successful pod had, with the release revision that it made.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..cluster.client import Client
from ..converge.errors import Refused
from ..errors import Conflict
from ..logs.fields import mapping, number, text
from ..resources.labels import is_managed
from ..resources.secret import secret, secret_value
from .app_spec import APPS_NAMESPACE, AppSpec
from .install_pod import fingerprint_of_pod, public_of_pod
from .manifests import app_labels, release_label
from .pod_end import finished_at
from .release import read_release

__all__ = ["Record", "read_record", "record_pod", "start_record"]

_KEY_BYTES = 32


@dataclass(frozen=True)
class Record:
    """What the Secret says. ``fingerprint`` is empty until a pod has succeeded."""

    key: bytes = field(repr=False)
    fingerprint: str = ""
    revision: int = 0
    public: dict[str, Any] = field(default_factory=dict)
    resource_version: str = ""

    def fingerprint_of(self, spec: AppSpec) -> str:
        """Keyed digest (HMAC-SHA-256, hex) of all that the release depends on."""
        return hmac.new(self.key, spec.canonical(), hashlib.sha256).hexdigest()


def read_record(client: Client, app: str) -> Record | None:
    """The app's record, or None when there is none or its key was lost."""
    found = client.find_secret(_name(app), APPS_NAMESPACE) or {}
    key = secret_value(found, "key")
    if len(key) != _KEY_BYTES or not is_managed(found):
        return None
    try:
        content = json.loads(secret_value(found, "record") or b"{}")
    except ValueError:
        content = {}
    return Record(
        key=key,
        fingerprint=text(content, "fingerprint"),
        revision=number(content, "revision"),
        public=dict(mapping(content, "app")),
        resource_version=text(found, "metadata", "resourceVersion"),
    )


def start_record(client: Client, app: str) -> Record:
    """The app's record, made if there is none. Two plays at once end with the same one.

    :raises Refused: there is a Secret of that name which is not slipway's.
    """
    for _attempt in range(3):
        found = read_record(client, app)
        if found:
            return found
        manifest = secret(
            _name(app), APPS_NAMESPACE, {"key": secrets.token_bytes(_KEY_BYTES)}, app_labels(app, "record")
        )
        try:
            client.create_secret(manifest)
        except Conflict:
            there = client.find_secret(_name(app), APPS_NAMESPACE)
            # Ours, but its key was lost: what it says about the release proves nothing any more.
            if there and is_managed(there) and len(secret_value(there, "key")) != _KEY_BYTES:
                client.delete_secret(_name(app), APPS_NAMESPACE, uid=text(there, "metadata", "uid"))
    raise Refused(
        f"Secret {_name(app)} in namespace {APPS_NAMESPACE} is not slipway's; delete it, or give the app another name"
    )


def record_pod(client: Client, spec: AppSpec, pod: Mapping[str, Any]) -> None:
    """Remember what this pod's release stands for, unless another play has dealt with the pod meanwhile."""
    record = read_record(client, spec.name)
    found = client.find_pod(spec.pod_name, APPS_NAMESPACE) or {}
    if record is None or text(found, "metadata", "uid") != text(pod, "metadata", "uid"):
        return
    public = public_of_pod(found)
    namespace, release = text(public, "namespace"), text(public, "release")
    made = read_release(client, namespace, release, finished_at(found)) if namespace and release else None
    content = {
        "fingerprint": fingerprint_of_pod(found),
        "revision": made.revision if made else 0,
        "app": public,
    }
    change = {
        # Refused with 409 when another play has written since we read.
        "metadata": {
            "resourceVersion": record.resource_version,
            "labels": {"slipway.dev/release": release_label(namespace, release)},
        },
        "stringData": {"record": json.dumps(content, sort_keys=True)},
    }
    try:
        client.patch_secret(_name(spec.name), change, APPS_NAMESPACE)
    except Conflict:
        return


def _name(app: str) -> str:
    return f"app-{app}"
