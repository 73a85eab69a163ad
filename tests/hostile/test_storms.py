"""A server that refuses again and again, and says strange things about when to come back."""

from __future__ import annotations

import pytest

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import Connection
from slipway.cluster.connection.renewal import Renewal
from slipway.cluster.http.retries import LONGEST_PAUSE, PAUSES
from slipway.cluster.http.transport import Transport
from slipway.cluster.request import Request
from slipway.errors import ApiError, ServerFailed, TooManyRequests, Unauthorized
from tests.fixtures.planted import PLANTED, SECRET
from tests.hostile.conftest import ConnectionTo, Failure, Serve, TransportTo
from tests.hostile.hostile_server import http

GET = Request("GET", "/api/v1/pods")
POST = Request("POST", "/api/v1/pods", body={"kind": "Pod"})
ABSURD = {
    "huge": "99999999999999999999",
    "nine digits": "999999999",
    "negative": "-1",
    "a date": "Fri, 31 Dec 9999 23:59:59 GMT",
    "text": PLANTED,
    "no number": "nan",
    "infinite": "1e999",
    "a fraction": "0.0000001",
    "empty": "",
    "other digits": "\xb2\xb3",
    "long": "1" * 60_000,
}


@pytest.mark.parametrize("asked", ABSURD.values(), ids=ABSURD)
@pytest.mark.parametrize(("status", "kind"), [(429, TooManyRequests), (503, ServerFailed)])
def test_an_absurd_time_to_come_back_holds_nobody_up(
    serve: Serve, connection_to: ConnectionTo, failure: Failure, status: int, kind: type[ApiError], asked: str
) -> None:
    pauses: list[float] = []
    server = serve(http(status, headers={"Retry-After": asked}))
    transport = Transport(connection_to(server, timeout=60.0), pause=pauses.append)
    assert type(failure(lambda: transport.send(GET))) is kind
    assert len(server.heard) == len(PAUSES) + 1
    assert all(0 < pause <= LONGEST_PAUSE for pause in pauses)


def test_a_time_to_come_back_after_the_end_of_the_call_is_not_waited_for(
    serve: Serve, connection_to: ConnectionTo, failure: Failure
) -> None:
    pauses: list[float] = []
    server = serve(http(429, headers={"Retry-After": "5"}))
    transport = Transport(connection_to(server, timeout=2.0), pause=pauses.append)
    assert type(failure(lambda: transport.send(GET))) is TooManyRequests
    assert (len(server.heard), pauses) == (1, [])


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_create_is_not_repeated_when_a_gateway_may_have_passed_it_on(
    serve: Serve, transport_to: TransportTo, failure: Failure, status: int
) -> None:
    server = serve(http(status, PLANTED.encode()))
    assert type(failure(lambda: transport_to(server).send(POST))) is ServerFailed
    assert len(server.heard) == 1


@pytest.mark.parametrize("request_", [GET, POST], ids=["GET", "POST"])
def test_a_server_that_knows_nobody_is_asked_once(
    serve: Serve, transport_to: TransportTo, failure: Failure, request_: Request
) -> None:
    server = serve(http(401, PLANTED.encode(), {"WWW-Authenticate": f'Basic realm="{PLANTED}"'}))
    assert type(failure(lambda: transport_to(server).send(request_))) is Unauthorized
    assert len(server.heard) == 1


def test_credentials_are_made_anew_once_a_call(serve: Serve, connection_to: ConnectionTo, failure: Failure) -> None:
    server = serve(http(401, headers={"WWW-Authenticate": "Negotiate " + SECRET}))
    made: list[Connection] = []

    def connect_again(_seconds: float) -> Connection:
        made.append(connection_to(server, authorization=f"Bearer {SECRET}-{len(made)}", renewal=renewal))
        return made[-1]

    renewal = Renewal(connect_again, [])
    transport = Transport(connection_to(server, renewal=renewal), pause=lambda _seconds: None)
    for call in (1, 2):
        assert type(failure(lambda: transport.send(GET))) is Unauthorized
        assert (len(server.heard), len(made)) == (2 * call, call)


@pytest.mark.parametrize(
    "challenge",
    ["Basic", 'Digest realm="x", nonce="y"', "Negotiate", f'Bearer error="{PLANTED}"', "NTLM " + "A" * 60_000, PLANTED],
    ids=["basic", "digest", "negotiate", "bearer", "huge", "planted"],
)
@pytest.mark.parametrize("status", [401, 407])
def test_no_challenge_gets_an_answer(
    serve: Serve, transport_to: TransportTo, failure: Failure, status: int, challenge: str
) -> None:
    headers = {"WWW-Authenticate": challenge, "Proxy-Authenticate": challenge}
    server = serve(http(status, headers=headers))
    error = failure(lambda: transport_to(server).send(GET))
    assert isinstance(error, ApiError)
    assert (error.status, len(server.heard)) == (status, 1)


WARNINGS = {
    "escapes": f'299 - "{PLANTED}"',
    "a forged line": '299 - "one\\\ntwo"',
    "huge": '299 - "' + "x" * 60_000 + '"',
    "no end": '299 - "' + "\\" * 60_001,
    "another code": f'199 - "{PLANTED}"',
    "no form": PLANTED,
    "many in one": ", ".join(f'299 - "{number}"' for number in range(3000)),
}


@pytest.mark.parametrize("warning", WARNINGS.values(), ids=WARNINGS)
def test_a_hostile_warning_is_short_and_printable(serve: Serve, connection_to: ConnectionTo, warning: str) -> None:
    server = serve(http(200, headers=[("Warning", warning.replace("\n", ""))] * 20))
    client = Client(connection_to(server))
    client._transport.send(GET)
    kept = client._transport.warnings.take()
    assert len(kept) <= 50
    assert all(text.isprintable() and len(text) <= 300 for text in kept)


def test_a_warning_of_an_error_stays_out_of_the_error(
    serve: Serve, transport_to: TransportTo, failure: Failure
) -> None:
    server = serve(http(404, headers={"Warning": f'299 - "{SECRET}"'}))
    failure(lambda: transport_to(server).send(GET))


def test_an_untrusted_server_has_no_word_in_the_warnings(serve: Serve, connection_to: ConnectionTo) -> None:
    from slipway.cluster.guard.allow_list import parse_allow_list
    from slipway.cluster.guard.guard import Guard

    server = serve(http(200, headers={"Warning": '299 - "do this"'}))
    guard = Guard(untrusted=True, allowed=parse_allow_list(["127.0.0.1/32"]))
    transport = Transport(connection_to(server, guard=guard))
    transport.send(GET)
    assert transport.warnings.take() == []
