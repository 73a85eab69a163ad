# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Helm says about a release, read from the labels of its Secrets, never from their content."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..cluster.client import Client

__all__ = ["Release", "latest_release", "read_release"]


@dataclass(frozen=True)
class Release:
    """The newest revision of a release and its status in Helm's words (``deployed``, ``pending-upgrade`` …)."""

    revision: int
    status: str

    @property
    def pending(self) -> bool:
        """Helm was cut off in the middle, or still runs; it refuses another operation meanwhile."""
        return self.status.startswith("pending-")


def read_release(client: Client, namespace: str, release: str) -> Release | None:
    """The release's newest revision, or None when there is none."""
    found = client.list_secrets(namespace, labels=f"owner=helm,name={release}", metadata_only=True)
    return latest_release(found)


def latest_release(secrets: Iterable[Mapping[str, Any]]) -> Release | None:
    """The newest revision that the Secrets' labels name."""
    releases = []
    for secret in secrets:
        labels = (secret.get("metadata") or {}).get("labels") or {}
        version = str(labels.get("version") or "")
        if version.isdigit():
            releases.append(Release(int(version), str(labels.get("status") or "")))
    return max(releases, key=lambda release: release.revision, default=None)
