"""A server on the loopback that runs no commands, but tells what a test wrote down over a real WebSocket."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable
from typing import Any

from wsproto import ConnectionType, WSConnection
from wsproto.events import (
    AcceptConnection,
    BytesMessage,
    CloseConnection,
    Ping,
    RejectConnection,
    RejectData,
    Request,
)
from wsproto.events import Event as WebSocketEvent

from slipway.cluster.api.command_output import ExecResult

__all__ = ["STATUS", "STDERR", "STDOUT", "CommandServer", "Run", "Script", "Session", "ended", "ends_with", "failed"]

STDOUT, STDERR, STATUS = 1, 2, 3
_SECONDS = 20


def ended(code: int) -> bytes:
    """What the kubelet says at a command's end."""
    if code == 0:
        return json.dumps({"kind": "Status", "metadata": {}, "status": "Success"}).encode()
    causes = [{"reason": "ExitCode", "message": str(code)}]
    return failed("NonZeroExitCode", causes=causes)


def failed(reason: str, **details: Any) -> bytes:
    body = {
        "kind": "Status",
        "status": "Failure",
        "reason": reason,
        "message": "secret-of-the-server",
        "details": details,
    }
    return json.dumps(body).encode()


class Session:
    """One connection, from the server's side."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self._protocol = WSConnection(ConnectionType.SERVER)
        self._message = bytearray()
        request = self._next()
        assert isinstance(request, Request)
        self.request = request

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode().lower(): value.decode() for name, value in self.request.extra_headers}

    def accept(self, protocol: str | None = "v5.channel.k8s.io") -> None:
        self._send(AcceptConnection(subprotocol=protocol))

    def reject(self, status: int, body: bytes = b"", **headers: str) -> None:
        length = {"Content-Length": str(len(body)), **headers}
        sent = [(name.encode(), value.encode()) for name, value in length.items()]
        self._send(RejectConnection(status_code=status, headers=sent, has_body=True))
        self._send(RejectData(data=body, body_finished=True))

    def tell(self, channel: int, data: bytes, *, begins: bool = True, finished: bool = True) -> None:
        self._send(BytesMessage(data=(bytes([channel]) if begins else b"") + data, message_finished=finished))

    def ping(self) -> None:
        self._send(Ping(b"there?"))

    def close(self) -> None:
        """Close the WebSocket, and the connection when the client has: what it sent and nobody read would reset it."""
        self._send(CloseConnection(code=1000))
        while self.sock.recv(65536):
            pass

    def heard(self) -> bytes:
        """The next whole message of the client."""
        while True:
            event = self._next()
            assert isinstance(event, BytesMessage)
            self._message += event.data
            if event.message_finished:
                message, self._message = bytes(self._message), bytearray()
                return message

    def ends(self) -> type[WebSocketEvent]:
        """The next event that is no message."""
        return type(self._next())

    def _next(self) -> WebSocketEvent:
        while True:
            for event in self._protocol.events():
                return event
            data = self.sock.recv(65536)
            if not data:
                raise ConnectionResetError
            self._protocol.receive_data(data)

    def _send(self, event: WebSocketEvent) -> None:
        self.sock.sendall(self._protocol.send(event))


Script = Callable[[Session], None]
Run = Callable[..., ExecResult]


def ends_with(code: int, *told: tuple[int, bytes]) -> Script:
    """The script of a command that writes and ends."""

    def script(session: Session) -> None:
        session.accept()
        for channel, data in told:
            session.tell(channel, data)
        session.tell(STATUS, ended(code))
        session.close()

    return script


class CommandServer:
    """Serves each connection by the same script, in a thread of its own; keeps what the scripts raised."""

    def __init__(self, script: Callable[[socket.socket], None], tls: ssl.SSLContext | None = None) -> None:
        self.connections = 0
        self.failures: list[BaseException] = []
        self._script = script
        self._tls = tls
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._serve)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self._listening.getsockname()[1]}"

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(_SECONDS)
        self._listening.close()
        # The client may leave at any time.
        assert [failure for failure in self.failures if not isinstance(failure, OSError)] == []

    def _serve(self) -> None:
        while True:
            try:
                sock, _address = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._connected, args=[sock])
            self._threads.append(thread)
            thread.start()

    def _connected(self, sock: socket.socket) -> None:
        sock.settimeout(_SECONDS)
        try:
            if self._tls:
                sock = self._tls.wrap_socket(sock, server_side=True)
            self._script(sock)
        except BaseException as failure:  # noqa: BLE001  # told at the end of the test
            self.failures.append(failure)
        finally:
            sock.close()
