"""A create whose answer was lost: the object is looked up, and never made twice."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import Connection
from slipway.errors import ApiError, Conflict, ConnectionFailed, ConnectionLost, Forbidden, ServerFailed
from tests.fixtures.scripted_server import Answer, ScriptedServer, Serve, status_object

MANIFEST = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "web", "namespace": "shop", "labels": {"a": "b"}},
    "spec": {"ports": [{"port": 80}], "publishNotReadyAddresses": True},
}
LOST = Answer(dropped=True)
NOT_THERE = Answer(404, status_object(404, "NotFound"))
TAKEN = Answer(409, status_object(409, "AlreadyExists"))


def client_of(server: ScriptedServer) -> Client:
    return Client(Connection(server.url, None))


def stored(manager: str | None = "slipway", **changes: Any) -> Answer:
    """The object as the server has it: with defaults, and with who set them."""
    managers = [{"manager": manager, "operation": "Update"}] if manager else []
    ports = [{"port": 80, "protocol": "TCP"}]
    spec = {"ports": ports, "publishNotReadyAddresses": True, "clusterIP": "10.0.0.1", **changes}
    return Answer(
        body={**MANIFEST, "metadata": {**MANIFEST["metadata"], "uid": "u", "managedFields": managers}, "spec": spec}
    )


def methods(server: ScriptedServer) -> list[str]:
    return [asked.method for asked in server.asked]


def test_what_was_created_although_the_answer_was_lost_is_the_answer(serve: Serve) -> None:
    server = serve(LOST, stored())
    assert client_of(server).create_service(MANIFEST)["metadata"]["uid"] == "u"
    assert methods(server) == ["POST", "GET"]


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_gateway_that_lost_the_server_is_a_lost_answer(serve: Serve, status: int) -> None:
    server = serve(Answer(status), stored())
    assert client_of(server).create_service(MANIFEST)["metadata"]["uid"] == "u"


def test_what_is_not_there_is_sent_once_more(serve: Serve) -> None:
    server = serve(LOST, NOT_THERE, stored())
    assert client_of(server).create_service(MANIFEST)["metadata"]["uid"] == "u"
    assert methods(server) == ["POST", "GET", "POST"]


def test_a_second_lost_answer_is_an_error_that_says_what_is_unknown(serve: Serve) -> None:
    with pytest.raises(ConnectionLost) as caught:
        client_of(serve(LOST, NOT_THERE, LOST)).create_service(MANIFEST)
    assert str(caught.value) == (
        "the connection broke before the answer to a create; services/web in namespace shop may have been created "
        "all the same: look for it before you run again"
    )


def test_a_first_try_that_came_through_late_is_no_conflict_with_itself(serve: Serve) -> None:
    server = serve(LOST, NOT_THERE, TAKEN, stored())
    assert client_of(server).create_service(MANIFEST)["metadata"]["uid"] == "u"


def test_a_second_try_that_is_refused_is_that_refusal(serve: Serve) -> None:
    with pytest.raises(Forbidden):
        client_of(serve(LOST, NOT_THERE, Answer(403, status_object(403, "Forbidden")))).create_service(MANIFEST)


@pytest.mark.parametrize(
    "there",
    [
        stored(ports=[{"port": 81}]),
        stored(ports=[]),
        stored(ports="none"),
        stored(ports=[{"port": 81}, {"port": 82}]),
        stored(publishNotReadyAddresses=False),
        stored(publishNotReadyAddresses=1),
        stored(manager="kubectl"),
    ],
    ids=["other value", "missing", "other type", "others", "false", "one for true", "another manager"],
)
def test_another_object_of_the_name_is_a_conflict_as_a_repetition_would_say(serve: Serve, there: Answer) -> None:
    with pytest.raises(Conflict) as caught:
        client_of(serve(LOST, there)).create_service(MANIFEST)
    assert str(caught.value).startswith("Kubernetes error: 409 AlreadyExists on create services/web in namespace shop")


def test_what_the_server_completed_and_rewrote_is_what_was_sent(serve: Serve) -> None:
    sent = {
        "metadata": {"name": "web", "namespace": "shop", "labels": {}, "annotations": None},
        "spec": {
            "hostNetwork": False,
            "tolerations": [],
            "volumes": [{"name": "b"}],
            "containers": [{"resources": {"limits": {"cpu": "1000m", "memory": "1024Mi"}, "requests": {"cpu": 0.5}}}],
        },
    }
    spec = {
        "tolerations": [{"operator": "Exists"}],
        "volumes": [{"name": "injected"}, {"name": "b"}],
        "containers": [{"resources": {"limits": {"cpu": "1", "memory": "1Gi"}, "requests": {"cpu": "500m"}}}],
    }
    metadata = {"name": "web", "namespace": "shop", "uid": "u"}
    there = Answer(body={"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec})
    assert client_of(serve(LOST, there)).create_pod(sent)["metadata"]["uid"] == "u"


def test_where_no_managers_are_kept_what_it_holds_says_enough(serve: Serve) -> None:
    assert client_of(serve(LOST, stored(manager=None))).create_service(MANIFEST)["metadata"]["uid"] == "u"


def test_a_secrets_text_is_there_under_another_name(serve: Serve) -> None:
    there = Answer(
        body={"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s", "namespace": "shop"}, "data": {}}
    )
    client_of(serve(LOST, there)).create_secret(
        {"metadata": {"name": "s", "namespace": "shop"}, "stringData": {"a": "b"}}
    )


@pytest.mark.parametrize("unreadable", [Answer(403, status_object(403, "Forbidden")), Answer(body={})], ids=repr)
def test_what_cannot_be_looked_up_stays_unknown(serve: Serve, unreadable: Answer) -> None:
    with pytest.raises(ConnectionLost, match="may have been created all the same"):
        client_of(serve(LOST, unreadable)).create_service(MANIFEST)


def test_a_name_that_the_server_chooses_cannot_be_looked_up(serve: Serve) -> None:
    server = serve(LOST)
    with pytest.raises(ConnectionLost, match="services in namespace shop may have been created all the same"):
        client_of(server).create_service({"metadata": {"generateName": "web-", "namespace": "shop"}})
    assert methods(server) == ["POST"]


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422, 500])
def test_an_answer_is_an_answer(serve: Serve, status: int) -> None:
    server = serve(Answer(status, status_object(status, "Reason")))
    with pytest.raises(ApiError) as caught:
        client_of(server).create_service(MANIFEST)
    assert (caught.value.status, methods(server)) == (status, ["POST"])


def test_a_server_that_is_not_there_was_sent_nothing(serve: Serve) -> None:
    server = serve()
    client = client_of(server)
    server.close()
    with pytest.raises(ConnectionFailed) as caught:
        client.create_service(MANIFEST)
    assert "may have been created" not in str(caught.value)


def test_no_error_leads_back_to_what_it_stands_for(serve: Serve) -> None:
    for answers in ([LOST, NOT_THERE, LOST], [LOST, stored(ports=[])], [Answer(504), Answer(403)]):
        with pytest.raises((ConnectionFailed, Conflict, ServerFailed)) as caught:
            client_of(serve(*answers)).create_service(MANIFEST)
        assert (caught.value.__context__, caught.value.__cause__) == (None, None)
