"""Converging any kind on the real cluster: few requests, no write without a difference, no false "unchanged"."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from slipway.cluster.client import Client
from slipway.converge.compare import cleaned, is_proved_equal, same
from slipway.converge.converge import converge
from slipway.resources.manifest import Manifest
from tests.fixtures.audit import AuditLog
from tests.fixtures.real_cluster import RealCluster

MANAGED = {"app.kubernetes.io/managed-by": "slipway"}


def manifest(api_version: str, kind: str, namespace: str, name: str = "x", **rest: Any) -> Manifest:
    metadata = {"name": name, "namespace": namespace, "labels": MANAGED}
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata, **rest}


def settings(namespace: str, name: str = "x", **data: str) -> Manifest:
    return manifest("v1", "ConfigMap", namespace, name, data=data)


SEEN_OTHERWISE: dict[str, Callable[[str], Manifest]] = {
    "quantity": lambda place: manifest(
        "v1", "ResourceQuota", place, spec={"hard": {"requests.cpu": "0.5", "limits.memory": "1024Mi"}}
    ),
    "defaulted list": lambda place: manifest(
        "v1", "Service", place, spec={"selector": {"app": "x"}, "ports": [{"port": 80}]}
    ),
    "empty rule": lambda place: manifest(
        "networking.k8s.io/v1", "NetworkPolicy", place, spec={"podSelector": {}, "egress": [{}]}
    ),
    "text to bytes": lambda place: manifest("v1", "Secret", place, stringData={"password": "x"}),
}


@pytest.mark.parametrize("make", SEEN_OTHERWISE.values(), ids=SEEN_OTHERWISE)
def test_what_the_server_writes_otherwise_is_unchanged_the_second_time(
    client: Client, namespace: str, audit: AuditLog, make: Callable[[str], Manifest]
) -> None:
    assert converge(client, [make(namespace)])[0].action == "created"
    mark = audit.mark()
    assert converge(client, [make(namespace)])[0].action == "unchanged"
    assert not [str(record) for record in audit.requests(mark, namespace=namespace) if record.is_mutating]


def test_a_removed_key_is_removed_and_seen_in_check_mode(client: Client, cluster: RealCluster, namespace: str) -> None:
    converge(client, [settings(namespace, x="1", y="2")])
    (predicted,) = converge(client, [settings(namespace, x="1")], check_mode=True)
    assert (predicted.action, predicted.after["data"]) == ("updated", {"x": "1"})
    assert cluster.get("configmap", "x", "-n", namespace)["data"] == {"x": "1", "y": "2"}
    converge(client, [settings(namespace, x="1")])
    assert cluster.get("configmap", "x", "-n", namespace)["data"] == {"x": "1"}


def test_a_key_that_another_manager_set_stays(client: Client, cluster: RealCluster, namespace: str) -> None:
    converge(client, [settings(namespace, x="1")])
    cluster.kubectl("patch", "configmap", "x", "-n", namespace, "--type=merge", "-p", '{"data":{"theirs":"1"}}')
    assert converge(client, [settings(namespace, x="1")])[0].action == "unchanged"
    assert converge(client, [settings(namespace, x="2")])[0].action == "updated"
    assert cluster.get("configmap", "x", "-n", namespace)["data"] == {"x": "2", "theirs": "1"}


def test_an_atomic_map_with_a_key_of_others_is_put_right(client: Client, cluster: RealCluster, namespace: str) -> None:
    """A selector is replaced as a whole, so that a foreign key in it is a difference."""
    service = manifest("v1", "Service", namespace, spec={"selector": {"app": "x"}, "ports": [{"port": 80}]})
    converge(client, [service])
    change = '{"spec":{"selector":{"theirs":"1"}}}'
    cluster.kubectl("patch", "service", "x", "-n", namespace, "--type=merge", "-p", change)
    assert converge(client, [service])[0].action == "updated"
    assert cluster.get("service", "x", "-n", namespace)["spec"]["selector"] == {"app": "x"}


def test_secrets_are_read_by_name_alone(client: Client, namespace: str, audit: AuditLog) -> None:
    value = base64.b64encode(b"x").decode()
    secrets = [manifest("v1", "Secret", namespace, f"x{number}", data={"a": value}) for number in range(12)]
    mark = audit.mark()
    converge(client, secrets)
    assert {difference.action for difference in converge(client, secrets)} == {"unchanged"}
    asked = [record for record in audit.requests(mark) if record.resource == "secrets" and record.verb == "list"]
    assert not [record for record in asked if not record.namespace or record.namespace == namespace]


def test_the_proof_never_says_equal_where_the_server_sees_a_change(client: Client, namespace: str) -> None:
    """Applied one after the other: what is proved equal, a dry run leaves as it is."""
    variants = [
        manifest("v1", "Service", namespace, spec=spec)
        for spec in (
            {"ports": [{"port": 80}], "selector": {"a": "1"}},
            {"ports": [{"port": 80, "protocol": "TCP", "targetPort": 80}], "selector": {"a": "1"}},
            {"ports": [{"port": 80, "name": "b"}], "selector": {"a": "1"}},
            {"ports": [{"port": 80}], "selector": {"a": "1", "b": "2"}},
            {"ports": [{"port": 80}]},
        )
    ]
    proved = 0
    for before in variants:
        live = client.apply_service(before)
        for wanted in variants:
            if is_proved_equal(wanted, live):
                proved += 1
                assert same(cleaned(client.apply_service(wanted, dry_run=True)), cleaned(live))
    assert proved
