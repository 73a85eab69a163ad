"""No name, selector or namespace leads a request to another path than its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import Connection
from slipway.cluster.request import Request, segment
from slipway.errors import InvalidInput, NotFound
from tests.fixtures.scripted_server import Answer, Serve

HOSTILE = ["a?b=c", "a#b", "a b", "a\nb", "\x1b[2J", "ü", "a;b", "a\\b"]
# The API server decodes a segment before it looks at it: an encoded slash is a slash there, and leads elsewhere.
NO_NAMES: list[Any] = ["", ".", "..", None, "\udcff", "a/b", "../secrets", "shop/configmaps", "a%2fb", "..%2f"]


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/%"), min_size=1).filter(
        lambda name: name not in {".", ".."}
    )
)
def test_a_name_is_one_segment_that_comes_back_as_it_was(name: str) -> None:
    encoded = segment(name)
    assert not set(encoded) & set("/?#\\ \n\r")
    assert unquote(encoded) == name


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_one_segment_on_the_wire(serve: Serve, name: str) -> None:
    server = serve(Answer(404), Answer(404))
    client = Client(Connection(server.url, None))
    with pytest.raises(NotFound) as caught:
        client.get_pod(name, "shop")
    with pytest.raises(NotFound):
        client.get_pod("web", name)
    assert [len(asked.path.split("/")) for asked in server.asked] == [7, 7]
    assert unquote(server.asked[0].path).endswith(f"/pods/{name}")
    assert name not in str(caught.value)


@pytest.mark.parametrize("name", NO_NAMES, ids=repr)
@pytest.mark.parametrize(
    "use",
    [
        lambda client, name: client.get_pod(name, "shop"),
        lambda client, name: client.find_pod(name, "shop"),
        lambda client, name: client.delete_pod(name, "shop"),
        lambda client, name: client.patch_pod(name, {}, "shop"),
        lambda client, name: client.apply_pod({"metadata": {"name": name, "namespace": "shop"}}),
        lambda client, name: client.pod_log(name, "shop"),
        lambda client, name: client.delete_namespace(name),
    ],
    ids=["get", "find", "delete", "patch", "apply", "log", "delete without namespace"],
)
def test_without_a_name_nothing_is_sent_for_that_would_mean_all(
    serve: Serve, use: Callable[[Client, Any], Any], name: Any
) -> None:
    client = Client(Connection(serve().url, None))
    with pytest.raises(InvalidInput, match="is not a name of a Kubernetes object"):
        use(client, name)


@pytest.mark.parametrize("namespace", [None, ""], ids=["none", "empty"])
@pytest.mark.parametrize("verb", ["get_pod", "delete_pod"])
def test_an_object_of_a_namespace_is_not_asked_for_without_it(serve: Serve, verb: str, namespace: str | None) -> None:
    client = Client(Connection(serve().url, None))
    with pytest.raises(InvalidInput, match="a Pod needs a namespace"):
        getattr(client, verb)("web", namespace)


def test_an_empty_namespace_is_not_all_namespaces(serve: Serve) -> None:
    client = Client(Connection(serve().url, None))
    with pytest.raises(InvalidInput):
        client.list_pods("")


@given(st.dictionaries(st.sampled_from(["labelSelector", "fieldSelector"]), st.text(st.characters(codec="utf-8"))))
def test_a_query_comes_back_as_it_was(query: dict[str, str]) -> None:
    url = urlsplit(Request("GET", "/api/v1/pods", query).url())
    assert url.path == "/api/v1/pods"
    assert {key: values[0] for key, values in parse_qs(url.query, keep_blank_values=True).items()} == query


def test_a_query_has_the_apis_booleans_and_no_empty_values() -> None:
    assert Request("GET", "/x", {"a": True, "b": False, "c": None, "d": 0}).url() == "/x?a=true&b=false&d=0"
    assert Request("GET", "/x", {"a": None}).url() == "/x"


@pytest.mark.parametrize(("method", "idempotent"), [("GET", True), ("PATCH", True), ("DELETE", True), ("POST", False)])
def test_all_but_a_create_may_be_sent_twice(method: str, *, idempotent: bool) -> None:
    assert Request(method, "/x").idempotent is idempotent
