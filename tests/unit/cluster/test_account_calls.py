"""Tokens of service accounts, and the question what we may do."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.cluster.api.account_calls import ServiceAccountToken
from slipway.cluster.client import Client
from slipway.cluster.connection.connection import Connection
from slipway.errors import Forbidden, InvalidInput, NotKubernetes
from tests.fixtures.scripted_server import Answer, ScriptedServer, Serve, status_object

GRANTED = Answer(201, {"metadata": {}, "status": {"token": "the-token", "expirationTimestamp": "2026-01-01T00:00:00Z"}})


def client_of(server: ScriptedServer) -> Client:
    return Client(Connection(server.url, None))


def test_a_token_is_asked_for_with_its_audiences_and_its_time(serve: Serve) -> None:
    server = serve(GRANTED)
    token = client_of(server).create_token("robot", "shop", audiences=["vault"], expiration_seconds=600)
    assert token == ServiceAccountToken("the-token", "2026-01-01T00:00:00Z")
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/api/v1/namespaces/shop/serviceaccounts/robot/token")
    assert asked.json["spec"] == {"audiences": ["vault"], "expirationSeconds": 600}


def test_a_token_may_end_with_an_object(serve: Serve) -> None:
    server = serve(GRANTED)
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "uid": "u", "labels": {}}, "spec": {}}
    client_of(server).create_token("robot", "shop", bound_to=pod)
    bound = server.asked[0].json["spec"]["boundObjectRef"]
    assert bound == {"apiVersion": "v1", "kind": "Pod", "name": "web", "uid": "u"}


def test_a_token_is_not_shown(serve: Serve) -> None:
    assert "the-token" not in repr(client_of(serve(GRANTED)).create_token("robot", "shop"))


def test_a_request_for_a_token_is_sent_again_after_a_lost_connection(serve: Serve) -> None:
    assert client_of(serve(Answer(dropped=True), GRANTED)).create_token("robot", "shop").token == "the-token"


def test_a_refused_token_names_the_right(serve: Serve) -> None:
    with pytest.raises(Forbidden, match="create serviceaccounts/robot/token in namespace shop"):
        client_of(serve(Answer(403, status_object(403, "Forbidden")))).create_token("robot", "shop")


@pytest.mark.parametrize(
    "body", [{}, {"status": []}, {"status": {}}, {"status": {"token": ""}}, {"status": {"token": 1}}]
)
def test_an_answer_without_a_token_is_refused(serve: Serve, body: Any) -> None:
    with pytest.raises(NotKubernetes):
        client_of(serve(Answer(body=body))).create_token("robot", "shop")


@pytest.mark.parametrize("where", [("", "shop"), ("robot", ""), ("..", "shop")])
def test_without_account_or_namespace_nothing_is_asked(serve: Serve, where: tuple[str, str]) -> None:
    with pytest.raises(InvalidInput):
        client_of(serve()).create_token(*where)


@pytest.mark.parametrize("allowed", [True, False])
def test_a_right_is_asked_for_in_the_apis_own_words(serve: Serve, *, allowed: bool) -> None:
    server = serve(Answer(201, {"metadata": {}, "status": {"allowed": allowed}}))
    client = client_of(server)
    assert client.can_i("patch", "deployments", "shop", group="apps", subresource="scale", name="web") is allowed
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
    assert asked.json["spec"] == {
        "resourceAttributes": {
            "verb": "patch",
            "group": "apps",
            "resource": "deployments",
            "subresource": "scale",
            "namespace": "shop",
            "name": "web",
        }
    }


def test_a_right_in_the_whole_cluster_names_no_namespace(serve: Serve) -> None:
    server = serve(Answer(dropped=True), Answer(201, {"status": {"allowed": True}}))
    assert client_of(server).can_i("list", "nodes")
    assert server.asked[1].json["spec"] == {"resourceAttributes": {"verb": "list", "resource": "nodes"}}


@pytest.mark.parametrize("body", [{}, {"status": "yes"}, {"status": {}}, {"status": {"allowed": "true"}}])
def test_an_answer_without_a_verdict_is_no_yes(serve: Serve, body: Any) -> None:
    with pytest.raises(NotKubernetes):
        client_of(serve(Answer(201, body))).can_i("list", "pods")
