"""Project namespaces on the real cluster: what is made, seen, mended and asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from slipway.cluster.client import Client
from slipway.projects.naming import identity_digest
from slipway.projects.outcome import ProjectsFailed
from tests.fixtures.audit import AuditLog
from tests.fixtures.project_namespace import CHECK, NEW, actions, mutating, only_in, project_namespace
from tests.fixtures.real_cluster import RealCluster

ReserveNamespace = Callable[[], str]

MANY = 30


def test_a_project_gets_a_namespace_an_account_and_its_binding(
    cluster: RealCluster, runner_client: Client, reserve_namespace: ReserveNamespace
) -> None:
    place = reserve_namespace()
    result = project_namespace(
        runner_client, name="shop", id="7", namespace=place, labels={"team": "a"}, annotations={"note": "b"}
    )
    assert result["projects"] == [
        {
            "name": "shop",
            "namespace": place,
            "service_account": "project",
            "changed": True,
            "actions": [
                {"kind": "Namespace", "name": place, "action": "created"},
                {"kind": "ServiceAccount", "name": "project", "action": "created"},
                {"kind": "RoleBinding", "name": "slipway-project", "action": "created"},
            ],
        }
    ]
    assert result["counts"] == {"projects": 1, "changed": 1, "failed": 0}
    metadata = cluster.get("namespace", place)["metadata"]
    assert metadata["labels"] == {
        "app.kubernetes.io/managed-by": "slipway",
        "kubernetes.io/metadata.name": place,
        "pod-security.kubernetes.io/enforce": "baseline",
        "pod-security.kubernetes.io/enforce-version": "latest",
        "slipway.dev/identity": identity_digest("shop", "7", None),
        "slipway.dev/project": "shop",
        "slipway.dev/project-id": "7",
        "team": "a",
    }
    recorded = "rbac.authorization.k8s.io/v1/RoleBinding v1/ServiceAccount"
    assert metadata["annotations"] == {"note": "b", "slipway.dev/applied": recorded}


def test_the_account_may_work_in_its_namespace_and_nowhere_else(
    cluster: RealCluster, runner_client: Client, reserve_namespace: ReserveNamespace
) -> None:
    place = reserve_namespace()
    project_namespace(runner_client, name="shop", namespace=place)
    ask = ("auth", "can-i", "create", "deployments", "--as", f"system:serviceaccount:{place}:project", "--namespace")
    assert cluster.kubectl(*ask, place, check=False).strip() == "yes"
    assert cluster.kubectl(*ask, "kube-system", check=False).strip().endswith("no")


def test_a_second_run_changes_nothing_and_writes_nothing(
    runner_client: Client, reserve_namespace: ReserveNamespace, audit: AuditLog
) -> None:
    place = reserve_namespace()
    project_namespace(runner_client, name="shop", namespace=place)
    mark = audit.mark()
    again = project_namespace(runner_client, name="shop", namespace=place)
    assert (again["changed"], again["diff"], actions(again)) == (False, [], [])
    assert [record.verb for record in only_in(audit.requests(mark), place)] == ["get", "list", "list"]


def test_check_mode_writes_nothing_and_predicts_what_the_real_run_does(
    cluster: RealCluster, runner_client: Client, reserve_namespace: ReserveNamespace, audit: AuditLog
) -> None:
    place = reserve_namespace()
    mark = audit.mark()
    predicted = project_namespace(runner_client, CHECK, name="shop", namespace=place)
    assert not mutating(audit, mark, place)
    assert "NotFound" in cluster.kubectl("get", "namespace", place, check=False)
    assert predicted["projects"][0].pop("prediction") == "local"
    assert predicted == project_namespace(runner_client, name="shop", namespace=place)

    changed = {"name": "shop", "namespace": place, "labels": {"team": "a"}, "cluster_role": "view"}
    mark = audit.mark()
    predicted = project_namespace(runner_client, CHECK, **changed)
    assert not mutating(audit, mark, place)
    assert predicted["projects"][0].pop("prediction") == "server"
    assert predicted == project_namespace(runner_client, **changed)
    assert actions(predicted) == [("updated", "Namespace"), ("replaced", "RoleBinding")]
    assert not project_namespace(runner_client, CHECK, **changed)["changed"]


def test_the_diff_shows_what_changes_and_no_more(runner_client: Client, reserve_namespace: ReserveNamespace) -> None:
    place = reserve_namespace()
    project_namespace(runner_client, name="shop", namespace=place, labels={"gone": "1", "kept": "1"})
    (entry,) = project_namespace(runner_client, name="shop", namespace=place, labels={"kept": "2", "more": "1"})["diff"]
    before, after = entry["before"]["metadata"]["labels"], entry["after"]["metadata"]["labels"]
    assert dict(before.items() - after.items()) == {"gone": "1", "kept": "1"}
    assert dict(after.items() - before.items()) == {"kept": "2", "more": "1"}
    assert entry["before_header"] == entry["after_header"] == f"Namespace {place}"
    assert "managedFields" not in json.dumps(entry)


def test_a_label_no_longer_given_is_removed_and_one_of_others_stays(
    cluster: RealCluster, runner_client: Client, reserve_namespace: ReserveNamespace
) -> None:
    place = reserve_namespace()
    project_namespace(runner_client, name="shop", namespace=place, labels={"team": "a"})
    cluster.kubectl("label", "namespace", place, "theirs=1")
    (project,) = project_namespace(runner_client, name="shop", namespace=place)["projects"]
    assert project["actions"] == [
        {
            "kind": "Namespace",
            "name": place,
            "action": "updated",
            "fields": ["metadata.labels.team"],
            "managers": ["kubectl-label"],
        }
    ]
    labels = cluster.get("namespace", place)["metadata"]["labels"]
    assert labels.get("team") is None
    assert labels["theirs"] == "1"
    assert not project_namespace(runner_client, name="shop", namespace=place)["changed"]


@pytest.mark.parametrize(
    ("drift", "mended"),
    [
        (("label", "namespace", "PLACE", "slipway.dev/project-"), [("updated", "Namespace")]),
        (("label", "namespace", "PLACE", "team=b", "--overwrite"), [("updated", "Namespace")]),
        (("delete", "serviceaccount", "project", "-n", "PLACE"), [("created", "ServiceAccount")]),
        (("delete", "rolebinding", "slipway-project", "-n", "PLACE"), [("created", "RoleBinding")]),
        (
            ("patch", "rolebinding", "slipway-project", "-n", "PLACE", "--type=merge", "-p", '{"subjects":[]}'),
            [("updated", "RoleBinding")],
        ),
        (
            ("set", "subject", "rolebinding/slipway-project", "-n", "PLACE", "--user=mallory"),
            [("updated", "RoleBinding")],
        ),
    ],
    ids=["label removed", "label changed", "account deleted", "binding deleted", "subject removed", "subject added"],
)
def test_drift_by_hand_is_mended(
    cluster: RealCluster,
    runner_client: Client,
    reserve_namespace: ReserveNamespace,
    drift: tuple[str, ...],
    mended: list[tuple[str, str]],
) -> None:
    place = reserve_namespace()
    project_namespace(runner_client, name="shop", namespace=place, labels={"team": "a"})
    cluster.kubectl(*(word.replace("PLACE", place) for word in drift))
    assert (
        actions(project_namespace(runner_client, CHECK, name="shop", namespace=place, labels={"team": "a"})) == mended
    )
    assert actions(project_namespace(runner_client, name="shop", namespace=place, labels={"team": "a"})) == mended
    assert not project_namespace(runner_client, name="shop", namespace=place, labels={"team": "a"})["changed"]
    (subject,) = cluster.get("rolebinding", "slipway-project", "-n", place)["subjects"]
    assert subject["name"] == "project"


def test_another_cluster_role_replaces_the_binding(
    cluster: RealCluster, runner_client: Client, reserve_namespace: ReserveNamespace
) -> None:
    place = reserve_namespace()
    project_namespace(runner_client, name="shop", namespace=place)
    made = project_namespace(runner_client, name="shop", namespace=place, cluster_role="view")
    assert actions(made) == [("replaced", "RoleBinding")]
    assert made["projects"][0]["actions"][0]["fields"] == ["roleRef.name"]
    assert cluster.get("rolebinding", "slipway-project", "-n", place)["roleRef"]["name"] == "view"


@pytest.mark.parametrize(
    ("policy", "change"),
    [
        ("slipway-default-deny", {"ingress": [{}], "egress": [{}]}),
        ("slipway-default-deny", {"podSelector": {"matchLabels": {"no": "pod"}}}),
        ("slipway-default-deny", {"policyTypes": ["Ingress"]}),
        ("slipway-dns", {"ingress": [{}], "policyTypes": ["Ingress", "Egress"]}),
    ],
    ids=["rules added", "selector", "types", "other direction"],
)
def test_a_network_policy_that_the_tenant_opened_is_closed_again(
    cluster: RealCluster,
    runner_client: Client,
    reserve_namespace: ReserveNamespace,
    audit: AuditLog,
    policy: str,
    change: dict[str, Any],
) -> None:
    place = reserve_namespace()
    wanted = {"name": "shop", "namespace": place, "network": {"default_deny": True, "dns": True}}
    project_namespace(runner_client, **wanted)
    before = cluster.get("networkpolicy", policy, "-n", place)["spec"]
    tenant = f"--as=system:serviceaccount:{place}:project"
    patch = json.dumps({"spec": change})
    cluster.kubectl("patch", "networkpolicy", policy, "-n", place, "--type=merge", "-p", patch, tenant)
    assert actions(project_namespace(runner_client, CHECK, **wanted)) == [("updated", "NetworkPolicy")]
    (project,) = project_namespace(runner_client, **wanted)["projects"]
    assert {field.removeprefix("spec.").partition(".")[0] for field in project["actions"][0]["fields"]} == set(change)
    assert cluster.get("networkpolicy", policy, "-n", place)["spec"] == before
    mark = audit.mark()
    assert not project_namespace(runner_client, **wanted)["changed"]
    assert {record.verb for record in only_in(audit.requests(mark), place)} == {"get", "list"}


def test_a_namespace_that_lost_its_record_still_loses_what_is_no_longer_wanted(
    cluster: RealCluster, runner_client: Client, reserve_namespace: ReserveNamespace
) -> None:
    place = reserve_namespace()
    project_namespace(runner_client, name="shop", namespace=place, quota={"pods": 5}, network={"dns": True})
    cluster.kubectl("annotate", "namespace", place, "slipway.dev/applied-")
    made = project_namespace(runner_client, name="shop", namespace=place)
    assert actions(made) == [("updated", "Namespace"), ("removed", "NetworkPolicy"), ("removed", "ResourceQuota")]
    assert not project_namespace(runner_client, name="shop", namespace=place)["changed"]


def test_check_mode_knows_of_a_role_that_may_not_be_bound(
    runner_client: Client, client: Client, reserve_namespace: ReserveNamespace
) -> None:
    place = reserve_namespace()
    project_namespace(runner_client, name="shop", namespace=place)
    with pytest.raises(ProjectsFailed, match="for a runner, run slipway rbac for these projects again"):
        project_namespace(runner_client, CHECK, name="shop", namespace=place, cluster_role="system:node")


def test_what_a_killed_run_left_of_a_replacement_does_not_stop_the_next_one(
    cluster: RealCluster, runner_client: Client, reserve_namespace: ReserveNamespace
) -> None:
    """It died with the new rights in a stand-in and the old binding in place; by now another role is wanted."""
    place = reserve_namespace()
    project_namespace(runner_client, name="shop", namespace=place)
    binding = cluster.get("rolebinding", "slipway-project", "-n", place)
    metadata = {"name": "slipway-project-next", "namespace": place, "labels": binding["metadata"]["labels"]}
    role = {**binding["roleRef"], "name": "view"}
    runner_client.apply_role_binding({**binding, "metadata": metadata, "roleRef": role})
    made = project_namespace(runner_client, name="shop", namespace=place, cluster_role="admin")
    assert set(actions(made)) == {("replaced", "RoleBinding"), ("removed", "RoleBinding")}
    (left,) = cluster.get("rolebindings", "-n", place)["items"]
    assert (left["metadata"]["name"], left["roleRef"]["name"]) == ("slipway-project", "admin")


def test_many_projects_take_few_requests(
    cluster: RealCluster, runner_client: Client, reserve_namespace: ReserveNamespace, audit: AuditLog
) -> None:
    places = [reserve_namespace() for _ in range(MANY)]
    projects = [{"name": f"shop {number}", "namespace": place} for number, place in enumerate(places)]
    mark = audit.mark()
    assert actions(project_namespace(runner_client, projects=projects)) == NEW * MANY
    # Beside a LIST of ours, one of all names and the cluster role: nothing is asked in namespaces that do not exist.
    # A namespace takes two writes: the create, which one of two runs alone is granted, and the apply.
    assert [record.is_mutating for record in only_in(audit.requests(mark), *places)] == [True] * 4 * MANY

    mark = audit.mark()
    assert not project_namespace(runner_client, projects=projects)["changed"]
    again = audit.requests(mark)
    listed = [record.resource for record in again if record.verb == "list" and "managed-by" in record.uri]
    assert {"namespaces", "serviceaccounts", "rolebindings"} <= set(listed)
    assert not only_in(again, *places)


def test_one_change_among_many_is_one_write(
    cluster: RealCluster, runner_client: Client, reserve_namespace: ReserveNamespace, audit: AuditLog
) -> None:
    places = [reserve_namespace() for _ in range(12)]
    projects: list[dict[str, Any]] = [{"name": "shop", "id": number, "namespace": p} for number, p in enumerate(places)]
    project_namespace(runner_client, projects=projects)
    cluster.kubectl("delete", "serviceaccount", "project", "-n", places[3])
    mark = audit.mark()
    result = project_namespace(runner_client, projects=projects)
    assert [project["changed"] for project in result["projects"]] == [number == 3 for number in range(12)]
    assert result["counts"] == {"projects": 12, "changed": 1, "failed": 0}
    assert len(mutating(audit, mark, *places)) == 1
