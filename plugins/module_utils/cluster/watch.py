# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes of objects as they happen: a list, then a watch from it, for as long as wanted."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

from .errors import ApiError, ConnectionFailed, Gone, api_error
from .resource_client import ResourceClient
from .stream import Stream

__all__ = ["Watch"]

RECONNECT_PAUSES = (0.1, 0.5, 1.0, 2.0, 4.0)
"""Seconds before each new connection in a row that brought nothing."""


class Watch:
    """Yields ``(type, object)`` with types ADDED, MODIFIED, DELETED.

    What exists at the start comes as ADDED. An expired watch (410) and a lost
    connection are mended by a new list or watch; an object is told again only if it
    changed. ``close()`` from any thread ends it.
    """

    def __init__(
        self,
        resource: ResourceClient,
        namespace: str | None = None,
        labels: str | None = None,
        fields: str | None = None,
    ) -> None:
        self._resource = resource
        self._selection = (namespace, labels, fields)
        self._known: dict[str, dict[str, Any]] = {}
        self._version = ""
        self._closed = threading.Event()
        self._stream: Stream | None = None

    def close(self) -> None:
        """End the watch; a thread that waits in ``events()`` comes back at once."""
        self._closed.set()
        if self._stream is not None:
            self._stream.close()

    def events(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Changes until closed.

        :raises ApiError: the list or the watch is refused.
        :raises ConnectionFailed: the server stayed away over all RECONNECT_PAUSES.
        """
        failures = 0
        while not self._closed.is_set():
            try:
                if not self._version:
                    yield from self._list()
                for event in self._watch_once():
                    failures = 0
                    yield event
            except Gone:
                self._version = ""
            except (ConnectionFailed, ApiError) as error:
                if failures >= len(RECONNECT_PAUSES) or not _passes(error):
                    raise
                self._closed.wait(RECONNECT_PAUSES[failures])
                failures += 1

    def _list(self) -> Iterator[tuple[str, dict[str, Any]]]:
        listing = self._resource.listing(*self._selection)
        now = {_uid(item): item for item in listing.items}
        for uid in [uid for uid in self._known if uid not in now]:
            yield "DELETED", self._known.pop(uid)
        for uid, item in now.items():
            before = self._known.get(uid)
            self._known[uid] = item
            if before is None:
                yield "ADDED", item
            elif _version(before) != _version(item):
                yield "MODIFIED", item
        self._version = listing.resource_version

    def _watch_once(self) -> Iterator[tuple[str, dict[str, Any]]]:
        self._stream = self._resource.open_watch(self._version, *self._selection)
        if self._closed.is_set():
            self._stream.close()
        for line in self._stream.lines():
            kind, item = _decoded(line)
            self._version = _version(item) or self._version
            if kind == "BOOKMARK":
                continue
            if kind == "DELETED":
                self._known.pop(_uid(item), None)
            else:
                self._known[_uid(item)] = item
            yield kind, item


def _decoded(line: bytes) -> tuple[str, dict[str, Any]]:
    try:
        event = json.loads(line)
        kind, item = str(event["type"]), dict(event["object"])
    except (ValueError, KeyError, TypeError):
        raise ConnectionFailed("the watch broke off in the middle of an event", repeatable=True) from None
    if kind == "ERROR":
        status = item.get("code")
        raise api_error(status if isinstance(status, int) else 500, item, method="WATCH")
    return kind, item


def _passes(error: ApiError | ConnectionFailed) -> bool:
    """Whether waiting may help. Refusals (401, 403 …) do not pass."""
    return not isinstance(error, ApiError) or error.status in (429, 500, 503, 504)


def _uid(item: dict[str, Any]) -> str:
    return str((item.get("metadata") or {}).get("uid") or "")


def _version(item: dict[str, Any]) -> str:
    return str((item.get("metadata") or {}).get("resourceVersion") or "")
