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
from dataclasses import dataclass, field
from typing import Any

from ..cluster.client import Client
from ..cluster.errors import Conflict
from ..resources.secret import secret, secret_value
from .app_spec import APPS_NAMESPACE, AppSpec
from .manifests import app_labels

__all__ = ["Record", "read_record", "start_record", "write_record"]

_KEY_BYTES = 32


@dataclass(frozen=True)
class Record:
    """What the Secret says. ``fingerprint`` is empty until a pod has succeeded."""

    key: bytes = field(repr=False)
    fingerprint: str = ""
    revision: int = 0
    public: dict[str, Any] = field(default_factory=dict)

    def fingerprint_of(self, spec: AppSpec) -> str:
        """Keyed digest (HMAC-SHA-256, hex) of all that the release depends on."""
        return hmac.new(self.key, spec.canonical(), hashlib.sha256).hexdigest()


def read_record(client: Client, app: str) -> Record | None:
    """The app's record, or None when there is none or its key was lost."""
    found = client.find_secret(_name(app), APPS_NAMESPACE)
    if found is None or len(secret_value(found, "key")) != _KEY_BYTES:
        return None
    try:
        content = json.loads(secret_value(found, "record") or b"{}")
        return Record(
            key=secret_value(found, "key"),
            fingerprint=str(content.get("fingerprint") or ""),
            revision=int(content.get("revision") or 0),
            public=dict(content.get("app") or {}),
        )
    except (ValueError, TypeError, AttributeError):
        return Record(key=secret_value(found, "key"))


def start_record(client: Client, app: str) -> Record:
    """The app's record, made if there is none. Two plays at once end with the same one."""
    found = read_record(client, app)
    if found:
        return found
    record = Record(key=secrets.token_bytes(_KEY_BYTES))
    manifest = secret(_name(app), APPS_NAMESPACE, {"key": record.key}, app_labels(app, "record"))
    try:
        client.create_secret(manifest)
    except Conflict:
        again = read_record(client, app)
        if again:
            return again
        client.apply_secret(manifest)
    return record


def write_record(client: Client, app: str, fingerprint: str, revision: int, public: dict[str, Any]) -> None:
    """Remember that the release at ``revision`` is what ``fingerprint`` stands for."""
    content = json.dumps({"fingerprint": fingerprint, "revision": revision, "app": public}, sort_keys=True)
    client.patch_secret(_name(app), {"stringData": {"record": content}}, APPS_NAMESPACE)


def _name(app: str) -> str:
    return f"app-{app}"
