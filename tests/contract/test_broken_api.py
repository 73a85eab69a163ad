"""An aggregated API whose backend is gone: its own kinds fail, and nothing else does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest

from slipway.cluster.api.api_group import ApiGroup, ApiResource
from slipway.cluster.api.api_groups import SUPPORTED_API_GROUPS
from slipway.cluster.client import Client
from slipway.cluster.connection.connection import connect
from slipway.errors import NotFound, ServerFailed
from tests.contract.conftest import Server
from tests.fixtures.real_cluster import RealCluster


@pytest.fixture(scope="module")
def broken_group(cluster: RealCluster) -> Iterator[str]:
    """A group whose API server is a service that does not exist."""
    group = f"broken-{uuid4().hex[:8]}.slipway.test"
    service = {
        "apiVersion": "apiregistration.k8s.io/v1",
        "kind": "APIService",
        "metadata": {"name": f"v1.{group}"},
        "spec": {
            "group": group,
            "version": "v1",
            "groupPriorityMinimum": 100,
            "versionPriority": 100,
            "service": {"name": "no-such-service", "namespace": "default"},
        },
    }
    cluster.kubectl("create", "--filename", "-", stdin=json.dumps(service))
    cluster.kubectl("wait", "--for=condition=Available=False", f"apiservice/v1.{group}", "--timeout=30s")
    yield group
    cluster.kubectl("delete", "apiservice", f"v1.{group}")


@pytest.fixture
def client(server: Server, broken_group: str) -> Iterator[Client]:
    """The administrator, who knows the broken group too; it stands first, to be in the way if it can."""
    things = ApiGroup(broken_group, ("v2", "v1"), (ApiResource("Thing", "things"),))
    made = Client(connect({"kubeconfig": str(server.kubeconfig)}, {}), {"things": things, **SUPPORTED_API_GROUPS})
    yield made
    made.close()


def test_groups_of_one_version_go_on(client: Client, namespace: str) -> None:
    assert client.list_deployments(namespace) == []


def test_groups_of_several_versions_go_on(client: Client, namespace: str) -> None:
    assert client.list_horizontal_pod_autoscalers(namespace) == []


def test_a_group_that_is_not_installed_is_still_told_so(client: Client, namespace: str) -> None:
    with pytest.raises(NotFound, match=r"the server has no API group gateway\.networking\.k8s\.io"):
        client.gateway.gateways.list(namespace)


def test_the_cluster_counts_as_connected(client: Client) -> None:
    assert client.connection_status().state == "connected"


def test_its_own_kinds_tell_that_the_server_fails(client: Client, namespace: str) -> None:
    with pytest.raises(ServerFailed) as caught:
        client.group("things").things.list(namespace)
    assert (caught.value.status, caught.value.reason) == (503, "ServiceUnavailable")
    assert (caught.value.attributes.resource, caught.value.attributes.version) == ("things", "v1")
