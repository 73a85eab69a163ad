# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a command in a container: stdin, stdout, stderr and the exit code over one WebSocket.

Protocol: the first byte of each message says its channel (``v5.channel.k8s.io``, KEP-4006).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing

from ...errors import ConnectionLost, Forbidden, NotKubernetes, SlipwayError, TimedOut, Unauthorized
from ..http.attempt import decoded
from ..http.connection_failure import call_failure
from ..http.deadline import Deadline
from ..http.error_answer import api_error
from ..http.foreign_answer import is_foreign
from ..http.transport import Transport
from ..http.websocket import Handshake, WebSocket, websocket_error
from ..request import Request
from .command_output import ExecResult, Output

__all__ = ["ExecResult", "run_command"]

LINGER = 2.0
"""Seconds in which the server closes the WebSocket after the command's end; nothing comes after them."""
_WITH_STDIN = ["v5.channel.k8s.io"]
"""The first version that can say that stdin has ended: a command that reads to its end would wait for ever."""
_WITHOUT_STDIN = ["v5.channel.k8s.io", "v4.channel.k8s.io"]
_STDIN = b"\x00"
_END_OF_STDIN = b"\xff\x00"
_CHUNK = 32 * 1024
_NO_EXEC = "the server does not run commands as Kubernetes 1.30 and newer do; check the server's address and version"


def run_command(transport: Transport, request: Request, stdin: bytes | None, timeout: float) -> ExecResult:
    """Run the command that the request asks for; see ``Client.exec``. Once begun, it is never sent again.

    :param timeout: seconds for all of it.
    """
    deadline = Deadline(timeout, timeout)
    tried = _tried(transport, request, stdin, timeout, deadline)
    # Refused before it began: the credentials may have expired.
    if isinstance(tried, Unauthorized) and transport.renewed(deadline):
        tried = _tried(transport, request, stdin, timeout, deadline)
    if isinstance(tried, ExecResult):
        return tried
    try:
        raise tried
    finally:
        # See Transport: an error that its own frame holds keeps what its callers have open.
        del tried


def _tried(
    transport: Transport, request: Request, stdin: bytes | None, timeout: float, deadline: Deadline
) -> ExecResult | SlipwayError:
    """What the command wrote, or why not; told to the report either way."""
    headers, began = transport.request_headers(request, deadline), time.monotonic()
    original: Exception | None = None
    refusal = b""
    tried: ExecResult | SlipwayError
    try:
        with closing(transport.open_socket(deadline)) as sock:
            websocket = WebSocket(sock, deadline, _outgoing(stdin))
            protocols = _WITHOUT_STDIN if stdin is None else _WITH_STDIN
            answer = _shake_hands(websocket, headers, transport.request_target(request), protocols)
            refusal = answer.body
            _check(answer, protocols, request, transport.connection.account)
            tried = _received(websocket).result(request.attributes)
    except SlipwayError as error:
        tried = error
    except (OSError, ValueError, websocket_error()) as error:
        original, tried = error, _failure(error, timeout)
    cluster, request_id, seconds = (
        transport.connection.server.origin,
        dict(headers)["Audit-ID"],
        time.monotonic() - began,
    )
    if isinstance(tried, ExecResult):
        transport.report.answered(request, cluster=cluster, status=101, seconds=seconds, request_id=request_id)
        return tried
    transport.report.failed(
        request, tried, cluster=cluster, seconds=seconds, request_id=request_id, original=original, body=refusal
    )
    original = None
    return tried.with_traceback(None)


def _outgoing(stdin: bytes | None) -> Iterator[bytes]:
    if stdin is None:
        return
    for start in range(0, len(stdin), _CHUNK):
        yield _STDIN + stdin[start : start + _CHUNK]
    yield _END_OF_STDIN


def _shake_hands(
    websocket: WebSocket, headers: Sequence[tuple[str, str]], target: str, protocols: list[str]
) -> Handshake:
    rest = [(name, value) for name, value in headers if name != "Host"]
    return websocket.handshake(dict(headers)["Host"], target, rest, protocols)


def _check(answer: Handshake, protocols: list[str], request: Request, account: str) -> None:
    """Raise the error that the answer is, unless it is what was asked for."""
    if answer.status >= 300:
        told = decoded(answer.body)
        foreign = is_foreign(answer.status, answer.body, told)
        error = api_error(answer.status, told, request.attributes, account=account, foreign=foreign)
        if isinstance(error, Forbidden) and not foreign:
            # Over a WebSocket the server asks for both: get for the request, create for the command.
            hint = f"{account or 'this account'} may not run commands there; grant it get and create on pods/exec"
            error = Forbidden(403, error.reason, attributes=request.attributes, hint=hint)
        raise error
    if answer.status != 101 or answer.protocol not in protocols:
        raise NotKubernetes(_NO_EXEC)


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
        return NotKubernetes(_NO_EXEC)
    failure = call_failure(error, "")
    if isinstance(failure, ConnectionLost):
        return ConnectionLost("the connection to the command was lost; it may have run, and may go on in the container")
    return failure
