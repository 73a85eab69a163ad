# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client of one cluster: an internal client per API group, built when first used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .api_groups import SUPPORTED_API_GROUPS, ApiGroup
from .connection import Connection
from .errors import InvalidInput
from .resource_client import ResourceClient
from .stream import Stream
from .transport import Transport

__all__ = ["Client", "GroupClient"]

_VERBS = ("get", "find", "create", "apply", "patch", "delete")


class GroupClient:
    """The kinds of one API group as attributes: ``client.rbac.role_bindings``."""

    def __init__(self, transport: Transport, group: ApiGroup) -> None:
        self._transport = transport
        self._group = group

    def __getattr__(self, name: str) -> ResourceClient:
        for resource in self._group.resources:
            if resource.plural_name == name:
                made = ResourceClient(self._transport, self._group, resource)
                setattr(self, name, made)
                return made
        raise AttributeError(f"the API group {self._group.api_version} has no {name} here")


class Client:
    """All that we do with one cluster goes through here.

    ``client.core``, ``client.rbac`` … are the groups of SUPPORTED_API_GROUPS. Their
    methods are delegated to by name: ``client.get_role_binding(name, namespace)`` is
    ``client.rbac.role_bindings.get(name, namespace)``; the verbs are get, find, create,
    apply, patch, delete and, with the plural, list: ``client.list_pods(namespace)``.
    """

    def __init__(self, connection: Connection) -> None:
        self._transport = Transport(connection)
        self._groups: dict[str, GroupClient] = {}

    @property
    def host(self) -> str:
        """The API server's address."""
        return self._transport.host

    def close(self) -> None:
        """Close all connections. The client can be used again."""
        self._transport.close()

    def group(self, name: str) -> GroupClient:
        """The client of one API group, by its key in SUPPORTED_API_GROUPS."""
        if name not in self._groups:
            self._groups[name] = GroupClient(self._transport, SUPPORTED_API_GROUPS[name])
        return self._groups[name]

    def for_manifest(self, manifest: dict[str, Any]) -> ResourceClient:
        """The verbs for a manifest's kind. Raises InvalidInput for a kind we do not know."""
        for name, group in SUPPORTED_API_GROUPS.items():
            for resource in group.resources:
                if (group.api_version, resource.kind) == (manifest.get("apiVersion"), manifest.get("kind")):
                    found: ResourceClient = getattr(self.group(name), resource.plural_name)
                    return found
        raise InvalidInput(f"{manifest.get('apiVersion')} {manifest.get('kind')} is not a kind that slipway handles")

    def pod_log(
        self,
        name: str,
        namespace: str,
        container: str | None = None,
        *,
        previous: bool = False,
        timestamps: bool = True,
        tail_lines: int | None = None,
        limit_bytes: int | None = None,
    ) -> bytes:
        """A container's log until now.

        :param previous: the log of the container's last run instead of the current one.
        :param timestamps: each line begins with the kubelet's RFC 3339 time, in nanoseconds.
        """
        query = {
            "container": container,
            "previous": previous or None,
            "timestamps": timestamps,
            "tailLines": tail_lines,
            "limitBytes": limit_bytes,
        }
        pods: ResourceClient = self.group("core").pods
        return pods.read_log(name, namespace, query)

    def follow_pod_log(
        self, name: str, namespace: str, container: str | None = None, since_time: str | None = None
    ) -> Stream:
        """A container's log as it is written, with the kubelet's timestamps.

        :param since_time: RFC 3339; the server cuts it to the whole second.
        """
        query = {"container": container, "follow": True, "timestamps": True, "sinceTime": since_time}
        pods: ResourceClient = self.group("core").pods
        return pods.open_log(name, namespace, query)

    def __getattr__(self, name: str) -> Any:
        if name in SUPPORTED_API_GROUPS:
            return self.group(name)
        if name in _DELEGATED:
            group, resource, verb = _DELEGATED[name]
            method: Callable[..., Any] = getattr(getattr(self.group(group), resource), verb)
            return method
        raise AttributeError(f"the client has no {name}")


def _delegated() -> dict[str, tuple[str, str, str]]:
    table: dict[str, tuple[str, str, str]] = {}
    for group_name, group in SUPPORTED_API_GROUPS.items():
        for resource in group.resources:
            table[f"list_{resource.plural_name}"] = (group_name, resource.plural_name, "list")
            for verb in _VERBS:
                table[f"{verb}_{resource.singular_name}"] = (group_name, resource.plural_name, verb)
    return table


_DELEGATED = _delegated()
