# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The internal clients: one per API group, built when it is first used."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...errors import InvalidInput
from ...resources.manifest import Manifest
from ..http.transport import Transport
from .api_group import VERBS, ApiGroup, ApiResource
from .delegated_names import Delegated, delegated_names
from .resource_client import ResourceClient
from .served_versions import ServedVersions

__all__ = ["GroupClient", "GroupClients"]

_LIKE_METHODS = tuple(f"{verb}_" for verb in VERBS)


class GroupClient:
    """The kinds of one API group as attributes: ``client.rbac.role_bindings``."""

    def __init__(self, transport: Transport, group: ApiGroup, versions: ServedVersions) -> None:
        self._transport = transport
        self._group = group
        self._versions = versions

    def __getattr__(self, name: str) -> ResourceClient:
        if not name.startswith("_"):
            for resource in self._group.resources:
                if resource.plural_name == name:
                    # Of two threads, both get what the first one stored.
                    return self.__dict__.setdefault(name, self.of(resource))  # type: ignore[no-any-return]
        raise AttributeError(f"this API group has no {name} here")

    def of(self, resource: ApiResource) -> ResourceClient:
        """A client of one kind of the group."""
        return ResourceClient(self._transport, self._group, resource, self._versions)


class GroupClients:
    """All API groups of one client, and the names that it delegates. Safe to use from threads.

    :param reserved: the names that the client has by itself.
    :param names: the delegated names, if they are known already; None to make them when one is asked for.
    :raises InvalidInput: a group's name cannot be an attribute of the client.
    """

    def __init__(
        self,
        transport: Transport,
        api_groups: Mapping[str, ApiGroup],
        reserved: frozenset[str],
        names: dict[str, Delegated] | None = None,
    ) -> None:
        for name in api_groups:
            if not name.isidentifier() or name.startswith("_") or name in reserved:
                raise InvalidInput(f"{name!r} cannot be the name of an API group: the client could not have it")
        # To make all names takes milliseconds, so only a group that is called like a method is looked up in them.
        if names is None and any(name.startswith(_LIKE_METHODS) for name in api_groups):
            names = delegated_names(api_groups, reserved)
            if taken := names.keys() & api_groups.keys():
                raise InvalidInput(f"{min(taken)!r} cannot be the name of an API group: a method of the client has it")
        self._transport = transport
        self._api_groups = api_groups
        self._reserved = reserved
        self._versions = ServedVersions(transport)
        self._clients: dict[str, GroupClient] = {}
        self._pinned: dict[tuple[str, str], ResourceClient] = {}
        self._names = names
        self._naming = threading.Lock()

    def group(self, name: str) -> GroupClient:
        """The client of one group. Raises InvalidInput for one that is not among them."""
        found = self._clients.get(name)
        if found is None:
            if name not in self._api_groups:
                raise InvalidInput(f"{name!r} is none of the API groups that this client was given")
            made = GroupClient(self._transport, self._api_groups[name], self._versions)
            found = self._clients.setdefault(name, made)
        return found

    def for_manifest(self, manifest: Manifest) -> ResourceClient:
        """The verbs for a manifest's kind, in the manifest's own version.

        :raises InvalidInput: the kind, or the version, is not among those of the groups.
        """
        api_version, kind = str(manifest.get("apiVersion")), str(manifest.get("kind"))
        found = self._pinned.get((api_version, kind))
        if found is None:
            made = self._of_kind(api_version, kind)
            found = self._pinned.setdefault((api_version, kind), made)
        return found

    def attribute(self, name: str) -> Any:
        """What the client has under a name: a group, or a delegated method."""
        if name in self._api_groups:
            return self.group(name)
        delegated = self._delegated().get(name)
        if delegated is None:
            raise AttributeError(f"the client has no {name}")
        return getattr(getattr(self.group(delegated.group), delegated.resource), delegated.verb)

    def _delegated(self) -> dict[str, Delegated]:
        with self._naming:
            if self._names is None:
                self._names = delegated_names(self._api_groups, self._reserved)
            return self._names

    def _of_kind(self, api_version: str, kind: str) -> ResourceClient:
        group_name, _slash, version = api_version.rpartition("/")
        for name, group in self._api_groups.items():
            for resource in group.resources if group.group == group_name else ():
                if resource.kind == kind and version in group.versions_of(resource):
                    if len(group.versions_of(resource)) == 1:
                        return getattr(self.group(name), resource.plural_name)  # type: ignore[no-any-return]
                    return self.group(name).of(replace(resource, versions=(version,)))
        raise InvalidInput(f"{api_version} {kind} is not a kind that slipway handles")
