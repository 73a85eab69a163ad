# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an API group is to the client: its versions, its kinds, and the names of both."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

__all__ = ["VERBS", "ApiGroup", "ApiResource"]

VERBS = ("get", "find", "list", "watch", "create", "update", "patch", "apply", "delete")
"""The verbs that the client delegates by name: ``get_pod``, ``list_pods``."""

_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True)
class ApiResource:
    """One kind.

    :param kind: as in manifests: ``RoleBinding``.
    :param plural: as in URLs: ``rolebindings``.
    :param namespaced: whether its objects live in a namespace.
    :param versions: where they differ from the group's: a kind that is not in every version of its group.
    :param verbs: what the client offers by name, of VERBS.
    """

    kind: str
    plural: str
    namespaced: bool = True
    versions: tuple[str, ...] = ()
    verbs: tuple[str, ...] = VERBS

    @cached_property
    def singular_name(self) -> str:
        """``RoleBinding`` as it stands in our method names: ``role_binding``."""
        return _WORD_START.sub("_", self.kind).lower()

    @cached_property
    def plural_name(self) -> str:
        """``RoleBinding`` as it stands in our attribute names: ``role_bindings``."""
        head, underscore, last = self.singular_name.rpartition("_")
        # URLs write the plural in one word; our names keep the words apart.
        plural_of_last = self.plural[len(head.replace("_", "")) :]
        # PodMetrics is "pods" in URLs: a plural of another word. Its own name is one already.
        return f"{head}{underscore}{plural_of_last}" if plural_of_last.startswith(last[:2]) else self.singular_name


@dataclass(frozen=True)
class ApiGroup:
    """One API group.

    :param group: as in manifests; empty for the core group.
    :param versions: in order of preference. With several, the client takes the first that the server serves.
    """

    group: str
    versions: tuple[str, ...]
    resources: tuple[ApiResource, ...]

    def api_version(self, version: str) -> str:
        """As it stands in manifests: ``v1``, ``apps/v1``."""
        return f"{self.group}/{version}" if self.group else version

    def path(self, version: str) -> str:
        """Where a version of the group lives below the server's address."""
        return f"/apis/{self.group}/{version}" if self.group else f"/api/{version}"

    def versions_of(self, resource: ApiResource) -> tuple[str, ...]:
        """The versions that a kind of this group may be served in, in order of preference."""
        return resource.versions or self.versions
