"""Requests by a proxy: the TLS connection goes through it to the server, and nobody in between reads it."""

from __future__ import annotations

import select
import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from threading import Thread

import pytest
import trustme

from slipway.cluster.connection.connection import Connection, connect
from slipway.cluster.guard.allow_list import parse_allow_list
from slipway.cluster.guard.guard import Guard
from slipway.cluster.http.transport import Transport
from slipway.cluster.request import Request
from slipway.errors import TargetRefused
from tests.fixtures.scripted_server import Answer, Serve, tls_of

GET = Request("GET", "/version")


class _Tunnel(BaseHTTPRequestHandler):
    """Answers CONNECT by a connection to the place asked for."""

    server: Proxy

    def do_CONNECT(self) -> None:  # http.server's name
        host, _colon, port = self.path.rpartition(":")
        self.server.tunnels.append(host)
        # Whatever name it is asked for, the server is here.
        with socket.create_connection(("127.0.0.1", int(port))) as outward:
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
    """A proxy that keeps all that passes it, and the hosts that it was asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Tunnel)
        self.seen: list[bytes] = []
        self.tunnels: list[str] = []


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


NAME = "api.cluster.example"


@pytest.fixture
def connection(serve: Serve, authority: trustme.CA, authority_file: str, proxy: Proxy) -> Connection:
    """By the proxy to a server that has a certificate for a name alone."""
    server = serve(Answer(body={"major": "1"}), tls=tls_of(authority.issue_cert(NAME)))
    return connect(
        {
            "host": f"https://{NAME}:{server.server_port}",
            "api_key": "the-token",
            "ca_cert": authority_file,
            "proxy": f"http://127.0.0.1:{proxy.server_port}",
        },
        {},
    )


def _resolved_to(*addresses: str, untrusted: bool) -> Guard:
    return Guard(untrusted, parse_allow_list(["127.0.0.0/8"]), lambda *_asked: [ip_address(one) for one in addresses])


def test_a_trusted_name_is_resolved_by_the_proxy(connection: Connection, proxy: Proxy) -> None:
    transport = Transport(replace(connection, guard=_resolved_to(untrusted=False)))
    assert transport.send(GET) == {"major": "1"}
    transport.close()
    assert proxy.tunnels == [NAME]


def test_for_an_untrusted_name_the_proxy_is_given_the_checked_address(connection: Connection, proxy: Proxy) -> None:
    transport = Transport(replace(connection, guard=_resolved_to("127.0.0.9", untrusted=True)))
    assert transport.send(GET) == {"major": "1"}
    transport.close()
    assert proxy.tunnels == ["127.0.0.9"]


@pytest.mark.parametrize("address", ["10.0.0.1", "169.254.169.254"])
def test_no_proxy_is_asked_for_an_address_that_is_refused(address: str, proxy: Proxy, authority_file: str) -> None:
    options = {"host": f"https://{NAME}", "api_key": "x", "ca_cert": authority_file}
    made = connect({**options, "proxy": f"http://127.0.0.1:{proxy.server_port}"}, {})
    transport = Transport(replace(made, guard=_resolved_to("127.0.0.1", address, untrusted=True)))
    with pytest.raises(TargetRefused):
        transport.send(GET)
    assert proxy.tunnels == []


def test_no_proxy_is_asked_for_a_metadata_service_by_its_name(proxy: Proxy) -> None:
    options = {"host": "https://metadata.google.internal", "api_key": "x"}
    transport = Transport(connect({**options, "proxy": f"http://127.0.0.1:{proxy.server_port}"}, {}))
    with pytest.raises(TargetRefused, match="metadata"):
        transport.send(GET)
    assert proxy.tunnels == []


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
