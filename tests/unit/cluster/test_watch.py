"""A watch tells each change once, over expired versions and lost connections, until it is closed or refused."""

from __future__ import annotations

import json
import threading
from itertools import islice
from typing import Any

import pytest

from slipway.cluster.api import watch as watch_module
from slipway.cluster.api.watch import RECONNECT_PAUSES, Watch
from slipway.cluster.client import Client
from slipway.cluster.connection.connection import Connection
from slipway.errors import ConnectionFailed, Forbidden, Gone
from tests.fixtures.scripted_server import Answer, ScriptedServer, Serve, held_open, status_object


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many pauses as there are, of no length."""
    monkeypatch.setattr(watch_module, "RECONNECT_PAUSES", (0.0,) * len(RECONNECT_PAUSES))


def pod(name: str, version: int) -> dict[str, Any]:
    return {"metadata": {"name": name, "uid": f"uid-{name}", "resourceVersion": str(version)}}


def listing(version: int, *pods: dict[str, Any]) -> Answer:
    return Answer(body={"metadata": {"resourceVersion": str(version)}, "items": list(pods)})


def event(kind: str, item: dict[str, Any]) -> bytes:
    return json.dumps({"type": kind, "object": item}).encode() + b"\n"


def events(*lines: bytes, **answer: Any) -> Answer:
    return Answer(chunks=lines, **answer)


EXPIRED = event("ERROR", status_object(410, "Expired"))


def watch(server: ScriptedServer) -> Watch:
    return Watch(Client(Connection(server.url, None)).core.pods, "shop", labels="a=b")


def first(server: ScriptedServer, count: int) -> list[tuple[str, str]]:
    watching = watch(server)
    told = [(kind, item["metadata"]["name"]) for kind, item in islice(watching.events(), count)]
    watching.close()
    return told


def versions_asked(server: ScriptedServer) -> list[str]:
    """The resourceVersion of each watch, and an empty text for each list."""
    return [asked.path.partition("resourceVersion=")[2].partition("&")[0] for asked in server.asked]


def test_what_exists_comes_first_then_changes_from_there(serve: Serve) -> None:
    server = serve(listing(5, pod("a", 3)), events(event("ADDED", pod("b", 6)), event("DELETED", pod("a", 7))))
    assert first(server, 3) == [("ADDED", "a"), ("ADDED", "b"), ("DELETED", "a")]
    assert versions_asked(server) == ["", "5"]
    assert "labelSelector=a%3Db" in server.asked[1].path
    assert "allowWatchBookmarks=true" in server.asked[1].path


def test_a_bookmark_is_not_told_and_moves_the_version_on(serve: Serve) -> None:
    server = serve(listing(5), events(event("BOOKMARK", pod("", 90))), events(event("ADDED", pod("a", 91))))
    assert first(server, 1) == [("ADDED", "a")]
    assert versions_asked(server) == ["", "5", "90"]


@pytest.mark.parametrize(
    "expired", [events(EXPIRED), Answer(410, status_object(410, "Expired"))], ids=["in the stream", "as a status"]
)
def test_an_expired_watch_tells_what_changed_and_what_vanished_meanwhile(serve: Serve, expired: Answer) -> None:
    server = serve(
        listing(5, pod("stays", 1), pod("goes", 2), pod("changes", 3)),
        expired,
        listing(50, pod("stays", 1), pod("changes", 40), pod("new", 41)),
    )
    assert first(server, 6)[3:] == [("DELETED", "goes"), ("MODIFIED", "changes"), ("ADDED", "new")]


def test_an_object_made_anew_under_its_name_is_deleted_and_added(serve: Serve) -> None:
    again = {"metadata": {"name": "a", "uid": "another", "resourceVersion": "9"}}
    server = serve(listing(5, pod("a", 1)), events(EXPIRED), listing(9, again))
    assert first(server, 3) == [("ADDED", "a"), ("DELETED", "a"), ("ADDED", "a")]


@pytest.mark.parametrize(
    "lost",
    [
        events(event("ADDED", pod("a", 6)), b'{"type": "ADD', cut=True),
        events(event("ADDED", pod("a", 6)), b'{"type": "ADDED", "obj\n'),
        events(event("ADDED", pod("a", 6)), b'["no event"]\n'),
        events(event("ADDED", pod("a", 6)), b'{"type": "ADDED", "object": {"metadata": 5}}\n'),
        events(event("ADDED", pod("a", 6)), b"[" * 100_000 + b"\n"),
    ],
    ids=["cut off", "half an event", "no event", "no metadata", "too deep"],
)
def test_a_lost_connection_goes_on_from_the_last_event(serve: Serve, lost: Answer) -> None:
    server = serve(listing(5), lost, events(event("MODIFIED", pod("a", 7))))
    assert first(server, 2) == [("ADDED", "a"), ("MODIFIED", "a")]
    assert versions_asked(server) == ["", "5", "6"]


def test_a_server_that_stays_away_is_given_up(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    server = serve()
    watching, waited = watch(server), []
    monkeypatch.setattr(watching._closed, "wait", waited.append)
    server.close()
    with pytest.raises(ConnectionFailed, match="refuses the connection"):
        next(watching.events())
    assert len(waited) == len(RECONNECT_PAUSES)


def test_a_gateway_that_ends_every_watch_at_once_is_asked_in_longer_and_longer_pauses(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = len(RECONNECT_PAUSES) + 3
    server = serve(listing(5), *[events()] * empty, events(event("ADDED", pod("a", 6))))
    watching, waited = watch(server), []
    monkeypatch.setattr(watch_module, "RECONNECT_PAUSES", (1.0, 2.0, 4.0))
    monkeypatch.setattr(watching._closed, "wait", waited.append)
    assert next(watching.events())[0] == "ADDED"
    assert waited == [1.0, 2.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0]


def test_a_version_that_is_always_expired_is_given_up(serve: Serve) -> None:
    server = serve(*[listing(5), events(EXPIRED)] * (len(RECONNECT_PAUSES) + 1))
    with pytest.raises(Gone):
        next(watch(server).events())


def test_a_connection_that_lasted_forgives_the_failures_before_it(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch_module, "GOOD_CONNECTION", -1.0)
    cut = [events(b'{"type', cut=True)] * (len(RECONNECT_PAUSES) * 2)
    server = serve(listing(5), *cut, events(event("ADDED", pod("a", 6))))
    assert first(server, 1) == [("ADDED", "a")]


@pytest.mark.parametrize(
    "answers",
    [
        [Answer(403, status_object(403, "Forbidden"))],
        [listing(5), Answer(403, status_object(403, "Forbidden"))],
        [listing(5), events(event("ERROR", status_object(403, "Forbidden")))],
    ],
    ids=["the list", "the watch", "in the stream"],
)
def test_a_refusal_ends_the_watch(serve: Serve, answers: list[Answer]) -> None:
    with pytest.raises(Forbidden) as caught:
        next(watch(serve(*answers)).events())
    assert "secret-of-the-server" not in str(caught.value)


def test_closing_from_another_thread_ends_a_wait_at_once(serve: Serve) -> None:
    never = threading.Event()
    server = serve(listing(5, pod("a", 1)), Answer(chunks=held_open(never, event("ADDED", pod("b", 6)))))
    watching, told, both = watch(server), [], threading.Event()

    def read() -> None:
        for _kind, item in watching.events():
            told.append(item["metadata"]["name"])
            if len(told) == 2:
                both.set()

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    both.wait(10)
    watching.close()
    reader.join(10)
    never.set()
    assert (told, reader.is_alive()) == (["a", "b"], False)


def test_a_closed_watch_asks_for_nothing(serve: Serve) -> None:
    watching = watch(serve())
    watching.close()
    assert list(watching.events()) == []
