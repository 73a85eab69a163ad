"""The client's verbs on the real API server."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Queue
from typing import Any

import pytest

from slipway.cluster.api.watch import Watch
from slipway.cluster.client import Client
from slipway.cluster.connection.connection import connect
from slipway.errors import ApiError, Conflict, Forbidden, Invalid, NotFound
from tests.fixtures.audit import AuditLog
from tests.fixtures.real_cluster import RealCluster


@pytest.fixture
def client(cluster: RealCluster) -> Client:
    return Client(connect({"kubeconfig": str(cluster.kubeconfig)}, {}))


def settings(name: str, namespace: str, **data: str) -> dict[str, Any]:
    metadata = {"name": name, "namespace": namespace}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}


def pod(name: str, namespace: str) -> dict[str, Any]:
    spec = {"containers": [{"name": "main", "image": "slipway.test/pause:1"}]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": namespace}, "spec": spec}


def test_a_list_of_several_pages_is_whole(client: Client, namespace: str, audit: AuditLog) -> None:
    for number in range(5):
        client.create_config_map(settings(f"s-{number}", namespace, number=str(number)))
    mark = audit.mark()
    found = client.list_config_maps(namespace, fields="metadata.name!=kube-root-ca.crt", page_size=2)
    assert [item["data"]["number"] for item in found] == ["0", "1", "2", "3", "4"]
    assert {(item["apiVersion"], item["kind"]) for item in found} == {("v1", "ConfigMap")}
    assert len(audit.requests(mark, namespace=namespace)) == 3


def test_metadata_alone_brings_no_secret(client: Client, namespace: str) -> None:
    secret = {"metadata": {"name": "s", "namespace": namespace}, "stringData": {"password": "planted"}}
    client.create_secret(secret)
    (found,) = client.list_secrets(namespace, metadata_only=True)
    assert (found["metadata"]["name"], "data" in found) == ("s", False)


def test_apply_creates_changes_and_removes_what_is_given_no_more(client: Client, namespace: str) -> None:
    client.apply_config_map(settings("s", namespace, a="1", b="2"))
    client.apply_config_map(settings("s", namespace, a="1"))
    assert client.get_config_map("s", namespace)["data"] == {"a": "1"}


def test_apply_takes_a_field_from_another_manager(client: Client, cluster: RealCluster, namespace: str) -> None:
    cluster.kubectl("create", "configmap", "s", "--from-literal=a=theirs", "--namespace", namespace)
    assert client.apply_config_map(settings("s", namespace, a="ours"))["data"] == {"a": "ours"}


def test_a_dry_run_says_what_would_be_and_changes_nothing(client: Client, namespace: str) -> None:
    assert client.create_config_map(settings("s", namespace, a="1"), dry_run=True)["data"] == {"a": "1"}
    assert client.apply_config_map(settings("s", namespace, a="2"), dry_run=True)["data"] == {"a": "2"}
    assert client.find_config_map("s", namespace) is None


def test_patch_removes_with_null(client: Client, namespace: str) -> None:
    client.create_config_map(settings("s", namespace, a="1", b="2"))
    assert client.patch_config_map("s", {"data": {"a": None}}, namespace)["data"] == {"b": "2"}


def test_delete_can_insist_on_one_object(client: Client, namespace: str) -> None:
    uid = client.create_config_map(settings("s", namespace))["metadata"]["uid"]
    with pytest.raises(Conflict):
        client.delete_config_map("s", namespace, uid="another")
    assert client.delete_config_map("s", namespace, uid=uid)
    assert not client.delete_config_map("s", namespace)


@pytest.mark.parametrize(
    ("ask", "kind"),
    [
        (lambda client, namespace: client.create_config_map(settings("Not A Name", namespace)), Invalid),
        (lambda client, namespace: client.get_pod("../secrets/s", namespace), NotFound),
        (lambda client, namespace: client.get_pod("a?b=c#d", namespace), NotFound),
        (lambda client, namespace: client.list_pods(namespace, labels="a in (("), ApiError),
        (lambda client, namespace: client.create_pod(pod("p", f"{namespace}-gone")), NotFound),
    ],
    ids=["bad name", "path in a name", "query in a name", "bad selector", "no namespace"],
)
def test_a_refused_request_is_an_error_of_ours_without_the_servers_words(
    client: Client, namespace: str, ask: Callable[[Client, str], Any], kind: type[ApiError]
) -> None:
    with pytest.raises(kind) as caught:
        ask(client, namespace)
    assert str(caught.value).startswith(f"Kubernetes error: {caught.value.status} ")
    assert "Not A Name" not in str(caught.value)


def test_a_quota_that_is_used_up_is_told(client: Client, cluster: RealCluster, namespace: str) -> None:
    cluster.kubectl("create", "quota", "none", "--hard=pods=0", "--namespace", namespace)
    with pytest.raises(Forbidden, match="a resource quota of the namespace is used up"):
        client.create_pod(pod("p", namespace))


def test_pod_security_that_refuses_is_told(client: Client, namespace: str) -> None:
    level = {"pod-security.kubernetes.io/enforce": "restricted"}
    client.patch_namespace(namespace, {"metadata": {"labels": level}})
    with pytest.raises(Forbidden, match="the namespace's pod security level refuses the pod"):
        client.create_pod(pod("p", namespace))


def test_a_namespace_that_is_being_deleted_is_told(client: Client, namespace: str) -> None:
    held = settings("held", namespace)
    held["metadata"]["finalizers"] = ["slipway.dev/test"]
    client.create_config_map(held)
    client.delete_namespace(namespace)
    with pytest.raises(Forbidden, match="the namespace is being deleted; wait until it is gone and run again"):
        client.create_config_map(settings("s", namespace))
    client.patch_config_map("held", {"metadata": {"finalizers": None}}, namespace)


def test_rights_that_an_account_does_not_have_itself_are_told(
    client: Client, cluster: RealCluster, namespace: str
) -> None:
    rule = ["--verb=create,get", "--resource=roles.rbac.authorization.k8s.io", "--namespace", namespace]
    cluster.kubectl("create", "role", "giver", *rule)
    cluster.kubectl("create", "rolebinding", "giver", "--role=giver", "--user=giver", "--namespace", namespace)
    giver = Client(connect({"kubeconfig": str(cluster.kubeconfig), "impersonate_user": "giver"}, {}))
    everything = [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]
    with pytest.raises(Forbidden, match="an account may not give rights that it does not have"):
        giver.create_role({"metadata": {"name": "all", "namespace": namespace}, "rules": everything})


def test_a_watch_tells_what_is_there_and_each_change_until_closed(client: Client, namespace: str) -> None:
    client.create_config_map(settings("first", namespace))
    watch = Watch(client.core.config_maps, namespace, fields="metadata.name!=kube-root-ca.crt")
    told: Queue[tuple[str, str]] = Queue()

    def read() -> None:
        for kind, item in watch.events():
            told.put((kind, item["metadata"]["name"]))

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    assert told.get(timeout=30) == ("ADDED", "first")
    client.apply_config_map(settings("second", namespace))
    client.patch_config_map("second", {"data": {"a": "1"}}, namespace)
    client.delete_config_map("second", namespace)
    changes = [told.get(timeout=30) for _change in range(3)]
    assert changes == [("ADDED", "second"), ("MODIFIED", "second"), ("DELETED", "second")]
    watch.close()
    reader.join(10)
    assert not reader.is_alive()


def test_a_watch_from_a_version_no_longer_kept_begins_anew(client: Client, namespace: str) -> None:
    client.create_config_map(settings("s", namespace))
    watch = Watch(client.core.config_maps, namespace, fields="metadata.name=s")
    watch._version = "1"
    assert next(watch.events())[0] == "ADDED"
    watch.close()


def test_the_client_is_used_from_many_threads(client: Client, namespace: str) -> None:
    failed: list[Exception] = []

    def write(number: int) -> None:
        try:
            client.apply_config_map(settings(f"s-{number}", namespace))
        except ApiError as error:
            failed.append(error)

    writers = [threading.Thread(target=write, args=[number]) for number in range(20)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failed == []
    assert len(client.list_config_maps(namespace)) >= 20
