# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A log file that many threads and processes append to, private and bounded.

No file stays open between two lines: that costs microseconds for each, and leaves nothing that a fork, a
rotation by another process or an operator's own logrotate could spoil. The file itself is the lock: whoever has
it on what is at the path right now may write and rotate.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

__all__ = ["FILES_KEPT", "LARGEST_FILE", "LogFile"]

LARGEST_FILE = 10 * 1024 * 1024
"""Bytes of one file: some 30,000 lines."""
FILES_KEPT = 5
"""Older files that stay beside the current one, as ``.1`` (the youngest) to ``.5``."""
_PATIENCE = 0.25
"""Seconds to wait for the lock: others have it for microseconds, unless they were stopped while they held it."""
_TRIES = 5
_FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_UNFIT = {
    errno.ELOOP: "it is a symbolic link",
    errno.ENXIO: "it is no regular file",
}


class LogFile:
    """Appends whole lines, mode 0600, rotated by size. It never raises: what went wrong is in ``problem``.

    Symbolic links, hard links, files of other accounts and what is no regular file are not written to.

    :param path: absolute. Its folder is made when it is missing, mode 0700.
    """

    def __init__(self, path: str, *, largest: int = LARGEST_FILE, kept: int = FILES_KEPT) -> None:
        self.path = path
        self.problem = ""
        self._largest = largest
        self._kept = kept
        self._patience = _PATIENCE

    def append(self, line: bytes) -> None:
        """Write the line, which ends with a line break, in one piece."""
        try:
            self._append(line)
        except OSError as error:
            self._remember("written", error)

    def _append(self, line: bytes) -> None:
        for tries_left in range(_TRIES, 0, -1):
            with self._opened() as handle:
                locked = self._lock(handle)
                if locked and tries_left > 1 and (self._moved(handle) or self._rotated(handle, len(line))):
                    continue
                _write(handle, line, locked=locked)
                return

    @contextmanager
    def _opened(self) -> Iterator[int]:
        try:
            handle = os.open(self.path, _FLAGS, 0o600)
        except FileNotFoundError:
            os.makedirs(os.path.dirname(self.path), mode=0o700, exist_ok=True)
            handle = os.open(self.path, _FLAGS, 0o600)
        try:
            _check(handle)
            yield handle
        finally:
            os.close(handle)  # gives the lock back too

    def _lock(self, handle: int) -> bool:
        """Without the lock a line is still appended in one piece on local file systems; nothing is rotated then."""
        give_up_at = time.monotonic() + self._patience
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= give_up_at:
                    self._patience = 0.0  # a play must not wait again for somebody who may never go on
                    return False
                time.sleep(0.001)
            except OSError:  # a file system without locks
                return False
            else:
                return True

    def _moved(self, handle: int) -> bool:
        """Whether another process rotated or removed the file between our opening and locking it."""
        try:
            return not os.path.samestat(os.fstat(handle), os.stat(self.path, follow_symlinks=False))
        except FileNotFoundError:
            return True

    def _rotated(self, handle: int, length: int) -> bool:
        """Whether the file was full and is an older one now."""
        size = os.fstat(handle).st_size
        if not size or size + length <= self._largest:
            return False
        try:
            for number in range(self._kept, 0, -1):
                younger = f"{self.path}.{number - 1}" if number > 1 else self.path
                with suppress(FileNotFoundError):
                    os.replace(younger, f"{self.path}.{number}")
        except OSError as error:
            self._remember("rotated", error)
            return False
        return True

    def _remember(self, what: str, error: OSError) -> None:
        reason = _UNFIT.get(error.errno or 0, error.strerror)
        self.problem = self.problem or (
            f"the log {self.path} cannot be {what}: {reason}; "
            "set SLIPWAY_LOG to a file in a folder that you may write to, or to off"
        )


def _check(handle: int) -> None:
    """Nobody else may have prepared the file: what is written would go where they want it."""
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.ENXIO, os.strerror(errno.ENXIO))
    if found.st_uid != os.geteuid():
        raise OSError(errno.EPERM, "it belongs to another account")
    if found.st_nlink > 1:
        raise OSError(errno.EMLINK, "it has another name too (hard link)")
    if stat.S_IMODE(found.st_mode) != 0o600:
        os.fchmod(handle, 0o600)


def _write(handle: int, line: bytes, *, locked: bool) -> None:
    written = os.write(handle, line)
    if written == len(line):
        return
    if locked:  # the next line must not begin in the middle of this one
        os.ftruncate(handle, os.fstat(handle).st_size - written)
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
