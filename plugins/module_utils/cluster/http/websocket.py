# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A WebSocket (RFC 6455) to the API server, over a socket that is given, within a deadline.

The protocol is wsproto's; here are the reads and writes. Both go on at the same time in one thread: a
command may write much before it has read all that it is sent.
"""

from __future__ import annotations

import select
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ...errors import ConfigurationError
from .deadline import Deadline

__all__ = ["Handshake", "Piece", "WebSocket", "websocket_error"]

LARGEST_REFUSAL = 64 * 1024
"""Bytes of the body of a refusal that are looked at."""
_CHUNK = 64 * 1024
_NOTHING_NOW = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


@dataclass(frozen=True)
class Handshake:
    """The server's answer to the request for a WebSocket: 101 and the protocol chosen, or a refusal and its body."""

    status: int
    protocol: str = ""
    body: bytes = b""


@dataclass(frozen=True)
class Piece:
    """A part of a binary message, as it came.

    :param is_last: whether the message ends with it.
    """

    data: bytes
    is_last: bool


class WebSocket:
    """One connection. Raises OSError, TimeoutError included, or one of ``websocket_error()``.

    :param sock: connected; closed by its owner.
    :param outgoing: messages to send, taken as fast as the server reads them.
    """

    def __init__(self, sock: Any, deadline: Deadline, outgoing: Iterator[bytes]) -> None:
        self._protocol = _wsproto().WSConnection(_wsproto().ConnectionType.CLIENT)
        self._sock = sock
        self._outgoing = outgoing
        self._accepted = False
        self._unsent = bytearray()
        self._events: Iterator[Any] = iter(())
        self.deadline = deadline
        sock.settimeout(0)

    def handshake(self, host: str, target: str, headers: Sequence[tuple[str, str]], protocols: list[str]) -> Handshake:
        """Ask for the WebSocket.

        :param target: path and query.
        :param protocols: those that we speak, the best first.
        """
        events = _wsproto().events
        sent = [(name.encode(), value.encode()) for name, value in headers]
        self._send(events.Request(host=host, target=target, extra_headers=sent, subprotocols=protocols))
        status, body = 0, bytearray()
        while True:
            event = self._next_event()
            if isinstance(event, events.AcceptConnection):
                self._accepted = True
                return Handshake(101, event.subprotocol or "")
            if isinstance(event, events.RejectConnection):
                status = event.status_code
                if not event.has_body:
                    return Handshake(status)
            elif isinstance(event, events.RejectData):
                body += event.data
                if event.body_finished or len(body) > LARGEST_REFUSAL:
                    return Handshake(status, body=bytes(body[:LARGEST_REFUSAL]))

    def pieces(self) -> Iterator[Piece]:
        """The server's messages in parts, until it closes the WebSocket."""
        events = _wsproto().events
        while True:
            event = self._next_event()
            if isinstance(event, events.BytesMessage):
                yield Piece(bytes(event.data), event.message_finished)
            elif isinstance(event, events.Ping):
                self._send(event.response())
            elif isinstance(event, events.CloseConnection):
                return

    def _next_event(self) -> Any:
        while True:
            event = next(self._events, None)
            if event is not None:
                return event
            data = self._received()
            if not data:
                raise ConnectionResetError("the server ended the connection")
            self._protocol.receive_data(data)
            self._events = self._protocol.events()

    def _received(self) -> bytes:
        """What comes next; writes meanwhile what the server takes."""
        while True:
            wanted = select.POLLIN
            try:
                return self._sock.recv(_CHUNK)  # type: ignore[no-any-return]  # bytes, of any kind of socket
            except ssl.SSLWantWriteError:
                wanted |= select.POLLOUT
            except _NOTHING_NOW:
                pass
            if self._fill():
                try:
                    del self._unsent[: self._sock.send(bytes(self._unsent[:_CHUNK]))]
                    continue
                except ssl.SSLWantReadError:
                    pass
                except _NOTHING_NOW:
                    wanted |= select.POLLOUT
            self._wait(wanted)

    def _fill(self) -> bool:
        """Whether there is something to write."""
        if not self._unsent and self._accepted:
            message = next(self._outgoing, None)
            if message is not None:
                self._send(_wsproto().events.BytesMessage(data=message))
        return bool(self._unsent)

    def _send(self, event: Any) -> None:
        self._unsent += self._protocol.send(event)

    def _wait(self, wanted: int) -> None:
        ready = select.poll()
        ready.register(self._sock, wanted)
        ready.poll(self.deadline.left() * 1000)


def websocket_error() -> type[Exception]:
    """What is raised when the other side does not speak WebSocket."""
    return _wsproto().utilities.ProtocolError  # type: ignore[no-any-return]  # it is imported when it is needed


def _wsproto() -> Any:
    try:
        import wsproto
        import wsproto.events
        import wsproto.utilities
    except ImportError:
        raise ConfigurationError(
            "the Python package 'wsproto' is missing, which runs commands in pods; install it: pip install wsproto"
        ) from None
    return wsproto
