# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An answer of the API server while it is read: bounded in size, unpacked on the way."""

from __future__ import annotations

import socket
from http.client import HTTPMessage, HTTPResponse, IncompleteRead
from typing import Any

from ...errors import TooLarge
from .pool import Pool
from .unpacking import Unpacking

__all__ = ["Response"]

_CHUNK = 256 * 1024


class Response:
    """Status, headers and body of one answer. Exactly one of ``whole``, or ``read1`` and ``close``, is used.

    :param sock: what it comes over, also when the server asked the connection to be closed after it.
    :param connection: given back to the pool once the body was read to its end.
    :param largest: bytes of the body, unpacked, that are held at most.
    :param where: the server's host and port, for messages.
    """

    def __init__(self, answer: HTTPResponse, sock: Any, connection: Any, largest: int, where: str) -> None:
        self._answer = answer
        self._sock = sock
        self._connection = connection
        self.status = answer.status
        self.body = bytearray()
        self._largest = largest
        self._where = where

    @property
    def headers(self) -> HTTPMessage:
        """By name, in any case."""
        return self._answer.headers

    @property
    def warnings(self) -> list[str]:
        """The ``Warning`` headers (RFC 7234, section 5.5), as they came."""
        return self._answer.headers.get_all("Warning", [])

    def whole(self, largest: int | None = None) -> bytearray:
        """The body, unpacked.

        :param largest: bytes at most, instead of what the response was made with.
        :raises TooLarge: there is more.
        :raises NotKubernetes: it is packed in a way that we did not ask for, or that is broken.
        """
        limit = largest or self._largest
        self.body = body = bytearray()
        unpacking = Unpacking(self._answer.headers.get("Content-Encoding"), self._where)
        while chunk := self._whole_chunk(self._answer.read(_CHUNK)):
            for piece in unpacking.pieces(chunk):
                body += piece
                if len(body) > limit:
                    raise TooLarge(
                        f"the answer of {self._where} is longer than {limit // 1024**2} MiB; nothing of it is used"
                    )
        unpacking.finish()
        return body

    def read1(self, size: int) -> bytes:
        """What has come, at most so many bytes; empty at the end. For streams, which are never packed."""
        return self._whole_chunk(self._answer.read1(size))

    def release(self, pool: Pool) -> None:
        """Give the connection back if the answer was read to its end and the server keeps it open; else close it."""
        if self._answer.isclosed() and self._connection.sock is not None:
            pool.give_back(self._connection)
        else:
            self.close()

    def close(self) -> None:
        """Forget what was not read, and the connection with it."""
        self._answer.close()
        self._connection.close()

    def shutdown(self) -> None:
        """End the connection under a thread that waits in ``read1``."""
        self._sock.shutdown(socket.SHUT_RD)

    def _whole_chunk(self, chunk: bytes) -> bytes:
        """The chunk. The standard library takes an early end for the end when it is asked for parts."""
        if not chunk and self._answer.length:
            raise IncompleteRead(b"")
        return chunk
