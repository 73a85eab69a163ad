"""What the API server was asked, by its own audit log: how much in a turn, and whether it is quiet now."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.errors import BenchError

__all__ = ["Audit"]

_ADMINISTRATOR = b'"user":{"username":"administrator"'
"""Every subject comes as the administrator; controllers and the node come as themselves."""
_QUIET = 10
"""Requests in a second. An idle cluster has up to four; a controller that has something to do, twenty or more."""
_PATIENCE_SECONDS = 900


class Audit:
    """A reader of the log. A request stands in it before it is answered.

    :param pause: waits so many seconds.
    """

    def __init__(self, log: Path, pause: Callable[[float], None] = time.sleep) -> None:
        self._log = log
        self._pause = pause

    def end(self) -> int:
        """A position: what is asked from now on stands behind it."""
        return self._log.stat().st_size

    def requests(self, since: int) -> int:
        """How many requests the administrator made since a position."""
        with self._log.open("rb") as log:
            log.seek(since)
            return sum(_ADMINISTRATOR in line for line in log)

    def wait_until_quiet(self) -> None:
        """Wait until nobody has work on the cluster.

        :raises BenchError: it goes on and on.
        """
        for _ in range(_PATIENCE_SECONDS):
            before = self.end()
            self._pause(1)
            if len(self._lines(before)) <= _QUIET:
                return
        raise BenchError("the test cluster has other work and is no place to measure on: try again later")

    def _lines(self, since: int) -> list[bytes]:
        with self._log.open("rb") as log:
            log.seek(since)
            return log.readlines()
