"""A play over many clusters: what counts as one, and what each further cluster takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.errors import BenchError
from benchmarks.measurement import OURS, Round
from benchmarks.playbook import Recap, run_fleet
from benchmarks.processes import Command
from benchmarks.projects.audit import Audit
from benchmarks.projects.fleet import Fleet, per_further_cluster
from benchmarks.projects.inputs import PROJECTS_PER_CLUSTER
from benchmarks.projects.scene import Scene
from benchmarks.projects.tools import Task
from benchmarks.projects.wanted import projects_file
from tests.unit.benchmarks.scenes import audit_log, scene_in

UNCHANGED = "ok=1 changed=0"


class Quiet(Audit):
    """A cluster without work."""

    def wait_until_quiet(self) -> None:
        """No wait."""


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return scene_in(tmp_path, Quiet(audit_log(tmp_path)), kubeconfig="the-kubeconfig")


def says(folder: Path, *recaps: str) -> Command:
    """A program in place of ansible-playbook: a play over all clusters ends so; over one, the first of it."""
    said = folder / "said"
    lines = [f"cluster-{host} : {recap} unreachable=0" for host, recap in enumerate(recaps, start=1)]
    said.write_text("\n".join(lines), encoding="utf-8")
    # Its arguments: --inventory <file> --forks <count> <playbook>.
    return Command(["sh", "-c", 'head -n "$4" "$0"', str(said)], folder, {"PATH": "/usr/bin:/bin"})


def fleet(scene: Scene, *recaps: str, size: int = 2) -> Fleet:
    command = says(scene.folder, *recaps)
    side = Task(OURS, scene, command, lambda file: {"slipway.kubernetes.project_namespace": {"projects_file": file}})
    return Fleet(side, size, scene, command)


def test_each_cluster_but_the_first_added_the_same_to_the_peak() -> None:
    assert per_further_cluster(Round(1.0, 0.5, 100), Round(8.0, 4.0, 1000), 10) == Round(8.0, 4.0, 100)


def test_a_play_that_changed_nothing_on_any_cluster_is_a_measure(scene: Scene) -> None:
    assert fleet(scene, UNCHANGED, UNCHANGED).measure().seconds > 0


@pytest.mark.parametrize(
    "recaps",
    [
        (UNCHANGED, "ok=1 changed=1"),
        ("ok=1 changed=1", UNCHANGED),
        (UNCHANGED, "ok=0 changed=0"),
        (UNCHANGED, "ok=2 changed=0"),
        (UNCHANGED,),
        (UNCHANGED, "nothing"),
        (),
    ],
    ids=["second-changed", "first-changed", "left-out", "too-many", "one-cluster-missing", "no-recap", "none-at-all"],
)
def test_a_play_that_did_something_else_on_one_cluster_is_no_measure(recaps: tuple[str, ...], scene: Scene) -> None:
    with pytest.raises(BenchError, match=r"ok=1 changed=0 on each of \d clusters, so it is no measure"):
        fleet(scene, *recaps).measure()


def test_a_play_of_nothing_to_make_is_not_how_it_begins(scene: Scene) -> None:
    with pytest.raises(BenchError, match="ok=1 changed=1 on each of 2 clusters"):
        fleet(scene, UNCHANGED, UNCHANGED).make()


def test_each_cluster_has_projects_of_its_own_and_its_own_kubeconfig(scene: Scene) -> None:
    fleet(scene, UNCHANGED, UNCHANGED).measure()
    inventory = json.loads((scene.folder / f"inventory-{OURS}-2.json").read_text(encoding="utf-8"))["all"]
    hosts = inventory["hosts"]
    assert {host["kubeconfig"] for host in hosts.values()} == {"the-kubeconfig"}
    written = [Path(host["projects"]).read_text(encoding="utf-8") for host in hosts.values()]
    assert written == [projects_file(batch) for batch in scene.batches]
    assert len(set(written)) == 2
    assert inventory["vars"]["ansible_connection"] == "local"


def test_all_projects_go_with_the_scene(scene: Scene) -> None:
    fleet(scene, size=3)
    assert [batch.size for batch in scene.batches] == [PROJECTS_PER_CLUSTER] * 3


def test_the_short_play_is_over_one_cluster(scene: Scene) -> None:
    fleet(scene, UNCHANGED, UNCHANGED).measure()
    inventory = json.loads((scene.folder / f"inventory-{OURS}-1.json").read_text(encoding="utf-8"))
    assert list(inventory["all"]["hosts"]) == ["cluster-1"]


def test_the_task_names_what_its_host_has(scene: Scene) -> None:
    fleet(scene, UNCHANGED, UNCHANGED).measure()
    (play,) = json.loads((scene.folder / f"{OURS}-2.json").read_text(encoding="utf-8"))
    assert play["hosts"] == "all"
    assert play["gather_facts"] is False
    assert play["tasks"] == [
        {"slipway.kubernetes.project_namespace": {"projects_file": "{{ projects }}", "kubeconfig": "{{ kubeconfig }}"}}
    ]


def test_a_play_has_a_fork_for_each_cluster(tmp_path: Path) -> None:
    program = Command(["sh", "-c", 'echo "$1 $3 $4 : ok=1 changed=0 " >> "$0"', str(tmp_path / "asked")], tmp_path, {})
    run_fleet("fake", {}, {f"cluster-{host}": {} for host in range(7)}, tmp_path / "play.json", program)
    asked = (tmp_path / "asked").read_text(encoding="utf-8")
    assert asked.startswith("--inventory --forks 7 ")


def test_each_host_has_its_recap(tmp_path: Path) -> None:
    command = says(tmp_path, UNCHANGED, "ok=2 changed=1")
    _taken, recaps = run_fleet("fake", {}, {"cluster-1": {}, "cluster-2": {}}, tmp_path / "play.json", command)
    assert recaps == {"cluster-1": Recap(1, 0), "cluster-2": Recap(2, 1)}
