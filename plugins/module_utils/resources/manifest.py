# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kubernetes objects as plain dictionaries, and what names one of them."""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["Manifest", "ObjectReference", "reference_of"]

Manifest = dict[str, Any]
"""An object as the API server takes and gives it: decoded JSON."""


class ObjectReference(NamedTuple):
    """Which object: kind, namespace (empty for kinds that live in none) and name."""

    api_version: str
    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        place = f" in namespace {self.namespace}" if self.namespace else ""
        return f"{self.kind} {self.name}{place}"


def reference_of(manifest: Manifest) -> ObjectReference:
    """The reference of an object that we built or that a server returned."""
    metadata = manifest["metadata"]
    return ObjectReference(
        str(manifest["apiVersion"]), str(manifest["kind"]), str(metadata.get("namespace") or ""), str(metadata["name"])
    )
