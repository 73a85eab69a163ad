"""Connections that are reset at the worst moment: what may be repeated is, what may have been done is not."""

from __future__ import annotations

import json
import threading
from itertools import islice
from typing import Any

import pytest

from slipway.cluster.api import watch as watch_module
from slipway.cluster.api.watch import RECONNECT_PAUSES
from slipway.cluster.client import Client
from slipway.cluster.http.retries import PAUSES
from slipway.cluster.request import Request
from slipway.errors import ConnectionLost
from tests.fixtures.planted import SECRET
from tests.hostile.conftest import ConnectionTo, Failure, Serve, TransportTo
from tests.hostile.hostile_server import HostileServer, Script, Wire, closing, http, reset

OK = b"HTTP/1.1 200 OK\r\n"
HALF = OK + b'Content-Length: 1000\r\n\r\n{"kind": "' + SECRET.encode()
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
LOST = {
    "before the answer": reset(),
    "within the status line": reset(b"HTTP/1.1 2"),
    "within the headers": reset(OK + b"Content-Le"),
    "within the body": reset(HALF),
    "within a chunk": reset(CHUNKED + b"64\r\n{"),
}
POD = Request("POST", "/api/v1/namespaces/shop/pods", body={"kind": "Pod"})


@pytest.mark.parametrize("lost", LOST.values(), ids=LOST)
@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_what_does_no_harm_twice_is_sent_again(
    serve: Serve, transport_to: TransportTo, method: str, lost: Script
) -> None:
    server = serve(lost, http(200, b'{"kind": "Pod"}'))
    assert transport_to(server).send(Request(method, "/api/v1/pods/web")) == {"kind": "Pod"}
    assert len(server.heard) == 2


@pytest.mark.parametrize("lost", LOST.values(), ids=LOST)
def test_a_create_is_sent_once(serve: Serve, transport_to: TransportTo, failure: Failure, lost: Script) -> None:
    server = serve(lost)
    assert type(failure(lambda: transport_to(server).send(POD))) is ConnectionLost
    assert len(server.heard) == 1


def test_a_server_that_always_resets_is_given_up(serve: Serve, transport_to: TransportTo, failure: Failure) -> None:
    server = serve(reset(HALF))
    assert type(failure(lambda: transport_to(server).send(Request("GET", "/version")))) is ConnectionLost
    assert len(server.heard) == len(PAUSES) + 1


def test_a_reset_that_an_idle_connection_suffered_is_not_seen(serve: Serve, transport_to: TransportTo) -> None:
    gone = threading.Event()

    def answered_and_reset(wire: Wire) -> None:
        reset(OK + b"Content-Length: 2\r\n\r\n{}")(wire)
        gone.set()

    transport = transport_to(serve(answered_and_reset, http(200)))
    assert transport.send(POD) == {}
    assert gone.wait(10)
    assert transport.send(POD) == {}


def pod(name: str, version: int) -> dict[str, Any]:
    return {"metadata": {"name": name, "uid": f"uid-{name}", "resourceVersion": str(version)}}


def listing(version: int, *pods: dict[str, Any]) -> Script:
    return http(200, json.dumps({"metadata": {"resourceVersion": str(version)}, "items": pods}).encode())


def event(kind: str, item: dict[str, Any]) -> bytes:
    line = json.dumps({"type": kind, "object": item}).encode() + b"\n"
    return b"%x\r\n%s\r\n" % (len(line), line)


def broken(*events: bytes, cut: bytes = b"") -> Script:
    """Events of a watch whose connection is then reset, in the middle of one if given."""
    return reset(CHUNKED + b"".join(events) + cut)


def first(server: HostileServer, connection_to: ConnectionTo, count: int) -> list[tuple[str, str]]:
    watch = Client(connection_to(server)).core.pods.watch("shop")
    told = [(kind, item["metadata"]["name"]) for kind, item in islice(watch.events(), count)]
    watch.close()
    return told


def versions(server: HostileServer) -> list[bytes]:
    """The resourceVersion of each request; empty for a list."""
    return [request.partition(b"resourceVersion=")[2].partition(b"&")[0].partition(b" ")[0] for request in server.heard]


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many pauses as there are, of no length."""
    monkeypatch.setattr(watch_module, "RECONNECT_PAUSES", (0.0,) * len(RECONNECT_PAUSES))


CUTS = {
    "between two events": b"",
    "within an event": b'40\r\n{"type": "ADDED", "object": {"metadata"',
    "within a chunk size": b"4",
    "a bad chunk size": b"zz\r\n",
    "before the end of a line": event("ADDED", pod("half", 9))[:-9],
}


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS)
def test_a_watch_goes_on_after_a_reset_without_loss_or_repetition(
    serve: Serve, connection_to: ConnectionTo, cut: bytes
) -> None:
    server = serve(
        listing(5, pod("a", 3)),
        broken(event("ADDED", pod("b", 6)), event("MODIFIED", pod("a", 7)), cut=cut),
        broken(cut=cut),
        broken(event("ADDED", pod("c", 8)), event("DELETED", pod("b", 9)), cut=cut),
        broken(event("ADDED", pod("d", 10))),
    )
    assert first(server, connection_to, 6) == [
        ("ADDED", "a"),
        ("ADDED", "b"),
        ("MODIFIED", "a"),
        ("ADDED", "c"),
        ("DELETED", "b"),
        ("ADDED", "d"),
    ]
    assert versions(server) == [b"", b"5", b"7", b"7", b"9"]


def test_a_watch_that_is_always_reset_is_given_up(serve: Serve, connection_to: ConnectionTo, failure: Failure) -> None:
    server = serve(listing(5), broken())
    watch = Client(connection_to(server)).core.pods.watch("shop")
    assert type(failure(lambda: list(watch.events()))) is ConnectionLost
    assert set(versions(server)[1:]) == {b"5"}


def test_a_watch_that_is_reset_while_it_opens_asks_again(serve: Serve, connection_to: ConnectionTo) -> None:
    server = serve(listing(5), reset(), reset(OK), broken(event("ADDED", pod("a", 6))))
    assert first(server, connection_to, 1) == [("ADDED", "a")]
    assert versions(server) == [b"", b"5", b"5", b"5"]


def test_a_list_that_is_reset_is_asked_for_again_and_told_once(serve: Serve, connection_to: ConnectionTo) -> None:
    server = serve(reset(HALF), listing(5, pod("a", 3)), broken(event("ADDED", pod("b", 6))))
    assert first(server, connection_to, 2) == [("ADDED", "a"), ("ADDED", "b")]


def test_lines_of_a_stream_that_came_before_the_reset_are_kept(
    serve: Serve, transport_to: TransportTo, failure: Failure
) -> None:
    server = serve(closing(CHUNKED + b"8\r\none\ntwo\n\r\n40\r\nhal"))
    stream = transport_to(server).stream(Request("GET", "/api/v1/namespaces/shop/pods/web/log"))
    lines: list[bytes] = []

    def read() -> None:
        for line in stream.lines():
            lines.append(line)  # noqa: PERF402  # what came before the error counts

    assert type(failure(read)) is ConnectionLost
    assert lines[:2] == [b"one", b"two"]
