"""Credentials that end or change while a client lives."""

from __future__ import annotations

import base64
import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from slipway.cluster.client import Client
from slipway.errors import TLSFailed, Unauthorized
from tests.contract.conftest import AccountWith, ClientWith, GatewayTo, Server
from tests.contract.objects import Manifest
from tests.fixtures.real_cluster import RealCluster

READ_PODS: Manifest = {"apiGroups": [""], "resources": ["pods"], "verbs": ["list"]}


@pytest.fixture(autouse=True)
def look_at_files_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise files are looked at once a second, and each test would wait for that."""
    monkeypatch.setattr("slipway.cluster.http.transport.LOOK_AT_FILES", -1.0)


@pytest.fixture
def kubeconfig(server: Server, tmp_path: Path) -> Callable[..., Path]:
    """Write a kubeconfig of the server and a user."""

    def write(**user: Any) -> Path:
        document = {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "c",
            "contexts": [{"name": "c", "context": {"cluster": "s", "user": "u"}}],
            "clusters": [{"name": "s", "cluster": {"server": server.url, "certificate-authority": server.ca_file}}],
            "users": [{"name": "u", "user": user}],
        }
        path = tmp_path / "kubeconfig"
        path.write_text(json.dumps(document), encoding="utf-8")
        return path

    return write


@pytest.fixture
def plugin(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """A credential plugin that gives these tokens one after the other, the last again and again."""

    def make(*tokens: str) -> dict[str, Any]:
        credential: dict[str, Any] = {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential"}
        for number, token in enumerate(tokens, 1):
            credential["status"] = {"token": token}
            (tmp_path / f"credential-{number}").write_text(json.dumps(credential), encoding="utf-8")
        program = tmp_path / "plugin"
        program.write_text(
            f'#!/bin/sh\ncd "{tmp_path}"\necho run >> runs\nn=$(wc -l < runs)\n'
            f"[ $n -gt {len(tokens)} ] && n={len(tokens)}\ncat credential-$n\n",
            encoding="utf-8",
        )
        program.chmod(0o700)
        return {"apiVersion": credential["apiVersion"], "command": str(program), "interactiveMode": "Never"}

    return make


@pytest.fixture
def ended_token(client: Client, namespace: str) -> str:
    """A token of an account that is gone. The server has never seen it, so it remembers nothing of it."""
    client.create_service_account({"metadata": {"name": "gone", "namespace": namespace}})
    token = client.create_token("gone", namespace).token
    client.delete_service_account("gone", namespace)
    return token


@pytest.fixture
def certificate_of(client: Client, cluster: RealCluster, tmp_path: Path) -> Callable[[str], tuple[Path, Path]]:
    """A certificate of a user, signed by the cluster as any user's is, and its key."""

    def make(user: str) -> tuple[Path, Path]:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, user)])
        asked = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
        certificate_path, key_path = tmp_path / f"{user}.crt", tmp_path / f"{user}.key"
        key_path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        certificate_path.write_bytes(signed(client, cluster, asked.public_bytes(serialization.Encoding.PEM)))
        return certificate_path, key_path

    return make


def signed(client: Client, cluster: RealCluster, asked: bytes) -> bytes:
    """What the cluster makes of a certificate signing request that an administrator approves."""
    requests, name = client.certificates.certificate_signing_requests, f"contract-{uuid4().hex[:8]}"
    requests.create(
        {
            "metadata": {"name": name},
            "spec": {
                "request": base64.b64encode(asked).decode(),
                "signerName": "kubernetes.io/kube-apiserver-client",
                "usages": ["client auth"],
                "expirationSeconds": 600,
            },
        }
    )
    try:
        cluster.kubectl("certificate", "approve", name)
        give_up_at = time.monotonic() + 30
        while not (certificate := requests.get(name)["status"].get("certificate")):
            assert time.monotonic() < give_up_at, "the cluster signs nothing"
            time.sleep(0.02)
    finally:
        requests.delete(name)
    return base64.b64decode(certificate)


def who(client: Client) -> str:
    """The user name that the server knows a client by."""
    review = client.authentication.self_subject_reviews.create({"metadata": {}})
    return str(review["status"]["userInfo"]["username"])


