"""A run of many projects may be killed at any moment, and two may run at once: the next one finds all as it should be.

The account keeps its rights meanwhile, also while its role is another one.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import connect
from slipway.converge.write import STAND_IN
from slipway.errors import SlipwayError
from slipway.projects.requested import requested_projects
from slipway.resources.access_review import self_subject_access_review
from tests.fixtures.desired_states import CONFIGMAPS, DEPLOYMENTS, with_templates
from tests.fixtures.project_namespace import CHECK, project_namespace
from tests.fixtures.real_cluster import RealCluster
from tests.fixtures.runner import Runner, as_account
from tests.soak.counts import count, dice, tell

ReserveNamespace = Callable[[], str]
Projects = list[dict[str, Any]]

MANY = 20
ONE = {
    "cluster_role": "edit",
    "quota": {"pods": 5},
    "network": {"default_deny": True, "dns": True},
    "variables": {"maps": [{"name": "one", "data": {"a": "1"}}]},
}
OTHER = {
    "cluster_role": "view",
    "labels": {"team": "b"},
    "limits": [{"type": "Container", "max": {"cpu": 1}}],
    "bindings": [{"cluster_role": "admin", "groups": ["owners"]}],
    "network": {"same_namespace": True},
    "variables": {"maps": [{"name": "two", "data": {"b": "2"}}]},
}
OWN_RULES = {**ONE, "rules": [CONFIGMAPS, DEPLOYMENTS], "cluster_role": None}
KINDS = "serviceaccounts,roles,rolebindings,resourcequotas,limitranges,networkpolicies,configmaps"
MARK = "app.kubernetes.io/managed-by=slipway"


class Sides:
    """Two states that the same projects have in turn, as parameters of a task."""

    def __init__(self, places: Sequence[str], folder: Path) -> None:
        self.places = places
        self._folder = folder

    def of(self, state: Mapping[str, Any]) -> dict[str, Any]:
        templates = with_templates(state, self._folder).get("templates")
        said = {key: value for key, value in state.items() if value is not None}
        projects = [{"name": "any", "id": str(number), "namespace": place} for number, place in enumerate(self.places)]
        return {"profile": "side", "profiles": {"side": {**said, "templates": templates}}, "projects": projects}


@pytest.fixture
def sides(reserve_namespace: ReserveNamespace, tmp_path: Path) -> Sides:
    return Sides([reserve_namespace() for _ in range(MANY)], tmp_path)


def test_a_run_killed_at_any_moment_is_completed_by_the_next_one(
    cluster: RealCluster, runner: Runner, runner_client: Client, sides: Sides
) -> None:
    chance, kills = dice("kill"), count(5, 25)
    requests = 0
    for number in range(kills):
        # The first one makes all; later ones make another state of it, and that one back.
        asked = sides.of((ONE, OTHER, OWN_RULES)[number % 3])
        begun = _killed(runner, asked, chance.randrange(1, MANY * 6))
        requests += begun
        done = project_namespace(runner_client, **asked)
        assert done["counts"]["failed"] == 0
        assert not project_namespace(runner_client, CHECK, **asked)["changed"]
        _assert_exactly(cluster, sides, asked)
    tell(f"{kills} runs of {MANY} projects killed after {requests} requests in all, each completed by the next run")


def test_a_stand_in_that_a_killed_run_left_with_another_role_stands_in_nobody_s_way(
    cluster: RealCluster, runner_client: Client, reserve_namespace: ReserveNamespace
) -> None:
    place = reserve_namespace()
    project_namespace(runner_client, name="any", namespace=place)
    (requested,) = requested_projects({"name": "any", "namespace": place, "cluster_role": "view"})
    [binding] = [manifest for manifest in requested.wanted.objects if manifest["kind"] == "RoleBinding"]
    left = {**binding, "metadata": {**binding["metadata"], "name": f"slipway-project{STAND_IN}"}}
    runner_client.apply_role_binding(left)
    asked = {"name": "any", "namespace": place, "cluster_role": "admin"}
    assert project_namespace(runner_client, **asked)["counts"] == {"projects": 1, "changed": 1, "failed": 0}
    assert not project_namespace(runner_client, CHECK, **asked)["changed"]
    (bound,) = cluster.get("rolebinding", "-n", place)["items"]
    assert bound["roleRef"]["name"] == "admin"


@pytest.mark.parametrize("at_once", ["threads", "processes"])
def test_two_runs_at_once_end_in_the_same_state_and_neither_fails(
    cluster: RealCluster, runner: Runner, runner_client: Client, sides: Sides, at_once: str
) -> None:
    run = _in_thread if at_once == "threads" else _in_process
    times = count(3, 24)
    clients = [Client(connect({"kubeconfig": str(runner.kubeconfig)}, {})) for _ in range(2)]
    for number in range(times):
        asked = sides.of((ONE, OTHER, OWN_RULES)[number % 3])
        with ThreadPoolExecutor(2) as pool:
            ended = list(pool.map(partial(run, runner, asked), clients))
        assert ended == ["", ""], number
        left = project_namespace(runner_client, CHECK, **asked)["projects"]
        assert [project["actions"] for project in left if project["changed"]] == []
        _assert_exactly(cluster, sides, asked)
    for client in clients:
        client.close()
    tell(f"{times} times two {at_once} at once with {MANY} projects, no error")


def test_another_role_never_leaves_the_account_without_rights(
    cluster: RealCluster, runner_client: Client, reserve_namespace: ReserveNamespace, tmp_path: Path
) -> None:
    place = reserve_namespace()
    roles: list[dict[str, Any]] = [
        {"cluster_role": "view"},
        {"rules": [CONFIGMAPS, DEPLOYMENTS]},
        {"cluster_role": "admin"},
        {"rules": [CONFIGMAPS]},
        {"cluster_role": "edit"},
    ]
    project_namespace(runner_client, name="any", namespace=place)
    account = Client(connect({"kubeconfig": str(as_account(cluster, f"{place}/project", tmp_path).kubeconfig)}, {}))
    while not _may_read(account, place):
        pass
    changes = count(10, 100)
    with _asking(account, place) as answers:
        for number in range(changes):
            project_namespace(runner_client, name="any", namespace=place, **roles[number % len(roles)])
    account.close()
    assert len(answers) > changes
    assert all(answers)
    tell(f"{changes} changes of the role, {len(answers)} questions meanwhile, each allowed")


@contextmanager
def _asking(account: Client, place: str) -> Iterator[list[bool]]:
    """Ask without a pause, in a thread, whether the account may read, and read."""
    answers: list[bool] = []
    enough = threading.Event()

    def ask() -> None:
        while not enough.is_set():
            answers.append(_may_read(account, place))

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield answers
    finally:
        enough.set()
        thread.join()


def _may_read(account: Client, place: str) -> bool:
    question = self_subject_access_review("get", "configmaps", namespace=place)
    allowed = account.create_self_subject_access_review(question)["status"].get("allowed", False)
    try:
        account.find_config_map("no-such-map", place)
    except SlipwayError:
        return False
    return bool(allowed)


def _killed(runner: Runner, asked: Mapping[str, Any], requests: int) -> int:
    """Kill a run once it has begun so many requests, or is done; how many it had begun."""
    process = _started(runner, asked)
    assert process.stdout is not None
    begun = 0
    for line in process.stdout:
        begun += line.strip().isalpha()
        if begun == requests:
            break
    process.kill()
    process.communicate()
    return begun


def _in_process(runner: Runner, asked: Mapping[str, Any], _client: Client) -> str:
    process = _started(runner, asked)
    said, errors = process.communicate(timeout=100)
    return "" if process.returncode == 0 else f"{said.splitlines()[-1:]} {errors}"


def _started(runner: Runner, asked: Mapping[str, Any]) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.fixtures.run_projects"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps({**asked, "kubeconfig": str(runner.kubeconfig)}))
    process.stdin.close()
    process.stdin = None
    return process


def _in_thread(_runner: Runner, asked: Mapping[str, Any], client: Client) -> str:
    try:
        project_namespace(client, **asked)
    except SlipwayError as error:
        return str(error)
    return ""


def _assert_exactly(cluster: RealCluster, sides: Sides, asked: Mapping[str, Any]) -> None:
    """Each project has what the first one has, and nothing else of ours is left in any."""
    wanted = {
        "ServiceAccount/project",
        "RoleBinding/slipway-project",
        *_also(asked["profiles"]["side"]),
    }
    found: dict[str, set[str]] = {place: set() for place in sides.places}
    for item in cluster.get(KINDS, "--all-namespaces", "-l", MARK)["items"]:
        if (place := item["metadata"]["namespace"]) in found:
            found[place].add(f"{item['kind']}/{item['metadata']['name']}")
    assert {place: names for place, names in found.items() if names != wanted} == {}


def _also(state: Mapping[str, Any]) -> Iterator[str]:
    if "rules" in state:
        yield "Role/slipway-project"
    if "quota" in state:
        yield "ResourceQuota/slipway-project"
    if "limits" in state:
        yield "LimitRange/slipway-project"
    yield from (f"NetworkPolicy/slipway-{name.replace('_', '-')}" for name in state["network"])
    yield from (f"RoleBinding/slipway-bind-{binding['cluster_role']}" for binding in state.get("bindings", ()))
    yield from (f"ConfigMap/{made['name']}" for made in state["variables"]["maps"])
