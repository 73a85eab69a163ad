# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder of secrets: files that only their owner reads, each there whole or not at all, never through a link.

Whoever may write into the folder could put a link or a program (a kubeconfig may name one) where a secret is
looked for, so it is ours alone, or not used. Everything in it goes through its descriptor: the path may come
to mean another folder meanwhile.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from ..errors import InvalidInput

__all__ = ["LARGEST_FILE", "FoundFile", "PrivateFolder", "private_folder"]

LARGEST_FILE = 2 * 1024 * 1024
"""Bytes that are read of one file at most: a kubeconfig with a CA bundle has a fraction of it."""
_PATIENCE = 5.0
"""Seconds to wait for another run that writes the same file: it takes milliseconds, unless it was stopped."""
_SAFE = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


@dataclass(frozen=True)
class FoundFile:
    """A file as it was found.

    :param private: whether nobody else could have read or written it.
    """

    text: str = field(repr=False)
    private: bool


class PrivateFolder:
    """An open folder. ``path`` is for messages; names are file names in it, chosen by the caller."""

    def __init__(self, path: str, handle: int) -> None:
        self.path = path
        self._handle = handle

    def read(self, name: str) -> FoundFile | None:
        """A file's text; None when there is none.

        :raises InvalidInput: a link or something else has the name, or it may not be read.
        """
        try:
            handle = os.open(name, os.O_RDONLY | _SAFE, dir_fd=self._handle)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._problem(name, "read", error) from None
        try:
            found = os.fstat(handle)
            self._refuse_unless_file(name, found)
            private = found.st_uid == os.geteuid() and not found.st_mode & 0o077
            with open(handle, "rb", closefd=False) as stream:
                return FoundFile(stream.read(LARGEST_FILE).decode("utf-8", "replace"), private)
        finally:
            os.close(handle)

    def write(self, name: str, text: str) -> None:
        """Put a file there, mode 0600, in place of an earlier one, which is whole until then.

        :raises InvalidInput: a link or something else has the name, or it cannot be written.
        """
        temporary = _temporary(name)
        try:
            handle = self._begin(name, temporary)
        except OSError as error:
            raise self._problem(name, "written", error) from None
        try:
            with open(handle, "w", encoding="utf-8") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(handle)
                self._refuse_unless_file(name, self._status(name))
                # Still open, so still locked: nobody has taken the temporary file for one that was left over.
                os.rename(temporary, name, src_dir_fd=self._handle, dst_dir_fd=self._handle)
        except BaseException as error:
            with suppress(OSError):
                os.unlink(temporary, dir_fd=self._handle)
            if isinstance(error, OSError):
                raise self._problem(name, "written", error) from None
            raise

    def remove(self, name: str) -> None:
        """Remove a file, and what a killed run may have left of it. That there is none is no error."""
        for each in (name, _temporary(name)):
            try:
                os.unlink(each, dir_fd=self._handle)
            except FileNotFoundError:
                continue
            except OSError as error:
                raise self._problem(name, "removed", error) from None

    def _begin(self, name: str, temporary: str) -> int:
        """A new temporary file, locked by us. One that nobody holds was left by a killed run, and goes."""
        give_up_at = time.monotonic() + _PATIENCE
        while time.monotonic() < give_up_at:
            handle = self._created(temporary)
            if handle is not None:
                return handle
            if not self._left_over_removed(temporary):
                time.sleep(0.002)
        raise InvalidInput(
            f"{os.path.join(self.path, name)} is being written by another run, and has been for {_PATIENCE:g} seconds; "
            f"see what holds {temporary} open, and run again"
        )

    def _created(self, temporary: str) -> int | None:
        try:
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _SAFE, 0o600, dir_fd=self._handle)
        except FileExistsError:
            return None
        try:
            os.fchmod(handle, 0o600)  # whatever the umask
            if self._is_held(handle, temporary):
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
        return None

    def _left_over_removed(self, temporary: str) -> bool:
        try:
            handle = os.open(temporary, os.O_WRONLY | _SAFE, dir_fd=self._handle)
        except FileNotFoundError:
            return True
        except OSError as error:
            if error.errno not in (errno.ELOOP, errno.ENXIO):
                raise
            os.unlink(temporary, dir_fd=self._handle)  # a link or a pipe: the name goes, what it leads to stays
            return True
        try:
            if not self._is_held(handle, temporary):
                return False
            os.unlink(temporary, dir_fd=self._handle)
            return True
        finally:
            os.close(handle)

    def _is_held(self, handle: int, temporary: str) -> bool:
        """Whether we have the lock on what stands under the name right now."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        found = self._status(temporary)
        return found is not None and os.path.samestat(found, os.fstat(handle))

    def _status(self, name: str) -> os.stat_result | None:
        try:
            return os.stat(name, dir_fd=self._handle, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def _refuse_unless_file(self, name: str, found: os.stat_result | None) -> None:
        if found is not None and not stat.S_ISREG(found.st_mode):
            what = "is a symbolic link" if stat.S_ISLNK(found.st_mode) else "is no regular file"
            raise InvalidInput(f"{os.path.join(self.path, name)} {what}; remove it, or name another folder")

    def _problem(self, name: str, what: str, error: OSError) -> InvalidInput:
        reason = "it is a symbolic link" if error.errno == errno.ELOOP else error.strerror
        return InvalidInput(
            f"{os.path.join(self.path, name)} cannot be {what}: {reason}; see to it, or name another folder"
        )


@contextmanager
def private_folder(path: str, *, make: bool = False) -> Iterator[PrivateFolder | None]:
    """The folder, open; None when it does not exist and is not to be made.

    :param path: absolute.
    :param make: make it when it is missing, and what is missing above it, each 0700.
    :raises InvalidInput: it is a link, no folder, another account's, others may write into it, or it cannot be made.
    """
    handle = _opened(path, make=make)
    if handle is None:
        yield None
        return
    try:
        _check(path, os.fstat(handle))
        yield PrivateFolder(path, handle)
    finally:
        os.close(handle)


def _opened(path: str, *, make: bool) -> int | None:
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        try:
            return os.open(path, flags)
        except FileNotFoundError:
            if not make:
                return None
        _make(path)
        return os.open(path, flags)
    except (OSError, ValueError) as error:
        reason = "it is a symbolic link" if os.path.islink(path) else getattr(error, "strerror", None) or "a bad name"
    raise InvalidInput(f"the folder {path} cannot be used: {reason}; name a folder of your own")


def _make(path: str) -> None:
    with suppress(FileExistsError):  # another run was faster
        try:
            os.mkdir(path, 0o700)
        except FileNotFoundError:
            _make(os.path.dirname(path))
            os.mkdir(path, 0o700)


def _check(path: str, found: os.stat_result) -> None:
    if found.st_uid != os.geteuid():
        raise InvalidInput(f"the folder {path} belongs to another account; name a folder of your own")
    if found.st_mode & 0o022:
        raise InvalidInput(
            f"others may write into the folder {path}; name one of your own, or make it so with chmod go-w"
        )


def _temporary(name: str) -> str:
    return f".{name}.slipway-new"
