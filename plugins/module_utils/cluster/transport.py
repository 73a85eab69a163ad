# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP to one API server: pool, time-outs, retries and errors in one place.

Requests go raw through urllib3 as JSON. Redirects are never followed. A create
whose outcome is unknown is never sent twice.
"""

from __future__ import annotations

import json
import ssl
import time
from typing import Any
from urllib.parse import urlsplit

from .connection import Connection
from .connection_failure import connection_failure
from .errors import ApiError, ConnectionFailed, api_error
from .request import Request
from .stream import Stream

__all__ = ["Transport"]

CONNECT_TIMEOUT = 4.0
"""Seconds to reach the server. Two tries and Ansible's own start stay under 10 s."""
READ_TIMEOUT = 30.0
"""Seconds without a byte of an answer. The API server ends a request itself after 60 s;
one that says nothing for half of that is not going to answer."""
STREAM_READ_TIMEOUT = 90.0
"""Seconds of silence in a watch or a followed log. The server sends bookmarks about once
a minute, so a longer silence is a dead connection."""
PAUSES = (0.1, 0.4, 1.0)
"""Seconds before each repetition; Retry-After goes before."""
LONGEST_PAUSE = 10.0
POOL_SIZE = 16
"""Connections kept: more than any of our worker pools uses at once."""
_REPEATED_STATUS = frozenset({429, 503})
_USER_AGENT = "slipway/0.1.0"


class Transport:
    """Sends requests to one API server and hands back decoded JSON. Safe to use from threads."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._base_path = urlsplit(connection.host).path.rstrip("/")
        self._pool = _pool(connection)

    @property
    def host(self) -> str:
        """The API server's address, as configured."""
        return self._connection.host

    def close(self) -> None:
        """Close every pooled connection."""
        self._pool.clear()

    def send(self, request: Request) -> Any:
        """The decoded JSON of the answer, or None for an empty one.

        :raises ApiError: the server answered with a status of 300 or more.
        :raises ConnectionFailed: it did not answer.
        """
        response = self._open(request, READ_TIMEOUT)
        return _decode(response.status, self._read(response), request)

    def text(self, request: Request) -> bytes:
        """The undecoded body of the answer. Raises as ``send`` does."""
        response = self._open(request, READ_TIMEOUT)
        return self._read(response)

    def stream(self, request: Request) -> Stream:
        """The answer line by line. Raises as ``send`` does, before the first line."""
        return Stream(self._open(request, STREAM_READ_TIMEOUT))

    def _open(self, request: Request, read_timeout: float) -> Any:
        for pause in (*PAUSES, None):
            try:
                response = self._once(request, read_timeout)
            except ConnectionFailed as error:
                if pause is None or not request.idempotent or not error.repeatable:
                    raise
                time.sleep(pause)
                continue
            if response.status < 300:
                return response
            if response.status not in _REPEATED_STATUS or pause is None:
                raise self._error(response, request)
            response.drain_conn()
            time.sleep(_pause_asked_for(response.headers.get("Retry-After"), pause))
        raise AssertionError("unreachable: the last pause is None")

    def _once(self, request: Request, read_timeout: float) -> Any:
        import urllib3

        body = None if request.body is None else json.dumps(request.body).encode()
        try:
            return self._pool.request(
                request.method,
                self._absolute(request.url()),
                body=body,
                headers=self._headers(request, body),
                redirect=False,
                retries=False,
                preload_content=False,
                timeout=urllib3.Timeout(connect=CONNECT_TIMEOUT, read=read_timeout),
            )
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise connection_failure(error, self._where()) from None

    def _absolute(self, url: str) -> str:
        parts = urlsplit(self._connection.host)
        return f"{parts.scheme}://{parts.netloc}{self._base_path}{url}"

    def _where(self) -> str:
        parts = urlsplit(self._connection.host)
        return parts.netloc

    def _headers(self, request: Request, body: bytes | None) -> Any:
        import urllib3

        headers = urllib3.HTTPHeaderDict({"Accept": request.accept, "User-Agent": _USER_AGENT})
        if body is not None:
            headers["Content-Type"] = request.content_type
        if self._connection.authorization:
            headers["Authorization"] = self._connection.authorization
        if self._connection.impersonate_user:
            headers["Impersonate-User"] = self._connection.impersonate_user
        for group in self._connection.impersonate_groups:
            headers.add("Impersonate-Group", group)
        return headers

    def _read(self, response: Any) -> bytes:
        import urllib3

        try:
            return bytes(response.read())
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise connection_failure(error, self._where()) from None
        finally:
            response.release_conn()

    def _error(self, response: Any, request: Request) -> ApiError:
        try:
            body = json.loads(self._read(response))
        except (ValueError, ConnectionFailed):
            body = None
        return api_error(response.status, body, method=request.method, target=request.target)


def _pool(connection: Connection) -> Any:
    import urllib3

    options: dict[str, Any] = {"maxsize": POOL_SIZE, "block": False, "num_pools": 2}
    if connection.ssl_context is not None:
        options["ssl_context"] = connection.ssl_context
        if connection.server_name:
            options["server_hostname"] = connection.server_name
            options["assert_hostname"] = connection.server_name
        if connection.ssl_context.verify_mode == ssl.CERT_NONE:
            options["cert_reqs"] = "CERT_NONE"
            options["assert_hostname"] = False
    if connection.proxy:
        return urllib3.ProxyManager(connection.proxy, **options)
    return urllib3.PoolManager(**options)


def _decode(status: int, body: bytes, request: Request) -> Any:
    if not body:
        return None
    try:
        return json.loads(body)
    except ValueError:
        raise api_error(status, None, method=request.method, target=request.target) from None


def _pause_asked_for(header: str | None, default: float) -> float:
    try:
        return min(max(float(header or ""), default), LONGEST_PAUSE)
    except ValueError:
        return default
