"""Installing an app: what is made, what a second run does, and what check mode says."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.fixtures.audit import AuditLog
from tests.fixtures.managed_app import APPS_NAMESPACE, App


def test_an_install_makes_the_release_and_removes_its_pod(app: App) -> None:
    result = app.install(values={"message": "hello"})
    assert result["changed"]
    assert result["app"] == {
        "name": app.name,
        "namespace": app.name,
        "release": app.name,
        "revision": 1,
        "status": "deployed",
    }
    assert app.release_values() == {"message": "hello"}
    assert not app.pod_exists()


def test_the_values_secret_goes_with_its_pod(app: App) -> None:
    app.install(values={"message": "hello"})
    selector = f"slipway.dev/app={app.name},slipway.dev/part=values"
    app.cluster.kubectl("wait", "--for=delete", "secret", "-n", APPS_NAMESPACE, "-l", selector, "--timeout=30s")
    assert app.cluster.get("secrets", "-n", APPS_NAMESPACE, "-l", selector)["items"] == []


def test_a_second_run_changes_nothing_and_writes_nothing(app: App, audit: AuditLog) -> None:
    app.install(values={"message": "hello"})
    mark = audit.mark()
    result = app.install(values={"message": "hello"})
    assert not result["changed"]
    assert app.revision() == 1
    ours = [record for record in audit.requests(mark) if app.name in record.uri]
    assert ours, "the second run must have read something"
    assert [str(record) for record in ours if record.verb not in {"get", "list"}] == []


def test_other_values_are_an_upgrade(app: App) -> None:
    app.install(values={"message": "hello", "replicas": 1})
    result = app.install(values={"message": "good bye"})
    assert result["changed"]
    assert result["app"]["revision"] == 2
    assert app.release_values() == {"message": "good bye"}


def test_a_release_that_somebody_changed_by_hand_is_installed_again(app: App) -> None:
    app.install(values={"message": "hello"})
    app.cluster.kubectl("delete", "secret", "-n", app.name, "-l", f"owner=helm,name={app.name}")
    assert app.install(values={"message": "hello"})["changed"]
    assert app.revision() == 1


def test_check_mode_says_that_it_would_install_and_writes_nothing(app: App, audit: AuditLog) -> None:
    mark = audit.mark()
    run = app.play("--check", "--diff", values={"message": "secret-hello"})
    assert run.result["changed"]
    assert run.result["diff"]["before"] == {}
    assert run.result["diff"]["after"]["chart"] == "good"
    assert "secret-hello" not in run.play.text
    assert [str(record) for record in audit.requests(mark) if app.name in record.uri and record.is_mutating] == []


def test_a_diff_says_that_the_values_changed_but_not_to_what(app: App) -> None:
    app.install(values={"message": "first-value"})
    run = app.play("--diff", values={"message": "second-value"})
    assert run.result["diff"]["after"]["values"] == "[hidden, changed]"
    assert "second-value" not in run.play.text


def test_the_account_has_its_rights_in_the_target_namespace_only(app: App) -> None:
    app.install()
    account = f"system:serviceaccount:{APPS_NAMESPACE}:{app.pod}"
    can = ("auth", "can-i", "create", "deployments", "--as", account)
    assert app.cluster.kubectl(*can, "-n", app.name, check=False).strip() == "yes"
    assert app.cluster.kubectl(*can, "-n", "default", check=False).strip().startswith("no")


def test_rights_in_the_whole_cluster_are_given_when_asked_for_and_taken_back(app: App) -> None:
    account = f"system:serviceaccount:{APPS_NAMESPACE}:{app.pod}"
    can = ("auth", "can-i", "create", "deployments", "--as", account, "-n", "default")
    app.install(cluster_wide=True)
    assert app.cluster.kubectl(*can, check=False).strip() == "yes"
    app.install(cluster_wide=False)
    assert app.cluster.kubectl(*can, check=False).strip().startswith("no")


def test_another_cluster_role_replaces_the_former_one(app: App) -> None:
    app.install(cluster_role="admin")
    result = app.install(cluster_role="cluster-admin")
    assert result["changed"], result
    binding = app.cluster.get("rolebinding", app.pod, "-n", app.name)
    assert binding["roleRef"]["name"] == "cluster-admin"


@pytest.mark.parametrize("image", ["slipway.test/helm:3", "slipway.test/helm:4"], ids=["helm3", "helm4"])
def test_a_chart_comes_from_an_oci_registry_with_either_helm(app: App, image: str) -> None:
    chart = "oci://charts.charts.svc/charts/good"
    result = app.install(chart=chart, repository=None, version="1.1.0", plain_http=True, image=image)
    assert result.get("app", {}).get("status") == "deployed", result


def test_a_missing_namespace_is_created_when_asked_for(app: App, reserve_namespace: Callable[[], str]) -> None:
    target = reserve_namespace()
    assert app.install(namespace=target, create_namespace=True)["app"]["status"] == "deployed"


def test_a_missing_namespace_is_told_before_anything_is_written(app: App, audit: AuditLog) -> None:
    mark = audit.mark()
    result = app.install(namespace="no-such-namespace")
    assert result["msg"] == (
        "namespace no-such-namespace does not exist; make it with project_namespace, or set create_namespace: true"
    )
    assert [str(record) for record in audit.requests(mark) if app.name in record.uri and record.is_mutating] == []


def test_rights_of_an_install_that_failed_are_taken_back_too(app: App) -> None:
    account = f"system:serviceaccount:{APPS_NAMESPACE}:{app.pod}"
    can = ("auth", "can-i", "create", "deployments", "--as", account, "-n", "default")
    app.install(chart="no-such-chart", cluster_wide=True)
    assert app.cluster.kubectl(*can, check=False).strip() == "yes"
    app.install(cluster_wide=False)
    assert app.cluster.kubectl(*can, check=False).strip().startswith("no")


def test_check_mode_does_not_ask_for_a_namespace_that_the_play_would_have_made(app: App) -> None:
    assert app.install(check=True, namespace="not-there-yet")["changed"]


def test_a_pod_of_that_name_which_is_not_ours_is_left_alone(app: App) -> None:
    app.install()
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": app.pod, "namespace": APPS_NAMESPACE},
        "spec": {
            "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
            "containers": [_restricted_container()],
        },
    }
    app.cluster.kubectl("create", "-f", "-", stdin=json.dumps(pod))
    result = app.install(values={"message": "other"})
    assert result["msg"] == (
        f"pod {app.pod} in namespace {APPS_NAMESPACE} is not slipway's; delete it, or give the app another name"
    )
    app.cluster.kubectl("delete", "pod", app.pod, "-n", APPS_NAMESPACE, "--now")


def _restricted_container() -> dict[str, Any]:
    return {
        "name": "main",
        "image": "slipway.test/busybox:1",
        "command": ["sleep", "60"],
        "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
    }


def test_an_app_is_one_release_of_a_cluster(app: App, reserve_namespace: Callable[[], str]) -> None:
    app.install()
    other = reserve_namespace()
    result = app.install(namespace=other, create_namespace=True)
    assert result["failure"] == {"code": "refused"}
    assert f"app {app.name} is release {app.name} in namespace {app.name} already" in result["msg"]
    assert not app.install()["changed"]


def test_an_app_whose_release_is_gone_may_move(app: App, reserve_namespace: Callable[[], str]) -> None:
    app.install()
    app.cluster.kubectl("delete", "secret", "-n", app.name, "-l", f"owner=helm,name={app.name}")
    result = app.install(namespace=reserve_namespace(), create_namespace=True)
    assert result["app"]["status"] == "deployed", result
    bindings = app.cluster.get("rolebindings", "-n", app.name, "-l", f"slipway.dev/app={app.name}")
    assert bindings["items"] == []


def test_another_apps_release_is_not_taken_over(app: App) -> None:
    app.install()
    result = app.install(name=f"{app.name}-2", release=app.name)
    assert result["failure"] == {"code": "refused"}
    assert f"release {app.name} in namespace {app.name} is that of app {app.name};" in result["msg"]


def test_a_cluster_role_that_does_not_exist_is_told_before_anything_is_written(app: App, audit: AuditLog) -> None:
    mark = audit.mark()
    result = app.install(cluster_role="no-such-role")
    assert result["msg"] == "the cluster has no cluster role no-such-role; check cluster_role"
    assert [str(record) for record in audit.requests(mark) if app.name in record.uri and record.is_mutating] == []


def test_a_task_that_may_not_give_the_rights_leaves_no_pod_and_no_values(app: App) -> None:
    app.install()
    role = {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": {"name": app.name, "namespace": APPS_NAMESPACE, "labels": {"slipway.dev/app": app.name}},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "edit"},
        "subjects": [{"kind": "User", "name": app.name, "apiGroup": "rbac.authorization.k8s.io"}],
    }
    app.cluster.kubectl("create", "-f", "-", stdin=json.dumps(role))
    in_target = {**role, "metadata": {"name": app.name, "namespace": app.name}}
    app.cluster.kubectl("create", "-f", "-", stdin=json.dumps(in_target))
    app.cluster.kubectl("create", "clusterrole", app.name, "--verb=get", "--resource=namespaces,clusterroles")
    app.cluster.kubectl("create", "clusterrolebinding", app.name, f"--clusterrole={app.name}", f"--user={app.name}")
    app.cluster.kubectl("label", "clusterrolebinding", app.name, f"slipway.dev/app={app.name}")
    result = app.install(values={"message": "other"}, impersonate_user=app.name)
    app.cluster.kubectl("delete", "clusterrole", app.name)
    app.cluster.kubectl("delete", "rolebinding", app.name, "-n", APPS_NAMESPACE)
    assert result["failure"]["code"] == "forbidden", result
    assert "403 Forbidden" in result["msg"]
    assert not app.pod_exists()
    selector = f"slipway.dev/app={app.name},slipway.dev/part=values"
    app.cluster.kubectl("wait", "--for=delete", "secret", "-n", APPS_NAMESPACE, "-l", selector, "--timeout=30s")
