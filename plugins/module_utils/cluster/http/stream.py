# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A long answer, read as it arrives: watches and followed logs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.client import HTTPException
from typing import Any

from ...errors import ConnectionLost, TooLarge

__all__ = ["Stream"]

LONGEST_LINE = 4 * 1024 * 1024
"""Bytes of one line that are held at most: an object is 1.5 MiB at most in etcd, and the
container runtime cuts log lines at 16 KiB. A longer line breaks the stream off."""


class Stream:
    """Lines of an answer as they arrive. ``close()`` from any thread ends the iteration."""

    def __init__(self, response: Any) -> None:
        self._response = response
        self._closed = threading.Event()
        self._read = False
        self._begin = threading.Lock()

    def lines(self) -> Iterator[bytes]:
        """Each line without its newline; a last unterminated line counts.

        :raises ConnectionLost: the connection broke, or stayed silent too long.
        """
        begun: list[bytes] = []
        for chunk in self._chunks():
            *whole, last = chunk.split(b"\n")
            if whole:
                yield b"".join([*begun, whole[0]])
                yield from whole[1:]
                begun = []
            begun.append(last)
            if sum(map(len, begun)) > LONGEST_LINE:
                raise TooLarge("the stream broke off: a line is longer than any that Kubernetes sends")
        rest = b"".join(begun)
        if rest and not self._closed.is_set():
            yield rest

    def close(self) -> None:
        """End the stream. A thread that waits in ``lines()`` comes back at once."""
        with self._begin:
            self._closed.set()
            if not self._read:
                self._response.close()
                return
        try:
            self._response.shutdown()
        except (OSError, ValueError, RuntimeError):
            return

    def _chunks(self) -> Iterator[bytes]:
        broken = ""
        with self._begin:
            if self._closed.is_set():
                return
            self._read = True
        try:
            while not self._closed.is_set():
                chunk = self._response.read1(65536)
                if not chunk:
                    return
                yield chunk
        except (OSError, HTTPException, ValueError) as error:
            broken = type(error).__name__
        finally:
            self._response.close()
        if broken and not self._closed.is_set():
            raise ConnectionLost(f"the stream broke off ({broken})", repeatable=True)
