"""What is sent again, after which pause, and what never is."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from slipway.cluster.http.retries import LONGEST_PAUSE, PAUSES
from slipway.cluster.http.transport import Transport
from slipway.cluster.request import Request
from slipway.errors import ApiError, ConnectionFailed, TooManyRequests
from tests.fixtures.scripted_server import Answer, Serve, status_object

GET = Request("GET", "/api/v1/pods")
POST = Request("POST", "/api/v1/pods", body={"kind": "Pod"})
FINE = Answer(body={"kind": "PodList"})
TransportTo = Callable[[str], Transport]


@pytest.mark.parametrize("method", ["GET", "PATCH", "PUT", "DELETE"])
def test_a_request_that_does_no_harm_twice_is_sent_again_after_a_lost_connection(
    serve: Serve, transport_to: TransportTo, method: str
) -> None:
    server = serve(Answer(dropped=True), FINE)
    assert transport_to(server.url).send(Request(method, "/api/v1/pods/a")) == {"kind": "PodList"}
    assert [asked.method for asked in server.asked] == [method, method]


def test_an_answer_that_breaks_off_is_asked_for_again(serve: Serve, transport_to: TransportTo) -> None:
    server = serve(Answer(body={"kind": "Pod"}, cut=True), FINE)
    assert transport_to(server.url).send(GET) == {"kind": "PodList"}


@pytest.mark.parametrize(
    "lost", [Answer(dropped=True), Answer(201, {"kind": "Pod"}, cut=True)], ids=["no answer", "half an answer"]
)
def test_a_create_is_never_sent_twice_when_its_outcome_is_unknown(
    serve: Serve, transport_to: TransportTo, lost: Answer
) -> None:
    server = serve(lost)
    with pytest.raises(ConnectionFailed, match="was lost"):
        transport_to(server.url).send(POST)
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_create_is_never_sent_twice_when_a_gateway_may_have_passed_it_on(
    serve: Serve, transport_to: TransportTo, status: int
) -> None:
    server = serve(Answer(status))
    with pytest.raises(ApiError):
        transport_to(server.url).send(POST)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "refused",
    [Answer(429), Answer(503, headers={"Retry-After": "1"})],
    ids=["too many requests", "unavailable, with a time to come back"],
)
def test_a_create_that_was_not_begun_is_sent_again(serve: Serve, transport_to: TransportTo, refused: Answer) -> None:
    server = serve(refused, Answer(201, {"kind": "Pod"}))
    assert transport_to(server.url).send(POST) == {"kind": "Pod"}
    assert [asked.body for asked in server.asked] == [b'{"kind": "Pod"}'] * 2


@pytest.mark.parametrize(
    ("asked_for", "pause"),
    [
        ("2", 2.0),
        ("0", PAUSES[0]),
        ("86400", LONGEST_PAUSE),
        ("Wed, 21 Oct 2026 07:28:00 GMT", PAUSES[0]),
        ("nan", PAUSES[0]),
        ("inf", PAUSES[0]),
        ("-5", PAUSES[0]),
        ("9" * 5000, PAUSES[0]),
    ],
    ids=["seconds", "none", "a day", "a date", "not a number", "infinite", "negative", "no float"],
)
def test_retry_after_is_obeyed_within_bounds(
    serve: Serve, transport_to: TransportTo, pauses: list[float], asked_for: str, pause: float
) -> None:
    server = serve(Answer(429, headers={"Retry-After": asked_for}), FINE)
    transport_to(server.url).send(GET)
    assert pauses == [pause]


def test_a_server_that_stays_overloaded_is_given_up(
    serve: Serve, transport_to: TransportTo, pauses: list[float]
) -> None:
    server = serve(*[Answer(429, status_object(429, "TooManyRequests"))] * (len(PAUSES) + 1))
    with pytest.raises(TooManyRequests, match="overloaded; run again later"):
        transport_to(server.url).send(GET)
    assert pauses == list(PAUSES)


def test_a_server_that_always_hangs_up_is_given_up(
    serve: Serve, transport_to: TransportTo, pauses: list[float]
) -> None:
    server = serve(*[Answer(dropped=True)] * (len(PAUSES) + 1))
    with pytest.raises(ConnectionFailed, match="was lost"):
        transport_to(server.url).send(GET)
    assert pauses == list(PAUSES)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 410, 422, 500])
def test_a_decision_of_the_server_is_not_asked_for_again(serve: Serve, transport_to: TransportTo, status: int) -> None:
    server = serve(Answer(status))
    with pytest.raises(ApiError) as caught:
        transport_to(server.url).send(GET)
    assert (caught.value.status, len(server.asked)) == (status, 1)


def test_a_server_that_is_silent_is_not_asked_again(
    serve: Serve, transport_to: TransportTo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("slipway.cluster.http.transport.READ_TIMEOUT", 0.2)
    server = serve(Answer(until=(never := threading.Event())))
    with pytest.raises(ConnectionFailed, match="does not answer in time"):
        transport_to(server.url).send(GET)
    never.set()
    assert len(server.asked) == 1
