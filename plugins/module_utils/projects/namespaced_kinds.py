# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds that can be made in a project's namespace: those of the client's table that live in one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ..cluster.api.api_groups import SUPPORTED_API_GROUPS

__all__ = ["NamespacedKind", "namespaced_kind"]


@dataclass(frozen=True)
class NamespacedKind:
    """One kind: its plural as in URLs, and the API versions in which we know it."""

    plural: str
    api_versions: tuple[str, ...]


def namespaced_kind(group: str, kind: str) -> NamespacedKind | None:
    """A kind by its API group, empty for the core one; None for one that is not known, or lives in no namespace."""
    return _table().get((group, kind))


@lru_cache(maxsize=1)
def _table() -> dict[tuple[str, str], NamespacedKind]:
    return {
        (group.group, resource.kind): NamespacedKind(
            resource.plural, tuple(map(group.api_version, group.versions_of(resource)))
        )
        for group in SUPPORTED_API_GROUPS.values()
        for resource in group.resources
        if resource.namespaced and "apply" in resource.verbs
    }
