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
from typing import Any, NamedTuple, Protocol, Self

from ..cluster.errors import SlipwayError

__all__ = ["Happening", "Sources"]


class Happening(NamedTuple):
    """One thing seen. ``what`` is an event, a log line, ``None`` at the source's end, or its error."""

    source: str
    what: Any


class _Closable(Protocol):
    def close(self) -> None: ...


class Sources:
    """Threads that feed one queue. Leaving the ``with`` block ends all of them."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[Happening] = queue.SimpleQueue()
        self._open: dict[str, _Closable] = {}
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for source in self._open.values():
            source.close()
        for thread in self._threads:
            thread.join(timeout=1.0)

    def start(self, name: str, reader: _Closable, read: Callable[[], Iterator[Any]]) -> None:
        """Read in a thread of its own; every item becomes a Happening of that name.

        :param reader: closed at the end, which makes ``read`` come back.
        """
        if name in self._open:
            return
        self._open[name] = reader
        thread = threading.Thread(target=self._pump, args=(name, read), name=f"slipway {name}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def known(self, name: str) -> bool:
        """Whether a source of that name was started."""
        return name in self._open

    def next(self, seconds: float) -> Happening | None:
        """What happened next, or None when nothing did for so long."""
        try:
            return self._queue.get(timeout=max(seconds, 0.0))
        except queue.Empty:
            return None

    def _pump(self, name: str, read: Callable[[], Iterator[Any]]) -> None:
        try:
            for item in read():
                self._queue.put(Happening(name, item))
            self._queue.put(Happening(name, None))
        except SlipwayError as error:
            self._queue.put(Happening(name, error))