def test_a_plugin_is_asked_again_when_its_token_has_ended(
    client_with: ClientWith,
    kubeconfig: Callable[..., Path],
    plugin: Callable[..., dict[str, Any]],
    account_with: AccountWith,
    ended_token: str,
    namespace: str,
    tmp_path: Path,
) -> None:
    token = account_with("reader", READ_PODS).token
    client = client_with(kubeconfig=str(kubeconfig(exec=plugin(ended_token, token))))
    assert client.list_pods(namespace) == []
    assert (tmp_path / "runs").read_text(encoding="utf-8") == "run\nrun\n"


def test_a_create_is_done_once_the_token_is_renewed(
    client_with: ClientWith,
    kubeconfig: Callable[..., Path],
    plugin: Callable[..., dict[str, Any]],
    account_with: AccountWith,
    ended_token: str,
    namespace: str,
) -> None:
    writer = account_with("writer", {"apiGroups": [""], "resources": ["configmaps"], "verbs": ["create"]})
    client = client_with(kubeconfig=str(kubeconfig(exec=plugin(ended_token, writer.token))))
    assert client.create_config_map({"metadata": {"name": "s", "namespace": namespace}})["metadata"]["name"] == "s"


def test_a_plugin_that_gives_ended_tokens_alone_is_asked_once_more_and_no_more(
    client_with: ClientWith,
    kubeconfig: Callable[..., Path],
    plugin: Callable[..., dict[str, Any]],
    ended_token: str,
    namespace: str,
    tmp_path: Path,
) -> None:
    client = client_with(kubeconfig=str(kubeconfig(exec=plugin(ended_token))))
    with pytest.raises(Unauthorized, match="renew the token"):
        client.list_pods(namespace)
    assert (tmp_path / "runs").read_text(encoding="utf-8") == "run\nrun\n"


def test_a_refusal_asks_no_plugin_again(
    client_with: ClientWith,
    kubeconfig: Callable[..., Path],
    plugin: Callable[..., dict[str, Any]],
    account_with: AccountWith,
    namespace: str,
    tmp_path: Path,
) -> None:
    client = client_with(kubeconfig=str(kubeconfig(exec=plugin(account_with("nobody").token))))
    assert not client.can_i("list", "pods", namespace)
    assert (tmp_path / "runs").read_text(encoding="utf-8") == "run\n"


def test_a_token_file_is_read_anew_when_its_token_has_ended(
    client_with: ClientWith,
    kubeconfig: Callable[..., Path],
    account_with: AccountWith,
    ended_token: str,
    namespace: str,
    tmp_path: Path,
) -> None:
    file = tmp_path / "token"
    file.write_text(ended_token, encoding="utf-8")
    client = client_with(kubeconfig=str(kubeconfig(tokenFile=str(file))))
    file.write_text(account_with("next").token, encoding="utf-8")
    assert who(client) == f"system:serviceaccount:{namespace}:next"


def test_a_kubeconfig_that_changed_is_read_anew(
    client_with: ClientWith, kubeconfig: Callable[..., Path], account_with: AccountWith, namespace: str
) -> None:
    client = client_with(kubeconfig=str(kubeconfig(token=account_with("first").token)))
    assert who(client) == f"system:serviceaccount:{namespace}:first"
    kubeconfig(token=account_with("second").token)
    assert who(client) == f"system:serviceaccount:{namespace}:second"


def test_a_client_certificate_that_changed_is_read_anew(
    client_with: ClientWith,
    kubeconfig: Callable[..., Path],
    certificate_of: Callable[[str], tuple[Path, Path]],
    tmp_path: Path,
) -> None:
    certificate, key = tmp_path / "client.crt", tmp_path / "client.key"

    def become(user: str) -> None:
        given = certificate_of(user)
        shutil.copy(given[0], certificate)
        shutil.copy(given[1], key)

    become("jane")
    client = client_with(kubeconfig=str(kubeconfig(**{"client-certificate": str(certificate), "client-key": str(key)})))
    assert who(client) == "jane"
    become("joan")
    assert who(client) == "joan"


def test_a_file_of_authorities_that_changed_is_read_anew(
    client_with: ClientWith, gateway_for: GatewayTo, account_with: AccountWith, gateway_ca_file: str, tmp_path: Path
) -> None:
    account = account_with("nobody")
    gateway, _client = gateway_for(account)
    file = tmp_path / "ca.crt"
    trustme.CA().cert_pem.write_to_path(str(file))
    client = client_with(host=gateway.url, ca_cert=str(file), api_key=account.token)
    with pytest.raises(TLSFailed):
        who(client)
    shutil.copy(gateway_ca_file, file)
    assert who(client).endswith(":nobody")
