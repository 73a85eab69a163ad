"""A server to hold the client against, and who asks it.

A contract test asks for ``client`` and ``namespace`` and does not know which server answers. Those that need
pods which run, a second way to the server or its insides ask for ``cluster`` or a fixture that does.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import pytest
import trustme

from slipway.cluster.api.watch import Watch
from slipway.cluster.client import Client
from slipway.cluster.connection.connection import connect
from tests.contract.gateway import Gateway
from tests.contract.objects import Manifest, is_running, role, role_binding
from tests.fixtures.real_cluster import RealCluster

_RIGHTS_WITHIN_SECONDS = 20


@dataclass(frozen=True)
class Server:
    """The server under test: where it is, what proves it, and its administrator's kubeconfig."""

    url: str
    ca_file: str
    kubeconfig: Path


@pytest.fixture(scope="session")
def server(cluster: RealCluster, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """The API server that the contract is held against."""
    place = json.loads(cluster.kubeconfig.read_text(encoding="utf-8"))["clusters"][0]["cluster"]
    ca_file = tmp_path_factory.mktemp("server") / "ca.crt"
    ca_file.write_bytes(base64.b64decode(place["certificate-authority-data"]))
    return Server(place["server"], str(ca_file), cluster.kubeconfig)


class ClientWith(Protocol):
    """Makes a client by connection options; it is closed after the test."""

    def __call__(self, **options: Any) -> Client: ...


@pytest.fixture
def client_with() -> Iterator[ClientWith]:
    made: list[Client] = []

    def make(**options: Any) -> Client:
        made.append(Client(connect(options, {})))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def client(client_with: ClientWith, server: Server) -> Client:
    """The server's administrator."""
    return client_with(kubeconfig=str(server.kubeconfig))


@pytest.fixture
def namespace(client: Client) -> Iterator[str]:
    """The name of a new namespace; what a test creates in it goes with it."""
    name = f"contract-{uuid4().hex[:12]}"
    client.create_namespace({"metadata": {"name": name, "labels": {"slipway.test/created-by": "pytest"}}})
    yield name
    client.delete_namespace(name)


@dataclass(frozen=True)
class Account:
    """A service account of the namespace under test."""

    name: str
    token: str
    client: Client


class AccountWith(Protocol):
    """Makes a service account with rules in the namespace. They hold when it returns."""

    def __call__(self, name: str, *rules: Manifest) -> Account: ...


@pytest.fixture
def account_with(client: Client, namespace: str, server: Server, client_with: ClientWith) -> AccountWith:
    def make(name: str, *rules: Manifest) -> Account:
        client.create_service_account({"metadata": {"name": name, "namespace": namespace}})
        token = client.create_token(name, namespace).token
        account = Account(name, token, client_with(host=server.url, ca_cert=server.ca_file, api_key=token))
        if rules:
            client.create_role(role(name, namespace, *rules))
            client.create_role_binding(role_binding(name, namespace, role_name=name, account=name))
            _wait_for_rights(account.client, rules[-1], namespace)
        return account

    return make


@pytest.fixture
def run_pod(client: Client, namespace: str, cluster: RealCluster) -> RunPod:
    client.create_service_account({"metadata": {"name": "runner", "namespace": namespace}})

    def run(manifest: Manifest, until: Callable[[Manifest], bool] = is_running) -> Manifest:
        name = manifest["metadata"]["name"]
        manifest["spec"]["serviceAccountName"] = "runner"
        client.create_pod(manifest)
        with closing(Watch(client.core.pods, namespace, fields=f"metadata.name={name}")) as watch:
            return next(item for _kind, item in watch.events() if until(item))

    return run


def _wait_for_rights(client: Client, rule: Manifest, namespace: str) -> None:
    """The API server's authorizer sees a new binding a moment after it is stored."""
    resource, _slash, subresource = rule["resources"][-1].partition("/")
    give_up_at = time.monotonic() + _RIGHTS_WITHIN_SECONDS
    group, (name, *_names) = rule["apiGroups"][-1], rule.get("resourceNames", [""])
    while not client.can_i(rule["verbs"][-1], resource, namespace, group=group, subresource=subresource, name=name):
        assert time.monotonic() < give_up_at, f"the server does not notice the rule {rule}"
        time.sleep(0.02)


class RunPod(Protocol):
    """Creates a pod in the namespace and waits until it is as wanted: running, unless another condition is given."""

    def __call__(self, manifest: Manifest, until: Callable[[Manifest], bool] = ...) -> Manifest: ...


class GatewayTo(Protocol):
    """Puts a gateway before the server; gives it and an account's client through it. See Gateway for what it does."""

    def __call__(self, account: Account, **behaviour: Any) -> tuple[Gateway, Client]: ...


@pytest.fixture(scope="session")
def gateway_authority() -> trustme.CA:
    """Signs for gateways, and for whatever else answers there."""
    return trustme.CA()


@pytest.fixture(scope="session")
def gateway_ca_file(gateway_authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("gateway") / "ca.crt"
    gateway_authority.cert_pem.write_to_path(str(path))
    return str(path)


@pytest.fixture
def gateway_for(
    server: Server, client_with: ClientWith, gateway_authority: trustme.CA, gateway_ca_file: str
) -> Iterator[GatewayTo]:
    open_gateways: list[Gateway] = []

    def make(account: Account, **behaviour: Any) -> tuple[Gateway, Client]:
        gateway = Gateway((server.url, server.ca_file), gateway_authority.issue_cert("127.0.0.1"), **behaviour)
        open_gateways.append(gateway)
        return gateway, client_with(host=gateway.url, ca_cert=gateway_ca_file, api_key=account.token)

    yield make
    for gateway in open_gateways:
        gateway.close()
