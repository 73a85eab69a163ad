"""Warnings that the API server gives along with its answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slipway.cluster.connection.connection import Connection
from slipway.cluster.guard.allow_list import parse_allow_list
from slipway.cluster.guard.guard import Guard
from slipway.cluster.http.api_warnings import LONGEST, MOST, ApiWarnings
from slipway.cluster.http.transport import Transport
from slipway.cluster.request import Request
from slipway.errors import NotKubernetes
from tests.fixtures.scripted_server import Answer, Serve

GET = Request("GET", "/api/v1/pods")


def kept(*headers: str) -> list[str]:
    warnings = ApiWarnings()
    warnings.add(headers)
    return warnings.take()


@pytest.mark.parametrize(
    ("header", "texts"),
    [
        ('299 - "unknown field \\"spec.replica\\""', ['unknown field "spec.replica"']),
        ('299 - "one", 299 - "two"', ["one", "two"]),
        ('299 kube-apiserver "with an agent"', ["with an agent"]),
        ('299 - "\x1b[2Jgone\n"', ["?[2Jgone?"]),
        ('110 anderson/1.3.37 "Response is stale"', []),
        ("no warning at all", []),
        ("", []),
    ],
    ids=["quoted", "two in one", "agent", "escapes", "another code", "no warning", "empty"],
)
def test_the_text_of_a_warning_is_kept_fit_to_be_shown(header: str, texts: list[str]) -> None:
    assert kept(header) == texts


def test_a_warning_that_comes_often_is_kept_once() -> None:
    assert kept(*['299 - "deprecated"'] * 1000) == ["deprecated"]


def test_warnings_without_end_are_bounded() -> None:
    assert len(kept(*[f'299 - "{number} {"x" * 1000}"' for number in range(1000)])) == MOST
    assert len(kept(f'299 - "{"x" * 4000}"')[0]) == LONGEST


@given(st.lists(st.text()))
def test_any_header_leaves_text_that_can_be_shown(headers: list[str]) -> None:
    assert all(text.isprintable() and len(text) <= LONGEST for text in kept(*headers))


def test_a_warning_reaches_the_caller_and_comes_once(serve: Serve, transport_to: Callable[[str], Transport]) -> None:
    server = serve(Answer(body={"kind": "Pod"}, headers={"Warning": '299 - "v1beta1 goes away"'}))
    transport = transport_to(server.url)
    transport.send(GET)
    assert (transport.warnings.take(), transport.warnings.take()) == (["v1beta1 goes away"], [])


def test_an_untrusted_server_has_no_words_on_the_operators_terminal(serve: Serve) -> None:
    server = serve(Answer(body={"kind": "Pod"}, headers={"Warning": '299 - "send your token to"'}))
    guard = Guard(untrusted=True, allowed=parse_allow_list([f"127.0.0.1:{server.server_port}"]))
    transport = Transport(Connection(server.url, None, guard=guard))
    transport.send(GET)
    transport.close()
    assert transport.warnings.take() == []


def test_what_is_no_api_server_has_no_words_there_either(
    serve: Serve, transport_to: Callable[[str], Transport]
) -> None:
    server = serve(Answer(body=b"<html>", headers={"Warning": '299 - "send your token to"'}))
    transport = transport_to(server.url)
    with pytest.raises(NotKubernetes):
        transport.send(GET)
    assert transport.warnings.take() == []
