# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The standard library's response over a socket that keeps to a deadline."""

from __future__ import annotations

import io
from http.client import HTTPException, HTTPResponse, RemoteDisconnected
from typing import Any

from .deadline import Deadline

__all__ = ["TimedHTTPResponse"]

_BUFFER = 16 * 1024


class _TimedReader(io.RawIOBase):
    """Bytes of a socket, each read within what the deadline leaves."""

    def __init__(self, sock: Any, deadline: Deadline) -> None:
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)
        self._deadline = deadline
        self.ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        self._sock.settimeout(self._deadline.left())
        got: int | None = self._raw.readinto(buffer)
        self.ended = got == 0
        return got

    def close(self) -> None:
        self._raw.close()
        super().close()


class _TimedSocket:
    """What the standard library's response asks a socket for."""

    def __init__(self, sock: Any, deadline: Deadline) -> None:
        self.reader = _TimedReader(sock, deadline)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self.reader, _BUFFER)


class TimedHTTPResponse(HTTPResponse):
    """An answer whose every byte, of the status line and of the headers too, is waited for within the deadline."""

    def __init__(self, sock: Any, *arguments: Any, deadline: Deadline, **options: Any) -> None:
        timed = _TimedSocket(sock, deadline)
        self._reader = timed.reader
        super().__init__(timed, *arguments, **options)  # type: ignore[arg-type]  # asks for makefile alone

    def begin(self) -> None:
        """Read status line and headers.

        :raises ConnectionResetError: they broke off. The standard library takes what came for all there is.
        """
        try:
            super().begin()
        except RemoteDisconnected:
            raise
        except HTTPException:
            if not self._reader.ended:
                raise
        if self._reader.ended:
            raise ConnectionResetError

    def _read_next_chunk_size(self) -> int:
        size: int = super()._read_next_chunk_size()  # type: ignore[misc]  # private, and told by nobody's types
        if size < 0:
            # Such a chunk would be read until the server ends it, whatever comes.
            raise ValueError
        return size
