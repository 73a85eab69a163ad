"""A server that takes its time: the call ends when its own time is over, whatever the server does meanwhile."""

from __future__ import annotations

import pytest

from slipway.cluster.request import Request
from slipway.errors import ConnectionLost, TimedOut
from tests.fixtures.planted import PLANTED
from tests.hostile.conftest import Failure, Serve, TransportTo
from tests.hostile.hostile_server import Script, closing, dripping, endless, silent

GET = Request("GET", "/api/v1/pods")
POST = Request("POST", "/api/v1/pods", body={"kind": "Pod"})
OK = b"HTTP/1.1 200 OK\r\n"
TEXT = PLANTED.encode()
SLOW = {
    "silence": silent(),
    "silence after the status": silent(OK),
    "silence after the head": silent(OK + b"Content-Length: 100\r\n\r\n"),
    "silence within the body": silent(OK + b"Content-Length: 100\r\n\r\n{" + TEXT),
    "silence within a chunk": silent(OK + b"Transfer-Encoding: chunked\r\n\r\n64\r\n{" + TEXT),
    "a status line letter by letter": dripping(b"HTTP/1.1 200 ", b"O"),
    "one header letter by letter": dripping(OK + b"X-Slow: ", b"a"),
    "a header now and then": dripping(OK, b"X: " + TEXT + b"\r\n", pause=0.2),
    "a body letter by letter": dripping(OK + b"Content-Length: 100000\r\n\r\n", b"{"),
    "a body without length letter by letter": dripping(OK + b"\r\n", b"{"),
    "chunks letter by letter": dripping(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n{\r\n"),
    "a chunk size letter by letter": dripping(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"0"),
    "trailers without end": dripping(OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n"),
    "100 Continue without end": dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n", pause=0.01),
    "100 Continue as fast as it goes": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "an error letter by letter": dripping(b"HTTP/1.1 418 X\r\n", b"X"),
}


@pytest.mark.parametrize("slow", SLOW.values(), ids=SLOW)
@pytest.mark.parametrize("request_", [GET, POST], ids=["GET", "POST"])
def test_a_slow_answer_ends_in_time(
    serve: Serve, transport_to: TransportTo, failure: Failure, slow: Script, request_: Request
) -> None:
    server = serve(slow)
    error = failure(lambda: transport_to(server, timeout=0.4).send(request_))
    assert type(error) is TimedOut
    assert len(server.heard) == 1


@pytest.mark.parametrize(
    "slow",
    [silent(), silent(b"\x16\x03\x03"), dripping(b"\x16\x03\x03\x40\x00", b"\x02")],
    ids=["silence", "silence within a record", "letter by letter"],
)
def test_a_slow_handshake_ends_in_time(serve: Serve, transport_to: TransportTo, failure: Failure, slow: Script) -> None:
    server = serve(slow, before_tls=slow)
    assert type(failure(lambda: transport_to(server, timeout=0.4).send(GET))) is TimedOut
    assert (server.connections, server.heard) == (1, [])


def test_a_slow_error_body_takes_no_longer_than_the_call_and_the_status_is_told(
    serve: Serve, transport_to: TransportTo, failure: Failure
) -> None:
    server = serve(dripping(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 100000\r\n\r\n", b"x"))
    error = failure(lambda: transport_to(server, timeout=0.4).send(GET))
    assert str(error).startswith("Kubernetes error: 403 Forbidden")


def test_repetitions_share_the_time_of_one_call(serve: Serve, transport_to: TransportTo, failure: Failure) -> None:
    server = serve(closing(b""), silent())
    assert type(failure(lambda: transport_to(server, timeout=0.4).send(GET))) is TimedOut
    assert len(server.heard) == 2


def test_a_text_is_bounded_as_an_object_is(serve: Serve, transport_to: TransportTo, failure: Failure) -> None:
    server = serve(dripping(OK + b"\r\n", TEXT))
    assert type(failure(lambda: transport_to(server, timeout=0.4).text(GET))) is TimedOut


def test_the_head_of_a_stream_is_bounded_as_any_call(serve: Serve, transport_to: TransportTo, failure: Failure) -> None:
    server = serve(dripping(OK, b"X: y\r\n", pause=0.1))
    assert type(failure(lambda: transport_to(server, timeout=0.4).stream(GET))) is TimedOut


def test_a_stream_that_falls_silent_is_given_up(
    serve: Serve, transport_to: TransportTo, failure: Failure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("slipway.cluster.http.transport.STREAM_READ_TIMEOUT", 0.3)
    server = serve(silent(OK + b"\r\nline\n"))
    lines: list[bytes] = []
    assert type(failure(lambda: lines.extend(transport_to(server).stream(GET).lines()))) is ConnectionLost
