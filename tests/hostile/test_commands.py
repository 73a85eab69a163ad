"""A command in a container, asked of a hostile server: one clear error, and never run twice."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.cluster.client import Client
from slipway.errors import (
    ConnectionLost,
    Forbidden,
    NotKubernetes,
    Redirected,
    SlipwayError,
    TimedOut,
    TLSFailed,
)
from tests.fixtures.planted import PLANTED, SECRET
from tests.fixtures.scripted_server import tls_of
from tests.hostile.conftest import ConnectionTo, Failure, Serve
from tests.hostile.hostile_server import HostileServer, Script, closing, dripping, endless, http, reset, silent

SWITCHING = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
TEXT = PLANTED.encode()
HOSTILE: dict[str, tuple[Script, type[SlipwayError]]] = {
    "a refusal": (http(403, TEXT), Forbidden),
    "a login page": (http(200, TEXT, {"Content-Type": "text/html"}), NotKubernetes),
    "garbage": (closing(TEXT + b"\r\n\r\n"), NotKubernetes),
    "a wrong key": (closing(SWITCHING + b"Sec-WebSocket-Accept: " + SECRET.encode() + b"\r\n\r\n"), NotKubernetes),
    "no key": (closing(SWITCHING + b"\r\n"), NotKubernetes),
    "headers without end": (endless(SWITCHING, b"X: " + TEXT + b"\r\n"), NotKubernetes),
    "a header without end": (endless(SWITCHING + b"X: ", TEXT), NotKubernetes),
    "an end": (closing(b""), ConnectionLost),
    "a reset": (reset(SWITCHING), ConnectionLost),
    "silence": (silent(), TimedOut),
    "a header letter by letter": (dripping(SWITCHING + b"X: ", b"a"), TimedOut),
}


def run(connection_to: ConnectionTo, server: HostileServer, seconds: float = 1.0) -> object:
    return Client(connection_to(server)).exec("web", "shop", ["id"], timeout=seconds)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_leads_nowhere_and_the_token_with_it(
    serve: Serve, connection_to: ConnectionTo, failure: Failure, dialled: list[Any], status: int
) -> None:
    trap = serve(http(200))
    server = serve(http(status, TEXT, {"Location": trap.url}))
    assert type(failure(lambda: run(connection_to, server))) is Redirected
    assert dialled == [("127.0.0.1", server.port)]
    assert (len(server.heard), trap.connections) == (1, 0)


@pytest.mark.parametrize(("answer", "kind"), HOSTILE.values(), ids=HOSTILE)
def test_an_answer_that_begins_no_command_is_told_and_not_asked_for_again(
    serve: Serve, connection_to: ConnectionTo, failure: Failure, answer: Script, kind: type[SlipwayError]
) -> None:
    server = serve(answer)
    assert type(failure(lambda: run(connection_to, server))) is kind
    assert len(server.heard) == 1


def test_nothing_is_sent_to_a_server_that_cannot_prove_who_it_is(
    serve: Serve, connection_to: ConnectionTo, failure: Failure
) -> None:
    import trustme

    server = serve(http(403), tls=tls_of(trustme.CA().issue_cert("127.0.0.1")))
    assert type(failure(lambda: run(connection_to, server))) is TLSFailed
    assert server.heard == []
