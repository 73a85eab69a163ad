"""Every way to say who we are, on the real API server."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from slipway.cluster.client import Client
from slipway.cluster.connection import pod_account
from slipway.cluster.connection.connection import connect
from slipway.errors import ApiError, ConnectionFailed, Forbidden, Unauthorized
from tests.fixtures.audit import AuditLog
from tests.fixtures.real_cluster import RealCluster


@pytest.fixture
def entries(cluster: RealCluster) -> tuple[dict[str, Any], dict[str, Any]]:
    """The cluster and the user of the administrator's kubeconfig."""
    document = json.loads(cluster.kubeconfig.read_text(encoding="utf-8"))
    return document["clusters"][0]["cluster"], document["users"][0]["user"]


@pytest.fixture
def files(entries: tuple[dict[str, Any], dict[str, Any]], tmp_path: Path) -> dict[str, str]:
    """CA, certificate and key of the administrator as files."""
    place, user = entries
    data = {
        "ca_cert": place["certificate-authority-data"],
        "client_cert": user["client-certificate-data"],
        "client_key": user["client-key-data"],
    }
    for name, text in data.items():
        (tmp_path / name).write_bytes(base64.b64decode(text))
    return {name: str(tmp_path / name) for name in data}


@pytest.fixture
def server(entries: tuple[dict[str, Any], dict[str, Any]]) -> str:
    return str(entries[0]["server"])


@pytest.fixture
def reader(cluster: RealCluster, namespace: str) -> str:
    """A token of an account that may read its namespace and nothing else."""
    who = f"--serviceaccount={namespace}:default"
    cluster.kubectl("create", "rolebinding", "reader", "--clusterrole=view", who, "--namespace", namespace)
    return cluster.kubectl("create", "token", "default", "--namespace", namespace).strip()


def asked_by(audit: AuditLog, mark: int, namespace: str) -> set[str]:
    events = [record.event for record in audit.requests(mark, namespace=namespace)]
    return {event.get("impersonatedUser", event["user"])["username"] for event in events}


def test_a_kubeconfig_and_its_context(cluster: RealCluster, namespace: str) -> None:
    client = Client(connect({"kubeconfig": str(cluster.kubeconfig), "context": "slipway-test"}, {}))
    assert client.get_namespace(namespace)["metadata"]["name"] == namespace


def test_a_token(server: str, files: dict[str, str], reader: str, namespace: str, audit: AuditLog) -> None:
    mark = audit.mark()
    client = Client(connect({"host": server, "ca_cert": files["ca_cert"], "api_key": reader}, {}))
    assert client.list_pods(namespace) == []
    with pytest.raises(Forbidden, match=r"service account default in namespace .* may not list secrets in namespace"):
        client.list_secrets(namespace)
    assert asked_by(audit, mark, namespace) == {f"system:serviceaccount:{namespace}:default"}


def test_a_token_goes_before_the_kubeconfigs_certificate(cluster: RealCluster, reader: str, namespace: str) -> None:
    client = Client(connect({"kubeconfig": str(cluster.kubeconfig), "api_key": reader}, {}))
    with pytest.raises(Forbidden):
        client.list_secrets(namespace)


def test_a_client_certificate(server: str, files: dict[str, str], namespace: str) -> None:
    client = Client(connect({"host": server, **files}, {}))
    assert client.list_secrets(namespace) == []


def test_impersonation_of_a_user_and_groups(cluster: RealCluster, namespace: str, audit: AuditLog) -> None:
    cluster.kubectl("create", "rolebinding", "devs", "--clusterrole=view", "--group=devs", "--namespace", namespace)
    mark = audit.mark()
    options = {"kubeconfig": str(cluster.kubeconfig), "impersonate_user": "jane doe"}
    with pytest.raises(Forbidden):
        Client(connect(options, {})).list_pods(namespace)
    assert Client(connect({**options, "impersonate_groups": ["others", "devs"]}, {})).list_pods(namespace) == []
    assert asked_by(audit, mark, namespace) == {"jane doe"}


def test_the_account_of_a_pod(
    server: str, files: dict[str, str], reader: str, namespace: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "token").write_text(reader, encoding="utf-8")
    (tmp_path / "ca.crt").write_bytes(Path(files["ca_cert"]).read_bytes())
    monkeypatch.setattr(pod_account, "FOLDER", str(tmp_path))
    host, _colon, port = server.removeprefix("https://").partition(":")
    environment = {"KUBERNETES_SERVICE_HOST": host, "KUBERNETES_SERVICE_PORT": port}
    assert Client(connect({}, environment)).list_pods(namespace) == []


def test_an_unknown_token_is_told_to_be_renewed(server: str, files: dict[str, str]) -> None:
    client = Client(connect({"host": server, "ca_cert": files["ca_cert"], "api_key": "nobody"}, {}))
    with pytest.raises(Unauthorized, match="the credentials are missing, wrong or expired; renew the token"):
        client.list_namespaces()


def test_plain_http_is_told_by_the_servers_answer(server: str) -> None:
    client = Client(connect({"host": server.replace("https", "http"), "api_key": "nobody", "allow_http": True}, {}))
    with pytest.raises(ApiError, match=r"400 BadRequest .*: check the scheme \(https\)"):
        client.list_namespaces()


def test_a_server_of_another_name_is_not_trusted(cluster: RealCluster, tmp_path: Path) -> None:
    document = json.loads(cluster.kubeconfig.read_text(encoding="utf-8"))
    document["clusters"][0]["cluster"]["tls-server-name"] = "other.example"
    (tmp_path / "config").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(ConnectionFailed, match="is for another name or address"):
        Client(connect({"kubeconfig": str(tmp_path / "config")}, {})).list_namespaces()


def test_a_server_is_trusted_by_the_name_given_for_it(cluster: RealCluster, tmp_path: Path) -> None:
    document = json.loads(cluster.kubeconfig.read_text(encoding="utf-8"))
    document["clusters"][0]["cluster"]["tls-server-name"] = "kubernetes.default.svc"
    (tmp_path / "config").write_text(json.dumps(document), encoding="utf-8")
    assert Client(connect({"kubeconfig": str(tmp_path / "config")}, {})).list_namespaces()


def test_connections_are_made_in_threads_at_once(cluster: RealCluster) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: connect({"kubeconfig": str(cluster.kubeconfig)}, {}), range(100)))
    assert len(made) == 100
