"""Refusals of what is no API server: told apart, and never taken for the state of a cluster or for a missing right."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import Connection
from slipway.cluster.http.foreign_answer import is_foreign
from slipway.cluster.http.transport import Transport
from slipway.cluster.request import Request
from slipway.errors import ApiError, Forbidden, NotKubernetes, Unauthorized
from slipway.resource_attributes import ResourceAttributes
from tests.fixtures.scripted_server import Answer, Serve, status_object
from tests.unit.cluster.command_server import Run

PAGE = b"<html><title>Log in</title></html>"
HTML = {"Content-Type": "text/html"}
GET = Request("GET", "/api/v1/namespaces/a/pods/b", attributes=ResourceAttributes("get", resource="pods", name="b"))
FOREIGN = "the answer is not that of an API server; check the server's address, its path, and the proxy or gateway"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, b"Client sent an HTTP request to an HTTPS server.\n"),
        (400, b"400 Bad Request"),
        (404, b"404 page not found\n"),
        (431, b"431 Request Header Fields Too Large"),
        (401, b""),
        (403, b"\r\n"),
        (403, b"{}"),
        (403, json.dumps(status_object(403, "Forbidden")).encode()),
        (429, PAGE),
        (302, PAGE),
        (502, PAGE),
    ],
)
def test_what_an_api_server_answers_is_its_own(status: int, body: bytes) -> None:
    assert not is_foreign(status, body, json.loads(body) if body.startswith(b"{") else None)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 410, 413, 422, 431, 499])
@pytest.mark.parametrize(
    ("body", "decoded"),
    [
        (PAGE, None),
        (b"Forbidden\n", None),
        (b'["Status"]', None),
        (b'{"kind":"Error"}', {"kind": "Error"}),
        (None, None),
    ],
    ids=["page", "plain text", "JSON array", "another API's JSON", "endless"],
)
def test_what_no_api_server_answers_is_foreign(status: int, body: bytes | None, decoded: Any) -> None:
    assert is_foreign(status, body, decoded)


def test_the_plain_text_of_one_status_is_none_of_another() -> None:
    assert is_foreign(403, b"404 page not found\n", None)


@pytest.mark.parametrize(("status", "kind"), [(401, Unauthorized), (403, Forbidden), (400, ApiError), (413, ApiError)])
def test_a_pages_refusal_names_no_right_and_no_credentials(
    serve: Serve, transport_to: Callable[[str], Transport], status: int, kind: type[ApiError]
) -> None:
    with pytest.raises(kind) as caught:
        transport_to(serve(Answer(status, PAGE, HTML)).url).send(GET)
    assert str(caught.value).startswith(f"Kubernetes error: {status} ")
    assert FOREIGN in str(caught.value)
    assert caught.value.foreign


def test_a_refusal_without_end_names_no_right(serve: Serve, transport_to: Callable[[str], Transport]) -> None:
    with pytest.raises(Forbidden, match=FOREIGN):
        transport_to(serve(Answer(403, b"x" * 1_100_000)).url).send(GET)


@pytest.mark.parametrize("status", [404, 409, 410])
def test_a_page_is_not_taken_for_the_state_of_the_cluster(
    serve: Serve, transport_to: Callable[[str], Transport], status: int
) -> None:
    with pytest.raises(NotKubernetes, match=r"^127\.0\.0\.1:\d+ does not answer as a Kubernetes API server does"):
        transport_to(serve(Answer(status, PAGE, HTML)).url).send(GET)


def test_an_object_is_not_said_to_be_gone_by_a_page(serve: Serve) -> None:
    client = Client(Connection(serve(Answer(404, PAGE, HTML), Answer(404, PAGE, HTML)).url, None))
    with pytest.raises(NotKubernetes):
        client.find_pod("b", "a")
    with pytest.raises(NotKubernetes):
        client.delete_pod("b", "a")
    client.close()


def test_a_command_that_a_page_refuses_names_no_right(run: Run) -> None:
    with pytest.raises(Forbidden, match=FOREIGN):
        run(lambda session: session.reject(403, PAGE, **HTML))
