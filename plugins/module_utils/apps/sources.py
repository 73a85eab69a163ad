# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that happens around an install pod, from many connections, in one queue.

Watches and log streams each run in a thread and only put what they see into the queue;
one consumer takes it out, so that nothing else needs a lock.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, Self

__all__ = ["Happening", "Source", "Sources"]

MOST_WAITING = 10_000
"""Happenings in the queue; a log that is written faster than it is shown then waits in the connection."""


@dataclass(frozen=True)
class Source:
    """Where something was seen.

    :param kind: ``install pod``, ``pods``, ``events`` or ``log``.
    :param title: what people call it: the pod's name for a log.
    :param run: of a log: pod UID, container and how often it had restarted.
    """

    kind: str
    title: str
    run: tuple[str, str, int] | None = None


class Happening(NamedTuple):
    """One thing seen. ``what`` is an event, a log line, ``None`` at the source's end, or its error."""

    source: Source
    what: Any


class _Reader(Protocol):
    def close(self) -> None: ...


class Sources:
    """Threads that feed one queue. Leaving the ``with`` block ends all of them."""

    def __init__(self) -> None:
        self._queue: queue.Queue[Happening] = queue.Queue(MOST_WAITING)
        self._readers: dict[Source, _Reader] = {}
        self._threads: list[threading.Thread] = []
        self._left = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._left.set()
        for reader in self._readers.values():
            reader.close()
        for thread in self._threads:
            thread.join(timeout=1.0)

    def start(self, source: Source, reader: _Reader, read: Callable[[], Iterator[Any]]) -> None:
        """Read in a thread of its own; every item becomes a Happening of that source. Once per source.

        :param reader: closed at the end, which makes ``read`` come back.
        """
        if source in self._readers:
            return
        self._readers[source] = reader
        thread = threading.Thread(target=self._pump, args=(source, read), name=f"slipway {source.title}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def next(self, seconds: float) -> Happening | None:
        """What happened next, or None when nothing did for so long."""
        try:
            return self._queue.get(timeout=max(seconds, 0.0))
        except queue.Empty:
            return None

    def _pump(self, source: Source, read: Callable[[], Iterator[Any]]) -> None:
        try:
            for item in read():
                self._put(Happening(source, item))
            self._put(Happening(source, None))
        except Exception as error:  # noqa: BLE001  # whatever it is, the consumer must know: it raises it
            self._put(Happening(source, error))

    def _put(self, happening: Happening) -> None:
        while not self._left.is_set():
            try:
                self._queue.put(happening, timeout=0.5)
            except queue.Full:
                continue
            return
