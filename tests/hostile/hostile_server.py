"""Servers that misbehave on purpose: a raw socket, TLS over it, and a script that says what is sent.

Each server ends with its test, sends no more than MOST_BYTES and never outlives LONGEST seconds.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping

__all__ = ["HostileServer", "Script", "Wire", "closing", "dripping", "endless", "http", "reset", "silent"]

MOST_BYTES = 512 * 1024 * 1024
LONGEST = 30.0
_BLOCK = 256 * 1024


class Wire:
    """One connection with the client, as a script sees it."""

    def __init__(self, sock: socket.socket, over: threading.Event) -> None:
        self.sock = sock
        self.keep = False
        self._over = over
        self._left = MOST_BYTES
        self._end = time.monotonic() + LONGEST

    def send(self, data: bytes) -> None:
        """Send it; the connection ends when the client is gone, the test is over or enough was sent."""
        self._left -= len(data)
        if self._left < 0 or self._over.is_set() or time.monotonic() > self._end:
            raise ConnectionAbortedError
        self.sock.sendall(data)

    def wait(self, seconds: float) -> None:
        """Send nothing for a while."""
        if self._over.wait(min(seconds, max(0.0, self._end - time.monotonic()))):
            raise ConnectionAbortedError

    def received(self) -> bytes:
        """The next request: head, an empty line, body. Empty when the client is gone."""
        data = b""
        while b"\r\n\r\n" not in data:
            block = self.sock.recv(65536)
            if not block:
                return b""
            data += block
        head, _line, body = data.partition(b"\r\n\r\n")
        while len(body) < _length(head):
            body += self.sock.recv(65536)
        return head + b"\r\n\r\n" + body


Script = Callable[[Wire], None]


class HostileServer:
    """Answers each request by the next script, and all further ones by the last. ``heard`` has the requests.

    :param before_tls: takes the connection before TLS begins; nothing else happens on it then.
    """

    def __init__(
        self,
        *scripts: Script,
        tls: ssl.SSLContext | None,
        name: str = "127.0.0.1",
        before_tls: Script | None = None,
        address: tuple[str, int] = ("127.0.0.1", 0),
    ) -> None:
        self.heard: list[bytes] = []
        self.connections = 0
        self._scripts = list(scripts)
        self._tls = tls
        self._before_tls = before_tls
        self._open: list[socket.socket] = []
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._socket = socket.create_server(address)
        self.port: int = self._socket.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://{name}:{self.port}"
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def answer_with(self, *scripts: Script) -> None:
        """From now on, for answers that name the server's own port."""
        self._scripts = list(scripts)

    def speak_tls_as(self, tls: ssl.SSLContext) -> None:
        """From now on, for new connections."""
        self._tls = tls

    def close(self) -> None:
        self._over.set()
        for sock in (self._socket, *self._open):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for thread in self._threads:
            thread.join(10)

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                accepted, _client = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(accepted)
            self._threads.append(threading.Thread(target=self._serve, args=[accepted], daemon=True))
            self._threads[-1].start()

    def _serve(self, accepted: socket.socket) -> None:
        accepted.settimeout(LONGEST)
        with contextlib.suppress(OSError), accepted:
            if self._before_tls:
                self._before_tls(Wire(accepted, self._over))
                return
            with self._secured(accepted) as secured:
                self._open.append(secured)
                self._answer(secured)

    def _secured(self, accepted: socket.socket) -> socket.socket:
        if self._tls is None:
            return accepted
        # The handshake may fail, and what the server has to say about that arrives only if it does not close at once.
        with accepted.dup() as spare:
            try:
                return self._tls.wrap_socket(accepted, server_side=True)
            except ssl.SSLError:
                spare.shutdown(socket.SHUT_WR)
                spare.settimeout(LONGEST)
                while spare.recv(65536):
                    continue
                raise

    def _answer(self, sock: socket.socket) -> None:
        wire = Wire(sock, self._over)
        while request := wire.received():
            wire.keep = False
            self._next(request)(wire)
            if not wire.keep:
                return

    def _next(self, request: bytes) -> Script:
        with self._lock:
            self.heard.append(request)
            return self._scripts.pop(0) if len(self._scripts) > 1 else self._scripts[0]


def http(
    status: int,
    body: bytes = b"{}",
    headers: Mapping[str, str] | Iterable[tuple[str, str]] = (),
    *,
    length: int | None = None,
) -> Script:
    """A well-formed answer; the connection stays open.

    :param length: what the header claims, instead of the truth.
    """
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    lines = "".join(f"{name}: {value}\r\n" for name, value in pairs)
    head = f"HTTP/1.1 {status} Text\r\n{lines}Content-Length: {len(body) if length is None else length}\r\n\r\n"

    def script(wire: Wire) -> None:
        wire.send(head.encode("latin-1") + body)
        wire.keep = True

    return script


def closing(data: bytes) -> Script:
    """These bytes, and the end of the connection."""
    return lambda wire: wire.send(data)


def reset(data: bytes = b"") -> Script:
    """These bytes, and a connection that breaks."""

    def script(wire: Wire) -> None:
        wire.send(data)
        # Closed with this option a socket sends a reset, and what it still had to send is lost: wait for the client.
        time.sleep(0.05)
        wire.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        socket.socket.close(wire.sock)

    return script


def silent(data: bytes = b"") -> Script:
    """These bytes, then nothing."""

    def script(wire: Wire) -> None:
        wire.send(data)
        wire.wait(LONGEST)

    return script


def dripping(data: bytes, again: bytes, pause: float = 0.05) -> Script:
    """These bytes, then a few more now and then, without end."""

    def script(wire: Wire) -> None:
        wire.send(data)
        while True:
            wire.send(again)
            wire.wait(pause)

    return script


def endless(data: bytes, again: bytes) -> Script:
    """These bytes, then others as fast as they are taken, without end."""
    block = again * max(1, _BLOCK // len(again))

    def script(wire: Wire) -> None:
        wire.send(data)
        while True:
            wire.send(block)

    return script


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _colon, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0
