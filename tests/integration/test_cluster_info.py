"""cluster_info: what a cluster says of itself, and which rights an account lacks before it makes projects."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from slipway.operation import TaskContext, perform
from slipway.projects.cluster_info import OPERATION
from slipway.projects.runner_needs import needs_of
from tests.fixtures.audit import AuditLog
from tests.fixtures.playbook import RunPlaybook
from tests.fixtures.played_tasks import AS_MODULE, comparable, playbook_of, results_of, task
from tests.fixtures.real_cluster import RealCluster
from tests.fixtures.runner import GiveRunner, Runner

PROFILES: dict[str, Any] = {
    "plain": {"token": "bound"},
    "viewed": {"cluster_role": "view", "token": "secret"},
    "ruled": {"rules": [{"resources": ["configmaps"], "verbs": ["get"]}]},
}
EXTRA_KINDS = ["apps/Deployment"]
EXTRA_SECRETS = ["registry"]


def info_of(cluster: RealCluster, **given: Any) -> dict[str, Any]:
    """The task's result, as the account of the cluster's kubeconfig."""
    defaults = {name: argument.get("default") for name, argument in OPERATION.arguments.items()}
    environment = {"KUBECONFIG": str(cluster.kubeconfig)}
    return perform(OPERATION, {**defaults, **given}, TaskContext(), environment)


@pytest.fixture(scope="module")
def exact(give_runner: GiveRunner) -> Runner:
    """A runner of these profiles."""
    return give_runner(needs_of(PROFILES.values(), [("apps", "deployments")], EXTRA_SECRETS))


def test_it_tells_what_the_cluster_is_and_who_we_are(exact: Runner) -> None:
    info = info_of(exact, projects=False)
    assert (info["connection_status"], info["changed"]) == ("connected", False)
    assert info["version"].startswith("v1.")
    assert info["user"]["username"] == exact.username
    assert "system:serviceaccounts" in info["user"]["groups"]
    assert {"group": "apps", "versions": ["v1"]} in info["api_groups"]
    assert {"group": "", "versions": ["v1"]} in info["api_groups"]
    assert "cilium.io" not in [group["group"] for group in info["api_groups"]]
    assert "missing" not in info


def test_a_runner_made_for_the_profiles_lacks_nothing(exact: Runner) -> None:
    info = info_of(exact, profiles=PROFILES, extra_kinds=EXTRA_KINDS, extra_secrets=EXTRA_SECRETS)
    assert info["missing"] == []
    assert "hint" not in info


def test_an_administrator_lacks_nothing(cluster: RealCluster) -> None:
    assert info_of(cluster, profiles=PROFILES)["missing"] == []


@pytest.mark.parametrize(
    ("more", "missing"),
    [
        (
            {"cluster_role": "admin"},
            [
                {"verb": verb, "group": "rbac.authorization.k8s.io", "resource": resource, "name": name, "why": why}
                for resource, verbs, names, why in (
                    (
                        "rolebindings",
                        ("create", "patch"),
                        ("slipway-bind-admin", "slipway-bind-admin-next"),
                        "what accounts may do",
                    ),
                    ("clusterroles", ("get", "bind"), ("admin",), "cluster roles that are bound"),
                )
                for verb in verbs
                for name in names
            ],
        ),
        (
            {"rules": [{"resources": ["pods/log"], "verbs": ["get"]}]},
            [
                {
                    "verb": "get",
                    "group": "",
                    "resource": "pods/log",
                    "why": "own rules: who hands them out must hold them",
                }
            ],
        ),
    ],
    ids=["another-cluster-role", "another-rule"],
)
def test_what_one_more_profile_needs_is_missing(
    more: dict[str, Any], missing: list[dict[str, str]], exact: Runner
) -> None:
    info = info_of(exact, profiles={**PROFILES, "more": more})
    assert info["missing"] == missing
    assert "slipway rbac" in info["hint"]


@pytest.mark.parametrize(
    ("verb", "group", "resource", "name"),
    [
        ("create", "", "serviceaccounts/token", "project"),
        ("delete", "", "namespaces", None),
        ("patch", "networking.k8s.io", "networkpolicies", None),
        ("bind", "rbac.authorization.k8s.io", "clusterroles", "view"),
    ],
)
def test_one_right_that_was_taken_away_is_told(
    verb: str, group: str, resource: str, name: str | None, give_runner: GiveRunner
) -> None:
    less = give_runner(needs_of(PROFILES.values()), without=(verb, group, resource))
    info = info_of(less, profiles=PROFILES)
    [missing] = [one for one in info["missing"] if one.get("name") in (None, name)]
    assert (missing["verb"], missing["group"], missing["resource"], missing.get("name")) == (
        verb,
        group,
        resource,
        name,
    )


def test_a_missing_right_fails_the_task_only_where_it_is_required(exact: Runner) -> None:
    info = info_of(exact, profiles={"more": {"cluster_role": "admin"}}, required=True)
    assert info["failed"]
    assert info["failure"] == {"code": "rights_missing"}
    assert info["connection_status"] == "connected"
    assert len(info["missing"]) == 6
    assert info["msg"].startswith(
        f"{exact.username} may not create rolebindings slipway-bind-admin (what accounts may do) and 5 more; "
        "slipway rbac prints the manifests"
    )


def test_the_rights_of_a_file_of_projects_are_looked_at(exact: Runner, tmp_path: Path) -> None:
    path = tmp_path / "projects.json"
    path.write_text(json.dumps([{"name": "shop", "cluster_role": "special"}]), encoding="utf-8")
    assert "special" in [one.get("name") for one in info_of(exact, projects_file=str(path))["missing"]]


def test_a_cluster_that_is_not_there_fails_and_tells_its_state() -> None:
    defaults = {name: argument.get("default") for name, argument in OPERATION.arguments.items()}
    info = perform(OPERATION, {**defaults, "host": "https://127.0.0.1:1", "api_key": "x"}, TaskContext(), {})
    assert info["failed"]
    assert info["connection_status"] == "unreachable"
    assert info["failure"]["code"] == "unreachable"


def test_who_is_not_known_fails_and_is_told_so(cluster: RealCluster) -> None:
    info = info_of(cluster, api_key="nobody's")
    assert (info["failed"], info["connection_status"]) == (True, "unauthenticated")


def test_wrong_profiles_are_told_before_anything_is_asked() -> None:
    defaults = {name: argument.get("default") for name, argument in OPERATION.arguments.items()}
    given = {**defaults, "profiles": {"a": {"quotas": {}}}, "host": "https://127.0.0.1:1", "api_key": "x"}
    info = perform(OPERATION, given, TaskContext(), {})
    assert info["failure"]["code"] == "invalid_input"
    assert info["msg"].startswith("profile 'a': 'quotas': a profile has no such setting")


def test_both_ways_and_check_mode_tell_the_same_and_write_nothing(
    run_playbook: RunPlaybook, exact: Runner, audit: AuditLog, tmp_path: Path
) -> None:
    arguments = {"profiles": {**PROFILES, "more": {"cluster_role": "admin"}}}
    one = task("cluster_info", arguments)
    text = playbook_of(one, {**one, **AS_MODULE}, {**one, "check_mode": True}, keep_in=tmp_path)
    mark = audit.mark()
    run = run_playbook(text, environment={"K8S_AUTH_KUBECONFIG": str(exact.kubeconfig)})
    here, as_module, checked = map(comparable, results_of(run, tmp_path))
    assert len(here["missing"]) == 6
    assert here == as_module == checked
    asked = [record for record in audit.requests(mark) if record.username == exact.username]
    assert asked
    assert not [str(record) for record in asked if record.is_mutating]
