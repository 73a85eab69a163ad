# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The record of what was applied in a namespace, kept on it, so that a later run finds what it no longer names.

An annotation of the namespace lists each kind, ``networking.k8s.io/v1/NetworkPolicy``, and each Secret by its name,
``v1/Secret/project-token``, since Secrets are never listed. It is written before the first object of a kind is, and
shrinks only after the last one is gone: a run that is killed in between leaves none behind that nobody would find.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from ..resources.manifest import Manifest

__all__ = ["ANNOTATION", "applied_entries", "kind_of", "recorded_entries", "with_entries"]

ANNOTATION = "slipway.dev/applied"
_SEPARATOR = " "
_SECRET_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\Z")


def applied_entries(manifests: Iterable[Manifest]) -> frozenset[str]:
    """The entries of these objects."""
    return frozenset(map(_entry, manifests))


def recorded_entries(namespace: Manifest) -> frozenset[str]:
    """The entries that a namespace has; what is none is passed over: others may write there."""
    annotations = (namespace.get("metadata") or {}).get("annotations")
    return _parsed(str(annotations.get(ANNOTATION) or "") if isinstance(annotations, dict) else "")


def with_entries(namespace: Manifest, entries: Iterable[str]) -> Manifest:
    """The namespace with this record and no other."""
    metadata = namespace["metadata"]
    record = {ANNOTATION: _SEPARATOR.join(sorted(entries))}
    return {**namespace, "metadata": {**metadata, "annotations": {**(metadata.get("annotations") or {}), **record}}}


@lru_cache(maxsize=1024)
def kind_of(entry: str) -> tuple[str, str, str] | None:
    """apiVersion, kind and, of a Secret, its name; None for what is no entry."""
    parts = entry.split("/")
    if len(parts) == 3 and parts[:2] == ["v1", "Secret"] and _SECRET_NAME.match(parts[2]):
        return "v1", "Secret", parts[2]
    if len(parts) in {2, 3} and all(parts) and parts[:2] != ["v1", "Secret"]:
        return "/".join(parts[:-1]), parts[-1], ""
    return None


@lru_cache(maxsize=256)
def _parsed(record: str) -> frozenset[str]:
    """Most namespaces have one of few records."""
    return frozenset(entry for entry in record.split() if kind_of(entry))


def _entry(manifest: Manifest) -> str:
    entry = f"{manifest['apiVersion']}/{manifest['kind']}"
    return f"{entry}/{manifest['metadata']['name']}" if entry == "v1/Secret" else entry
