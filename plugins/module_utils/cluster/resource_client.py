# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verbs of one kind: a request is built, sent and read in three steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .api_groups import ApiGroup, ApiResource
from .errors import InvalidInput, NotFound, NotKubernetes
from .request import Request, segment
from .resource_attributes import ResourceAttributes
from .stream import Stream
from .transport import Transport

__all__ = ["FIELD_MANAGER", "Listing", "ResourceClient"]

FIELD_MANAGER = "slipway"
"""Who owns the fields that we set (server-side apply, KEP-555)."""
PAGE_SIZE = 500
"""Objects a page of a LIST: what kubectl asks for."""
_METHODS = {"get": "GET", "list": "GET", "watch": "GET", "create": "POST", "patch": "PATCH", "delete": "DELETE"}
_VERBS_OVER_ALL = ("get", "list", "watch")
_METADATA_ONLY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"

Manifest = dict[str, Any]


@dataclass(frozen=True)
class Listing:
    """The objects of a LIST and the resource version from which a watch goes on."""

    items: list[Manifest]
    resource_version: str


class ResourceClient:
    """All verbs of one kind.

    ``namespace`` is needed for kinds that live in one, but for ``list`` and ``watch``,
    where None means all of them. Every method raises ApiError or ConnectionFailed.
    """

    def __init__(self, transport: Transport, group: ApiGroup, resource: ApiResource) -> None:
        self._transport = transport
        self._group = group
        self.resource = resource

    def get(self, name: str, namespace: str | None = None) -> Manifest:
        """One object. Raises NotFound when there is none."""
        return _object(self._transport.send(self._named("get", name, namespace)))

    def find(self, name: str, namespace: str | None = None) -> Manifest | None:
        """One object, or None when there is none."""
        try:
            return self.get(name, namespace)
        except NotFound:
            return None

    def list(
        self,
        namespace: str | None = None,
        labels: str | None = None,
        fields: str | None = None,
        *,
        metadata_only: bool = False,
    ) -> list[Manifest]:
        """All objects that the selectors match, with apiVersion and kind as a GET has them."""
        return self.listing(namespace, labels, fields, metadata_only=metadata_only).items

    def listing(
        self,
        namespace: str | None = None,
        labels: str | None = None,
        fields: str | None = None,
        *,
        metadata_only: bool = False,
    ) -> Listing:
        """As ``list``, with the resource version. Read in pages of PAGE_SIZE."""
        query = {"labelSelector": labels, "fieldSelector": fields, "limit": PAGE_SIZE}
        items: list[Manifest] = []
        while True:
            request = self._request("list", namespace, query=query)
            page = self._transport.send(replace(request, accept=_METADATA_ONLY) if metadata_only else request)
            items += [self._typed(item) for item in _items(page)]
            metadata = _object(page)["metadata"]
            if not metadata.get("continue"):
                return Listing(items, str(metadata.get("resourceVersion") or ""))
            query = {**query, "continue": metadata["continue"]}

    def create(self, manifest: Manifest, *, dry_run: bool = False) -> Manifest:
        """The object as created. Raises Conflict when the name is taken."""
        query = {"fieldManager": FIELD_MANAGER, "dryRun": "All" if dry_run else None}
        metadata = manifest["metadata"]
        request = self._request("create", metadata.get("namespace"), query=query, about=metadata.get("name"))
        return _object(self._transport.send(replace(request, body=manifest)))

    def apply(self, manifest: Manifest, *, dry_run: bool = False) -> Manifest:
        """Server-side apply: the object has the fields given; fields we gave earlier and give no more are removed.

        Forced: a field given here becomes ours, whoever had it.
        """
        metadata = manifest["metadata"]
        query = {"fieldManager": FIELD_MANAGER, "force": True, "dryRun": "All" if dry_run else None}
        request = self._named("patch", metadata["name"], metadata.get("namespace"), query=query)
        return _object(
            self._transport.send(replace(request, body=manifest, content_type="application/apply-patch+yaml"))
        )

    def patch(self, name: str, change: Manifest, namespace: str | None = None) -> Manifest:
        """JSON merge patch (RFC 7386) of one object."""
        request = self._named("patch", name, namespace, query={"fieldManager": FIELD_MANAGER})
        return _object(self._transport.send(replace(request, body=change, content_type="application/merge-patch+json")))

    def delete(
        self, name: str, namespace: str | None = None, uid: str | None = None, grace_seconds: int | None = None
    ) -> bool:
        """Delete one object and, in the background, what it owns.

        :param uid: delete only if the object still is this one; Conflict otherwise.
        :returns: False when there was nothing to delete.
        """
        options: Manifest = {"propagationPolicy": "Background"}
        if uid:
            options["preconditions"] = {"uid": uid}
        if grace_seconds is not None:
            options["gracePeriodSeconds"] = grace_seconds
        try:
            self._transport.send(replace(self._named("delete", name, namespace), body=options))
        except NotFound:
            return False
        return True

    def open_watch(
        self,
        resource_version: str,
        namespace: str | None = None,
        labels: str | None = None,
        fields: str | None = None,
        seconds: int = 240,
    ) -> Stream:
        """The raw lines of a watch; ``watch.Watch`` makes events of them."""
        query = {
            "watch": True,
            "allowWatchBookmarks": True,
            "resourceVersion": resource_version,
            "timeoutSeconds": seconds,
            "labelSelector": labels,
            "fieldSelector": fields,
        }
        return self._transport.stream(self._request("watch", namespace, query=query))

    def open_log(self, name: str, namespace: str, query: Mapping[str, Any]) -> Stream:
        """The lines of a pod's log. Query: see the PodLogOptions of the API reference."""
        return self._transport.stream(self._named("get", name, namespace, query=query, subresource="log"))

    def read_log(self, name: str, namespace: str, query: Mapping[str, Any]) -> bytes:
        """A pod's log in one piece."""
        return self._transport.text(self._named("get", name, namespace, query=query, subresource="log"))

    def _typed(self, item: Manifest) -> Manifest:
        return {**item, "apiVersion": self._group.api_version, "kind": self.resource.kind}

    def _named(
        self,
        verb: str,
        name: str,
        namespace: str | None,
        *,
        query: Mapping[str, Any] | None = None,
        subresource: str = "",
    ) -> Request:
        """A request for one object. Without its name, or namespace, it would be one for all of them."""
        if self.resource.namespaced and not namespace:
            raise InvalidInput(f"a {self.resource.kind} needs a namespace")
        request = self._request(verb, namespace, query=query, about=name, subresource=subresource)
        ending = [segment(name), subresource] if subresource else [segment(name)]
        return replace(request, path="/".join([request.path, *ending]))

    def _request(
        self,
        verb: str,
        namespace: str | None,
        *,
        query: Mapping[str, Any] | None = None,
        about: str | None = None,
        subresource: str = "",
    ) -> Request:
        """A request for all objects of the kind, in one namespace or everywhere.

        :param about: the name of the object that it is about, for error messages.
        """
        if self.resource.namespaced and verb not in _VERBS_OVER_ALL and not namespace:
            raise InvalidInput(f"a {self.resource.kind} needs a namespace")
        parts = [self._group.path, self.resource.plural]
        if self.resource.namespaced and namespace is not None:
            parts[1:1] = ["namespaces", segment(namespace)]
        attributes = ResourceAttributes(
            verb=verb,
            group=self._group.group,
            version=self._group.version,
            resource=self.resource.plural,
            subresource=subresource,
            name=about or "",
            namespace=(namespace or "") if self.resource.namespaced else "",
            kind=self.resource.kind,
        )
        return Request(_METHODS[verb], "/".join(parts), query, attributes=attributes)


def _object(answer: Manifest) -> Manifest:
    """The answer, if it has what every Kubernetes object and list has."""
    if not isinstance(answer.get("metadata"), dict):
        raise NotKubernetes("the server does not answer with Kubernetes objects; check the server's address")
    return answer


def _items(page: Manifest) -> Sequence[Manifest]:
    items = page.get("items") or ()
    if not isinstance(items, Sequence) or not all(isinstance(item, dict) for item in items):
        raise NotKubernetes("the server does not answer with Kubernetes objects; check the server's address")
    return [_object(item) for item in items]
