"""What stands in the way of talking to a cluster, told apart."""

from __future__ import annotations

import ssl

import pytest

from slipway.cluster.connection.connection import Connection
from slipway.cluster.connection_status import ConnectionStatus, connection_status
from slipway.cluster.guard.guard import Guard
from slipway.cluster.http.transport import Transport
from tests.fixtures.scripted_server import Answer, Serve, status_object

VERSIONS = {"kind": "APIVersions", "versions": ["v1"]}


def status_of(connection: Connection) -> ConnectionStatus:
    transport = Transport(connection, pause=lambda _seconds: None)
    try:
        return connection_status(transport)
    finally:
        transport.close()


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Answer(200, VERSIONS), "connected"),
        (Answer(401), "unauthenticated"),
        (Answer(403), "forbidden"),
        (Answer(200, b"<html>welcome</html>"), "not_kubernetes"),
        (Answer(200, {"kind": "Login"}), "not_kubernetes"),
        (Answer(404), "not_kubernetes"),
        (Answer(401, b"<html>log in</html>", {"Content-Type": "text/html"}), "not_kubernetes"),
        (Answer(403, b"<html>blocked</html>", {"Content-Type": "text/html"}), "not_kubernetes"),
        (Answer(403, {"error": "blocked"}), "not_kubernetes"),
        (Answer(401, status_object(401, "Unauthorized")), "unauthenticated"),
        (Answer(403, status_object(403, "Forbidden")), "forbidden"),
        (Answer(500, b"<html>oops</html>", {"Content-Type": "text/html"}), "failing"),
        (Answer(302, headers={"Location": "https://login.example"}), "not_kubernetes"),
        (Answer(500), "failing"),
    ],
    ids=[
        "well",
        "401",
        "403",
        "web page",
        "another API",
        "404",
        "a page's 401",
        "a page's 403",
        "another API's 403",
        "Kubernetes's 401",
        "Kubernetes's 403",
        "a page's 500",
        "redirect",
        "500",
    ],
)
def test_an_answer_tells_how_it_stands(serve: Serve, answer: Answer, state: str) -> None:
    found = status_of(Connection(serve(answer).url, None, authorization="Bearer x"))
    assert found.state == state
    assert found.connected == (state == "connected")
    assert (found.error is None) == found.connected


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_is_always_busy_is_failing(serve: Serve, status: int) -> None:
    assert status_of(Connection(serve(*[Answer(status)] * 4).url, None)).state == "failing"


def test_who_sends_no_credentials_and_is_refused_is_unauthenticated(serve: Serve) -> None:
    assert status_of(Connection(serve(Answer(403)).url, None)).state == "unauthenticated"


def test_nobody_listening_is_unreachable() -> None:
    assert status_of(Connection("http://127.0.0.1:1", None)).state == "unreachable"


def test_a_certificate_of_nobody_we_trust_is_a_tls_error(serve: Serve, server_tls: ssl.SSLContext) -> None:
    server = serve(tls=server_tls)
    assert status_of(Connection(server.url, ssl.create_default_context())).state == "tls_error"


def test_a_target_that_the_guard_refuses_is_refused(serve: Serve) -> None:
    assert status_of(Connection(serve().url, None, guard=Guard(untrusted=True))).state == "refused"
