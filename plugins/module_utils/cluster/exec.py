# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a command in a container: stdin, stdout, stderr and the exit code over one WebSocket.

Protocol: the first byte of each message says its channel (``v5.channel.k8s.io``, KEP-4006).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from .attempt import decoded
from .command_output import ExecResult, Output
from .connection_failure import call_failure
from .deadline import Deadline
from .error_answer import api_error
from .errors import ConnectionLost, Forbidden, NotKubernetes, SlipwayError, TimedOut
from .request import Request
from .transport import Transport
from .websocket import WebSocket, websocket_error

__all__ = ["ExecResult", "run_command"]

LINGER = 2.0
"""Seconds in which the server closes the WebSocket after the command's end; nothing comes after them."""
_WITH_STDIN = ["v5.channel.k8s.io"]
"""The first version that can say that stdin has ended: a command that reads to its end would wait for ever."""
_WITHOUT_STDIN = ["v5.channel.k8s.io", "v4.channel.k8s.io"]
_STDIN = b"\x00"
_END_OF_STDIN = b"\xff\x00"
_CHUNK = 32 * 1024


def run_command(transport: Transport, request: Request, stdin: bytes | None, timeout: float) -> ExecResult:
    """Run the command that the request asks for; see ``Client.exec``. Never sent twice.

    :param timeout: seconds for all of it.
    """
    deadline = Deadline(timeout, timeout)
    with closing(transport.open_socket(deadline)) as sock:
        try:
            websocket = WebSocket(sock, deadline, _outgoing(stdin))
            _shake_hands(transport, request, websocket, _WITHOUT_STDIN if stdin is None else _WITH_STDIN)
            return _received(websocket).result(request.attributes)
        except (OSError, ValueError, websocket_error()) as error:
            failure = _failure(error, timeout)
    raise failure


def _outgoing(stdin: bytes | None) -> Iterator[bytes]:
    if stdin is None:
        return
    for start in range(0, len(stdin), _CHUNK):
        yield _STDIN + stdin[start : start + _CHUNK]
    yield _END_OF_STDIN


def _shake_hands(transport: Transport, request: Request, websocket: WebSocket, protocols: list[str]) -> None:
    headers = transport.request_headers(request)
    (host,) = [value for name, value in headers if name == "Host"]
    rest = [(name, value) for name, value in headers if name != "Host"]
    answer = websocket.handshake(host, transport.request_target(request), rest, protocols)
    if answer.status == 403:
        told = api_error(403, decoded(answer.body), request.attributes)
        # Over a WebSocket the server asks for both: get for the request, create for the command.
        hint = "this account may not run commands in pods; grant it the verbs get and create on pods/exec"
        raise Forbidden(403, told.reason, attributes=request.attributes, hint=hint)
    if answer.status >= 300:
        raise api_error(answer.status, decoded(answer.body), request.attributes)
    if answer.protocol not in protocols:
        raise NotKubernetes("the server does not run commands as Kubernetes does; check that it is 1.30 or newer")


def _received(websocket: WebSocket) -> Output:
    output = Output()
    try:
        for piece in websocket.pieces():
            output.add(piece)
            if output.has_ended:
                websocket.deadline = Deadline(LINGER, LINGER)
    except OSError:
        if not output.has_ended:
            raise
    return output


def _failure(error: Exception, timeout: float) -> SlipwayError:
    if isinstance(error, TimeoutError):
        return TimedOut(f"the command did not end within {timeout:g} s; it may go on in the container")
    if not isinstance(error, OSError):
        return NotKubernetes("the server does not run commands as Kubernetes does; check the server's address")
    failure = call_failure(error, "")
    if isinstance(failure, ConnectionLost):
        return ConnectionLost("the connection to the command was lost; it may have run, and may go on in the container")
    return failure
