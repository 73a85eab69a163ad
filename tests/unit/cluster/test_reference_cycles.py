"""An error leaves nothing open: it is not part of a circle that keeps its callers' connections until much later."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator

import pytest

from slipway.cluster.connection.connection import Connection
from slipway.cluster.guard.guard import Guard
from slipway.cluster.http.transport import Transport
from slipway.cluster.request import Request
from slipway.errors import SlipwayError
from tests.fixtures.scripted_server import Answer, Serve

GET = Request("GET", "/api/v1/pods/a")


class OfTheCaller:
    """Something that a caller of ours has in a local variable."""


@pytest.fixture(autouse=True)
def without_garbage_collector() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize(
    "answer",
    [Answer(404), Answer(200, b"<html>"), Answer(200, {}, headers={"Content-Encoding": "br"}), Answer(dropped=True)],
    ids=["refused", "no JSON", "packed", "lost"],
)
def test_an_error_that_was_caught_lets_go_of_its_callers(
    serve: Serve, transport_to: Callable[[str], Transport], answer: Answer
) -> None:
    transport = transport_to(serve(*[answer] * (4 if answer.dropped else 1)).url)
    assert _left_by(transport) is None


def test_a_refused_target_lets_go_of_its_callers() -> None:
    assert _left_by(Transport(Connection("https://10.0.0.1", None, guard=Guard(untrusted=True)))) is None


def _left_by(transport: Transport) -> OfTheCaller | None:
    def call() -> weakref.ref[OfTheCaller]:
        mine = OfTheCaller()
        try:
            transport.send(GET)
        except SlipwayError:
            return weakref.ref(mine)
        raise AssertionError

    return call()()
