# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One container's log as it is written, over as many connections as it takes, without loss or repetition."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

from ..cluster.client import Client
from ..cluster.errors import ApiError, ConnectionFailed, NotFound
from ..cluster.stream import Stream

__all__ = ["ContainerLog", "Position"]

PAUSE = 0.2
"""Seconds before a log is asked for again. Measured: a new container's first line is there 13-36 ms
after it starts, so this is short enough to be live and long enough not to load the kubelet."""
MOST_REFUSALS = 50
"""Refusals in a row after which the log counts as lost: 10 s, longer than a container takes to start."""


class Position:
    """How far a log was read: the last line's stamp, and how many lines carried it.

    The server can only be asked for lines since a whole second, so what comes again is
    recognised by its stamp (fixed width, nanoseconds, compares as text).
    """

    def __init__(self) -> None:
        self.stamp = ""
        self._read_at_stamp = 0
        self._again_at_stamp = 0

    def reconnected(self) -> None:
        """From here on lines may come again."""
        self._again_at_stamp = 0

    def is_new(self, stamp: str) -> bool:
        """Whether the line with this stamp was not read yet; remembers it."""
        if stamp < self.stamp:
            return False
        if stamp == self.stamp:
            self._again_at_stamp += 1
            if self._again_at_stamp <= self._read_at_stamp:
                return False
            self._read_at_stamp = self._again_at_stamp
            return True
        self.stamp = stamp
        self._read_at_stamp = self._again_at_stamp = 1
        return True


class ContainerLog:
    """The log of one run of one container.

    :param running: tells whether that run still goes on; an answer that ends before is a lost connection.
    """

    def __init__(self, client: Client, namespace: str, pod: str, container: str, running: Callable[[], bool]) -> None:
        self._client = client
        self._where = (pod, namespace, container)
        self._running = running
        self._position = Position()
        self._closed = threading.Event()
        self._stream: Stream | None = None

    def close(self) -> None:
        """End it from any thread."""
        self._closed.set()
        if self._stream is not None:
            self._stream.close()

    def lines(self) -> Iterator[bytes]:
        """Each line as the container wrote it, until the run ends or the pod is gone.

        :raises ApiError: the log is refused.
        :raises ConnectionFailed: it could not be reached MOST_REFUSALS times in a row.
        """
        refusals = 0
        while not self._closed.is_set():
            ended = not self._running()
            try:
                for line in self._connected_lines():
                    refusals = 0
                    yield line
                if ended:
                    return
            except NotFound:
                return
            except (ApiError, ConnectionFailed) as error:
                refusals += 1
                if refusals > MOST_REFUSALS or not _may_pass(error):
                    raise
            self._closed.wait(PAUSE)

    def _connected_lines(self) -> Iterator[bytes]:
        pod, namespace, container = self._where
        self._stream = self._client.follow_pod_log(pod, namespace, container, self._position.stamp or None)
        self._position.reconnected()
        if self._closed.is_set():
            self._stream.close()
        for line in self._stream.lines():
            stamp, _space, text = line.partition(b" ")
            if self._position.is_new(stamp.decode("ascii", "replace")):
                yield text


def _may_pass(error: ApiError | ConnectionFailed) -> bool:
    """A container that has not started yet is a 400; a server under load a 429 or 5xx."""
    if isinstance(error, ApiError):
        return error.status in (400, 429) or error.status >= 500
    return error.repeatable
