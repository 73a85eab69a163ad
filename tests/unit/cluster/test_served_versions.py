"""The version that is spoken is the first of ours that is served, asked for once and only when there is a choice."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from slipway.cluster.api.api_groups import ApiGroup, ApiResource
from slipway.cluster.client import Client
from slipway.cluster.connection.connection import Connection
from slipway.errors import Forbidden, NotFound, NotKubernetes
from tests.fixtures.scripted_server import Answer, ScriptedServer, Serve, status_object

WIDGETS = ApiGroup(
    "example.com", ("v1", "v1beta1"), (ApiResource("Widget", "widgets"), ApiResource("Gadget", "gadgets"))
)
OBJECT = Answer(body={"metadata": {"name": "w"}})


def served(*versions: str) -> Answer:
    return Answer(body={"kind": "APIGroup", "versions": [{"version": version} for version in versions]})


def client_of(server: ScriptedServer) -> Client:
    return Client(Connection(server.url, None), {"widgets": WIDGETS})


@pytest.mark.parametrize(
    ("versions", "chosen"),
    [(["v1", "v1beta1"], "v1"), (["v1beta1", "v1"], "v1"), (["v2", "v1beta1"], "v1beta1")],
    ids=["both", "whatever the server prefers", "what is there"],
)
def test_the_first_version_that_is_served_is_spoken(serve: Serve, versions: list[str], chosen: str) -> None:
    server = serve(served(*versions), OBJECT)
    client_of(server).get_widget("w", "shop")
    assert server.asked[1].path == f"/apis/example.com/{chosen}/namespaces/shop/widgets/w"


def test_the_server_is_asked_once_for_all_kinds_of_a_group(serve: Serve) -> None:
    server = serve(served("v1"), *[OBJECT] * 3)
    client = client_of(server)
    client.get_widget("w", "shop")
    client.get_widget("w", "shop")
    client.get_gadget("g", "shop")
    assert [asked.path for asked in server.asked].count("/apis/example.com") == 1


def test_sixteen_threads_ask_once(serve: Serve) -> None:
    server = serve(served("v1"), *[OBJECT] * 16)
    client, together = client_of(server), threading.Barrier(16)

    def get() -> None:
        together.wait(10)
        client.get_widget("w", "shop")

    threads = [threading.Thread(target=get) for _thread in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert [asked.path for asked in server.asked].count("/apis/example.com") == 1
    assert len(server.asked) == 17


def test_objects_carry_the_version_that_is_spoken(serve: Serve) -> None:
    server = serve(served("v1beta1"), OBJECT, Answer(body={"metadata": {}, "items": [{"metadata": {"name": "w"}}]}))
    client = client_of(server)
    client.create_widget({"metadata": {"name": "w", "namespace": "shop"}})
    assert server.asked[1].json["apiVersion"] == "example.com/v1beta1"
    (listed,) = client.list_widgets()
    assert (listed["apiVersion"], listed["kind"]) == ("example.com/v1beta1", "Widget")


def test_a_group_that_the_server_does_not_have_is_told(serve: Serve) -> None:
    server = serve(Answer(404, b"404 page not found"), served("v1"), OBJECT)
    client = client_of(server)
    with pytest.raises(NotFound) as caught:
        client.get_widget("w", "shop")
    assert str(caught.value) == (
        "Kubernetes error: 404 NotFound: the server has no API group example.com; install its CRDs"
    )
    # Installed meanwhile.
    client.get_widget("w", "shop")


def test_a_kind_that_the_server_does_not_have_is_told_without_asking_first(serve: Serve) -> None:
    server = serve(Answer(404, b"404 page not found"))
    with pytest.raises(NotFound) as caught:
        Client(Connection(server.url, None)).list_cluster_issuers()
    assert caught.value.hint == (
        "the server has no clusterissuers in version v1 of the API group cert-manager.io; install its CRDs, or check "
        "the path of the server's address"
    )


def test_a_group_that_the_server_has_in_other_versions_only_is_told(serve: Serve) -> None:
    with pytest.raises(NotFound, match=r"has the API group example.com, but not in version v1 or v1beta1"):
        client_of(serve(served("v2"))).list_widgets()


def test_an_object_of_a_group_that_is_not_there_is_not_found(serve: Serve) -> None:
    server = serve(Answer(404), Answer(404))
    assert client_of(server).find_widget("w", "shop") is None
    assert client_of(server).delete_widget("w", "shop") is False


def test_a_refusal_is_that_refusal(serve: Serve) -> None:
    with pytest.raises(Forbidden):
        client_of(serve(Answer(403, status_object(403, "Forbidden")))).list_widgets()


@pytest.mark.parametrize("body", [{}, {"versions": "v1"}, {"versions": [1]}, {"versions": {"v1": 1}}], ids=repr)
def test_an_answer_that_is_no_group_is_refused(serve: Serve, body: Any) -> None:
    with pytest.raises(NotKubernetes, match="does not list its API versions as Kubernetes does"):
        client_of(serve(Answer(body=body))).list_widgets()
