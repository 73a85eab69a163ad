"""A proxy that misbehaves instead of connecting us: nothing for the API server is told to it."""

from __future__ import annotations

import ssl
from typing import Any

import pytest

from slipway.cluster.connection.connection import Connection
from slipway.cluster.http.transport import Transport
from slipway.cluster.request import Request
from slipway.errors import SlipwayError, TLSFailed, Unreachable
from tests.fixtures.planted import PLANTED, SECRET
from tests.hostile.conftest import Failure, Serve
from tests.hostile.hostile_server import HostileServer, Script, closing, dripping, endless, http, reset, silent

GET = Request("GET", "/api/v1/pods")
TEXT = PLANTED.encode()
MISBEHAVING = {
    "a redirect": http(302, TEXT, {"Location": "http://169.254.169.254/"}),
    "a login page": http(403, TEXT),
    "a demand for a password": http(407, TEXT, {"Proxy-Authenticate": f'Basic realm="{PLANTED}"'}),
    "a status with words": closing(b"HTTP/1.1 503 " + TEXT + b"\r\n\r\n"),
    "garbage": closing(TEXT + b"\r\n\r\n"),
    "an end": closing(b""),
    "a reset": reset(b"HTTP/1.1 2"),
    "silence": silent(),
    "a header letter by letter": dripping(b"HTTP/1.1 200 OK\r\nX: ", b"a"),
    "headers without end": endless(b"HTTP/1.1 200 OK\r\n", b"X: " + TEXT + b"\r\n"),
    "a header without end": endless(b"HTTP/1.1 200 OK\r\nX: ", TEXT),
}


def through(proxy: HostileServer) -> Transport:
    connection = Connection(
        "https://cluster.example:6443",
        ssl.create_default_context(),
        authorization=f"Bearer {SECRET}",
        proxy=f"http://127.0.0.1:{proxy.port}",
        timeout=0.6,
    )
    return Transport(connection, pause=lambda _seconds: None)


def failed(serve: Serve, failure: Failure, answer: Script) -> tuple[HostileServer, SlipwayError]:
    proxy = serve(answer, tls=None)
    error = failure(lambda: through(proxy).send(GET))
    assert len(proxy.heard) == 1
    assert proxy.heard[0].startswith(b"CONNECT cluster.example:6443 ")
    assert SECRET.encode() not in proxy.heard[0]
    return proxy, error


@pytest.mark.parametrize("answer", MISBEHAVING.values(), ids=MISBEHAVING)
def test_a_proxy_that_does_not_connect_us_is_told_as_such(
    serve: Serve, failure: Failure, dialled: list[Any], answer: Script
) -> None:
    proxy, error = failed(serve, failure, answer)
    assert type(error) is Unreachable
    assert "is not reached through the proxy; check the option proxy" in str(error)
    assert dialled == [("127.0.0.1", proxy.port)]


def test_a_proxy_that_connects_us_with_no_tls_is_no_api_server(serve: Serve, failure: Failure) -> None:
    connected = b"HTTP/1.1 200 Connection established\r\n\r\n"
    _proxy, error = failed(serve, failure, closing(connected + b"HTTP/1.1 200 OK\r\n\r\n" + TEXT))
    assert type(error) is TLSFailed


def test_a_proxy_cannot_pretend_to_be_the_server(serve: Serve, failure: Failure, server_tls: ssl.SSLContext) -> None:
    def own_certificate(wire: Any) -> None:
        wire.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        server_tls.wrap_socket(wire.sock, server_side=True)

    _proxy, error = failed(serve, failure, own_certificate)
    assert type(error) is TLSFailed
