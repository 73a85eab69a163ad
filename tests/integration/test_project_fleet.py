"""A play over many clusters: the inventory's hosts are clusters, and one that fails does not hold up the others."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.fixtures.playbook import RunPlaybook
from tests.fixtures.real_cluster import RealCluster
from tests.fixtures.runner import Runner

ReserveNamespace = Callable[[], str]

PLAYBOOK = Path("playbooks") / "project_namespaces.yml"


def inventory(folder: Path, hosts: dict[str, dict[str, Any]]) -> str:
    path = folder / "clusters.yml"
    path.write_text(json.dumps({"clusters": {"hosts": hosts}}), encoding="utf-8")
    return str(path)


def test_each_cluster_of_an_inventory_gets_its_projects_and_a_second_play_changes_nothing(
    run_playbook: RunPlaybook,
    runner: Runner,
    cluster: RealCluster,
    reserve_namespace: ReserveNamespace,
    tmp_path: Path,
) -> None:
    places = [reserve_namespace() for _ in range(3)]
    hosts: dict[str, dict[str, Any]] = {}
    for number, place in enumerate(places):
        file = tmp_path / f"{place}.json"
        file.write_text(json.dumps([{"name": "shop", "id": number, "namespace": place}]), encoding="utf-8")
        settings = {"project_namespaces_kubeconfig": str(runner.kubeconfig), "project_namespaces_file": str(file)}
        hosts[f"cluster-{number}"] = settings
    arguments = ("-i", inventory(tmp_path, hosts), "-e", "project_namespaces_hosts=clusters", "--forks", "3")
    first = run_playbook(PLAYBOOK, *arguments)
    assert first.stdout.count("changed=1 ") == 3, first.text
    assert [cluster.get("namespace", place)["metadata"]["labels"]["slipway.dev/project-id"] for place in places] == [
        "0",
        "1",
        "2",
    ]
    second = run_playbook(PLAYBOOK, *arguments)
    assert second.stdout.count("changed=0 ") == 3, second.text


def test_a_cluster_that_cannot_be_reached_does_not_hold_up_the_others(
    run_playbook: RunPlaybook, runner: Runner, reserve_namespace: ReserveNamespace, tmp_path: Path
) -> None:
    place = reserve_namespace()
    projects = [{"name": "shop", "namespace": place}]
    good = {"project_namespaces_kubeconfig": str(runner.kubeconfig), "project_namespaces_projects": projects}
    bad = {"project_namespaces_kubeconfig": str(tmp_path / "missing"), "project_namespaces_projects": projects}
    run = run_playbook(
        PLAYBOOK, "-i", inventory(tmp_path, {"good": good, "bad": bad}), "-e", "project_namespaces_hosts=clusters"
    )
    assert run.rc == 2, run.text
    recap = {line.split()[0]: line for line in run.stdout.splitlines() if " ok=" in line}
    assert "failed=0" in recap["good"]
    assert "failed=1" in recap["bad"]
    assert "Traceback" not in run.text
