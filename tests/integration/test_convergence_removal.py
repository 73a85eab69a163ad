"""What is taken out of the desired state is removed and told, whatever happened to the run that was to remove it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import connect
from tests.fixtures.desired_states import RICH, State, with_templates
from tests.fixtures.project_namespace import CHECK, actions, project_namespace
from tests.fixtures.real_cluster import RealCluster
from tests.fixtures.runner import Runner
from tests.soak.counts import count, dice, tell

ReserveNamespace = Callable[[], str]
KINDS = "serviceaccount,role,rolebinding,resourcequota,limitrange,networkpolicy,configmap,service,deployment,secret"
MARK = "app.kubernetes.io/managed-by=slipway"
EMPTIED = [("removed", kind) for kind in ("Deployment", "ConfigMap", "ConfigMap", "Service")]


class Killed(BaseException):
    """The run ends here, as if by SIGKILL: nothing more is sent."""


@pytest.mark.parametrize(
    ("taken_out", "told"),
    [
        ("labels.team", [("updated", "Namespace", ["metadata.labels.team"])]),
        ("annotations.note", [("updated", "Namespace", ["metadata.annotations.note"])]),
        ("quota.pods", [("updated", "ResourceQuota", ["spec.hard.pods"])]),
        ("rules.1", [("updated", "Role", ["rules"])]),
        ("variables.maps.0.data.a", [("updated", "ConfigMap", ["data.a"])]),
        ("variables.services.0.ports.1", [("updated", "Service", ["spec.ports"])]),
        (
            "variables.deployments.0.env.0",
            [("updated", "Deployment", ["spec.template.spec.containers[0].env"])],
        ),
        ("network.egress.0.except.0", [("updated", "NetworkPolicy", ["spec.egress[0].to[0].ipBlock.except"])]),
        ("network.egress.0.ports.0", [("updated", "NetworkPolicy", ["spec.egress[0].ports"])]),
        ("image_pull_secrets.0", [("updated", "ServiceAccount", ["imagePullSecrets"])]),
        ("limits.0.max.cpu", [("updated", "LimitRange", ["spec.limits[0].max.cpu"])]),
    ],
)
def test_a_field_taken_out_is_removed_and_told(
    runner_client: Client,
    reserve_namespace: ReserveNamespace,
    tmp_path: Path,
    taken_out: str,
    told: list[tuple[str, str, list[str]]],
) -> None:
    place = reserve_namespace()
    project_namespace(runner_client, name="any", namespace=place, **with_templates(RICH, tmp_path))
    fewer = {"name": "any", "namespace": place, **with_templates(_without(RICH, taken_out), tmp_path)}
    predicted = project_namespace(runner_client, CHECK, **fewer)["projects"][0]["actions"]
    done = project_namespace(runner_client, **fewer)["projects"][0]["actions"]
    assert predicted == done
    assert [(action["action"], action["kind"], action["fields"]) for action in done] == told
    assert project_namespace(runner_client, CHECK, **fewer)["projects"][0]["actions"] == []


@pytest.mark.parametrize(
    ("taken_out", "told"),
    [
        ("bindings", [("removed", "RoleBinding")]),
        ("quota", [("removed", "ResourceQuota")]),
        ("scoped_quotas", [("removed", "ResourceQuota")]),
        ("limits", [("updated", "Namespace"), ("removed", "LimitRange")]),
        ("network.dns", [("removed", "NetworkPolicy")]),
        ("network", [("updated", "Namespace"), *[("removed", "NetworkPolicy")] * 3]),
        ("rules", [("updated", "Namespace"), ("replaced", "RoleBinding"), ("removed", "Role")]),
        ("variables.maps.0", [("removed", "ConfigMap")]),
        ("variables.services", [("updated", "Namespace"), ("removed", "Service")]),
        ("variables", [("updated", "Namespace"), *EMPTIED]),
    ],
)
def test_an_object_or_a_whole_kind_taken_out_is_removed_and_told(
    cluster: RealCluster,
    runner_client: Client,
    reserve_namespace: ReserveNamespace,
    tmp_path: Path,
    taken_out: str,
    told: list[tuple[str, str]],
) -> None:
    place = reserve_namespace()
    project_namespace(runner_client, name="any", namespace=place, **with_templates(RICH, tmp_path))
    before = _ours(cluster, place)
    fewer = {"name": "any", "namespace": place, **with_templates(_without(RICH, taken_out), tmp_path)}
    predicted = actions(project_namespace(runner_client, CHECK, **fewer))
    result = project_namespace(runner_client, **fewer)
    assert predicted == actions(result) == told
    assert not project_namespace(runner_client, CHECK, **fewer)["changed"]
    removed = {f"{kind}/{name}" for kind, name in _names(result, "removed")}
    assert _ours(cluster, place) == before - removed


def test_the_token_s_secret_taken_out_is_removed_and_told(
    cluster: RealCluster, runner_client: Client, reserve_namespace: ReserveNamespace
) -> None:
    place = reserve_namespace()
    project_namespace(runner_client, name="any", namespace=place, token="secret")
    told = actions(project_namespace(runner_client, name="any", namespace=place))
    assert told == [("updated", "Namespace"), ("removed", "Secret")]
    assert not [item for item in _ours(cluster, place) if item.startswith("Secret/")]


def test_a_run_killed_at_any_write_leaves_nothing_behind_that_a_later_one_does_not_find(
    cluster: RealCluster, runner: Runner, reserve_namespace: ReserveNamespace, tmp_path: Path
) -> None:
    """From a rich state to another, killed after each number of writes; then a third that names nothing of both."""
    place, client = reserve_namespace(), _client(runner)
    base: dict[str, Any] = {"name": "any", "namespace": place}
    first = {**base, **with_templates({**RICH, "token": "secret"}, tmp_path)}
    other_folder = tmp_path / "other"
    other_folder.mkdir()
    variables = {"maps": [{"name": "third", "data": {}}]}
    second = {**base, "limits": RICH["limits"], **with_templates({"variables": variables}, other_folder)}
    project_namespace(client, **base)
    bare = _ours(cluster, place)
    writes = _writes(client, first), _writes(client, second)
    points = [(asked, number) for asked, total in zip((first, second), writes, strict=True) for number in range(total)]
    dice("writes").shuffle(points)
    project_namespace(client, **base)
    for asked, number in points[: count(8, len(points))]:
        if asked is second:
            project_namespace(client, **first)
        with pytest.raises(Killed):
            _killed_after(runner, number, asked)
        project_namespace(client, **base)
        assert _ours(cluster, place) == bare, (number, asked)
        assert not project_namespace(client, **base)["changed"]
    client.close()
    tell(f"{len(points)} points at which a run was killed between two writes, nothing left behind")


def _client(runner: Runner) -> Client:
    return Client(connect({"kubeconfig": str(runner.kubeconfig)}, {}))


def _killed_after(runner: Runner, writes: int, asked: Mapping[str, Any]) -> None:
    client = _client(runner)
    transport, left = client._transport, iter(range(writes))
    send = transport.send

    def send_or_die(request: Any) -> dict[str, Any]:
        if _is_write(request) and next(left, None) is None:
            raise Killed
        return send(request)

    transport.send = send_or_die  # type: ignore[method-assign]
    try:
        project_namespace(client, **asked)
    finally:
        client.close()


def _writes(client: Client, asked: Mapping[str, Any]) -> int:
    """How many writes it takes; it is done then."""
    transport, written = client._transport, []
    send = transport.send

    def counted(request: Any) -> dict[str, Any]:
        written.extend([request] if _is_write(request) else [])
        return send(request)

    transport.send = counted  # type: ignore[method-assign]
    project_namespace(client, **asked)
    transport.send = send  # type: ignore[method-assign]
    return len(written)


def _is_write(request: Any) -> bool:
    return request.method != "GET" and not (request.query or {}).get("dryRun")


def _without(state: State, path: str) -> State:
    """The state without one thing; what is empty then stays, so that only this is taken out."""
    made: Any = deepcopy(state)
    *above, last = path.split(".")
    place = made
    for part in above:
        place = place[int(part)] if isinstance(place, list) else place[part]
    del place[int(last) if isinstance(place, list) else last]
    return dict(made)


def _ours(cluster: RealCluster, place: str) -> set[str]:
    items = cluster.get(KINDS, "-n", place, "-l", MARK)["items"]
    return {f"{item['kind']}/{item['metadata']['name']}" for item in items}


def _names(result: Mapping[str, Any], done: str) -> list[tuple[str, str]]:
    told = result["projects"][0]["actions"]
    return [(action["kind"], action["name"]) for action in told if action["action"] == done]
