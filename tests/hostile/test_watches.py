"""What a hostile server writes into a watch: no event that is none, no word of it in an error."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest

from slipway.cluster.api import watch as watch_module
from slipway.cluster.api.watch import RECONNECT_PAUSES
from slipway.cluster.client import Client
from slipway.errors import ApiError, ConnectionLost, Forbidden, Gone, ServerFailed, TooLarge
from tests.fixtures.planted import MARKUP, PLANTED, SECRET
from tests.fixtures.scripted_server import status_object
from tests.hostile.conftest import ConnectionTo, Failure, Serve
from tests.hostile.hostile_server import Script, http, silent

LISTING = http(200, b'{"metadata": {"resourceVersion": "5"}, "items": []}')
POD = {"metadata": {"name": "a", "uid": "a", "resourceVersion": "6"}}
NO_EVENTS = {
    "a login page": f"<html>{MARKUP}{SECRET}".encode(),
    "half of an event": b'{"type": "ADDED", "object": {"metadata": {"name": "' + PLANTED.encode(),
    "an unknown type": json.dumps({"type": PLANTED, "object": POD}).encode(),
    "a type that is no text": json.dumps({"type": ["ADDED"], "object": POD}).encode(),
    "no type": json.dumps({"object": POD}).encode(),
    "no object": json.dumps({"type": "ADDED"}).encode(),
    "an object that is a text": json.dumps({"type": "ADDED", "object": PLANTED}).encode(),
    "no metadata": json.dumps({"type": "ADDED", "object": {"x": PLANTED}}).encode(),
    "metadata that is a list": json.dumps({"type": "ADDED", "object": {"metadata": [PLANTED]}}).encode(),
    "a list": json.dumps([PLANTED]).encode(),
    "a number": b"1e999",
    "deep nesting": b"[" * 100_000,
    "an empty line": b"",
    "no text": b"\xff\xfe",
}


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many pauses as there are, of no length."""
    monkeypatch.setattr(watch_module, "RECONNECT_PAUSES", (0.0,) * len(RECONNECT_PAUSES))


def all_events(connection_to: ConnectionTo, server: Any) -> list[tuple[str, dict[str, Any]]]:
    return list(Client(connection_to(server)).core.pods.watch("shop").events())


def failed(code: Any) -> Script:
    status = status_object(code, PLANTED, PLANTED, details={"causes": [{"field": SECRET, "message": PLANTED}]})
    return http(200, json.dumps({"type": "ERROR", "object": status}).encode() + b"\n")


@pytest.mark.parametrize("line", NO_EVENTS.values(), ids=NO_EVENTS)
def test_a_line_that_is_no_event_is_a_broken_watch(
    serve: Serve, connection_to: ConnectionTo, failure: Failure, line: bytes
) -> None:
    server = serve(LISTING, http(200, line + b"\n"))
    assert type(failure(lambda: all_events(connection_to, server))) is ConnectionLost
    assert len(server.heard) == 2 + len(RECONNECT_PAUSES)


@pytest.mark.parametrize(("code", "kind"), [(403, Forbidden), (401, ApiError), (422, ApiError)])
def test_an_error_event_is_told_by_its_code(
    serve: Serve, connection_to: ConnectionTo, failure: Failure, code: int, kind: type[ApiError]
) -> None:
    error = failure(lambda: all_events(connection_to, serve(LISTING, failed(code))))
    assert isinstance(error, kind)
    assert error.status == code


@pytest.mark.parametrize(
    "code",
    [0, 1, -1, True, 200, 302, 600, 10**400, 403.0, "403", PLANTED, None, [403], {}],
    ids=lambda code: repr(code)[:12],
)
def test_a_code_that_is_no_error_status_is_a_fault_of_the_server(
    serve: Serve, connection_to: ConnectionTo, failure: Failure, code: Any
) -> None:
    error = failure(lambda: all_events(connection_to, serve(LISTING, failed(code))))
    assert isinstance(error, ServerFailed)
    assert error.status == 500


def test_a_watch_that_always_says_that_it_expired_is_given_up(
    serve: Serve, connection_to: ConnectionTo, failure: Failure
) -> None:
    server = serve(*[LISTING, failed(410)] * (1 + len(RECONNECT_PAUSES)), http(500))
    assert type(failure(lambda: all_events(connection_to, server))) is Gone
    assert len(server.heard) == 2 * (1 + len(RECONNECT_PAUSES))


def test_a_line_without_end_is_let_go(serve: Serve, connection_to: ConnectionTo, failure: Failure) -> None:
    server = serve(LISTING, http(200, b"x" * 5_000_000))
    assert type(failure(lambda: all_events(connection_to, server))) is TooLarge
    assert len(server.heard) == 2


def test_a_watch_of_a_silent_server_is_ended_from_another_thread(serve: Serve, connection_to: ConnectionTo) -> None:
    line = json.dumps({"type": "ADDED", "object": POD}).encode() + b"\n"
    server = serve(LISTING, silent(b"HTTP/1.1 200 OK\r\n\r\n" + line))
    watch = Client(connection_to(server)).core.pods.watch("shop")
    began, told = threading.Event(), []

    def follow() -> None:
        for kind, _item in watch.events():
            told.append(kind)
            began.set()

    thread = threading.Thread(target=follow, daemon=True)
    thread.start()
    assert began.wait(20)
    watch.close()
    thread.join(20)
    assert not thread.is_alive()
    assert told == ["ADDED"]
