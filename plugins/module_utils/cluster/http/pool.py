# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Idle connections to one API server."""

from __future__ import annotations

import os
import threading
import weakref
from collections import deque
from functools import partial
from typing import Any

from .deadline import Deadline
from .dial import Dialler
from .timed_response import TimedHTTPResponse

__all__ = ["Pool"]

KEPT = 16
"""Idle connections kept: more than any of our worker pools uses at once."""


class Pool:
    """Keeps connections for the next call, newest first. Safe to use from threads.

    What a fork inherits is never used: two processes on one TLS connection would garble it.
    """

    def __init__(self, dialler: Dialler) -> None:
        self._dialler = dialler
        self._idle: deque[Any] = deque()
        self._inherited: deque[Any] = deque()
        self._process = os.getpid()
        self._lock = threading.Lock()
        # For who forgets to close: without it Python complains of each socket.
        weakref.finalize(self, _close_all, self._idle)

    def take(self, deadline: Deadline) -> Any:
        """A connection, kept or new, whose reads keep to the deadline. Raises as ``Dialler.connect`` does."""
        self._leave_to_parent()
        while self._idle:
            try:
                kept = self._idle.pop()
            except IndexError:  # another thread was quicker
                break
            # A connection that the server ended meanwhile is readable.
            if kept.is_connected:
                kept.response_class = partial(TimedHTTPResponse, deadline=deadline)
                kept.sock.settimeout(deadline.left())
                return kept
            kept.close()
        return self._dialler.connect(deadline)

    def give_back(self, connection: Any) -> None:
        """Keep a connection whose answer was read to its end."""
        self._leave_to_parent()
        if len(self._idle) < KEPT:
            self._idle.append(connection)
        else:
            connection.close()

    def close(self) -> None:
        """Close the idle connections."""
        self._leave_to_parent()
        _close_all(self._idle)

    def _leave_to_parent(self) -> None:
        """After a fork, put away what was inherited. It is kept: to close it is the parent's part."""
        if self._process == os.getpid():
            return
        with self._lock:
            if self._process != os.getpid():
                self._inherited.extend(self._idle)
                self._idle.clear()
                self._process = os.getpid()


def _close_all(idle: deque[Any]) -> None:
    while idle:
        try:
            idle.pop().close()
        except IndexError:  # another thread was quicker
            return
