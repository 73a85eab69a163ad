# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes connections to one API server: the guard says where to, each time anew, and just that is dialled."""

from __future__ import annotations

import functools
import re
import socket
import ssl
from collections.abc import Callable
from functools import partial
from http.client import HTTPException
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from ...errors import ConfigurationError, ConnectionFailed, TargetRefused
from ..connection.connection import Connection
from ..guard.guard import Guard
from .connection_failure import ProxyFailed
from .deadline import Deadline
from .timed_response import TimedHTTPResponse

__all__ = ["Dialler", "is_http_available"]

CONNECT_TIMEOUT = 4.0
"""Seconds to reach one address. Two tries and Ansible's own start stay under 10 s."""
_OLDEST = (2, 3)
"""The version of urllib3 from which on its connections take all that they are told here."""
_PROXY_PORTS = {"http": 80, "https": 443}


class Dialler:
    """Makes ready connections: dialled, through the proxy if there is one, and with TLS."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._classes = _connection_classes()
        self._server = connection.server
        self._proxy = urlsplit(connection.proxy) if connection.proxy else None
        if self._proxy and connection.guard.untrusted and self._server.scheme != "https":
            # Without TLS it is the proxy that resolves the name, and then nothing says where it goes.
            raise TargetRefused(
                "an untrusted server is reached through a proxy by https only; use https, or no proxy", rule="proxy"
            )

    def connect(self, deadline: Deadline) -> Any:
        """A new connection (urllib3's HTTPConnection) on which nothing was sent yet.

        :raises TargetRefused: the guard does not allow it.
        :raises ConnectionFailed: the name does not resolve.
        :raises OSError: nobody can be reached there, ProxyFailed and what TLS has against it included.
        """
        made = self._through_proxy(self._proxy, deadline) if self._proxy else self._directly(deadline)
        made.response_class = partial(TimedHTTPResponse, deadline=deadline)
        try:
            made.connect()
            # Until here, TLS included, the time-out was that of reaching the server.
            made.sock.settimeout(deadline.left())
        except BaseException:
            made.close()
            raise
        return made

    def _directly(self, deadline: Deadline) -> Any:
        server = self._server
        made = self._connection_to(server.host, server.port)
        made.dialled = partial(_dialled, self._connection.guard, server.host, server.port, deadline)
        return made

    def _through_proxy(self, proxy: SplitResult, deadline: Deadline) -> Any:
        from urllib3.connection import ProxyConfig
        from urllib3.util import make_headers, parse_url

        host, port = proxy.hostname or "", proxy.port or _PROXY_PORTS[proxy.scheme]
        policy = ssl.create_default_context() if proxy.scheme == "https" else None
        made = self._connection_to(
            host,
            port,
            proxy=parse_url(proxy.geturl()),
            proxy_config=ProxyConfig(policy, False, None, None),  # noqa: FBT003  # no forwarding
        )
        # The proxy is the operator's own choice, and may stand where an untrusted cluster may not.
        made.dialled = partial(_dialled_proxy, host, port, deadline)
        if self._server.scheme == "https":
            account, _at, _place = proxy.netloc.rpartition("@")
            headers = make_headers(proxy_basic_auth=unquote(account)) if account else None
            made.set_tunnel(self._tunnelled(deadline), self._server.port, headers, scheme=proxy.scheme)
        return made

    def _tunnelled(self, deadline: Deadline) -> str:
        """Whom the proxy is to connect us with: a trusted name, or the address that was checked."""
        guard, server = self._connection.guard, self._server
        if guard.untrusted:
            return str(guard.addresses(server.host, server.port, deadline.left(CONNECT_TIMEOUT))[0])
        guard.check_name(server.host, server.port)
        return server.host

    def _connection_to(self, host: str, port: int, **options: Any) -> Any:
        plain, secure = self._classes
        if self._server.scheme != "https":
            return plain(host, port, **options)
        context = self._connection.ssl_context
        unverified = context is not None and context.verify_mode == ssl.CERT_NONE
        return secure(
            host,
            port,
            ssl_context=context,
            # The name that is sent is the name that the certificate is checked against, whatever address is dialled.
            server_hostname=self._connection.server_name or self._server.host,
            assert_hostname=False if unverified else None,
            **options,
        )


def is_http_available() -> bool:
    """Whether this interpreter has a urllib3 that can be used.

    It is imported here, so that a controller pays for it once, before it forks.
    """
    try:
        _connection_classes()
    except ConfigurationError:
        return False
    return True


@functools.cache
def _connection_classes() -> tuple[Any, Any]:
    """urllib3's connections, plain and with TLS, that dial what they are told."""
    try:
        import urllib3
        from urllib3.connection import HTTPConnection, HTTPSConnection

        version = getattr(urllib3, "__version__", "")
    except ImportError:
        version = ""
    if tuple(map(int, re.findall(r"\d+", version)[:2])) < _OLDEST:
        raise ConfigurationError(
            "the Python package 'urllib3' is missing or older than 2.3; install it: pip install 'urllib3>=2.3'"
        )

    class Plain(HTTPConnection):
        dialled: Callable[[], socket.socket]

        def _new_conn(self) -> socket.socket:
            return self.dialled()

    class Secure(HTTPSConnection):
        dialled: Callable[[], socket.socket]

        def _new_conn(self) -> socket.socket:
            return self.dialled()

        def _tunnel(self) -> None:
            try:
                super()._tunnel()
            except (OSError, HTTPException) as error:
                raise ProxyFailed(type(error).__name__) from None

    return Plain, Secure


def _dialled(guard: Guard, host: str, port: int, deadline: Deadline) -> socket.socket:
    """A connected socket to the first address that answers, of those that the guard lets us dial."""
    addresses = guard.addresses(host, port, deadline.left(CONNECT_TIMEOUT))
    for address in addresses[:-1]:
        try:
            return _socket_to(str(address), port, deadline)
        except OSError:
            continue
    return _socket_to(str(addresses[-1]), port, deadline)


def _dialled_proxy(host: str, port: int, deadline: Deadline) -> socket.socket:
    try:
        return _dialled(Guard(), host, port, deadline)
    except (OSError, ConnectionFailed) as error:
        raise ProxyFailed(type(error).__name__) from None


def _socket_to(address: str, port: int, deadline: Deadline) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # A watch that is silent for long is told from a server that is gone.
        made.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        made.settimeout(deadline.left(CONNECT_TIMEOUT))
        made.connect((address, port))
    except BaseException:
        made.close()
        raise
    return made
