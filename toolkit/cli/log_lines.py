# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines of kubernetes.log and its older files, in the order in which they were written."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, Self

from slipway.cluster.reporting.log_file import FILES_KEPT
from slipway.errors import InvalidInput

__all__ = ["log_lines"]

_LONGEST_LINE = 64 * 1024
_PAUSE = 0.3
"""Seconds between two looks at a file that is followed: soon enough for a reader, nothing for the machine."""


def log_lines(
    path: str, *, follow: bool = False, pause: Callable[[float], None] = time.sleep
) -> Iterator[bytes | None]:
    """All lines without their line breaks, the oldest first; then None: what was there has been read.

    Followed, the lines that are written from then on come after it, through rotations, without end. A line that
    is longer than any of ours comes in pieces.

    :raises InvalidInput: a file cannot be read.
    """
    with _Files(path) as files:
        reading = files.not_read_yet()
        yield from _chain(reading, follow=follow)
        yield None
        while follow:
            pause(_PAUSE)
            reading = [*reading[-1:], *files.not_read_yet()]
            yield from _chain(reading, follow=True)


class _Files:
    """The current file and the older ones, each given once, whatever name it has meanwhile.

    They stay open while they have a name: the inode of an open file is not given to a new one.
    """

    def __init__(self, path: str) -> None:
        self._names = [path, *(f"{path}.{number}" for number in range(1, FILES_KEPT + 1))]
        self._known: dict[tuple[int, int], BinaryIO] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for file in self._known.values():
            file.close()

    def not_read_yet(self) -> list[BinaryIO]:
        """Files that were not given before, the oldest first."""
        found: dict[tuple[int, int], BinaryIO] = {}
        # The youngest first: a rotation between two names then shows a file twice, and never hides one.
        for file in filter(None, map(_opened, self._names)):
            identity = os.fstat(file.fileno())
            key = identity.st_dev, identity.st_ino
            kept = self._known.get(key) or found.setdefault(key, file)
            if kept is not file:
                file.close()
            found[key] = kept
        new = [file for key, file in found.items() if key not in self._known]
        for key in self._known.keys() - found.keys():
            self._known[key].close()
        self._known = found
        return new[::-1]


def _opened(name: str) -> BinaryIO | None:
    try:
        return open(name, "rb")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InvalidInput(f"{name} cannot be read: {error.strerror}") from None


def _chain(files: Sequence[BinaryIO], *, follow: bool) -> Iterator[bytes]:
    """The new lines of each; only to the last one can more come."""
    for number, file in enumerate(files, start=1):
        yield from _lines(file, growing=follow and number == len(files))


def _lines(file: BinaryIO, *, growing: bool) -> Iterator[bytes]:
    """The lines from where the file was left. One that is not complete yet waits, when the file grows."""
    if file.closed:  # it was left unread for longer than the older files are kept
        return
    if os.fstat(file.fileno()).st_size < file.tell():  # a logrotate that copies and truncates
        file.seek(0)
    while line := file.readline(_LONGEST_LINE):
        if growing and not line.endswith(b"\n") and len(line) < _LONGEST_LINE:
            file.seek(-len(line), os.SEEK_CUR)
            return
        yield line.rstrip(b"\n")
