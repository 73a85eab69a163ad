"""Wherever a server sends us, we do not go; where to is not told."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.cluster.api.watch import Watch
from slipway.cluster.client import Client
from slipway.cluster.request import Request
from slipway.errors import Redirected
from slipway.resource_attributes import ResourceAttributes
from tests.fixtures.planted import PLANTED, SECRET
from tests.hostile.conftest import ConnectionTo, Failure, Serve, TransportTo
from tests.hostile.hostile_server import http

GET = Request("GET", "/api/v1/pods", attributes=ResourceAttributes(verb="list", resource="pods"))
POST = Request("POST", "/api/v1/namespaces/shop/pods", body={"kind": "Pod"})
STATUSES = (300, 301, 302, 303, 305, 307, 308)
ELSEWHERE = {
    "other port": "{trap}/api/v1/pods",
    "downgrade": "http://127.0.0.1:{port}/api/v1/pods",
    "same server": "{self}/api/v1/pods",
    "relative": "/api/v1/pods",
    "relative to the scheme": "//127.0.0.1:{port}/",
    "loopback by name": "https://localhost:{port}/",
    "loopback by IPv6": "https://[::1]:{port}/",
    "unspecified": "https://0.0.0.0:{port}/",
    "mapped": "https://[::ffff:127.0.0.1]:{port}/",
    "metadata": "http://169.254.169.254/latest/meta-data/iam/security-credentials/",
    "metadata by name": "http://metadata.google.internal/computeMetadata/v1/",
    "private": "https://10.0.0.1/",
    "public": "https://attacker.example/",
    "user and password": "https://user:" + SECRET + "@127.0.0.1:{port}/",
    "javascript": "javascript:alert('" + SECRET + "')",
    "file": "file:///etc/passwd",
    "huge": "https://127.0.0.1:{port}/" + SECRET * 2000,
    "escapes": "https://127.0.0.1:{port}/" + PLANTED,
    "empty": "",
}


@pytest.mark.parametrize("where", ELSEWHERE)
@pytest.mark.parametrize("status", STATUSES)
def test_a_redirect_leads_nowhere(
    serve: Serve, transport_to: TransportTo, failure: Failure, dialled: list[Any], status: int, where: str
) -> None:
    trap = serve(http(200))
    server = serve(http(500))
    location = ELSEWHERE[where].format(trap=trap.url, port=trap.port, self=server.url)
    server.answer_with(http(status, PLANTED.encode(), {"Location": location}))
    error = failure(lambda: transport_to(server).send(GET))
    assert type(error) is Redirected
    assert str(error) == (
        f"Kubernetes error: {status} Redirect on list pods: "
        "redirects are never followed; give the API server's own address"
    )
    assert dialled == [("127.0.0.1", server.port)]
    assert (len(server.heard), len(trap.heard)) == (1, 0)


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_change_is_not_sent_on(
    serve: Serve, transport_to: TransportTo, failure: Failure, method: str, status: int
) -> None:
    trap = serve(http(200))
    server = serve(http(status, headers={"Location": trap.url}))
    body = {"kind": "Secret", "stringData": {"password": SECRET}}
    error = failure(lambda: transport_to(server).send(Request(method, "/api/v1/pods/web", body=body)))
    assert type(error) is Redirected
    assert (len(server.heard), len(trap.heard)) == (1, 0)


@pytest.mark.parametrize("way", ["text", "stream"])
def test_neither_text_nor_a_stream_is_fetched_elsewhere(
    serve: Serve, transport_to: TransportTo, failure: Failure, way: str
) -> None:
    trap = serve(http(200))
    server = serve(http(302, headers={"Location": trap.url}))
    transport = transport_to(server)
    assert type(failure(lambda: getattr(transport, way)(GET))) is Redirected
    assert trap.heard == []


def test_a_watch_that_is_sent_elsewhere_ends(serve: Serve, connection_to: ConnectionTo, failure: Failure) -> None:
    trap = serve(http(200))
    listing = b'{"metadata": {"resourceVersion": "1"}, "items": []}'
    server = serve(http(200, listing), http(307, headers={"Location": trap.url}))
    watch = Watch(Client(connection_to(server)).core.pods, "shop")
    assert type(failure(lambda: list(watch.events()))) is Redirected
    assert (len(server.heard), len(trap.heard)) == (2, 0)


def test_where_to_is_not_told_whatever_the_number_of_headers(
    serve: Serve, transport_to: TransportTo, failure: Failure
) -> None:
    headers = [
        (name, PLANTED) for name in ("Location", "Location", "Content-Location", "Refresh", "Link", "Set-Cookie")
    ]
    assert type(failure(lambda: transport_to(serve(http(302, headers=headers))).send(GET))) is Redirected
