"""Two projects whose names meet in one namespace, on the real cluster: the first has it, the other never gets it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from slipway.cluster.client import Client
from slipway.converge.claim import claim
from slipway.converge.errors import Refused
from slipway.converge.observe_namespaces import LiveNamespaces
from slipway.converge.plan_namespaces import PlannedNamespace, plan_namespaces
from slipway.converge.write_namespaces import write_namespaces
from slipway.projects.outcome import ProjectsFailed
from slipway.projects.project import PROJECT_SELECTOR
from slipway.projects.requested import requested_projects
from tests.fixtures.audit import AuditLog
from tests.fixtures.project_namespace import mutating, project_namespace
from tests.fixtures.real_cluster import RealCluster


@pytest.mark.parametrize("state", ["present", "absent"])
def test_a_dash_in_a_name_gives_nobody_the_namespace_of_another_project(
    cluster: RealCluster, runner_client: Client, reserve_namespace: Callable[[], str], audit: AuditLog, state: str
) -> None:
    taken = reserve_namespace()
    place = f"{taken}-1-2"
    try:
        project_namespace(runner_client, name=f"{taken}-1", id="2")
        before, mark = cluster.get("namespace", place), audit.mark()
        with pytest.raises(ProjectsFailed, match=f"namespace {place} (is|belongs to) another project"):
            project_namespace(runner_client, name=taken, id="1", environment="2", adopt=True, state=state)
        assert cluster.get("namespace", place) == before
        assert not mutating(audit, mark, place)
    finally:
        cluster.kubectl("delete", "namespace", place, "--ignore-not-found", "--wait=false")


def planned_where_nothing_is(client: Client, **project: str) -> list[PlannedNamespace]:
    """What a run plans that has looked before anybody made the namespace."""
    wanted = [item.wanted for item in requested_projects({"projects": [project]})]
    return plan_namespaces(client, wanted, LiveNamespaces({wanted[0].name: None}, None), PROJECT_SELECTOR)


def test_of_two_runs_that_find_nothing_the_second_never_gets_the_namespace_of_the_first(
    cluster: RealCluster, runner_client: Client, reserve_namespace: Callable[[], str]
) -> None:
    taken = reserve_namespace()
    place = f"{taken}-1-2"
    try:
        first = planned_where_nothing_is(runner_client, name=f"{taken}-1", id="2")
        second = planned_where_nothing_is(runner_client, name=taken, id="1", environment="2")
        assert write_namespaces(runner_client, first) == {}
        before = cluster.get("namespace", place)
        failed = write_namespaces(runner_client, second)[place]
        assert isinstance(failed.error, Refused)
        assert str(failed.error) == (
            f"namespace {place} was made by somebody else while this ran; run again to see whose it is"
        )
        assert failed.written == ()
        assert cluster.get("namespace", place) == before
    finally:
        cluster.kubectl("delete", "namespace", place, "--ignore-not-found", "--wait=false")


def test_of_two_runs_for_one_project_both_get_its_namespace(
    runner_client: Client, reserve_namespace: Callable[[], str]
) -> None:
    place = reserve_namespace()
    plans = [planned_where_nothing_is(runner_client, name="shop", id="1", namespace=place) for _ in range(2)]
    assert [write_namespaces(runner_client, plan) for plan in plans] == [{}, {}]


def test_a_label_that_a_new_namespace_got_can_be_taken_away_again(
    cluster: RealCluster, runner_client: Client, reserve_namespace: Callable[[], str]
) -> None:
    place = reserve_namespace()
    project_namespace(runner_client, name="shop", namespace=place, labels={"team": "a"}, pod_security_version="v1.30")
    project_namespace(runner_client, name="shop", namespace=place)
    labels = cluster.get("namespace", place)["metadata"]["labels"]
    assert "team" not in labels
    assert labels["pod-security.kubernetes.io/enforce-version"] == "latest"


def test_a_run_that_was_killed_right_after_it_made_a_namespace_is_completed_with_another_level(
    cluster: RealCluster, runner_client: Client, reserve_namespace: Callable[[], str]
) -> None:
    place = reserve_namespace()
    (plan,) = planned_where_nothing_is(runner_client, name="shop", namespace=place)
    claim(runner_client, plan.wanted)
    assert project_namespace(runner_client, name="shop", namespace=place, pod_security="restricted")["changed"]
    labels = cluster.get("namespace", place)["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"
    assert not project_namespace(runner_client, name="shop", namespace=place, pod_security="restricted")["changed"]


@pytest.mark.parametrize("labels", [{}, {"slipway.dev/project": "shop", "slipway.dev/project-id": "1"}])
def test_labels_that_anybody_can_set_make_no_namespace_ours(
    cluster: RealCluster, client: Client, reserve_namespace: Callable[[], str], labels: dict[str, str]
) -> None:
    place = reserve_namespace()
    labelled = {"app.kubernetes.io/managed-by": "slipway", **labels}
    metadata = {"name": place, "labels": labelled}
    cluster.kubectl(
        "create", "-f", "-", stdin=json.dumps({"apiVersion": "v1", "kind": "Namespace", "metadata": metadata})
    )
    with pytest.raises(ProjectsFailed, match="exists and is not managed by slipway; give another namespace, or adopt"):
        project_namespace(client, name="shop", id="1", namespace=place)
    with pytest.raises(ProjectsFailed, match="is not this project's, so it is not deleted"):
        project_namespace(client, name="shop", id="1", namespace=place, state="absent")
    assert cluster.get("namespace", place)["metadata"]["labels"].items() >= labelled.items()


def test_an_identity_that_was_changed_is_told_with_what_it_should_be(
    cluster: RealCluster, runner_client: Client, reserve_namespace: Callable[[], str]
) -> None:
    place = reserve_namespace()
    project_namespace(runner_client, name="shop", id="1", namespace=place)
    identity = cluster.get("namespace", place)["metadata"]["labels"]["slipway.dev/identity"]
    cluster.kubectl("label", "namespace", place, "slipway.dev/identity=abc", "--overwrite")
    with pytest.raises(ProjectsFailed, match=f"if it is this one's, set it to {identity}"):
        project_namespace(runner_client, name="shop", id="1", namespace=place)
