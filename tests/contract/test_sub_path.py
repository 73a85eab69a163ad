"""An API server below a path of a gateway, as management platforms offer their clusters."""

from __future__ import annotations

from contextlib import closing

import pytest

from slipway.cluster.api.watch import Watch
from slipway.cluster.client import Client
from slipway.errors import NotFound
from tests.contract.conftest import AccountWith, GatewayTo, RunPod
from tests.contract.gateway import Gateway
from tests.contract.objects import Manifest, config_map, pod

PREFIX = "/k8s/clusters/c-abc"
EVERYTHING: Manifest = {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}


@pytest.fixture
def below(account_with: AccountWith, gateway_for: GatewayTo) -> tuple[Gateway, Client]:
    """A gateway that has the server below PREFIX, and the client of one who may do all in the namespace."""
    return gateway_for(account_with("does-all", EVERYTHING), prefix=PREFIX)


def test_objects_are_written_and_read_below_the_path(below: tuple[Gateway, Client], namespace: str) -> None:
    gateway, client = below
    client.create_config_map(config_map("s", namespace, a="1"))
    assert client.list_config_maps(namespace, fields="metadata.name=s")[0]["data"] == {"a": "1"}
    assert {line.split(" ")[1][: len(PREFIX) + 1] for line in gateway.asked} == {f"{PREFIX}/"}


def test_versions_of_a_group_are_asked_for_below_the_path(below: tuple[Gateway, Client], namespace: str) -> None:
    gateway, client = below
    with pytest.raises(NotFound):
        client.gateway.gateways.list(namespace)
    assert gateway.asked == [f"GET {PREFIX}/apis/gateway.networking.k8s.io"]


def test_a_watch_runs_below_the_path(below: tuple[Gateway, Client], namespace: str) -> None:
    _gateway, client = below
    with closing(Watch(client.core.config_maps, namespace, fields="metadata.name=s")) as watch:
        events = watch.events()
        client.create_config_map(config_map("s", namespace))
        assert next(events)[0] == "ADDED"
        client.delete_config_map("s", namespace)
        assert next(events)[0] == "DELETED"


def test_commands_and_logs_run_below_the_path(below: tuple[Gateway, Client], namespace: str, run_pod: RunPod) -> None:
    _gateway, client = below
    run_pod(pod("p", namespace, "sh", "-c", "echo said; sleep 600"))
    assert client.pod_log("p", namespace, timestamps=False) == b"said\n"
    assert client.exec("p", namespace, ["cat"], stdin=b"given").stdout == b"given"
