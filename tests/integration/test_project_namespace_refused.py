"""Project namespaces on the real cluster: what is refused, and that nothing is half-written then."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import connect
from slipway.converge.deletion import wait_until_gone
from slipway.errors import InvalidInput
from slipway.operation import TaskContext
from slipway.projects.outcome import ProjectsFailed
from tests.fixtures.project_namespace import CHECK, NEW, actions, project_namespace
from tests.fixtures.real_cluster import RealCluster

ReserveNamespace = Callable[[], str]


def test_a_namespace_of_others_is_refused_and_left_alone(
    cluster: RealCluster, runner_client: Client, namespace: str, reserve_namespace: ReserveNamespace
) -> None:
    before, fresh = cluster.get("namespace", namespace), reserve_namespace()
    with pytest.raises(ProjectsFailed, match=f"namespace {namespace} exists and is not managed by slipway; .*adopt"):
        project_namespace(
            runner_client, projects=[{"name": "new", "namespace": fresh}, {"name": "shop", "namespace": namespace}]
        )
    assert cluster.get("namespace", namespace) == before


def test_one_that_is_refused_does_not_hold_up_the_others_and_a_second_run_finishes(
    cluster: RealCluster, runner_client: Client, namespace: str, reserve_namespace: ReserveNamespace
) -> None:
    fresh, other = reserve_namespace(), reserve_namespace()
    projects = [
        {"name": "new", "namespace": fresh},
        {"name": "shop", "namespace": namespace},
        {"name": "typo", "namespace": other, "cluster_role": "edti"},
    ]
    with pytest.raises(ProjectsFailed) as failed:
        project_namespace(runner_client, projects=projects)
    told = failed.value.result()
    assert [(item["changed"], item.get("failed", False)) for item in told["projects"]] == [
        (True, False),
        (False, True),
        (False, True),
    ]
    assert told["counts"] == {"projects": 3, "changed": 1, "failed": 2}
    assert cluster.get("namespace", fresh)["metadata"]["labels"]["slipway.dev/project"] == "new"
    mended = [projects[0], projects[2] | {"cluster_role": "edit"}]
    assert [item["changed"] for item in project_namespace(runner_client, projects=mended)["projects"]] == [False, True]


def test_a_namespace_of_nobody_is_adopted_when_asked(cluster: RealCluster, client: Client, namespace: str) -> None:
    """As the administrator: the runner's policy keeps it out of namespaces that are not ours."""
    result = project_namespace(client, name="shop", namespace=namespace, adopt=True)
    assert actions(result) == [("updated", "Namespace"), *NEW[1:]]
    assert cluster.get("namespace", namespace)["metadata"]["labels"]["slipway.test/created-by"] == "pytest"
    assert not project_namespace(client, name="shop", namespace=namespace)["changed"]


def test_the_runner_may_not_adopt_what_is_not_ours(runner_client: Client, cluster: RealCluster, namespace: str) -> None:
    before = cluster.get("namespace", namespace)
    with pytest.raises(ProjectsFailed, match=r"^Kubernetes error: (403|422)"):
        project_namespace(runner_client, name="shop", namespace=namespace, adopt=True)
    assert cluster.get("namespace", namespace) == before


@pytest.mark.parametrize("adopt", [False, True])
def test_a_namespace_of_another_project_is_refused_whatever_is_asked(
    runner_client: Client, reserve_namespace: ReserveNamespace, *, adopt: bool
) -> None:
    place = reserve_namespace()
    project_namespace(runner_client, name="a", id="b-1", namespace=place)
    with pytest.raises(
        ProjectsFailed, match=f"namespace {place} belongs to another project, name 'a', id 'b-1' by its"
    ):
        project_namespace(runner_client, name="a-b", id="1", namespace=place, adopt=adopt)


def test_a_namespace_that_is_being_deleted_is_waited_for_and_made_again(
    cluster: RealCluster, runner_client: Client, reserve_namespace: ReserveNamespace
) -> None:
    place = reserve_namespace()
    project_namespace(runner_client, name="shop", namespace=place)
    before = cluster.get("namespace", place)["metadata"]["uid"]
    cluster.kubectl("delete", "namespace", place, "--wait=false")
    predicted = project_namespace(runner_client, CHECK, name="shop", namespace=place)
    assert predicted["projects"][0].pop("prediction") == "local"
    assert project_namespace(runner_client, name="shop", namespace=place) == predicted
    assert actions(predicted) == NEW
    assert cluster.get("namespace", place)["metadata"]["uid"] != before


