# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client of one cluster: an internal client per API group, built when first used."""

from __future__ import annotations

from collections.abc import Mapping

from ..resource_attributes import ResourceAttributes
from ..resources.manifest import Manifest
from .api.account_calls import AccountCalls
from .api.api_groups import SUPPORTED_API_GROUPS, ApiGroup
from .api.delegated_names import delegated_names
from .api.delegation import Delegation
from .api.group_client import GroupClient, GroupClients
from .api.pod_calls import PodCalls
from .api.resource_client import ResourceClient
from .connection.connection import Connection
from .connection_status import ConnectionStatus, connection_status
from .http.transport import Transport
from .reporting.report import Report
from .request import Request

__all__ = ["Client", "GroupClient"]


class Client(Delegation, PodCalls, AccountCalls):
    """All that we do with one cluster goes through here. Safe to use from threads.

    ``client.core``, ``client.rbac`` … are the API groups; ``client.rbac.role_bindings`` has the verbs
    of one kind. The client has the verbs by name, too: ``client.get_role_binding(name, namespace)`` is
    ``client.rbac.role_bindings.get(name, namespace)``; likewise find, create, update, patch, apply,
    delete and watch, and with the plural ``client.list_role_bindings(namespace)``.

    :param api_groups: what there is; kinds of your own are added so:
        ``SUPPORTED_API_GROUPS | {"widgets": ApiGroup("example.com", ("v1",), (ApiResource("Widget", "widgets"),))}``.
        Editors know the groups of SUPPORTED_API_GROUPS; for others use ``client.group("widgets").widgets``.
    :param report: what is told of every call; None for kubernetes.log as the environment says.
    :raises InvalidInput: a group has a name that the client needs itself.
    """

    def __init__(
        self,
        connection: Connection,
        api_groups: Mapping[str, ApiGroup] = SUPPORTED_API_GROUPS,
        *,
        report: Report | None = None,
    ) -> None:
        self._transport = Transport(connection, report=report)
        names = _SUPPORTED_NAMES if api_groups is SUPPORTED_API_GROUPS else None
        self._groups = GroupClients(self._transport, api_groups, frozenset(dir(type(self))), names)

    @property
    def host(self) -> str:
        """The API server's address."""
        return self._transport.host

    @property
    def connection(self) -> Connection:
        """Where requests go at the moment, and as whom."""
        return self._transport.connection

    def close(self) -> None:
        """Close all connections. The client can be used again."""
        self._transport.close()

    def connection_status(self) -> ConnectionStatus:
        """Whether the server can be reached and lets us in, and what is wrong when not. Never raises for the server."""
        return connection_status(self._transport)

    def document(self, path: str, kind: str) -> Manifest:
        """What the server says at a path that is no object's, such as ``/version``. Its own words: look at each.

        :param kind: what is asked for, for kubernetes.log and errors.
        """
        return self._transport.send(Request("GET", path, attributes=ResourceAttributes(verb="get", kind=kind)))

    def warnings(self) -> list[str]:
        """What the API server warned of since the last time, each text once. Its own words: not to be trusted."""
        return self._transport.warnings.take()

    def group(self, name: str) -> GroupClient:
        """The client of one API group, by its name in the table. Raises InvalidInput for another."""
        return self._groups.group(name)

    def for_manifest(self, manifest: Manifest) -> ResourceClient:
        """The verbs for a manifest's kind, in the version that the manifest has.

        :raises InvalidInput: a kind, or a version, that is not in the table.
        """
        return self._groups.for_manifest(manifest)


_SUPPORTED_NAMES = delegated_names(SUPPORTED_API_GROUPS, frozenset(dir(Client)))
"""Made once, and by Ansible before it forks: it takes milliseconds, as long as a task's requests."""
