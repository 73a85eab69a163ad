"""Accounts that lack a right: the project that needs it fails and says so, others are done, nothing is forgotten."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import connect
from slipway.projects.outcome import ProjectsFailed
from tests.fixtures.project_namespace import actions, project_namespace
from tests.fixtures.real_cluster import RealCluster

ReserveNamespace = Callable[[], str]
GiveClient = Callable[..., Client]

ALL = ["get", "list", "watch", "create", "patch", "delete"]
KINDS = {
    "": ["namespaces", "serviceaccounts", "resourcequotas", "configmaps", "secrets"],
    "rbac.authorization.k8s.io": ["rolebindings", "clusterroles"],
}


@pytest.fixture
def limited(cluster: RealCluster, reserve_namespace: ReserveNamespace) -> Iterator[GiveClient]:
    """Clients of accounts that may do all that projects need, but for some verbs on one resource."""
    made: list[tuple[str, Client]] = []

    def give(resource: str, *without: str) -> Client:
        name = f"limited-{reserve_namespace()}"
        rules = [
            {
                "apiGroups": [group],
                "resources": [one],
                "verbs": [verb for verb in ALL if one != resource or verb not in without],
            }
            for group, resources in KINDS.items()
            for one in resources
            if one != resource or set(ALL) - set(without)
        ]
        rules.append({"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["clusterroles"], "verbs": ["bind"]})
        role = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": name}}
        cluster.kubectl("create", "-f", "-", stdin=json.dumps(role | {"rules": rules}))
        cluster.kubectl("create", "clusterrolebinding", name, f"--clusterrole={name}", f"--user={name}")
        made.append((name, Client(connect({"kubeconfig": str(cluster.kubeconfig), "impersonate_user": name}, {}))))
        return made[-1][1]

    yield give
    for name, client in made:
        client.close()
        cluster.kubectl("delete", "clusterrolebinding,clusterrole", name)


@pytest.fixture
def template(tmp_path: Path) -> str:
    path = tmp_path / "settings.yml.j2"
    path.write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {a: b}\n", encoding="utf-8")
    return str(path)


def test_what_may_not_be_listed_any_more_is_not_forgotten(
    cluster: RealCluster, client: Client, limited: GiveClient, reserve_namespace: ReserveNamespace, template: str
) -> None:
    place = reserve_namespace()
    project_namespace(client, name="shop", namespace=place, templates=[template])
    before = cluster.get("namespace", place)
    with pytest.raises(ProjectsFailed, match=r"Kubernetes error: 403 Forbidden: .* may not list configmaps"):
        project_namespace(limited("configmaps", *ALL), name="shop", namespace=place)
    assert cluster.get("namespace", place) == before
    assert actions(project_namespace(client, name="shop", namespace=place)) == [
        ("updated", "Namespace"),
        ("removed", "ConfigMap"),
    ]


def test_a_recorded_secret_that_may_not_be_read_fails_its_project_alone(
    client: Client, limited: GiveClient, reserve_namespace: ReserveNamespace
) -> None:
    one, other = reserve_namespace(), reserve_namespace()
    projects: list[dict[str, Any]] = [{"name": "a", "namespace": one}, {"name": "b", "namespace": other}]
    project_namespace(client, projects=[projects[0] | {"token": "secret"}, projects[1]])
    changed = [projects[0], projects[1] | {"labels": {"team": "b"}}]
    with pytest.raises(ProjectsFailed) as failed:
        project_namespace(limited("secrets", "get"), projects=changed)
    assert "may not get secrets/project-token" in str(failed.value)
    told = failed.value.result()["projects"]
    assert [(item["changed"], item.get("failed", False)) for item in told] == [(False, True), (True, False)]


def test_a_kind_that_may_not_be_read_fails_its_project_alone(
    client: Client, limited: GiveClient, reserve_namespace: ReserveNamespace
) -> None:
    one, other = reserve_namespace(), reserve_namespace()
    projects: list[dict[str, Any]] = [{"name": "a", "namespace": one}, {"name": "b", "namespace": other}]
    project_namespace(client, projects=projects)
    changed = [projects[0] | {"quota": {"pods": 1}}, projects[1] | {"labels": {"team": "b"}}]
    with pytest.raises(ProjectsFailed, match="may not list resourcequotas") as failed:
        project_namespace(limited("resourcequotas", *ALL), projects=changed)
    assert [item["changed"] for item in failed.value.result()["projects"]] == [False, True]


def test_a_deletion_that_cannot_be_watched_is_told_as_done(
    limited: GiveClient, client: Client, reserve_namespace: ReserveNamespace
) -> None:
    place = reserve_namespace()
    project_namespace(client, name="shop", namespace=place)
    with pytest.raises(ProjectsFailed, match=r"may not (list|watch) namespaces") as failed:
        project_namespace(limited("namespaces", "watch", "list"), name="shop", namespace=place, state="absent")
    told = failed.value.result()
    assert (told["changed"], actions(told)) == (True, [("removed", "Namespace")])


def test_what_was_written_before_a_removal_failed_is_told(
    limited: GiveClient, client: Client, reserve_namespace: ReserveNamespace
) -> None:
    place = reserve_namespace()
    project_namespace(client, name="shop", namespace=place, quota={"pods": 1})
    with pytest.raises(ProjectsFailed, match="may not delete resourcequotas") as failed:
        project_namespace(limited("resourcequotas", "delete"), name="shop", namespace=place, labels={"team": "a"})
    told = failed.value.result()
    assert (told["changed"], actions(told)) == (True, [("updated", "Namespace")])
    made = project_namespace(client, name="shop", namespace=place, labels={"team": "a"})
    assert actions(made) == [("updated", "Namespace"), ("removed", "ResourceQuota")]
