"""Logs and evictions of pods."""

from __future__ import annotations

import pytest

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import Connection
from slipway.errors import Conflict, NotFound, TooManyRequests
from tests.fixtures.scripted_server import Answer, ScriptedServer, Serve, status_object


def client_of(server: ScriptedServer) -> Client:
    return Client(Connection(server.url, None))


def test_a_log_is_asked_for_as_its_bytes(serve: Serve) -> None:
    server = serve(Answer(body=b"one\n\xff\n"), Answer(body=b""))
    client = client_of(server)
    assert client.pod_log("web", "shop", "main", previous=True, tail_lines=0, limit_bytes=9) == b"one\n\xff\n"
    assert client.pod_log("web", "shop", timestamps=False) == b""
    assert [asked.path.partition("log?")[2] for asked in server.asked] == [
        "container=main&previous=true&timestamps=true&tailLines=0&limitBytes=9",
        "timestamps=false",
    ]


def test_a_followed_log_comes_line_by_line(serve: Serve) -> None:
    server = serve(Answer(chunks=[b"on", b"e\ntwo\n"]))
    stream = client_of(server).follow_pod_log("web", "shop", "main", since_time="2026-01-01T00:00:00Z")
    assert list(stream.lines()) == [b"one", b"two"]
    assert server.asked[0].path.partition("log?")[2] == (
        "container=main&follow=true&timestamps=true&sinceTime=2026-01-01T00%3A00%3A00Z"
    )


def test_an_eviction_is_asked_for_with_what_a_delete_would_say(serve: Serve) -> None:
    server = serve(Answer(201, {"kind": "Status", "status": "Success"}))
    client_of(server).evict("web", "shop", uid="u", grace_seconds=3)
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/api/v1/namespaces/shop/pods/web/eviction")
    assert (asked.json["apiVersion"], asked.json["kind"]) == ("policy/v1", "Eviction")
    assert asked.json["metadata"] == {"name": "web", "namespace": "shop"}
    assert asked.json["deleteOptions"]["preconditions"] == {"uid": "u"}
    assert asked.json["deleteOptions"]["gracePeriodSeconds"] == 3


def test_an_eviction_that_a_budget_refuses_is_not_tried_again(serve: Serve) -> None:
    server = serve(Answer(429, status_object(429, "TooManyRequests"), {"Retry-After": "10"}))
    with pytest.raises(TooManyRequests):
        client_of(server).evict("web", "shop")
    assert len(server.asked) == 1


@pytest.mark.parametrize(("status", "error"), [(404, NotFound), (409, Conflict)])
def test_an_eviction_of_another_pod_is_an_error(serve: Serve, status: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        client_of(serve(Answer(status, status_object(status, "Reason")))).evict("web", "shop", uid="u")
