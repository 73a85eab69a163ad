"""What a request is about, in the words of RBAC: for errors, for the log, for whoever grants rights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import Connection
from slipway.errors import ApiError, Forbidden
from tests.fixtures.scripted_server import Answer, ScriptedServer, Serve, status_object

OBJECT = Answer(body={"metadata": {"name": "web"}})
MANIFEST = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": "shop"}, "spec": {}}
STRICT = "fieldManager=slipway&fieldValidation=Strict"


def client_of(server: ScriptedServer) -> Client:
    return Client(Connection(server.url, None))


@pytest.mark.parametrize(
    ("ask", "verb", "subresource", "name"),
    [
        (lambda client: client.get_pod("web", "shop"), "get", "", "web"),
        (lambda client: client.list_pods("shop"), "list", "", ""),
        (lambda client: client.core.pods.open_watch("1", "shop"), "watch", "", ""),
        (lambda client: client.create_pod(MANIFEST), "create", "", "web"),
        (lambda client: client.update_pod(MANIFEST), "update", "", "web"),
        (lambda client: client.patch_pod("web", {}, "shop"), "patch", "", "web"),
        (lambda client: client.apply_pod(MANIFEST), "patch", "", "web"),
        (lambda client: client.delete_pod("web", "shop"), "delete", "", "web"),
        (lambda client: client.core.pods.delete_collection("shop", labels="a"), "deletecollection", "", ""),
        (lambda client: client.core.pods.patch_status("web", {}, "shop"), "patch", "status", "web"),
        (lambda client: client.core.pods.update_status(MANIFEST), "update", "status", "web"),
        (lambda client: client.pod_log("web", "shop"), "get", "log", "web"),
        (lambda client: client.follow_pod_log("web", "shop"), "get", "log", "web"),
        (lambda client: client.evict("web", "shop"), "create", "eviction", "web"),
    ],
    ids=[
        "get",
        "list",
        "watch",
        "create",
        "update",
        "patch",
        "apply",
        "delete",
        "delete_collection",
        "patch_status",
        "update_status",
        "log",
        "follow",
        "evict",
    ],
)
def test_an_error_names_the_right_as_rbac_does(
    serve: Serve, ask: Callable[[Client], Any], verb: str, subresource: str, name: str
) -> None:
    with pytest.raises(Forbidden) as caught:
        ask(client_of(serve(Answer(403, status_object(403, "Forbidden")))))
    about = caught.value.attributes
    assert (about.verb, about.group, about.version, about.resource, about.subresource, about.kind) == (
        (verb, "", "v1", "pods", subresource, "Pod")
    )
    assert (about.name, about.namespace) == (name, "shop")


def test_an_error_about_a_kind_without_namespaces_names_none(serve: Serve) -> None:
    with pytest.raises(ApiError) as caught:
        client_of(serve(Answer(403))).get_cluster_role("admin")
    assert (caught.value.attributes.group, caught.value.attributes.namespace) == ("rbac.authorization.k8s.io", "")
