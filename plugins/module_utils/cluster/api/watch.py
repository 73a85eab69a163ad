# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes of objects as they happen: a list, then a watch from it, for as long as wanted."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from ...errors import ApiError, ConnectionFailed, ConnectionLost, Gone, TooLarge
from ..http.error_answer import api_error
from ..http.stream import Stream
from .read_verbs import ReadVerbs

__all__ = ["Watch", "ended_after"]

RECONNECT_PAUSES = (0.1, 0.5, 1.0, 2.0, 4.0)
"""Seconds before each new connection in a row that brought nothing; also those that ended without
an error, or a gateway that cuts every watch off at once would be asked in a busy loop."""
GOOD_CONNECTION = 10.0
"""Seconds after which a connection was a good one, even if nothing happened: gateways cut
idle ones off, some of them before the first bookmark."""
_TYPES = ("ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR")


class Watch:
    """Yields ``(type, object)`` with types ADDED, MODIFIED, DELETED.

    What exists at the start comes as ADDED. An expired watch (410) and a lost
    connection are mended by a new list or watch; an object is told again only if it
    changed. ``close()`` from any thread ends it.

    :param known: objects that the caller has seen already: told again only if they changed, and
        as DELETED if they are gone by now.
    """

    def __init__(
        self,
        resource: ReadVerbs,
        namespace: str | None = None,
        labels: str | None = None,
        fields: str | None = None,
        *,
        known: Iterable[dict[str, Any]] = (),
    ) -> None:
        self._resource = resource
        self._selection = (namespace, labels, fields)
        self._known = {_uid(item): item for item in known}
        self._version = ""
        self._failures = 0
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
        while not self._closed.is_set():
            began = time.monotonic()
            try:
                if not self._version:
                    yield from self._list()
                yield from self._watch_once()
            except (ConnectionFailed, ApiError) as error:
                self._forgive(began)
                if self._failures >= len(RECONNECT_PAUSES) or not _passes(error):
                    raise
                if isinstance(error, Gone):
                    self._version = ""
            self._forgive(began)
            self._closed.wait(RECONNECT_PAUSES[min(self._failures, len(RECONNECT_PAUSES) - 1)])
            self._failures += 1

    def _forgive(self, began: float) -> None:
        if time.monotonic() - began > GOOD_CONNECTION:
            self._failures = 0

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
            self._failures = 0
            self._version = _version(item) or self._version
            if kind == "BOOKMARK":
                continue
            if kind == "DELETED":
                self._known.pop(_uid(item), None)
            else:
                self._known[_uid(item)] = item
            yield kind, item


@contextmanager
def ended_after(watch: Watch, seconds: float) -> Iterator[None]:
    """Close the watch after so long, or when the block ends; no thread is left."""
    timer = threading.Timer(seconds, watch.close)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        watch.close()
        timer.join()


def _decoded(line: bytes) -> tuple[str, dict[str, Any]]:
    try:
        event = json.loads(line)
        kind, item = event["type"], event["object"]
        metadata = item["metadata"] if kind != "ERROR" else {}
    except (ValueError, KeyError, TypeError, RecursionError):
        kind, metadata = None, None
    if kind not in _TYPES or not isinstance(metadata, dict):
        raise ConnectionLost("the watch broke off in the middle of an event", repeatable=True)
    if kind == "ERROR":
        status = item.get("code") if isinstance(item, dict) else None
        raise api_error(status if isinstance(status, int) and 400 <= status < 600 else 500, item)
    return kind, item


def _passes(error: ApiError | ConnectionFailed) -> bool:
    """Whether waiting may help. Refusals (401, 403 …) and lines without end do not pass."""
    if isinstance(error, ApiError):
        return error.status in (410, 429, 500, 502, 503, 504)
    return not isinstance(error, TooLarge)


def _uid(item: dict[str, Any]) -> str:
    return str(item["metadata"].get("uid") or "")


def _version(item: dict[str, Any]) -> str:
    return str(item["metadata"].get("resourceVersion") or "")
