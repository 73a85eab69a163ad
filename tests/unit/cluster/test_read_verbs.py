"""Reading: one object, or a list of any length, whole and of one moment."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.cluster.api import read_verbs
from slipway.cluster.api.read_verbs import LIST_RESTARTS
from slipway.cluster.client import Client
from slipway.cluster.connection.connection import Connection
from slipway.errors import ConnectionFailed, Gone, NotKubernetes, TooLarge
from tests.fixtures.scripted_server import Answer, ScriptedServer, Serve, status_object

NO_OBJECTS = [
    {"metadata": {}},
    {"metadata": {"name": ""}},
    {"metadata": {"name": 7}},
    {"metadata": {"name": ["a"]}},
    {"metadata": {"name": "a", "labels": ["a"]}},
    {"metadata": {"name": "a", "labels": "a=b"}},
    {"metadata": {"name": "a", "annotations": 7}},
]
NO_OBJECT_IDS = ["no name", "empty name", "number", "list", "labels' list", "labels' text", "annotations' number"]
EXPIRED = Answer(410, status_object(410, "Expired"))


def client_of(server: ScriptedServer) -> Client:
    return Client(Connection(server.url, None))


def page(*names: str, more: str = "", version: str = "7") -> Answer:
    items = [{"metadata": {"name": name}} for name in names]
    return Answer(body={"metadata": {"resourceVersion": version, "continue": more}, "items": items})


def names_of(items: list[dict[str, Any]]) -> list[str]:
    return [item["metadata"]["name"] for item in items]


def test_a_list_is_read_page_by_page(serve: Serve) -> None:
    server = serve(page("a", more="more/of=it"), page("b"))
    listing = client_of(server).core.pods.listing("shop", labels="a in (b)")
    assert names_of(listing.items) == ["a", "b"]
    assert [(item["apiVersion"], item["kind"]) for item in listing.items] == [("v1", "Pod")] * 2
    assert listing.resource_version == "7"
    assert server.asked[1].path == (
        "/api/v1/namespaces/shop/pods?labelSelector=a+in+%28b%29&limit=500&continue=more%2Fof%3Dit"
    )


def test_the_size_of_a_page_is_the_callers_choice(serve: Serve) -> None:
    server = serve(page())
    client_of(server).list_pods("shop", page_size=2)
    assert server.asked[0].path.endswith("/pods?limit=2")


def test_a_page_that_is_too_large_is_asked_for_again_in_smaller_ones(serve: Serve) -> None:
    server = serve(page("a", more="x"), page("b" * 4096, more="y"), page("b", more="y"), page("c"))
    client = Client(Connection(server.url, None, largest_answer=2048))
    assert names_of(client.list_pods("shop", page_size=20)) == ["a", "b", "c"]
    assert [asked.path.partition("?")[2] for asked in server.asked] == [
        "limit=20",
        "limit=20&continue=x",
        "limit=2&continue=x",
        "limit=2&continue=y",
    ]


def test_an_object_that_is_too_large_by_itself_is_told(serve: Serve) -> None:
    server = serve(*[page("a" * 4096)] * 4)
    with pytest.raises(TooLarge):
        Client(Connection(server.url, None, largest_answer=2048)).list_pods()
    assert [asked.path.partition("limit=")[2] for asked in server.asked] == ["500", "50", "5", "1"]


def test_a_list_that_expires_on_the_way_begins_anew(serve: Serve) -> None:
    server = serve(page("old", more="x"), EXPIRED, page("a", more="y"), page("b", version="9"))
    listing = client_of(server).core.pods.listing("shop")
    assert (names_of(listing.items), listing.resource_version) == (["a", "b"], "9")
    assert "continue" not in server.asked[2].path


def test_a_list_that_always_expires_is_given_up(serve: Serve) -> None:
    server = serve(*[page("a", more="x"), EXPIRED] * (LIST_RESTARTS + 1))
    with pytest.raises(Gone):
        client_of(server).list_pods()


def test_a_page_may_be_empty_when_there_is_a_next_one(serve: Serve) -> None:
    server = serve(page(more="x"), page("a"))
    assert names_of(client_of(server).list_pods(fields="spec.nodeName=n")) == ["a"]


def test_a_list_that_goes_on_with_itself_ends(serve: Serve) -> None:
    with pytest.raises(NotKubernetes, match="does not go on as Kubernetes' lists do"):
        client_of(serve(page("a", more="x"), page("a", more="x"))).list_pods()


def test_a_list_of_nothing_but_empty_pages_ends(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_verbs, "MOST_EMPTY_PAGES", 2)
    server = serve(*[page(more=str(number)) for number in range(3)])
    with pytest.raises(NotKubernetes):
        client_of(server).list_pods()


def test_a_list_without_end_ends(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_verbs, "MOST_OBJECTS", 3)
    server = serve(*[page("a", "b", more=str(number)) for number in range(2)])
    with pytest.raises(TooLarge, match="give a namespace or a selector"):
        client_of(server).list_pods()


def test_a_list_of_metadata_asks_for_nothing_else(serve: Serve) -> None:
    server = serve(Answer(body={"metadata": {}, "items": None}))
    assert client_of(server).list_secrets("shop", metadata_only=True) == []
    assert "as=PartialObjectMetadataList" in server.asked[0].headers["accept"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"metadata": []},
        {"metadata": {}, "items": "x"},
        {"metadata": {}, "items": [1]},
        {"metadata": {}, "items": [{"metadata": "x"}]},
        {"metadata": {}, "items": {"a": 1}},
        *({"metadata": {}, "items": [{"metadata": {"name": "a"}}, item]} for item in NO_OBJECTS),
    ],
    ids=["nothing", "strange metadata", "text", "numbers", "strange item", "a mapping", *NO_OBJECT_IDS],
)
def test_a_list_that_is_none_is_refused(serve: Serve, body: Any) -> None:
    with pytest.raises(ConnectionFailed, match="does not answer with Kubernetes objects; check the server's address"):
        client_of(serve(Answer(body=body))).list_pods()


def test_an_object_without_metadata_is_refused(serve: Serve) -> None:
    with pytest.raises(ConnectionFailed, match="does not answer with Kubernetes objects"):
        client_of(serve(Answer(body={"kind": "Pod"}))).get_pod("web", "shop")


@pytest.mark.parametrize("body", NO_OBJECTS, ids=NO_OBJECT_IDS)
def test_an_object_without_a_name_or_with_strange_labels_is_refused(serve: Serve, body: Any) -> None:
    with pytest.raises(NotKubernetes, match="does not answer with Kubernetes objects"):
        client_of(serve(Answer(body=body))).get_pod("web", "shop")


def test_an_object_is_of_the_kind_that_was_asked_for_whatever_the_server_says(serve: Serve) -> None:
    odd = {"apiVersion": 7, "kind": ["Pod"], "metadata": {"name": "web", "labels": None}}
    found = client_of(serve(Answer(body=odd))).get_pod("web", "shop")
    assert (found["apiVersion"], found["kind"]) == ("v1", "Pod")


def test_find_gives_none_for_what_is_not_there(serve: Serve) -> None:
    assert client_of(serve(Answer(404, status_object(404, "NotFound")))).find_pod("web", "shop") is None


def test_a_watch_by_name_is_one_of_its_kind(serve: Serve) -> None:
    server = serve(page("a"))
    watch = client_of(server).watch_pod("shop", labels="a=b")
    assert next(watch.events())[0] == "ADDED"
    watch.close()
    assert server.asked[0].path == "/api/v1/namespaces/shop/pods?labelSelector=a%3Db&limit=500"


def test_a_watch_does_not_tell_what_the_caller_knows(serve: Serve) -> None:
    known = {"metadata": {"name": "a", "uid": "u", "resourceVersion": "1"}}
    new = {"metadata": {"name": "b", "uid": "v", "resourceVersion": "2"}}
    watch = client_of(
        serve(Answer(body={"metadata": {"resourceVersion": "2"}, "items": [known, new]}))
    ).core.pods.watch("shop", known=[known])
    assert next(watch.events())[1]["metadata"]["name"] == "b"
    watch.close()
