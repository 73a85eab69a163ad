"""One at a time, also between processes; the kernel gives a lock back when its holder dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import ClusterError

__all__ = ["exclusive"]

_PAUSE = 0.1


@contextmanager
def exclusive(folder: Path, *, seconds: float) -> Iterator[int]:
    """Hold the lock of an existing folder; give its descriptor, which a child may inherit to hold it too.

    ClusterError when somebody else holds it for longer than `seconds`.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _acquire(descriptor, folder, time.monotonic() + seconds)
        yield descriptor
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, folder: Path, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise ClusterError(f"another process works on {folder}: wait until it ends, then try again") from None
            time.sleep(_PAUSE)
        else:
            return
