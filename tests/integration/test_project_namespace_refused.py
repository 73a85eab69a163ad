"""Project namespaces on the real cluster: what is refused, and that nothing is half-written then."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import connect
from slipway.converge.errors import PartlyWritten, Refused
from slipway.errors import InvalidInput
from tests.fixtures.project_namespace import CHECK, actions, project_namespace
from tests.fixtures.real_cluster import RealCluster

ReserveNamespace = Callable[[], str]


def test_a_namespace_of_others_is_refused_and_left_alone(
    cluster: RealCluster, client: Client, namespace: str, reserve_namespace: ReserveNamespace
) -> None:
    before, fresh = cluster.get("namespace", namespace), reserve_namespace()
    with pytest.raises(Refused, match=f"namespace {namespace} exists and is not managed by slipway; .*adopt: true"):
        project_namespace(
            client, projects=[{"name": "new", "namespace": fresh}, {"name": "shop", "namespace": namespace}]
        )
    assert cluster.get("namespace", namespace) == before
    assert "NotFound" in cluster.kubectl("get", "namespace", fresh, check=False)


def test_a_namespace_of_others_is_adopted_when_asked(cluster: RealCluster, client: Client, namespace: str) -> None:
    result = project_namespace(client, name="shop", namespace=namespace, adopt=True)
    assert actions(result) == ["updated", "created", "created"]
    assert cluster.get("namespace", namespace)["metadata"]["labels"]["slipway.test/created-by"] == "pytest"
    assert not project_namespace(client, name="shop", namespace=namespace)["changed"]


def test_a_namespace_of_another_project_is_refused(client: Client, reserve_namespace: ReserveNamespace) -> None:
    place = reserve_namespace()
    project_namespace(client, name="a", id="b-1", namespace=place)
    with pytest.raises(Refused, match=f"namespace {place} is another project's, by its label slipway.dev/project 'a'"):
        project_namespace(client, name="a-b", id="1", namespace=place)
    assert project_namespace(client, name="a-b", id="1", namespace=place, adopt=True)["changed"]


def test_a_namespace_that_is_being_deleted_is_refused(
    cluster: RealCluster, client: Client, reserve_namespace: ReserveNamespace
) -> None:
    place = reserve_namespace()
    project_namespace(client, name="shop", namespace=place)
    held = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "held", "finalizers": ["slipway.test/held"]}}
    cluster.kubectl("create", "-n", place, "-f", "-", stdin=json.dumps(held))
    cluster.kubectl("delete", "namespace", place, "--wait=false")
    try:
        with pytest.raises(Refused, match=f"Namespace {place} is being deleted; wait until it is gone"):
            project_namespace(client, name="shop", namespace=place)
    finally:
        cluster.kubectl(
            "patch", "configmap", "held", "-n", place, "--type=merge", "-p", '{"metadata":{"finalizers":[]}}'
        )


def test_a_cluster_role_that_does_not_exist_is_refused(
    cluster: RealCluster, client: Client, reserve_namespace: ReserveNamespace
) -> None:
    place = reserve_namespace()
    with pytest.raises(Refused, match="the cluster has no cluster role edti; check cluster_role"):
        project_namespace(client, CHECK, name="shop", namespace=place, cluster_role="edti")
    with pytest.raises(Refused, match="the cluster has no cluster role edti"):
        project_namespace(client, name="shop", namespace=place, cluster_role="edti")
    assert "NotFound" in cluster.kubectl("get", "namespace", place, check=False)


def test_wrong_input_in_one_of_many_writes_nothing(
    cluster: RealCluster, client: Client, reserve_namespace: ReserveNamespace
) -> None:
    place = reserve_namespace()
    with pytest.raises(InvalidInput, match=r"project 2 of 2, 'bad': .* has 64 characters"):
        project_namespace(
            client, projects=[{"name": "good", "namespace": place}, {"name": "bad", "namespace": "x" * 64}]
        )
    assert "NotFound" in cluster.kubectl("get", "namespace", place, check=False)


def test_a_refused_write_says_what_is_missing_and_what_was_done(
    cluster: RealCluster, reserve_namespace: ReserveNamespace
) -> None:
    place = reserve_namespace()
    account = f"runner-{place}"
    cluster.kubectl("create", "clusterrole", account, "--verb=get,list,create,patch", "--resource=namespaces")
    cluster.kubectl("create", "clusterrolebinding", account, f"--clusterrole={account}", f"--user={account}")
    try:
        options = {"kubeconfig": str(cluster.kubeconfig), "impersonate_user": account}
        runner = Client(connect(options, {}))
        with pytest.raises(PartlyWritten) as failed:
            project_namespace(runner, name="shop", namespace=place)
        runner.close()
    finally:
        cluster.kubectl("delete", "clusterrolebinding,clusterrole", account)
    assert "may not patch serviceaccounts/project in namespace" in str(failed.value)
    assert "(1 of 3 objects were written before; run again to go on)" in str(failed.value)
    assert failed.value.result()["changed"] is True
