# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unpacks the body of an answer piece by piece: a few bytes may unpack to gigabytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from ...errors import NotKubernetes

__all__ = ["Unpacking"]

_PIECE = 1024 * 1024
_GZIP = 16 + zlib.MAX_WBITS


class Unpacking:
    """One body on its way.

    :param encoding: the answer's ``Content-Encoding``; None where it has none.
    :param where: the server's host and port, for messages.
    :raises NotKubernetes: the encoding is one that we did not ask for.
    """

    def __init__(self, encoding: str | None, where: str) -> None:
        named = (encoding or "identity").strip().lower()
        if named not in {"identity", "gzip"}:
            raise NotKubernetes(f"{where} answers in an encoding that was not asked for; check the server's address")
        self._gzip = zlib.decompressobj(_GZIP) if named == "gzip" else None
        self._where = where

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """What a chunk unpacks to, a MiB at a time, so that whoever takes it can stop.

        :raises NotKubernetes: it is damaged, or something follows its end.
        """
        if self._gzip is None:
            yield chunk
            return
        packed, piece = chunk, b"first"
        while packed or len(piece) == _PIECE:
            try:
                piece = self._gzip.decompress(packed, _PIECE)
            except zlib.error:
                piece = b""
                damaged = True
            else:
                # What follows the end would be kept by zlib, without a limit.
                damaged = bool(self._gzip.unused_data)
            if damaged:
                raise self._damaged()
            packed = self._gzip.unconsumed_tail
            yield piece

    def finish(self) -> None:
        """The body is over.

        :raises NotKubernetes: what is packed is not.
        """
        if self._gzip is not None and not self._gzip.eof:
            raise self._damaged()

    def _damaged(self) -> NotKubernetes:
        return NotKubernetes(f"the packed answer of {self._where} is damaged; run again")
