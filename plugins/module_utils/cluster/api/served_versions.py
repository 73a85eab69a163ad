# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which version of an API group to speak: the first that we know of and the server has."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from ...errors import NotFound, NotKubernetes
from ...resource_attributes import ResourceAttributes
from ..http.transport import Transport
from ..request import Request, segment
from .api_group import ApiGroup, ApiResource

__all__ = ["ServedVersions"]


class ServedVersions:
    """Asks the server for the versions of a group: once, and only for groups that we know several of.

    Each group is asked for by itself (``/apis/<group>``), which the API server answers without the
    group's backend: an aggregated API that is broken does not get in the way of the others.
    Safe to use from threads.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._served: dict[str, frozenset[str]] = {}
        self._asking: dict[str, threading.Lock] = {}

    def first_of(self, group: ApiGroup, resource: ApiResource) -> str:
        """The version of a kind.

        :raises NotFound: the server has the group in none of the versions, or not at all.
        """
        versions = group.versions_of(resource)
        if len(versions) == 1:
            return versions[0]
        served = self._of(group.group)
        for version in versions:
            if version in served:
                return version
        known = " or ".join(versions)
        raise _not_served(group.group, f"the server has the API group {group.group}, but not in version {known}")

    def _of(self, group: str) -> frozenset[str]:
        with self._asking.setdefault(group, threading.Lock()):
            if group not in self._served:
                self._served[group] = self._asked(group)
            return self._served[group]

    def _asked(self, group: str) -> frozenset[str]:
        with suppress(NotFound):
            return _versions(self._transport.send(Request("GET", f"/apis/{segment(group)}", attributes=_about(group))))
        # Not kept: its definitions may be installed while a worker runs.
        raise _not_served(group, f"the server has no API group {group}; install {_about(group).provider}")


def _about(group: str) -> ResourceAttributes:
    return ResourceAttributes(verb="get", group=group)


def _not_served(group: str, hint: str) -> NotFound:
    return NotFound(404, "NotFound", attributes=_about(group), hint=hint)


def _versions(answer: Mapping[str, Any]) -> frozenset[str]:
    """Of an APIGroup object (meta v1)."""
    versions = answer.get("versions")
    if not isinstance(versions, list) or not all(isinstance(version, Mapping) for version in versions):
        raise NotKubernetes("the server does not list its API versions as Kubernetes does; check the server's address")
    return frozenset(str(version.get("version")) for version in versions)
