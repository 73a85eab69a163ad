"""Writing: each verb asks for what it says, and for no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import Connection
from slipway.errors import Conflict, ConnectionLost, FieldConflict, InvalidInput
from tests.fixtures.scripted_server import Answer, ScriptedServer, Serve, status_object

OBJECT = Answer(body={"metadata": {"name": "web"}})
MANIFEST = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": "shop"}, "spec": {}}
STRICT = "fieldManager=slipway&fieldValidation=Strict"


def client_of(server: ScriptedServer) -> Client:
    return Client(Connection(server.url, None))


def test_create_posts_the_object_and_wants_no_field_dropped(serve: Serve) -> None:
    server = serve(OBJECT)
    assert client_of(server).create_pod(MANIFEST) == {"metadata": {"name": "web"}}
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", f"/api/v1/namespaces/shop/pods?{STRICT}")
    assert asked.json == MANIFEST


@pytest.mark.parametrize("body", [{1, 2}, b"x", "\ud800"], ids=["set", "bytes", "half a character"])
def test_what_json_cannot_say_is_refused_and_not_sent(serve: Serve, body: Any) -> None:
    server = serve(OBJECT)
    with pytest.raises(InvalidInput, match="cannot be sent as JSON"):
        client_of(server).create_pod({**MANIFEST, "spec": body})
    assert not server.asked


def test_create_completes_api_version_and_kind(serve: Serve) -> None:
    server = serve(OBJECT)
    client_of(server).create_deployment({"metadata": {"name": "web", "namespace": "shop"}})
    assert (server.asked[0].json["apiVersion"], server.asked[0].json["kind"]) == ("apps/v1", "Deployment")


def test_a_review_needs_no_metadata(serve: Serve) -> None:
    server = serve(Answer(body={"metadata": {}, "status": {"allowed": True}}))
    client_of(server).create_self_subject_access_review({"spec": {}})
    assert server.asked[0].path.startswith("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews?")


def test_create_of_a_taken_name_is_a_conflict_that_names_the_object(serve: Serve) -> None:
    server = serve(Answer(409, status_object(409, "AlreadyExists")))
    with pytest.raises(Conflict) as caught:
        client_of(server).create_pod({"metadata": {"name": "web", "namespace": "shop"}})
    assert str(caught.value).startswith("Kubernetes error: 409 AlreadyExists on create pods/web in namespace shop")


def test_update_puts_the_whole_object(serve: Serve) -> None:
    server = serve(OBJECT)
    client_of(server).update_pod(MANIFEST)
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("PUT", f"/api/v1/namespaces/shop/pods/web?{STRICT}")
    assert asked.json == MANIFEST


@pytest.mark.parametrize(
    ("kind", "content_type", "change"),
    [
        ("merge", "application/merge-patch+json", {"metadata": {"labels": {"a": None}}}),
        ("strategic", "application/strategic-merge-patch+json", {"metadata": {"labels": {"a": None}}}),
        ("json", "application/json-patch+json", [{"op": "remove", "path": "/metadata/labels/a"}]),
    ],
)
def test_a_patch_says_of_which_kind_it_is(serve: Serve, kind: Any, content_type: str, change: Any) -> None:
    server = serve(OBJECT)
    client_of(server).patch_pod("web", change, "shop", kind=kind)
    (asked,) = server.asked
    assert (asked.method, asked.headers["content-type"], asked.json) == ("PATCH", content_type, change)
    assert asked.path == f"/api/v1/namespaces/shop/pods/web?{STRICT}"


def test_a_patch_is_a_merge_patch_unless_told_otherwise(serve: Serve) -> None:
    server = serve(OBJECT)
    client_of(server).patch_pod("web", {}, "shop")
    assert server.asked[0].headers["content-type"] == "application/merge-patch+json"


def test_a_patch_of_no_known_kind_is_refused(serve: Serve) -> None:
    with pytest.raises(InvalidInput, match="'yaml' is not a kind of patch; use merge, strategic, json"):
        client_of(serve()).patch_pod("web", {}, "shop", kind="yaml")  # type: ignore[arg-type]  # what is tested


def test_a_merge_patch_is_sent_again_after_a_lost_connection(serve: Serve) -> None:
    server = serve(Answer(dropped=True), OBJECT)
    client_of(server).patch_pod("web", {}, "shop")
    assert len(server.asked) == 2


def test_a_json_patch_is_not_for_it_may_add_twice(serve: Serve) -> None:
    server = serve(Answer(dropped=True))
    with pytest.raises(ConnectionLost):
        client_of(server).patch_pod(
            "web", [{"op": "add", "path": "/spec/tolerations/-", "value": {}}], "shop", kind="json"
        )
    assert len(server.asked) == 1


def test_apply_is_forced_and_names_its_manager(serve: Serve) -> None:
    server = serve(OBJECT, OBJECT)
    client_of(server).apply_pod(MANIFEST)
    client_of(server).apply_pod(MANIFEST, force=False)
    first, second = server.asked
    assert (first.method, first.json) == ("PATCH", MANIFEST)
    assert first.headers["content-type"] == "application/apply-patch+yaml"
    assert first.path == f"/api/v1/namespaces/shop/pods/web?{STRICT}&force=true"
    assert second.path == f"/api/v1/namespaces/shop/pods/web?{STRICT}&force=false"


def test_a_field_of_another_manager_is_told_with_its_owner(serve: Serve) -> None:
    cause = {"reason": "FieldManagerConflict", "message": 'conflict with "kubectl" using v1', "field": ".spec.replicas"}
    server = serve(Answer(409, status_object(409, "Conflict", details={"causes": [cause]})))
    with pytest.raises(Conflict) as caught:
        client_of(server).apply_pod(MANIFEST, force=False)
    assert caught.value.conflicts == (FieldConflict("spec.replicas", "kubectl"),)


@pytest.mark.parametrize(
    "write",
    [
        lambda client: client.create_pod(MANIFEST, dry_run=True),
        lambda client: client.update_pod(MANIFEST, dry_run=True),
        lambda client: client.patch_pod("web", {}, "shop", dry_run=True),
        lambda client: client.apply_pod(MANIFEST, dry_run=True),
        lambda client: client.delete_pod("web", "shop", dry_run=True),
        lambda client: client.core.pods.delete_collection("shop", everything=True, dry_run=True),
        lambda client: client.core.pods.patch_status("web", {}, "shop", dry_run=True),
        lambda client: client.core.pods.update_status(MANIFEST, dry_run=True),
        lambda client: client.apps.deployments.scale("web", 2, "shop", dry_run=True),
        lambda client: client.evict("web", "shop", dry_run=True),
    ],
    ids=[
        "create",
        "update",
        "patch",
        "apply",
        "delete",
        "delete_collection",
        "patch_status",
        "update_status",
        "scale",
        "evict",
    ],
)
def test_a_dry_run_says_so(serve: Serve, write: Callable[[Client], Any]) -> None:
    server = serve(OBJECT)
    write(client_of(server))
    (asked,) = server.asked
    # Of a request that carries DeleteOptions the server does not read the query.
    assert "dryRun=All" in asked.path or b'"dryRun": ["All"]' in asked.body


def test_a_trial_of_a_create_is_sent_again_after_a_lost_connection(serve: Serve) -> None:
    server = serve(Answer(dropped=True), OBJECT)
    client_of(server).create_pod(MANIFEST, dry_run=True)
    assert [asked.method for asked in server.asked] == ["POST", "POST"]


def test_unknown_fields_may_be_let_through_with_a_warning(serve: Serve) -> None:
    server = serve(*[OBJECT] * 4)
    client = client_of(server)
    client.create_pod(MANIFEST, field_validation="Warn")
    client.update_pod(MANIFEST, field_validation="Warn")
    client.patch_pod("web", {}, "shop", field_validation="Warn")
    client.apply_pod(MANIFEST, field_validation="Warn")
    assert all("fieldValidation=Warn" in asked.path for asked in server.asked)


def test_delete_takes_owned_objects_along_and_can_insist_on_one_object(serve: Serve) -> None:
    server = serve(Answer(), Answer(), Answer(), Answer(404))
    client = client_of(server)
    assert client.delete_pod("web", "shop")
    assert client.delete_pod("web", "shop", uid="u-1", grace_seconds=0)
    assert client.delete_pod("web", "shop", resource_version="7", propagation="Orphan")
    assert not client.delete_pod("web", "shop")
    told = [
        {key: value for key, value in asked.json.items() if key not in {"apiVersion", "kind"}} for asked in server.asked
    ]
    assert told[:3] == [
        {"propagationPolicy": "Background"},
        {"propagationPolicy": "Background", "preconditions": {"uid": "u-1"}, "gracePeriodSeconds": 0},
        {"propagationPolicy": "Orphan", "preconditions": {"resourceVersion": "7"}},
    ]


@pytest.mark.parametrize(
    ("answers", "deleted"),
    [
        ([Answer(dropped=True), Answer(404)], True),
        ([Answer(dropped=True), Answer(200, {"kind": "Status"})], True),
        ([Answer(404)], False),
    ],
    ids=["gone after a lost answer", "there after a lost answer", "gone from the start"],
)
def test_delete_tells_whether_it_deleted_also_when_an_answer_was_lost(
    serve: Serve, answers: list[Answer], *, deleted: bool
) -> None:
    assert client_of(serve(*answers)).delete_pod("web", "shop") is deleted


@pytest.mark.parametrize("verb", ["update", "patch", "apply"])
def test_a_write_that_insists_on_a_version_is_not_repeated_to_meet_its_own_change(serve: Serve, verb: str) -> None:
    manifest = {"metadata": {"name": "web", "namespace": "shop", "resourceVersion": "5"}}
    client = client_of(serve(Answer(dropped=True)))
    write = {
        "update": lambda: client.update_pod(manifest),
        "patch": lambda: client.patch_pod("web", manifest, "shop"),
        "apply": lambda: client.apply_pod(manifest),
    }[verb]
    with pytest.raises(ConnectionLost):
        write()


def test_a_collection_is_deleted_by_its_selectors(serve: Serve) -> None:
    server = serve(Answer())
    client_of(server).core.pods.delete_collection("shop", labels="a=b", fields="status.phase=Failed", grace_seconds=5)
    (asked,) = server.asked
    assert (asked.method, asked.path) == (
        "DELETE",
        "/api/v1/namespaces/shop/pods?labelSelector=a%3Db&fieldSelector=status.phase%3DFailed",
    )
    assert asked.json["gracePeriodSeconds"] == 5


@pytest.mark.parametrize("given", [{}, {"labels": ""}, {"labels": "a=b", "everything": True}], ids=repr)
def test_everything_is_deleted_only_when_that_is_what_was_asked_for(serve: Serve, given: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="give labels or fields to say which pods are deleted, or everything=True"):
        client_of(serve()).core.pods.delete_collection("shop", **given)


def test_a_collection_is_deleted_in_one_namespace(serve: Serve) -> None:
    with pytest.raises(InvalidInput, match="a Pod needs a namespace"):
        client_of(serve()).core.pods.delete_collection(everything=True)


@pytest.mark.parametrize("metadata", [[], "web", 5], ids=repr)
@pytest.mark.parametrize("verb", ["create", "update", "apply"])
def test_a_manifest_with_strange_metadata_is_refused(serve: Serve, verb: str, metadata: Any) -> None:
    with pytest.raises(InvalidInput):
        getattr(client_of(serve()).core.pods, verb)({"metadata": metadata})
