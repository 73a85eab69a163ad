"""project_namespace on the real cluster, by the library: what is made, seen, mended, refused and asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from slipway.cluster.client import Client
from slipway.cluster.connection import connect
from slipway.cluster.errors import InvalidInput
from slipway.converge.errors import PartlyWritten, Refused
from slipway.operation import TaskContext
from slipway.projects.operation import OPERATION
from tests.fixtures.audit import AuditLog, AuditRecord
from tests.fixtures.real_cluster import RealCluster

RunTask = Callable[..., dict[str, Any]]
ReserveNamespace = Callable[[], str]

CHECK = TaskContext(check_mode=True, diff_mode=True)
DIFF = TaskContext(diff_mode=True)
MANY = 30


@pytest.fixture
def client(cluster: RealCluster) -> Iterator[Client]:
    made = Client(connect({"kubeconfig": str(cluster.kubeconfig)}, {}))
    yield made
    made.close()


@pytest.fixture
def run_task(client: Client) -> RunTask:
    """Run the operation with the given parameters; the rest as Ansible fills them in."""

    def run(context: TaskContext = DIFF, **given: Any) -> dict[str, Any]:
        parameters = {name: argument.get("default") for name, argument in OPERATION.arguments.items()}
        return OPERATION.run(client, {**parameters, **given}, context)

    return run


def actions(result: Mapping[str, Any]) -> list[str]:
    return [entry["action"] for project in result["projects"] for entry in project["objects"]]


def only_in(records: list[AuditRecord], *namespaces: str) -> list[AuditRecord]:
    """The requests about these namespaces, and the LISTs, which name none: other tests run meanwhile."""
    return [record for record in records if {record.namespace, record.name} & set(namespaces) or not record.namespace]


def mutating(audit: AuditLog, mark: int, *namespaces: str) -> list[str]:
    return [str(record) for record in only_in(audit.requests(mark), *namespaces) if record.is_mutating]


def test_a_project_gets_a_namespace_an_account_and_its_binding(
    cluster: RealCluster, run_task: RunTask, reserve_namespace: ReserveNamespace
) -> None:
    place = reserve_namespace()
    result = run_task(name="shop", id="7", namespace=place, labels={"team": "a"}, annotations={"note": "b"})
    assert result["projects"] == [
        {
            "name": "shop",
            "namespace": place,
            "service_account": "project",
            "role_binding": "slipway-project",
            "changed": True,
            "objects": [
                {"kind": "Namespace", "name": place, "action": "created"},
                {"kind": "ServiceAccount", "name": "project", "action": "created"},
                {"kind": "RoleBinding", "name": "slipway-project", "action": "created"},
            ],
        }
    ]
    metadata = cluster.get("namespace", place)["metadata"]
    assert metadata["labels"] == {
        "app.kubernetes.io/managed-by": "slipway",
        "kubernetes.io/metadata.name": place,
        "slipway.dev/project": "shop",
        "slipway.dev/project-id": "7",
        "team": "a",
    }
    assert metadata["annotations"] == {"note": "b"}


def test_the_account_may_work_in_its_namespace_and_nowhere_else(
    cluster: RealCluster, run_task: RunTask, reserve_namespace: ReserveNamespace
) -> None:
    place = reserve_namespace()
    run_task(name="shop", namespace=place)
    ask = ("auth", "can-i", "create", "deployments", "--as", f"system:serviceaccount:{place}:project", "--namespace")
    assert cluster.kubectl(*ask, place, check=False).strip() == "yes"
    assert cluster.kubectl(*ask, "kube-system", check=False).strip().endswith("no")


def test_a_second_run_changes_nothing_and_writes_nothing(
    run_task: RunTask, reserve_namespace: ReserveNamespace, audit: AuditLog
) -> None:
    place = reserve_namespace()
    run_task(name="shop", namespace=place)
    mark = audit.mark()
    again = run_task(name="shop", namespace=place)
    assert (again["changed"], again["diff"], set(actions(again))) == (False, [], {"unchanged"})
    asked = [record for record in audit.requests(mark) if place in {record.namespace, record.name}]
    assert [record.verb for record in asked] == ["get", "get", "get"]


def test_check_mode_writes_nothing_and_predicts_what_the_real_run_does(
    cluster: RealCluster, run_task: RunTask, reserve_namespace: ReserveNamespace, audit: AuditLog
) -> None:
    place = reserve_namespace()
    mark = audit.mark()
    predicted = run_task(CHECK, name="shop", namespace=place)
    assert not mutating(audit, mark, place)
    assert "NotFound" in cluster.kubectl("get", "namespace", place, check=False)
    assert predicted == run_task(name="shop", namespace=place)

    changed = {"name": "shop", "id": "1", "namespace": place, "labels": {"team": "a"}, "cluster_role": "view"}
    mark = audit.mark()
    predicted = run_task(CHECK, **changed)
    assert not mutating(audit, mark, place)
    assert predicted == run_task(**changed)
    assert actions(predicted) == ["updated", "updated", "replaced"]
    assert not run_task(CHECK, **changed)["changed"]


def test_the_diff_shows_what_changes_and_no_more(run_task: RunTask, reserve_namespace: ReserveNamespace) -> None:
    place = reserve_namespace()
    run_task(name="shop", namespace=place, labels={"gone": "1", "kept": "1"})
    (entry,) = run_task(name="shop", namespace=place, labels={"kept": "2", "more": "1"})["diff"]
    before, after = entry["before"]["metadata"]["labels"], entry["after"]["metadata"]["labels"]
    assert dict(before.items() - after.items()) == {"gone": "1", "kept": "1"}
    assert dict(after.items() - before.items()) == {"kept": "2", "more": "1"}
    assert entry["before_header"] == entry["after_header"] == f"Namespace {place}"
    assert "managedFields" not in json.dumps(entry)


def test_a_label_no_longer_given_is_removed_and_one_of_others_stays(
    cluster: RealCluster, run_task: RunTask, reserve_namespace: ReserveNamespace
) -> None:
    place = reserve_namespace()
    run_task(name="shop", namespace=place, labels={"team": "a"})
    cluster.kubectl("label", "namespace", place, "theirs=1")
    assert actions(run_task(name="shop", namespace=place)) == ["updated", "unchanged", "unchanged"]
    labels = cluster.get("namespace", place)["metadata"]["labels"]
    assert labels.get("team") is None
    assert labels["theirs"] == "1"
    assert not run_task(name="shop", namespace=place)["changed"]


@pytest.mark.parametrize(
    ("drift", "mended"),
    [
        (("label", "namespace", "PLACE", "slipway.dev/project-"), ["updated", "unchanged", "unchanged"]),
        (("label", "namespace", "PLACE", "team=b", "--overwrite"), ["updated", "unchanged", "unchanged"]),
        (("delete", "serviceaccount", "project", "-n", "PLACE"), ["unchanged", "created", "unchanged"]),
        (("delete", "rolebinding", "slipway-project", "-n", "PLACE"), ["unchanged", "unchanged", "created"]),
        (
            ("patch", "rolebinding", "slipway-project", "-n", "PLACE", "--type=merge", "-p", '{"subjects":[]}'),
            ["unchanged", "unchanged", "updated"],
        ),
        (
            ("set", "subject", "rolebinding/slipway-project", "-n", "PLACE", "--user=mallory"),
            ["unchanged", "unchanged", "updated"],
        ),
    ],
    ids=["label removed", "label changed", "account deleted", "binding deleted", "subject removed", "subject added"],
)
def test_drift_by_hand_is_mended(
    cluster: RealCluster,
    run_task: RunTask,
    reserve_namespace: ReserveNamespace,
    drift: tuple[str, ...],
    mended: list[str],
) -> None:
    place = reserve_namespace()
    run_task(name="shop", namespace=place, labels={"team": "a"})
    cluster.kubectl(*(word.replace("PLACE", place) for word in drift))
    assert actions(run_task(CHECK, name="shop", namespace=place, labels={"team": "a"})) == mended
    assert actions(run_task(name="shop", namespace=place, labels={"team": "a"})) == mended
    assert not run_task(name="shop", namespace=place, labels={"team": "a"})["changed"]
    (subject,) = cluster.get("rolebinding", "slipway-project", "-n", place)["subjects"]
    assert subject["name"] == "project"


def test_another_cluster_role_replaces_the_binding(
    cluster: RealCluster, run_task: RunTask, reserve_namespace: ReserveNamespace
) -> None:
    place = reserve_namespace()
    run_task(name="shop", namespace=place)
    assert actions(run_task(name="shop", namespace=place, cluster_role="view")) == [
        "unchanged",
        "unchanged",
        "replaced",
    ]
    assert cluster.get("rolebinding", "slipway-project", "-n", place)["roleRef"]["name"] == "view"


def test_many_projects_take_few_requests(
    cluster: RealCluster, run_task: RunTask, reserve_namespace: ReserveNamespace, audit: AuditLog
) -> None:
    places = [reserve_namespace() for _ in range(MANY)]
    projects = [{"name": f"shop {number}", "namespace": place} for number, place in enumerate(places)]
    mark = audit.mark()
    assert set(actions(run_task(projects=projects))) == {"created"}
    asked = only_in(audit.requests(mark), *places)
    assert len([record for record in asked if record.is_mutating]) == 3 * MANY
    # A LIST of ours, one of all names, and the cluster role: nothing is asked in namespaces that do not exist.
    assert sum(record.name in places or record.namespace in places for record in asked) == 3 * MANY

    mark = audit.mark()
    assert not run_task(projects=projects)["changed"]
    again = [record for record in audit.requests(mark) if not record.is_mutating]
    listed = [record.resource for record in again if record.verb == "list" and "managed-by" in record.uri]
    assert {"namespaces", "serviceaccounts", "rolebindings"} <= set(listed)
    assert not [record for record in again if record.name in places or record.namespace in places]


def test_one_change_among_many_is_one_write(
    cluster: RealCluster, run_task: RunTask, reserve_namespace: ReserveNamespace, audit: AuditLog
) -> None:
    places = [reserve_namespace() for _ in range(12)]
    projects: list[dict[str, Any]] = [{"name": "shop", "id": number, "namespace": p} for number, p in enumerate(places)]
    run_task(projects=projects)
    cluster.kubectl("delete", "serviceaccount", "project", "-n", places[3])
    mark = audit.mark()
    result = run_task(projects=projects)
    assert [project["changed"] for project in result["projects"]] == [number == 3 for number in range(12)]
    assert len(mutating(audit, mark, *places)) == 1


def test_a_namespace_of_others_is_refused_and_left_alone(
    cluster: RealCluster, run_task: RunTask, namespace: str, reserve_namespace: ReserveNamespace
) -> None:
    before, fresh = cluster.get("namespace", namespace), reserve_namespace()
    with pytest.raises(Refused, match=f"namespace {namespace} exists and is not managed by slipway; .*adopt: true"):
        run_task(projects=[{"name": "new", "namespace": fresh}, {"name": "shop", "namespace": namespace}])
    assert cluster.get("namespace", namespace) == before
    assert "NotFound" in cluster.kubectl("get", "namespace", fresh, check=False)


def test_a_namespace_of_others_is_adopted_when_asked(cluster: RealCluster, run_task: RunTask, namespace: str) -> None:
    result = run_task(name="shop", namespace=namespace, adopt=True)
    assert actions(result) == ["updated", "created", "created"]
    assert cluster.get("namespace", namespace)["metadata"]["labels"]["slipway.test/created-by"] == "pytest"
    assert not run_task(name="shop", namespace=namespace)["changed"]


def test_a_namespace_of_another_project_is_refused(run_task: RunTask, reserve_namespace: ReserveNamespace) -> None:
    place = reserve_namespace()
    run_task(name="a", id="b-1", namespace=place)
    with pytest.raises(Refused, match=f"namespace {place} is another project's, by its label slipway.dev/project 'a'"):
        run_task(name="a-b", id="1", namespace=place)
    assert run_task(name="a-b", id="1", namespace=place, adopt=True)["changed"]


def test_a_namespace_that_is_being_deleted_is_refused(
    cluster: RealCluster, run_task: RunTask, reserve_namespace: ReserveNamespace
) -> None:
    place = reserve_namespace()
    run_task(name="shop", namespace=place)
    held = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "held", "finalizers": ["slipway.test/held"]}}
    cluster.kubectl("create", "-n", place, "-f", "-", stdin=json.dumps(held))
    cluster.kubectl("delete", "namespace", place, "--wait=false")
    try:
        with pytest.raises(Refused, match=f"Namespace {place} is being deleted; wait until it is gone"):
            run_task(name="shop", namespace=place)
    finally:
        cluster.kubectl(
            "patch", "configmap", "held", "-n", place, "--type=merge", "-p", '{"metadata":{"finalizers":[]}}'
        )


def test_a_cluster_role_that_does_not_exist_is_refused(
    cluster: RealCluster, run_task: RunTask, reserve_namespace: ReserveNamespace
) -> None:
    place = reserve_namespace()
    with pytest.raises(Refused, match="the cluster has no cluster role edti; check cluster_role"):
        run_task(CHECK, name="shop", namespace=place, cluster_role="edti")
    with pytest.raises(Refused, match="the cluster has no cluster role edti"):
        run_task(name="shop", namespace=place, cluster_role="edti")
    assert "NotFound" in cluster.kubectl("get", "namespace", place, check=False)


def test_wrong_input_in_one_of_many_writes_nothing(
    cluster: RealCluster, run_task: RunTask, reserve_namespace: ReserveNamespace
) -> None:
    place = reserve_namespace()
    with pytest.raises(InvalidInput, match=r"project 2 of 2, 'bad': .* has 64 characters"):
        run_task(projects=[{"name": "good", "namespace": place}, {"name": "bad", "namespace": "x" * 64}])
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
        client = Client(connect(options, {}))
        parameters = {name: argument.get("default") for name, argument in OPERATION.arguments.items()}
        with pytest.raises(PartlyWritten) as failed:
            OPERATION.run(client, {**parameters, "name": "shop", "namespace": place}, DIFF)
        client.close()
    finally:
        cluster.kubectl("delete", "clusterrolebinding,clusterrole", account)
    assert "may not patch serviceaccounts/project in namespace" in str(failed.value)
    assert "(1 of 3 objects were written before; run again to go on)" in str(failed.value)
    assert failed.value.result()["changed"] is True
