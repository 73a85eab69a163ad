# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One try of a request: sent over a connection of the pool, and what came of it."""

from __future__ import annotations

import json
import ssl
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any, Generic, TypedDict, TypeVar

from ...errors import ConnectionFailed, NotKubernetes, SlipwayError, TooLarge
from ..reporting.report import Report
from ..request import Request
from .connection_failure import call_failure, dial_failure
from .deadline import Deadline
from .encoding import encoded
from .error_answer import api_error
from .foreign_answer import ACTED_UPON, is_foreign
from .link import Link
from .response import Response
from .retries import status_may_pass

__all__ = ["Attempt", "attempt", "decoded"]

LARGEST_ERROR = 1024 * 1024
"""Bytes of an error's body that are looked at: a Status object has a few kilobytes."""
_EDGE = 64
"""Bytes in which an object has begun, or ended: a server may write white space around it."""

_Taken = TypeVar("_Taken")
Take = Callable[[Link, Response, Deadline], _Taken]
"""Makes of an answer what the caller wants of it: JSON, text or a stream."""


class _Told(TypedDict):
    """What the report is told of every call."""

    cluster: str
    seconds: float
    request_id: str


@dataclass
class Attempt(Generic[_Taken]):
    """What came of one try: the value taken, or a failure.

    :param may_pass: whether the same request may be sent again and have another outcome.
    :param retry_after: what the server said about when.
    """

    value: _Taken | None = None
    failure: SlipwayError | None = None
    may_pass: bool = False
    retry_after: str | None = None
    warnings: list[str] = field(default_factory=list)


def attempt(link: Link, request: Request, take: Take[_Taken], deadline: Deadline, report: Report) -> Attempt[_Taken]:
    """Send the request once. Every failure is in the outcome and has been told to the report.

    :raises InvalidInput: its body cannot be sent. Nothing was dialled.
    """
    body = None if request.body is None else encoded(request.body)
    tried: Attempt[_Taken] = Attempt()
    request_id, began = str(uuid.uuid4()), time.monotonic()
    original: BaseException | None = None
    response: Response | None = None
    status, failure_of = 0, dial_failure
    try:
        connection = link.pool.take(deadline)
        failure_of = call_failure
        response = _sent(link, connection, request, body, request_id)
        status, tried.warnings = response.status, response.warnings
        if status < 300:
            tried.value = take(link, response, deadline)
        else:
            _refused(tried, link, request, response)
    except SlipwayError as error:
        # Its traceback would lead to this frame, and this frame to it: a circle that keeps connections open.
        tried.failure = error.with_traceback(None)
    except (OSError, HTTPException, ValueError) as error:
        original, tried.failure = error, failure_of(error, link.place)
    told: _Told = {"cluster": link.origin, "seconds": time.monotonic() - began, "request_id": request_id}
    if tried.failure is None:
        report.answered(request, status=status, **told)
        return tried
    if isinstance(tried.failure, ConnectionFailed):
        tried.may_pass = request.idempotent and tried.failure.repeatable
    # What answers in place of an API server, a login page for example, is told as a refusal's body is.
    said = bytes(response.body[:LARGEST_ERROR]) if response else b""
    report.failed(request, tried.failure, original=original, body=said, **told)
    original = None
    return tried


def _refused(tried: Attempt[_Taken], link: Link, request: Request, response: Response) -> None:
    body = _error_body(link, response)
    answer = decoded(body or b"")
    foreign = is_foreign(response.status, body, answer)
    if foreign and response.status in ACTED_UPON:
        tried.failure = NotKubernetes(
            f"{link.place} does not answer as a Kubernetes API server does; check the server's address"
        )
        return
    tried.failure = api_error(
        response.status,
        answer,
        request.attributes,
        account=link.connection.account,
        sent=request.body,
        authorization=link.connection.authorization or "",
        foreign=foreign,
    )
    tried.retry_after = response.headers.get("Retry-After")
    tried.may_pass = status_may_pass(response.status, tried.retry_after, request)


def decoded(body: bytes | bytearray) -> dict[str, Any] | None:
    """The JSON object, or None for what is none, or nested so deep that only an attacker sends it.

    What does not begin and end as an object is not looked at: a page of text takes four times its
    size only to be found no JSON.
    """
    if not (body[:_EDGE].lstrip().startswith(b"{") and body[-_EDGE:].rstrip().endswith(b"}")):
        return None
    try:
        found: dict[str, Any] = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found


def _sent(link: Link, connection: Any, request: Request, body: bytes | None, request_id: str) -> Response:
    sock = connection.sock
    try:
        connection.putrequest(request.method, link.prefix + request.url(), skip_host=True, skip_accept_encoding=True)
        for name, value in link.headers:
            connection.putheader(name, value)
        connection.putheader("Accept", request.accept)
        # The API server takes it over into its audit log, so that both logs tell of the same call.
        connection.putheader("Audit-ID", request_id)
        if not request.streamed:
            connection.putheader("Accept-Encoding", "gzip")
        _send_body(connection, request, body)
        answer = HTTPConnection.getresponse(connection)
    except BaseException:
        connection.close()
        raise
    return Response(answer, sock, connection, link.connection.largest_answer, link.place)


def _send_body(connection: Any, request: Request, body: bytes | None) -> None:
    if body is not None:
        connection.putheader("Content-Type", request.content_type)
    if body is not None or request.method != "GET":
        connection.putheader("Content-Length", str(len(body or b"")))
    try:
        connection.endheaders(body)
    except (BrokenPipeError, ConnectionResetError, ssl.SSLEOFError):
        # The server may have answered without reading all of it: a refusal, or that TLS wants another certificate.
        return


def _error_body(link: Link, response: Response) -> bytes | None:
    """The body: empty where the connection broke, None where it is longer or other than any that is looked at."""
    body: bytes | None = None
    try:
        body = bytes(response.whole(LARGEST_ERROR))
    except (OSError, HTTPException):
        body = b""
    except (TooLarge, NotKubernetes, ValueError):
        pass
    response.release(link.pool)
    return body
