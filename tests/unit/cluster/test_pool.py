"""Connections that are kept, and those that are never used again."""

from __future__ import annotations

import os
import ssl
import threading
from collections.abc import Callable

import pytest

from slipway.cluster.connection.connection import Connection
from slipway.cluster.http.pool import KEPT
from slipway.cluster.http.transport import Transport
from slipway.cluster.request import Request
from tests.fixtures.scripted_server import Answer, Serve

GET = Request("GET", "/api/v1/pods")
FINE = Answer(body={"kind": "PodList"})
TransportTo = Callable[[str], Transport]


def test_the_next_call_goes_over_the_same_connection(serve: Serve, transport_to: TransportTo) -> None:
    server = serve(FINE, FINE, FINE)
    transport = transport_to(server.url)
    for _call in range(3):
        transport.send(GET)
    assert server.connections == 1


def test_a_connection_that_the_server_ended_meanwhile_is_replaced_unnoticed(
    serve: Serve, transport_to: TransportTo
) -> None:
    server = serve(Answer(body={"kind": "PodList"}, headers={"Connection": "close"}), FINE)
    transport = transport_to(server.url)
    assert transport.send(GET) == transport.send(GET)
    assert server.connections == 2


def test_an_error_whose_body_was_read_leaves_a_connection_that_is_used_again(
    serve: Serve, transport_to: TransportTo
) -> None:
    server = serve(Answer(404), FINE)
    transport = transport_to(server.url)
    with pytest.raises(Exception, match="404"):
        transport.send(GET)
    transport.send(GET)
    assert server.connections == 1


def test_a_connection_whose_answer_was_not_read_to_its_end_is_not_used_again(
    serve: Serve, transport_to: TransportTo
) -> None:
    server = serve(Answer(chunks=[b"a line\n", b"another\n"]), FINE)
    transport = transport_to(server.url)
    stream = transport.stream(GET)
    next(lines := stream.lines())
    lines.close()
    transport.send(GET)
    assert server.connections == 2


def test_calls_at_once_have_a_connection_each_and_the_idle_ones_are_bounded(
    serve: Serve, transport_to: TransportTo
) -> None:
    calls, together = KEPT + 4, threading.Event()
    server = serve(*[Answer(body={"kind": "PodList"}, until=together)] * calls)
    transport = transport_to(server.url)
    threads = [threading.Thread(target=transport.send, args=[GET]) for _call in range(calls)]
    for thread in threads:
        thread.start()
    while len(server.asked) < calls:
        threading.Event().wait(0.01)
    together.set()
    for thread in threads:
        thread.join(30)
    assert len(transport._link.pool._idle) == KEPT


def test_a_connection_inherited_over_fork_is_never_used(
    serve: Serve, server_tls: ssl.SSLContext, authority_file: str
) -> None:
    server = serve(FINE, FINE, FINE, tls=server_tls)
    transport = Transport(Connection(server.url, ssl.create_default_context(cafile=authority_file)))
    transport.send(GET)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            transport.send(GET)
            transport.close()
            code = 0
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert server.connections == 2
    transport.send(GET)
    assert server.connections == 2
    transport.close()
