"""The server that all clients are measured on: real TLS, kept connections, pages."""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks.clients.slipway import Client as SlipwayClient
from benchmarks.loopback.place import loopback
from benchmarks.target import Target


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    with loopback(tmp_path_factory.mktemp("loopback"), megabytes=1, concurrency=2) as found:
        yield found


@pytest.fixture
def connection(target: Target) -> Iterator[http.client.HTTPSConnection]:
    tls = ssl.create_default_context(cafile=target["authority"])
    made = http.client.HTTPSConnection(target["host"], target["port"], context=tls, timeout=10)
    yield made
    made.close()


def ask(connection: http.client.HTTPSConnection, path: str) -> tuple[int, Any]:
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


def test_its_certificate_is_of_its_own_authority_alone(target: Target) -> None:
    stranger = http.client.HTTPSConnection(target["host"], target["port"], timeout=10)
    with pytest.raises(ssl.SSLCertVerificationError):
        stranger.connect()


def test_it_answers_many_requests_on_one_connection(connection: http.client.HTTPSConnection) -> None:
    connection.connect()
    socket = connection.sock
    answers = [ask(connection, "/api/v1/namespaces/default") for _ in range(3)]
    assert [(status, answer["metadata"]["name"]) for status, answer in answers] == [(200, "default")] * 3
    assert connection.sock is socket


def test_it_does_not_know_what_it_was_not_made_for(connection: http.client.HTTPSConnection) -> None:
    status, answer = ask(connection, "/api/v1/nodes")
    assert (status, answer["reason"]) == (404, "NotFound")


def test_a_list_is_of_the_size_asked_for(target: Target, connection: http.client.HTTPSConnection) -> None:
    connection.request("GET", f"/api/v1/namespaces/{target['namespace']}/pods")
    body = connection.getresponse().read()
    assert 950_000 < len(body) < 1_050_000
    assert len(json.loads(body)["items"]) == target["pods"]


def test_who_asks_for_pages_gets_all_pods_in_pages(target: Target, connection: http.client.HTTPSConnection) -> None:
    names, token = [], ""
    while True:
        path = f"/api/v1/namespaces/{target['namespace']}/pods?limit=100"
        _status, page = ask(connection, f"{path}&continue={token}" if token else path)
        names.append([pod["metadata"]["name"] for pod in page["items"]])
        token = page["metadata"].get("continue", "")
        if not token:
            break
    assert {len(page) for page in names[:-1]} == {100}
    assert len({name for page in names for name in page}) == target["pods"]


def test_our_own_client_finds_what_is_there(target: Target) -> None:
    client = SlipwayClient(target)
    assert client.get("default") == "default"
    assert client.count_pods(target["namespace"]) == target["pods"]
