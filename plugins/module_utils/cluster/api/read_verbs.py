# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What reads objects of one kind: get, find, list, and the raw watch."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...errors import Gone, NotFound, NotKubernetes, TooLarge
from ...resources.manifest import Manifest
from ..http.stream import Stream
from .kubernetes_object import kubernetes_object, listed_objects, named_object
from .resource_requests import ResourceRequests

__all__ = ["Listing", "ReadVerbs"]

PAGE_SIZE = 500
"""Objects a page of a LIST: what kubectl asks for."""
SHRINKING = 10
"""A page that is too large is asked for again with so many times fewer objects."""
LIST_RESTARTS = 2
"""How often a LIST begins anew when its pages expire under it. They are kept for five minutes: a
list that takes longer twice will take longer a third time."""
MOST_OBJECTS = 1_000_000
"""Objects of one LIST: beyond what etcd holds of the smallest, so that a hostile server comes to an end."""
MOST_EMPTY_PAGES = 1000
"""Pages in a row without an object: a server may send some when its filter left nothing."""
_METADATA_ONLY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"


@dataclass(frozen=True)
class Listing:
    """The objects of a LIST and the resource version from which a watch goes on."""

    items: list[Manifest]
    resource_version: str


class ReadVerbs(ResourceRequests):
    """Reads objects of one kind."""

    def get(self, name: str, namespace: str | None = None) -> Manifest:
        """One object. Raises NotFound when there is none."""
        return self._typed(named_object(self._transport.send(self._one("get", name, namespace))))

    def find(self, name: str, namespace: str | None = None) -> Manifest | None:
        """One object, or None when there is none, or no such kind on the server."""
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
        page_size: int = PAGE_SIZE,
    ) -> list[Manifest]:
        """All objects that the selectors match, with apiVersion and kind as a GET has them.

        :param namespace: None for all of them.
        :param labels: label selector, as ``kubectl --selector`` takes it.
        :param fields: field selector, as ``kubectl --field-selector`` takes it.
        :param metadata_only: leave out all but metadata: a list of Secrets without their data.
        :param page_size: objects that the server is asked for at a time.
        """
        return self.listing(namespace, labels, fields, metadata_only=metadata_only, page_size=page_size).items

    def listing(
        self,
        namespace: str | None = None,
        labels: str | None = None,
        fields: str | None = None,
        *,
        metadata_only: bool = False,
        page_size: int = PAGE_SIZE,
    ) -> Listing:
        """As ``list``, with the resource version. Begins anew when the list expires on the way (410)."""
        query = {"labelSelector": labels, "fieldSelector": fields, "limit": page_size}
        accept = _METADATA_ONLY if metadata_only else "application/json"
        for _restart in range(LIST_RESTARTS):
            try:
                return self._pages(namespace, query, accept)
            except Gone:
                continue
        return self._pages(namespace, query, accept)

    def _pages(self, namespace: str | None, query: Mapping[str, Any], accept: str) -> Listing:
        items: builtins.list[Manifest] = []
        more: Any = None
        size = query["limit"]
        empty = 0
        while True:
            page, size = self._page(namespace, {**query, "continue": more}, accept, size)
            found = listed_objects(page)
            items += map(self._typed, found)
            metadata = page["metadata"]
            before, more = more, metadata.get("continue")
            if not more:
                return Listing(items, str(metadata.get("resourceVersion") or ""))
            empty = 0 if found else empty + 1
            if more == before or empty > MOST_EMPTY_PAGES:
                raise NotKubernetes("the server's list does not go on as Kubernetes' lists do; check its address")
            if len(items) > MOST_OBJECTS:
                raise TooLarge("the list is longer than any that Kubernetes holds; give a namespace or a selector")

    def _page(self, namespace: str | None, query: Mapping[str, Any], accept: str, size: int) -> tuple[Manifest, int]:
        """A page, and of how many objects it could be: of fewer when so many are too large."""
        while True:
            try:
                request = self._all("list", namespace, query={**query, "limit": size}, accept=accept)
                return kubernetes_object(self._transport.send(request)), size
            except TooLarge:
                if size <= 1:
                    raise
            size = max(size // SHRINKING, 1)

    def _typed(self, item: Manifest) -> Manifest:
        return {**item, "apiVersion": self.api_version, "kind": self.resource.kind}

    def open_watch(
        self,
        resource_version: str,
        namespace: str | None = None,
        labels: str | None = None,
        fields: str | None = None,
        seconds: int = 240,
    ) -> Stream:
        """The raw lines of one watch request; ``watch.Watch`` makes events of them.

        :param seconds: after which the server ends it, as it should.
        """
        query = {
            "watch": True,
            "allowWatchBookmarks": True,
            "resourceVersion": resource_version,
            "timeoutSeconds": seconds,
            "labelSelector": labels,
            "fieldSelector": fields,
        }
        return self._transport.stream(self._all("watch", namespace, query=query))
