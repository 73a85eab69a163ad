"""Status and scale: parts of objects with an address of their own."""

from __future__ import annotations

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import Connection
from tests.fixtures.scripted_server import Answer, ScriptedServer, Serve

OBJECT = Answer(body={"metadata": {"name": "web"}})
MANIFEST = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": "shop"}, "spec": {}}
STRICT = "fieldManager=slipway&fieldValidation=Strict"


def client_of(server: ScriptedServer) -> Client:
    return Client(Connection(server.url, None))


def test_the_status_is_written_by_itself(serve: Serve) -> None:
    server = serve(OBJECT, OBJECT)
    pods = client_of(server).core.pods
    pods.patch_status("web", {"status": {"phase": "Failed"}}, "shop")
    pods.update_status(MANIFEST)
    assert [(asked.method, asked.path) for asked in server.asked] == [
        ("PATCH", f"/api/v1/namespaces/shop/pods/web/status?{STRICT}"),
        ("PUT", f"/api/v1/namespaces/shop/pods/web/status?{STRICT}"),
    ]


def test_replicas_are_read_and_set_by_the_scale(serve: Serve) -> None:
    server = serve(OBJECT, OBJECT)
    deployments = client_of(server).apps.deployments
    deployments.get_scale("web", "shop")
    deployments.scale("web", 3, "shop")
    read, written = server.asked
    assert read.path == "/apis/apps/v1/namespaces/shop/deployments/web/scale"
    assert written.headers["content-type"] == "application/merge-patch+json"
    assert written.json == {"apiVersion": "autoscaling/v1", "kind": "Scale", "spec": {"replicas": 3}}
