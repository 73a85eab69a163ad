"""What `slipway rbac` gives is enough for project_namespace, and what it does not give stands in its way alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from slipway.cli.main import main
from slipway.cluster.client import Client
from slipway.cluster.connection.connection import connect
from slipway.errors import SlipwayError
from slipway.projects.runner_needs import RunnerNeeds, needs_of
from tests.fixtures.project_namespace import project_namespace
from tests.fixtures.real_cluster import RealCluster
from tests.fixtures.runner import GiveRunner, Runner
from tests.fixtures.takeover import applied, sent

CONFIG_MAP = """
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {name: {{ project.name | to_json }}}
"""
WHOLE: dict[str, Any] = {
    "labels": {"team": "a"},
    "pod_security": "restricted",
    "quota": {"pods": "5"},
    "scoped_quotas": [{"name": "best-effort", "hard": {"pods": "1"}, "scopes": ["BestEffort"]}],
    "limits": [{"type": "Container", "default": {"cpu": "100m"}}],
    "network": {"default_deny": True, "dns": True},
    "bindings": [{"cluster_role": "view", "groups": ["developers"]}],
    "image_pull_secrets": ["registry"],
    "token": "secret",
}


@contextmanager
def client_of(runner: Runner) -> Iterator[Client]:
    client = Client(connect({"kubeconfig": str(runner.kubeconfig)}, {}))
    try:
        yield client
    finally:
        client.close()


def made_by(runner: Runner, **given: Any) -> dict[str, Any]:
    """The result of project_namespace as this runner; what fails is raised."""
    with client_of(runner) as client:
        return project_namespace(client, **given)


def problem(runner: Runner, **given: Any) -> str:
    """What project_namespace says is wrong with the only project."""
    try:
        [project] = made_by(runner, **given)["projects"]
    except SlipwayError as error:
        return str(error)
    return str(project.get("msg", ""))


def changed(result: dict[str, Any]) -> list[str]:
    return sorted(
        f"{action['action']} {action['kind']} {action['name']}"
        for project in result["projects"]
        for action in project["actions"]
    )


@pytest.mark.parametrize(
    ("profile", "objects"),
    [({}, 3), ({"rules": [{"resources": ["pods"], "verbs": ["get"]}]}, 4), (WHOLE, 10)],
    ids=["plain", "own-rules", "whole"],
)
def test_the_rights_of_a_profile_are_enough_to_make_keep_and_delete_its_projects(
    profile: dict[str, Any], objects: int, give_runner: GiveRunner, reserve_namespace: Callable[[], str]
) -> None:
    runner = give_runner(needs_of([profile]))
    project = {"name": "shop", "namespace": reserve_namespace(), **profile}
    assert len(changed(made_by(runner, **project))) == objects
    assert not made_by(runner, **project)["changed"]
    assert made_by(runner, **project, state="absent")["changed"]


def test_objects_of_templates_need_the_right_to_their_kind(
    give_runner: GiveRunner, reserve_namespace: Callable[[], str], tmp_path: Path
) -> None:
    template = tmp_path / "settings.yml.j2"
    template.write_text(CONFIG_MAP, encoding="utf-8")
    project = {"name": "shop", "namespace": reserve_namespace(), "templates": [str(template)]}
    assert "403 Forbidden" in problem(give_runner(needs_of([{}])), **project)
    runner = give_runner(needs_of([{}], [("", "configmaps")]))
    assert "created ConfigMap settings" in changed(made_by(runner, **project))


def test_a_changed_cluster_role_is_bound_anew(give_runner: GiveRunner, reserve_namespace: Callable[[], str]) -> None:
    runner = give_runner(needs_of([{}, {"cluster_role": "view"}]))
    project = {"name": "shop", "namespace": reserve_namespace()}
    made_by(runner, **project)
    assert changed(made_by(runner, **project, cluster_role="view")) == ["replaced RoleBinding slipway-project"]


def test_what_a_former_profile_made_is_removed_by_the_runner_of_the_new_one(
    give_runner: GiveRunner, reserve_namespace: Callable[[], str]
) -> None:
    project = {"name": "shop", "namespace": reserve_namespace()}
    former = {
        "rules": [{"resources": ["pods"], "verbs": ["get"]}],
        "bindings": [{"cluster_role": "view", "groups": ["developers"]}],
        "token": "secret",
    }
    made_by(give_runner(needs_of([former])), **project, **former)
    runner = give_runner(needs_of([{}]))
    removed = [line for line in changed(made_by(runner, **project)) if line.startswith("removed")]
    assert removed == [
        "removed Role slipway-project",
        "removed RoleBinding slipway-bind-view",
        "removed Secret project-token",
    ]
    assert not made_by(runner, **project)["changed"]


@pytest.mark.parametrize("change", ["slipway.dev/identity-", "slipway.dev/project-", "slipway.dev/project=other"])
def test_labels_that_somebody_changed_are_put_back(
    change: str, runner: Runner, cluster: RealCluster, reserve_namespace: Callable[[], str]
) -> None:
    place = reserve_namespace()
    project = {"name": "shop", "namespace": place}
    made_by(runner, **project)
    before = cluster.get("namespace", place)["metadata"]["labels"]
    cluster.kubectl("label", "namespace", place, change, "--overwrite")
    assert made_by(runner, **project)["changed"]
    assert cluster.get("namespace", place)["metadata"]["labels"] == before


def test_a_namespace_of_nobody_is_adopted_only_by_a_runner_that_may(
    give_runner: GiveRunner, namespace: str, cluster: RealCluster
) -> None:
    project = {"name": "shop", "namespace": namespace, "adopt": True}
    assert "403 Forbidden" in problem(give_runner(needs_of([{}])), **project)
    assert "slipway.dev/project" not in cluster.get("namespace", namespace)["metadata"]["labels"]
    assert made_by(give_runner(needs_of([{}]), allow_adopt=True), **project)["changed"]


def test_who_may_adopt_takes_over_no_other_project(
    give_runner: GiveRunner, cluster: RealCluster, reserve_namespace: Callable[[], str]
) -> None:
    place = reserve_namespace()
    runner = give_runner(needs_of([{}]), allow_adopt=True)
    made_by(runner, name="shop", namespace=place)
    said = runner.kubectl("label", "namespace", place, "slipway.dev/identity=other", "--overwrite", check=False)
    assert "denied request: a project's namespace stays that project's" in said
    cluster.kubectl("label", "namespace", place, "slipway.dev/identity-", "slipway.dev/project-")
    said = runner.kubectl("label", "namespace", place, "slipway.dev/project=other", check=False)
    assert "denied request" in said


def test_a_pod_security_level_that_no_profile_names_is_refused(
    give_runner: GiveRunner, reserve_namespace: Callable[[], str]
) -> None:
    project = {"name": "shop", "namespace": reserve_namespace(), "pod_security": "privileged"}
    assert "403 Forbidden" in problem(give_runner(needs_of([{}])), **project)


@pytest.mark.parametrize("needs", [needs_of([{}]), RunnerNeeds()], ids=["default", "nothing"])
def test_the_api_server_finds_nothing_wrong_with_the_policy(
    needs: RunnerNeeds, give_runner: GiveRunner, cluster: RealCluster
) -> None:
    name = give_runner(needs).name
    cluster.kubectl(
        "wait", "--for=jsonpath={.status.observedGeneration}=1", f"validatingadmissionpolicy/{name}", "--timeout=30s"
    )
    assert cluster.get("validatingadmissionpolicy", name)["status"]["typeChecking"] == {}


def test_what_the_command_prints_can_be_applied(cluster: RealCluster, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["rbac", "--service-account", "default/runner", "--reserved", "ops-*", "--extra-kind", "ConfigMap"]) == 0
    )
    text = capsys.readouterr().out
    applied = cluster.kubectl("apply", "--server-side", "--dry-run=server", "--filename", "-", stdin=text)
    assert len(applied.splitlines()) == 5


HOSTILE_NAMES = ['"] || true || "x" in ["', "\\", "'", "a\tb", "é", "${x}", "*"]


def test_names_that_would_be_code_are_names(give_runner: GiveRunner, reserve_namespace: Callable[[], str]) -> None:
    profile = {"bindings": [{"cluster_role": "view", "users": HOSTILE_NAMES}]}
    runner = give_runner(needs_of([profile]))
    project = {"name": "shop", "namespace": reserve_namespace()}
    made_by(runner, **project)
    for name in HOSTILE_NAMES:
        assert subject_status(runner, project["namespace"], name) == 200
    assert subject_status(runner, project["namespace"], "x") == 403


def subject_status(runner: Runner, place: str, user: str) -> int:
    return sent(
        runner,
        applied(
            {
                "apiVersion": "rbac.authorization.k8s.io/v1",
                "kind": "RoleBinding",
                "metadata": {"name": "slipway-bind-view", "namespace": place},
                "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"},
                "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": user}],
            }
        ),
        dry_run=True,
    )
