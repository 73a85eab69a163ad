# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Helm says about a release, read from the labels of its Secrets, never from their content."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..cluster.client import Client
from ..logs.fields import text, time

__all__ = ["Release", "latest_release", "read_release"]


@dataclass(frozen=True)
class Release:
    """The newest revision of a release and its status in Helm's words (``deployed``, ``pending-upgrade`` …)."""

    revision: int
    status: str


def read_release(client: Client, namespace: str, release: str, until: datetime | None = None) -> Release | None:
    """The release's newest revision, or None when there is none.

    :param until: leave out revisions that were begun later.
    """
    found = client.list_secrets(namespace, labels=f"owner=helm,name={release}", metadata_only=True)
    return latest_release(found, until)


def latest_release(secrets: Iterable[Mapping[str, Any]], until: datetime | None = None) -> Release | None:
    """The newest revision that the Secrets' labels name."""
    releases = []
    for secret in secrets:
        version = text(secret, "metadata", "labels", "version")
        begun = time(secret, "metadata", "creationTimestamp")
        if version.isdecimal() and not (until and begun and begun > until):
            releases.append(Release(int(version), text(secret, "metadata", "labels", "status")))
    return max(releases, key=lambda release: release.revision, default=None)
