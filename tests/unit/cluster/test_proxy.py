"""Requests by a proxy: the TLS connection goes through it to the server, and nobody in between reads it."""

from __future__ import annotations

import select
import socket
import ssl
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from slipway.cluster.connection import connect
from slipway.cluster.request import Request
from slipway.cluster.transport import Transport
from tests.fixtures.scripted_server import Answer, Serve

GET = Request("GET", "/version")


class _Tunnel(BaseHTTPRequestHandler):
    """Answers CONNECT by a connection to the place asked for."""

    server: Proxy

    def do_CONNECT(self) -> None:  # http.server's name
        host, _colon, port = self.path.rpartition(":")
        with socket.create_connection((host, int(port))) as outward:
            self.send_response(200)
            self.end_headers()
            self._relay(outward)
        self.close_connection = True

    def _relay(self, outward: socket.socket) -> None:
        ends = {self.connection: outward, outward: self.connection}
        while True:
            for readable in select.select(list(ends), [], [], 30)[0]:
                data = readable.recv(65536)
                if not data:
                    return
                self.server.seen.append(data)
                ends[readable].sendall(data)

    def log_message(self, *_arguments: object) -> None:
        """Tests tell what passed by ``seen``."""


class Proxy(ThreadingHTTPServer):
    """A proxy that keeps all that passes it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Tunnel)
        self.seen: list[bytes] = []


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    server = Proxy()
    thread = Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_request_goes_through_the_proxy_and_is_not_read_there(
    serve: Serve, server_tls: ssl.SSLContext, authority_file: str, proxy: Proxy
) -> None:
    server = serve(Answer(body={"major": "1"}), Answer(body={"major": "2"}), tls=server_tls)
    options = {"host": server.url, "api_key": "the-token", "ca_cert": authority_file}
    transport = Transport(connect({**options, "proxy": f"127.0.0.1:{proxy.server_port}"}, {}))
    assert [transport.send(GET), transport.send(GET)] == [{"major": "1"}, {"major": "2"}]
    transport.close()
    assert server.asked[0].headers["authorization"] == "Bearer the-token"
    assert "proxy-authorization" not in server.asked[0].headers
    passed = b"".join(proxy.seen)
    assert passed
    assert b"the-token" not in passed


def test_this_machine_is_reached_without_the_environments_proxy(
    serve: Serve, server_tls: ssl.SSLContext, authority_file: str, proxy: Proxy
) -> None:
    server = serve(Answer(), tls=server_tls)
    environment = {"HTTPS_PROXY": f"http://127.0.0.1:{proxy.server_port}"}
    options = {"host": server.url, "api_key": "the-token", "ca_cert": authority_file}
    transport = Transport(connect(options, environment))
    transport.send(GET)
    transport.close()
    assert proxy.seen == []
