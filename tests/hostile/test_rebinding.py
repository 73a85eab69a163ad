"""A name that means another address each time it is asked for: what was checked is what is dialled."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

import pytest

from slipway.cluster.guard.allow_list import parse_allow_list
from slipway.cluster.guard.guard import Guard
from slipway.cluster.request import Request
from slipway.errors import TargetRefused, Unreachable
from tests.hostile.conftest import Failure, Serve, TransportTo
from tests.hostile.hostile_server import Script, http

GET = Request("GET", "/version")
NAME = "cluster.example"
PUBLIC, GOOD, BAD = "93.184.215.14", "127.0.0.1", "127.0.0.2"
"""For an untrusted server GOOD is on the allow list, and BAD is as bad as any loopback address."""


class Resolver:
    """Answers each question with the next of its answers; knows how often it was asked."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, int]] = []

    def __call__(self, host: str, port: int, _seconds: float) -> list[Any]:
        self.asked.append((host, port))
        return [ip_address(text) for text in self.answers.pop(0)]


def guard(resolver: Resolver) -> Guard:
    return Guard(untrusted=True, allowed=parse_allow_list([f"{GOOD}/32"]), resolve=resolver)


def once(script: Script) -> Script:
    """The same answer, after which the server ends the connection."""

    def ending(wire: Any) -> None:
        script(wire)
        wire.keep = False

    return ending


def test_a_public_name_that_turns_into_the_loopback_is_dialled_where_it_was_checked(
    serve: Serve, transport_to: TransportTo, failure: Failure, dialled: list[Any]
) -> None:
    trap = serve(http(200), name=NAME)
    resolver = Resolver([PUBLIC], [GOOD], [GOOD], [GOOD])
    # The fixture lets nothing out of this machine: the connection itself is refused.
    assert (
        type(failure(lambda: transport_to(trap, guard=Guard(untrusted=True, resolve=resolver)).send(GET)))
        is Unreachable
    )
    assert dialled == [(PUBLIC, trap.port)]
    assert resolver.asked == [(NAME, trap.port)]
    assert trap.connections == 0


def test_a_kept_connection_asks_no_second_time(serve: Serve, transport_to: TransportTo, dialled: list[Any]) -> None:
    server = serve(http(200), name=NAME)
    resolver = Resolver([GOOD], [BAD])
    transport = transport_to(server, guard=guard(resolver))
    for _request in range(3):
        assert transport.send(GET) == {}
    assert resolver.asked == [(NAME, server.port)]
    assert dialled == [(GOOD, server.port)]


def test_each_new_connection_is_checked_again(
    serve: Serve, transport_to: TransportTo, failure: Failure, dialled: list[Any]
) -> None:
    server = serve(once(http(200)), name=NAME)
    trap = serve(http(200), address=(BAD, server.port))
    resolver = Resolver([GOOD], [BAD])
    transport = transport_to(server, guard=guard(resolver))
    transport.send(GET)
    error = failure(lambda: transport.send(GET))
    assert isinstance(error, TargetRefused)
    assert error.rule == "not_public"
    assert len(resolver.asked) == 2
    assert dialled == [(GOOD, server.port)]
    assert (len(server.heard), trap.connections) == (1, 0)


@pytest.mark.parametrize("answer", [[GOOD, BAD], [BAD, GOOD], [PUBLIC, "169.254.169.254"], [PUBLIC, "::ffff:10.0.0.1"]])
def test_one_bad_address_among_good_ones_refuses_the_name(
    serve: Serve, transport_to: TransportTo, failure: Failure, dialled: list[Any], answer: list[str]
) -> None:
    server = serve(http(200), name=NAME)
    error = failure(lambda: transport_to(server, guard=guard(Resolver(answer))).send(GET))
    assert isinstance(error, TargetRefused)
    assert dialled == []


def test_a_repeated_request_is_checked_again(
    serve: Serve, transport_to: TransportTo, failure: Failure, dialled: list[Any]
) -> None:
    server = serve(lambda _wire: None, name=NAME)  # hangs up on every request
    error = failure(lambda: transport_to(server, guard=guard(Resolver([GOOD], [BAD]))).send(GET))
    assert isinstance(error, TargetRefused)
    assert dialled == [(GOOD, server.port)]


def test_the_operators_own_name_may_turn_private_but_never_into_metadata(
    serve: Serve, transport_to: TransportTo, failure: Failure, dialled: list[Any]
) -> None:
    server = serve(once(http(200)), name=NAME)
    transport = transport_to(server, guard=Guard(resolve=Resolver([GOOD], ["169.254.169.254"])))
    transport.send(GET)
    error = failure(lambda: transport.send(GET))
    assert isinstance(error, TargetRefused)
    assert error.rule == "metadata"
    assert dialled == [(GOOD, server.port)]
