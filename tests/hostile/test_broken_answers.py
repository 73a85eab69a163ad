"""What is no HTTP, no JSON or no Kubernetes: told apart from a lost connection, and never repeated blindly."""

from __future__ import annotations

import json

import pytest

from slipway.cluster.client import Client
from slipway.cluster.request import Request
from slipway.errors import (
    ApiError,
    ConnectionFailed,
    ConnectionLost,
    Forbidden,
    NotKubernetes,
    ServerFailed,
    TLSFailed,
    Unauthorized,
)
from tests.fixtures.planted import MARKUP, PLANTED, SECRET
from tests.hostile.conftest import ConnectionTo, Failure, Serve, TransportTo
from tests.hostile.hostile_server import Script, Wire, closing, endless, http

GET = Request("GET", "/api/v1/pods")
POST = Request("POST", "/api/v1/pods", body={"kind": "Pod"})
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKS = OK + b"Transfer-Encoding: chunked\r\n\r\n"
TEXT = PLANTED.encode()
NO_HTTP = {
    "garbage": closing(TEXT + b"\r\n\r\n"),
    "nothing but line breaks": closing(b"\r\n" * 100),
    "another protocol": closing(b"SSH-2.0-" + TEXT + b"\r\n"),
    "a status without end": endless(b"HTTP/1.1 200 ", b"O"),
    "a status that is no number": closing(b"HTTP/1.1 " + TEXT + b" OK\r\n\r\n"),
    "a status below 100": closing(b"HTTP/1.1 99 OK\r\n\r\n"),
    "a status above 999": closing(b"HTTP/1.1 20000 OK\r\n\r\n"),
    "an unknown version": closing(b"HTTP/9.9 200 " + TEXT + b"\r\n\r\n"),
    "headers without end": endless(OK, b"X: " + TEXT + b"\r\n"),
    "a header of 10 MB": closing(OK + b"X: " + b"x" * 10_000_000 + b"\r\n\r\n{}"),
    "a chunk size without end": closing(CHUNKS + b"0" * 1_000_000),
    "a header without end": endless(OK + b"X: ", b"a"),
}
NO_KUBERNETES = {
    "a login page": http(200, f"<html>{MARKUP}{SECRET}</html>".encode(), {"Content-Type": "text/html"}),
    "a login page of JSON's type": http(200, TEXT, {"Content-Type": "application/json"}),
    "nothing": http(200, b""),
    "no content": closing(b"HTTP/1.1 204 No Content\r\n\r\n"),
    "half of an object": http(200, b'{"kind": "Pod", "x": "' + TEXT),
    "a list": http(200, json.dumps([PLANTED]).encode()),
    "a text": http(200, json.dumps(PLANTED).encode()),
    "a number": http(200, b"1e999"),
    "a number without end": http(200, b"9" * 100_000),
    "an object and more": http(200, b"{}" + TEXT),
    "no text": http(200, b"\xff\xfe\xfd"),
    "deep nesting": http(200, b'{"a":' * 200_000),
    "deep nesting of lists": http(200, b"[" * 1_000_000),
}
LOST = {
    "no answer": closing(b""),
    "a status line that breaks off": closing(b"HTT"),
    "headers that break off": closing(OK + b"Content-Length: 2\r\nX"),
    "headers without their end": closing(OK + b"Content-Length: 2\r\n"),
    "a body that breaks off": closing(OK + b"Content-Length: 1000\r\n\r\n{" + TEXT),
    "a chunk that breaks off": closing(CHUNKS + b"64\r\n{" + TEXT),
    "chunks that break off": closing(CHUNKS + b"2\r\n{}\r\n"),
    "a chunk size that is no number": closing(CHUNKS + TEXT + b"\r\n{}\r\n0\r\n\r\n"),
    "a chunk size that is negative": closing(CHUNKS + b"-5\r\n{}\r\n0\r\n\r\n"),
    "a chunk of all that comes": closing(CHUNKS + b"-1\r\n{}\r\n0\r\n\r\n"),
}


@pytest.mark.parametrize("broken", NO_HTTP.values(), ids=NO_HTTP)
def test_what_is_no_http_is_no_api_server(
    serve: Serve, transport_to: TransportTo, failure: Failure, broken: Script
) -> None:
    server = serve(broken)
    assert type(failure(lambda: transport_to(server, timeout=5.0).send(GET))) is NotKubernetes
    assert len(server.heard) == 1


@pytest.mark.parametrize("broken", NO_KUBERNETES.values(), ids=NO_KUBERNETES)
def test_what_is_no_object_is_no_api_server(
    serve: Serve, transport_to: TransportTo, failure: Failure, broken: Script
) -> None:
    server = serve(broken)
    error = failure(lambda: transport_to(server).send(GET))
    assert type(error) is NotKubernetes
    assert str(error) == (
        f"127.0.0.1:{server.port} does not answer as a Kubernetes API server does; check the server's address"
    )


@pytest.mark.parametrize("broken", LOST.values(), ids=LOST)
def test_an_answer_that_breaks_off_is_a_lost_connection(
    serve: Serve, transport_to: TransportTo, failure: Failure, broken: Script
) -> None:
    server = serve(broken)
    assert type(failure(lambda: transport_to(server).send(GET))) is ConnectionLost
    assert len(server.heard) > 1


@pytest.mark.parametrize("broken", LOST.values(), ids=LOST)
def test_an_answer_to_a_create_that_breaks_off_is_not_asked_for_again(
    serve: Serve, transport_to: TransportTo, failure: Failure, broken: Script
) -> None:
    server = serve(broken)
    assert type(failure(lambda: transport_to(server).send(POST))) is ConnectionLost
    assert len(server.heard) == 1