def test_a_namespace_that_others_made_again_meanwhile_is_theirs(
    cluster: RealCluster,
    client: Client,
    reserve_namespace: ReserveNamespace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As the administrator, whom no policy keeps out."""
    place = reserve_namespace()
    project_namespace(client, name="shop", namespace=place)
    cluster.kubectl("delete", "namespace", place, "--wait=false")

    def wait_until_others_made_it(*arguments: Any) -> Any:
        left = wait_until_gone(*arguments)
        cluster.kubectl("create", "namespace", place)
        return left

    monkeypatch.setattr("slipway.projects.presence.wait_until_gone", wait_until_others_made_it)
    with pytest.raises(ProjectsFailed, match=f"namespace {place} exists and is not managed by slipway"):
        project_namespace(client, name="shop", namespace=place)
    assert "slipway.dev/project" not in cluster.get("namespace", place)["metadata"]["labels"]


def test_one_that_does_not_go_says_what_holds_it(
    cluster: RealCluster, runner_client: Client, reserve_namespace: ReserveNamespace
) -> None:
    place = reserve_namespace()
    project_namespace(runner_client, name="shop", namespace=place)
    held = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "held", "finalizers": ["slipway.test/held"]}}
    cluster.kubectl("create", "-n", place, "-f", "-", stdin=json.dumps(held))
    cluster.kubectl("delete", "namespace", place, "--wait=false")
    # The namespace controller takes some seconds to say what is left.
    cluster.kubectl("wait", f"namespace/{place}", "--for=condition=NamespaceFinalizersRemaining", "--timeout=60s")
    try:
        with pytest.raises(ProjectsFailed) as failed:
            project_namespace(runner_client, name="shop", namespace=place, timeout=1)
        with pytest.raises(ProjectsFailed) as deleting:
            project_namespace(runner_client, name="shop", namespace=place, timeout=1, state="absent")
    finally:
        change = '{"metadata":{"finalizers":[]}}'
        cluster.kubectl("patch", "configmap", "held", "-n", place, "--type=merge", "-p", change)
    for error in (failed.value, deleting.value):
        assert f"namespace {place} is being deleted and was not gone after 1 s; it is held by" in str(error)
        assert error.failure()["finalizers"] == ["slipway.test/held"]
        assert error.failure()["objects"][0].startswith("configmaps")
    project_namespace(runner_client, name="shop", namespace=place, state="absent")
    assert "NotFound" in cluster.kubectl("get", "namespace", place, check=False)


def test_a_field_that_another_manager_owns_is_not_taken_and_the_manager_is_named(
    cluster: RealCluster, runner_client: Client, client: Client, reserve_namespace: ReserveNamespace
) -> None:
    place = reserve_namespace()
    project_namespace(runner_client, name="shop", namespace=place)
    quota = {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "slipway-project", "namespace": place}}
    theirs = json.dumps(quota | {"spec": {"hard": {"pods": "3"}}})
    cluster.kubectl("apply", "--server-side", "--field-manager=theirs", "-f", "-", stdin=theirs)
    with pytest.raises(ProjectsFailed) as failed:
        project_namespace(runner_client, name="shop", namespace=place, quota={"pods": 5})
    assert failed.value.failure()["conflicts"] == [{"field": "spec.hard.pods", "manager": "theirs"}]
    assert cluster.get("resourcequota", "slipway-project", "-n", place)["spec"]["hard"] == {"pods": "3"}
    project_namespace(runner_client, name="shop", namespace=place, quota={"pods": 5}, adopt=True)
    assert cluster.get("resourcequota", "slipway-project", "-n", place)["spec"]["hard"] == {"pods": "5"}


def test_a_cluster_role_that_does_not_exist_is_refused(
    cluster: RealCluster, runner_client: Client, reserve_namespace: ReserveNamespace
) -> None:
    place = reserve_namespace()
    for context in (CHECK, TaskContext()):
        with pytest.raises(ProjectsFailed, match="the cluster has no cluster role edti; check cluster_role"):
            project_namespace(runner_client, context, name="shop", namespace=place, cluster_role="edti")
    assert "NotFound" in cluster.kubectl("get", "namespace", place, check=False)


def test_wrong_input_in_one_of_many_writes_nothing(
    cluster: RealCluster, runner_client: Client, reserve_namespace: ReserveNamespace
) -> None:
    place = reserve_namespace()
    with pytest.raises(InvalidInput, match=r"project 2 of 2, 'bad': .* has 64 characters"):
        project_namespace(
            runner_client, projects=[{"name": "good", "namespace": place}, {"name": "bad", "namespace": "x" * 64}]
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
        with pytest.raises(ProjectsFailed) as failed:
            project_namespace(runner, name="shop", namespace=place)
        runner.close()
    finally:
        cluster.kubectl("delete", "clusterrolebinding,clusterrole", account)
    assert "may not patch serviceaccounts/project in namespace" in str(failed.value)
    assert "(1 of 3 objects were written before; run again to go on)" in str(failed.value)
    assert failed.value.result()["changed"] is True
