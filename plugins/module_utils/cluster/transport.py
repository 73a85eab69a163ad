# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP to one API server: pool, time-outs, retries and errors in one place.

Requests go raw through urllib3 as JSON. Redirects are never followed. A create
whose outcome is unknown is never sent twice: after a lost connection, and after a 5xx
that does not say by Retry-After that nothing was done.
"""

from __future__ import annotations

import json
import re
import ssl
import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from .connection import Connection
from .connection_failure import connection_failure
from .error_answer import api_error
from .errors import ApiError, ConfigurationError, ConnectionFailed, NotKubernetes, TooLarge
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
"""Seconds that a Retry-After may make us wait; the API server itself asks for 1."""
LARGEST_ANSWER = 512 * 1024 * 1024
"""Bytes of an answer that are held at most: a page of 500 objects of 1 MiB each."""
LARGEST_ERROR = 1024 * 1024
"""Bytes of an error's body that are looked at: a Status object has a few kilobytes."""
POOL_SIZE = 16
"""Connections kept: more than any of our worker pools uses at once."""
_CHUNK = 1024 * 1024
_PASSING_STATUS = frozenset({502, 503, 504})
_SECONDS = re.compile(r"[0-9]{1,9}\Z")
_USER_AGENT = "slipway/0.1.0"


_Taken = TypeVar("_Taken")


class Transport:
    """Sends requests to one API server and hands back decoded JSON. Safe to use from threads.

    :param pause: waits so many seconds before a repetition.
    """

    def __init__(self, connection: Connection, pause: Callable[[float], None] = time.sleep) -> None:
        self._connection = connection
        self._pause = pause
        self._base_path = urlsplit(connection.host).path.rstrip("/")
        self._pool = _pool(connection)

    @property
    def host(self) -> str:
        """The API server's address, as configured."""
        return self._connection.host

    def close(self) -> None:
        """Close every pooled connection."""
        self._pool.clear()

    def send(self, request: Request) -> dict[str, Any]:
        """The JSON object of the answer.

        :raises ApiError: the server answered with a status of 300 or more.
        :raises ConnectionFailed: it did not answer, or not as an API server does.
        """
        return self._answer(request, READ_TIMEOUT, self._json)

    def text(self, request: Request) -> bytes:
        """The undecoded body of the answer. Raises as ``send`` does."""
        return self._answer(request, READ_TIMEOUT, self._body)

    def stream(self, request: Request) -> Stream:
        """The answer line by line. Raises as ``send`` does, before the first line."""
        return self._answer(request, STREAM_READ_TIMEOUT, Stream)

    def _answer(self, request: Request, read_timeout: float, take: Callable[[Any], _Taken]) -> _Taken:
        for pause in PAUSES:
            try:
                response = self._once(request, read_timeout)
                if response.status < 300:
                    return take(response)
            except ConnectionFailed as error:
                if not (request.idempotent and error.repeatable):
                    raise
                self._pause(pause)
                continue
            error_answer = self._error(response, request)
            retry_after = response.headers.get("Retry-After")
            if not _may_be_repeated(response.status, retry_after, request):
                raise error_answer
            self._pause(_pause_asked_for(retry_after, pause))
        return self._last_answer(request, read_timeout, take)

    def _last_answer(self, request: Request, read_timeout: float, take: Callable[[Any], _Taken]) -> _Taken:
        response = self._once(request, read_timeout)
        if response.status < 300:
            return take(response)
        raise self._error(response, request)

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
                decode_content=False,
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

    def _body(self, response: Any) -> bytes:
        return self._read(response, LARGEST_ANSWER)

    def _read(self, response: Any, largest: int) -> bytes:
        import urllib3

        body = bytearray()
        try:
            while chunk := response.read(_CHUNK):
                body += chunk
                if len(body) > largest:
                    raise TooLarge(f"the answer of {self._where()} is longer than any that Kubernetes sends")
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise connection_failure(error, self._where()) from None
        finally:
            # One that was read to its end has gone back to the pool already; any other is of no use there.
            response.close()
        return bytes(body)

    def _json(self, response: Any) -> dict[str, Any]:
        answer = _decoded(self._body(response))
        if not isinstance(answer, dict):
            raise NotKubernetes(
                f"{self._where()} does not answer as a Kubernetes API server does; check the server's address"
            )
        return answer

    def _error(self, response: Any, request: Request) -> ApiError:
        try:
            status = _decoded(self._read(response, LARGEST_ERROR))
        except ConnectionFailed:
            status = None
        return api_error(response.status, status, request.attributes)


def _pool(connection: Connection) -> Any:
    try:
        from urllib3 import PoolManager, ProxyManager
        from urllib3.util import make_headers
    except ImportError:
        raise ConfigurationError(
            "the Python package 'urllib3' (2.3 or newer) is missing; install it: pip install 'urllib3>=2.3'"
        ) from None
    options: dict[str, Any] = {"maxsize": POOL_SIZE, "block": False, "num_pools": 2}
    if connection.ssl_context is not None:
        options["ssl_context"] = connection.ssl_context
        if connection.server_name:
            # The name that is sent is the name that the certificate is checked against.
            options["server_hostname"] = connection.server_name
        if connection.ssl_context.verify_mode == ssl.CERT_NONE:
            options["cert_reqs"] = "CERT_NONE"
            options["assert_hostname"] = False
    if not connection.proxy:
        return PoolManager(**options)
    account, _at, _place = urlsplit(connection.proxy).netloc.rpartition("@")
    headers = make_headers(proxy_basic_auth=unquote(account)) if account else None
    return ProxyManager(connection.proxy, proxy_headers=headers, **options)


def _decoded(body: bytes) -> Any:
    """The JSON value, or None for what is none, or nested so deep that only an attacker sends it."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _may_be_repeated(status: int, retry_after: str | None, request: Request) -> bool:
    """429 was not begun. A gateway may send 502 to 504 for a request that went through."""
    if status == 429:
        return True
    return status in _PASSING_STATUS and (request.idempotent or (status == 503 and retry_after is not None))


def _pause_asked_for(header: str | None, default: float) -> float:
    """The header's whole seconds, within bounds. Its other form, a date, is not what API servers send."""
    if not header or not _SECONDS.match(header):
        return default
    return min(max(float(header), default), LONGEST_PAUSE)