@pytest.mark.parametrize("broken", [*NO_HTTP.values(), *LOST.values()], ids=[*NO_HTTP, *LOST])
def test_a_create_is_sent_once_whatever_is_answered(
    serve: Serve, transport_to: TransportTo, failure: Failure, broken: Script
) -> None:
    server = serve(broken)
    assert isinstance(failure(lambda: transport_to(server, timeout=5.0).send(POST)), ConnectionFailed)
    assert len(server.heard) == 1


@pytest.mark.parametrize("broken", LOST.values(), ids=LOST)
def test_after_a_broken_answer_the_next_call_has_a_connection_of_its_own(
    serve: Serve, transport_to: TransportTo, failure: Failure, broken: Script
) -> None:
    server = serve(broken, http(200, b'{"kind": "Pod"}'))
    transport = transport_to(server)
    failure(lambda: transport.send(POST))
    assert transport.send(GET) == {"kind": "Pod"}
    assert server.connections == 2


def test_what_a_server_sends_after_an_answer_is_never_the_answer_to_the_next_request(
    serve: Serve, transport_to: TransportTo
) -> None:
    def two_answers(wire: Wire) -> None:
        wire.send(OK + b"Content-Length: 2\r\n\r\n{}" + OK + b'Content-Length: 19\r\n\r\n{"kind": "Forged!"}')
        wire.keep = True

    transport = transport_to(serve(two_answers, http(200, b'{"kind": "Pod"}')))
    assert [transport.send(GET), transport.send(GET)] == [{}, {"kind": "Pod"}]


def test_no_tls_where_tls_is_expected(serve: Serve, transport_to: TransportTo, failure: Failure) -> None:
    server = serve(http(200), before_tls=closing(b"HTTP/1.1 400 Bad Request\r\n\r\n" + TEXT))
    assert type(failure(lambda: transport_to(server).send(GET))) is TLSFailed


@pytest.mark.parametrize("broken", NO_KUBERNETES.values(), ids=NO_KUBERNETES)
def test_a_list_of_what_is_no_object_is_refused(
    serve: Serve, connection_to: ConnectionTo, failure: Failure, broken: Script
) -> None:
    assert type(failure(lambda: Client(connection_to(serve(broken))).core.pods.list("shop"))) is NotKubernetes


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"items": []},
        {"metadata": {}, "items": PLANTED},
        {"metadata": {}, "items": [PLANTED]},
        {"metadata": {}, "items": [{"metadata": PLANTED}]},
        {"metadata": PLANTED, "items": []},
    ],
    ids=str,
)
def test_a_list_of_another_form_is_no_list_of_kubernetes(
    serve: Serve, connection_to: ConnectionTo, failure: Failure, answer: object
) -> None:
    server = serve(http(200, json.dumps(answer).encode()))
    assert type(failure(lambda: Client(connection_to(server)).core.pods.list("shop"))) is NotKubernetes


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, ApiError), (401, Unauthorized), (403, Forbidden), (418, ApiError), (422, ApiError), (500, ServerFailed)],
)
@pytest.mark.parametrize(
    "body",
    [
        TEXT,
        b"",
        json.dumps([PLANTED]).encode(),
        b'{"kind": "Status", "reason": "' + b"x" * 100_000 + b'"}',
        b"[" * 9999,
    ],
    ids=["text", "nothing", "a list", "a long reason", "deep nesting"],
)
def test_an_error_status_is_told_whatever_its_body_is(
    serve: Serve, transport_to: TransportTo, failure: Failure, status: int, kind: type[ApiError], body: bytes
) -> None:
    error = failure(lambda: transport_to(serve(http(status, body))).send(GET))
    assert isinstance(error, kind)
    assert error.status == status
    assert error.foreign == (body.startswith((TEXT, b"[")) and status < 500)


@pytest.mark.parametrize("status", [404, 409, 410])
@pytest.mark.parametrize("body", [TEXT, json.dumps([PLANTED]).encode(), b"[" * 9999], ids=["text", "list", "nesting"])
def test_what_is_no_api_server_says_nothing_of_what_is_in_the_cluster(
    serve: Serve, transport_to: TransportTo, failure: Failure, status: int, body: bytes
) -> None:
    assert type(failure(lambda: transport_to(serve(http(status, body))).send(GET))) is NotKubernetes


def test_an_error_of_which_every_text_is_hostile_tells_nothing_of_it(
    serve: Serve, transport_to: TransportTo, failure: Failure
) -> None:
    cause = {"reason": PLANTED, "message": f'conflict with "{SECRET}" {PLANTED}', "field": f".spec.{SECRET}"}
    details = {"name": PLANTED, "kind": PLANTED, "causes": [cause, {**cause, "field": "spec"}]}
    body = {"kind": "Status", "status": PLANTED, "reason": SECRET, "message": PLANTED, "details": details}
    headers = [("Warning", f'299 - "{PLANTED}"'), ("WWW-Authenticate", PLANTED), ("Audit-Id", PLANTED), (SECRET, "x")]
    server = serve(http(409, json.dumps(body).encode(), headers))
    request = Request("PATCH", "/api/v1/pods/web", body={"spec": {"replicas": 1}})
    error = failure(lambda: transport_to(server).send(request))
    assert error.failure() == {
        "code": "conflict", "status": 409, "reason": "Conflict", "fields": ["spec"],
        "conflicts": [{"field": "spec", "manager": ""}],
    }  # fmt: skip
