# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One container's log as it is written, over as many connections as it takes, without loss or repetition."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Literal

from ..cluster.client import Client
from ..cluster.http.stream import Stream
from ..errors import ApiError, ConnectionFailed, NotFound
from .position import Position, split_stamp

__all__ = ["ContainerLog", "RunState"]

RunState = Literal["running", "ended", "replaced", "gone"]
"""What became of one run of a container: it goes on, has ended, was restarted, or its pod is gone."""

PAUSE = 0.2
"""Seconds before a log is asked for again. Measured: a new container's first line is there 13-36 ms
after it starts, so this is short enough to be live and long enough not to load the kubelet."""
PAUSE_AFTER_END = 1.0
"""Seconds after an answer that had lines and ended: the pod's status says within a second whether the
run has ended too, and until then another connection could show the next run's lines."""
LONGEST_ABSENCE = 60.0
"""Seconds without any answer after which the log counts as lost; an API server restarts in less."""
PREVIOUS_LINES = 1000
"""Lines read of a run that was replaced: what it wrote between the lost connection and its end."""


class ContainerLog:
    """The log of one run of one container.

    :param state: tells what became of that run; asked before each connection.
    """

    def __init__(self, client: Client, namespace: str, pod: str, container: str, state: Callable[[], RunState]) -> None:
        self._client = client
        self._where = (pod, namespace, container)
        self._state = state
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
        :raises ConnectionFailed: there was no answer for LONGEST_ABSENCE.
        """
        answered = time.monotonic()
        while not self._closed.is_set():
            state, pause = self._state(), PAUSE
            try:
                if state in ("replaced", "gone"):
                    yield from self._rest_of_replaced_run() if state == "replaced" else ()
                    return
                for line in self._connected_lines():
                    pause = PAUSE_AFTER_END
                    yield line
                answered = time.monotonic()
                if state == "ended":
                    return
            except NotFound:
                return
            except (ApiError, ConnectionFailed) as error:
                if time.monotonic() - answered > LONGEST_ABSENCE or not _may_pass(error):
                    raise
            self._closed.wait(pause)

    def _connected_lines(self) -> Iterator[bytes]:
        pod, namespace, container = self._where
        self._stream = self._client.follow_pod_log(pod, namespace, container, self._position.stamp or None)
        self._position.reconnected()
        if self._closed.is_set():
            self._stream.close()
        for line in self._stream.lines():
            stamp, text = split_stamp(line)
            if not stamp or self._position.is_new(stamp):
                yield text

    def _rest_of_replaced_run(self) -> Iterator[bytes]:
        pod, namespace, container = self._where
        log = self._client.pod_log(pod, namespace, container, previous=True, tail_lines=PREVIOUS_LINES)
        self._position.reconnected()
        for line in log.splitlines():
            stamp, text = split_stamp(line)
            if stamp and self._position.is_new(stamp):
                yield text


def _may_pass(error: ApiError | ConnectionFailed) -> bool:
    """A container that has not started yet is a 400; a server under load a 429 or 5xx; one that restarts refuses."""
    return not isinstance(error, ApiError) or error.status in (400, 429) or error.status >= 500
