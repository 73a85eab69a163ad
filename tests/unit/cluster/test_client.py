"""The client has every verb of every kind of every group, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.cluster.api_groups import SUPPORTED_API_GROUPS, ApiGroup, ApiResource
from slipway.cluster.client import Client
from slipway.cluster.connection import Connection
from slipway.cluster.errors import Conflict, ConnectionFailed, InvalidInput
from slipway.cluster.resource_client import ResourceClient
from tests.fixtures.scripted_server import Answer, ScriptedServer, Serve, status_object

VERBS = ["get", "find", "create", "apply", "patch", "delete"]
KINDS = [(name, group, resource) for name, group in SUPPORTED_API_GROUPS.items() for resource in group.resources]
KIND_IDS = [resource.kind for _name, _group, resource in KINDS]


def client_of(server: ScriptedServer) -> Client:
    return Client(Connection(server.url, None))


@pytest.mark.parametrize(("name", "group", "resource"), KINDS, ids=KIND_IDS)
def test_each_verb_of_each_kind_is_delegated_to_its_group(name: str, group: ApiGroup, resource: ApiResource) -> None:
    client = Client(Connection("http://127.0.0.1:1", None))
    delegate = getattr(getattr(client, name), resource.plural_name)
    assert isinstance(delegate, ResourceClient)
    assert delegate.resource is resource
    for verb in VERBS:
        assert getattr(client, f"{verb}_{resource.singular_name}") == getattr(delegate, verb)
    assert getattr(client, f"list_{resource.plural_name}") == delegate.list
    assert client.for_manifest({"apiVersion": group.api_version, "kind": resource.kind}) is delegate


@pytest.mark.parametrize(("name", "group", "resource"), KINDS, ids=KIND_IDS)
def test_each_kind_has_its_own_path(serve: Serve, name: str, group: ApiGroup, resource: ApiResource) -> None:
    server = serve(Answer(body={"metadata": {}}), Answer(body={"metadata": {}}))
    client = client_of(server)
    getattr(client, f"get_{resource.singular_name}")("x", "shop" if resource.namespaced else None)
    getattr(client, f"list_{resource.plural_name}")()
    where = "namespaces/shop/" if resource.namespaced else ""
    assert [asked.path.partition("?")[0] for asked in server.asked] == [
        f"{group.path}/{where}{resource.plural}/x",
        f"{group.path}/{resource.plural}",
    ]


@pytest.mark.parametrize("name", ["get_widget", "list_pod", "eject_pod", "widgets", "_hidden", "__wrapped__"])
def test_an_unknown_name_is_no_attribute(name: str) -> None:
    client = Client(Connection("http://127.0.0.1:1", None))
    with pytest.raises(AttributeError, match=name):
        getattr(client, name)
    with pytest.raises(AttributeError, match=name):
        getattr(client.core, name)


@pytest.mark.parametrize("manifest", [{}, {"apiVersion": "v1", "kind": "Widget"}, {"apiVersion": "v9", "kind": "Pod"}])
def test_a_manifest_of_an_unknown_kind_is_refused(manifest: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="is not a kind that slipway handles"):
        Client(Connection("http://127.0.0.1:1", None)).for_manifest(manifest)


def test_a_list_is_read_page_by_page(serve: Serve) -> None:
    server = serve(
        Answer(body={"metadata": {"continue": "more/of=it"}, "items": [{"metadata": {"name": "a"}}]}),
        Answer(body={"metadata": {"resourceVersion": "7"}, "items": [{"metadata": {"name": "b"}}]}),
    )
    listing = client_of(server).core.pods.listing("shop", labels="a in (b)")
    assert [item["metadata"]["name"] for item in listing.items] == ["a", "b"]
    assert [(item["apiVersion"], item["kind"]) for item in listing.items] == [("v1", "Pod")] * 2
    assert listing.resource_version == "7"
    assert server.asked[1].path == (
        "/api/v1/namespaces/shop/pods?labelSelector=a+in+%28b%29&limit=500&continue=more%2Fof%3Dit"
    )


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
    ],
    ids=["nothing", "strange metadata", "text", "numbers", "strange item", "a mapping"],
)
def test_a_list_that_is_none_is_refused(serve: Serve, body: Any) -> None:
    with pytest.raises(ConnectionFailed, match="does not answer with Kubernetes objects; check the server's address"):
        client_of(serve(Answer(body=body))).list_pods()


def test_an_object_without_metadata_is_refused(serve: Serve) -> None:
    with pytest.raises(ConnectionFailed, match="does not answer with Kubernetes objects"):
        client_of(serve(Answer(body={"kind": "Pod"}))).get_pod("web", "shop")


def test_find_gives_none_for_what_is_not_there(serve: Serve) -> None:
    assert client_of(serve(Answer(404, status_object(404, "NotFound")))).find_pod("web", "shop") is None


def test_apply_is_forced_and_names_its_manager(serve: Serve) -> None:
    server = serve(Answer(body={"metadata": {}}), Answer(body={"metadata": {}}))
    manifest = {"metadata": {"name": "web", "namespace": "shop"}, "spec": {}}
    client_of(server).apply_pod(manifest)
    client_of(server).apply_pod(manifest, dry_run=True)
    first, second = server.asked
    assert (first.method, first.json) == ("PATCH", manifest)
    assert first.headers["content-type"] == "application/apply-patch+yaml"
    assert first.path == "/api/v1/namespaces/shop/pods/web?fieldManager=slipway&force=true"
    assert second.path == f"{first.path}&dryRun=All"


def test_create_of_a_taken_name_is_a_conflict_that_names_the_object(serve: Serve) -> None:
    server = serve(Answer(409, status_object(409, "AlreadyExists")))
    with pytest.raises(Conflict) as caught:
        client_of(server).create_pod({"metadata": {"name": "web", "namespace": "shop"}})
    assert str(caught.value) == "Kubernetes error: 409 AlreadyExists on create pods/web in namespace shop"


def test_patch_is_a_merge_patch(serve: Serve) -> None:
    server = serve(Answer(body={"metadata": {}}))
    client_of(server).patch_pod("web", {"metadata": {"labels": {"a": None}}}, "shop")
    (asked,) = server.asked
    assert asked.headers["content-type"] == "application/merge-patch+json"
    assert asked.json == {"metadata": {"labels": {"a": None}}}


def test_delete_takes_owned_objects_along_and_can_insist_on_one_object(serve: Serve) -> None:
    server = serve(Answer(), Answer(), Answer(404))
    client = client_of(server)
    assert client.delete_pod("web", "shop")
    assert client.delete_pod("web", "shop", uid="u-1", grace_seconds=0)
    assert not client.delete_pod("web", "shop")
    assert server.asked[0].json == {"propagationPolicy": "Background"}
    assert server.asked[1].json == {
        "propagationPolicy": "Background",
        "preconditions": {"uid": "u-1"},
        "gracePeriodSeconds": 0,
    }


def test_a_log_is_asked_for_as_its_bytes(serve: Serve) -> None:
    server = serve(Answer(body=b"one\n\xff\n"), Answer(body=b""))
    client = client_of(server)
    assert client.pod_log("web", "shop", "main", previous=True, tail_lines=0, limit_bytes=9) == b"one\n\xff\n"
    assert client.pod_log("web", "shop", timestamps=False) == b""
    assert [asked.path.partition("log?")[2] for asked in server.asked] == [
        "container=main&previous=true&timestamps=true&tailLines=0&limitBytes=9",
        "timestamps=false",
    ]
