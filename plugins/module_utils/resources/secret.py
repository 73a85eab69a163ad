# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

__all__ = ["secret", "secret_value", "token_secret"]


def secret(
    name: str, namespace: str, data: Mapping[str, bytes], labels: Mapping[str, str], *, immutable: bool = False
) -> dict[str, Any]:
    """A Secret of type Opaque.

    :param data: raw bytes; encoded here.
    :param immutable: the data can never be changed, only the whole object deleted (KEP-1412).
    """
    manifest: dict[str, Any] = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": name, "namespace": namespace, "labels": dict(labels)},
        "type": "Opaque",
        "data": {key: base64.b64encode(value).decode() for key, value in data.items()},
    }
    if immutable:
        manifest["immutable"] = True
    return manifest


def token_secret(name: str, namespace: str, account: str, labels: Mapping[str, str]) -> dict[str, Any]:
    """A Secret into which the cluster puts a token of a service account that does not expire."""
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {
            "name": name,
            "namespace": namespace,
            "labels": dict(labels),
            "annotations": {"kubernetes.io/service-account.name": account},
        },
        "type": "kubernetes.io/service-account-token",
    }


def secret_value(manifest: Mapping[str, Any], key: str) -> bytes:
    """One decoded value, empty when it is missing or not base64."""
    encoded = (manifest.get("data") or {}).get(key) or ""
    try:
        return base64.b64decode(encoded, validate=True)
    except (ValueError, TypeError):
        return b""
