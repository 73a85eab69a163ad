# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests of one kind, as values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...errors import InvalidInput
from ...resource_attributes import ResourceAttributes
from ..http.transport import Transport
from ..request import Request, segment
from .api_group import ApiGroup, ApiResource
from .served_versions import ServedVersions

__all__ = ["ResourceRequests"]

_METHODS = {
    "get": "GET",
    "list": "GET",
    "watch": "GET",
    "create": "POST",
    "update": "PUT",
    "patch": "PATCH",
    "delete": "DELETE",
    "deletecollection": "DELETE",
}
"""By verb, as RBAC and the audit log name it."""
_VERBS_OVER_ALL = ("list", "watch")


class ResourceRequests:
    """Makes the requests of one kind; the classes that send them derive from it.

    :param versions: says in which version, when the first request is made.
    """

    def __init__(self, transport: Transport, group: ApiGroup, resource: ApiResource, versions: ServedVersions) -> None:
        self._transport = transport
        self._group = group
        self._versions = versions
        self._found_version = ""
        self._base = ""
        self.resource = resource

    @property
    def version(self) -> str:
        """The version that is spoken, such as ``v1``. Asks the server if there is a choice.

        :raises NotFound: the server has none of them.
        """
        if not self._found_version:
            version = self._versions.first_of(self._group, self.resource)
            self._base = self._group.path(version)
            self._found_version = version
        return self._found_version

    @property
    def api_version(self) -> str:
        """As in manifests: ``apps/v1``. Raises as ``version`` does."""
        return self._group.api_version(self.version)

    def _one(  # all that differs between two requests
        self,
        verb: str,
        name: str,
        namespace: str | None,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        content_type: str = "application/json",
        subresource: str = "",
        harmless_twice: bool | None = None,
    ) -> Request:
        """A request for one object. Without its name, or namespace, it would be one for all of them."""
        path = f"{self._path(namespace)}/{segment(name)}"
        return Request(
            _METHODS[verb],
            f"{path}/{subresource}" if subresource else path,
            query,
            body,
            content_type,
            attributes=self._attributes(verb, namespace, name, subresource),
            harmless_twice=harmless_twice,
        )

    def _all(
        self,
        verb: str,
        namespace: str | None,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        accept: str = "application/json",
        about: str = "",
        harmless_twice: bool | None = None,
    ) -> Request:
        """A request for the kind as a whole, in one namespace or, to read, everywhere.

        :param about: the name of the object that it is about, for error messages.
        """
        everywhere = namespace is None and verb in _VERBS_OVER_ALL
        path = f"{self._located()}/{self.resource.plural}" if everywhere else self._path(namespace)
        attributes = self._attributes(verb, namespace, about, "")
        return Request(
            _METHODS[verb], path, query, body, accept=accept, attributes=attributes, harmless_twice=harmless_twice
        )

    def _path(self, namespace: str | None) -> str:
        if not self.resource.namespaced:
            return f"{self._located()}/{self.resource.plural}"
        if not namespace:
            raise InvalidInput(f"a {self.resource.kind} needs a namespace")
        return f"{self._located()}/namespaces/{segment(namespace)}/{self.resource.plural}"

    def _located(self) -> str:
        return self._base if self.version else ""

    def _attributes(self, verb: str, namespace: str | None, name: str, subresource: str) -> ResourceAttributes:
        return ResourceAttributes(
            verb,
            self._group.group,
            self.version,
            self.resource.plural,
            subresource,
            name,
            (namespace or "") if self.resource.namespaced else "",
            self.resource.kind,
        )
