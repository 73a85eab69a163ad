"""A play over many clusters, a fork for each: what each further cluster takes of the control node's memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from benchmarks.errors import BenchError
from benchmarks.measurement import Round
from benchmarks.playbook import Recap, ansible_playbook, run_fleet
from benchmarks.processes import Command
from benchmarks.real_cluster import RealCluster
from benchmarks.target import Target

from .inputs import PROJECTS_PER_CLUSTER
from .scene import Scene, scene_on
from .tools import Task, tool

__all__ = ["Fleet", "fleet_subjects", "per_further_cluster"]

_VARIABLES = {"projects": "{{ projects }}", "kubeconfig": "{{ kubeconfig }}"}


@contextmanager
def fleet_subjects(
    names: Sequence[str], size: int, cluster: RealCluster, target: Target, folder: Path, root: Path
) -> Iterator[Sequence[Fleet]]:
    """Ours and its peers, ready to be measured."""
    with scene_on(cluster, target, folder, root) as scene:
        command = ansible_playbook(target, folder, root)
        fleets = [Fleet(cast("Task", tool(name, scene)), size, scene, command) for name in names]
        for fleet in fleets:
            fleet.make()
        yield fleets


class Fleet:
    """Clusters whose projects are as they should be, each with its own.

    All are one test cluster: what is measured is the control node, to which each host of the inventory is a cluster.
    """

    def __init__(self, side: Task, size: int, scene: Scene, command: Command) -> None:
        self.name = side.name
        self._scene = scene
        self._command = command
        label = side.name.replace(".", "-")
        self._batches = [scene.batch(f"{label}-{host}", PROJECTS_PER_CLUSTER) for host in range(1, size + 1)]
        for batch in self._batches:
            side.prepare(batch)
        self._hosts = {
            f"cluster-{host}": {"projects": str(side.file(batch)), "kubeconfig": scene.target["kubeconfig"]}
            for host, batch in enumerate(self._batches, start=1)
        }
        self._task = _with_kubeconfig(side.task_on(_VARIABLES["projects"]))

    def make(self) -> None:
        """Make all projects, see that they are as they should be, and that a play then changes nothing."""
        self._run(len(self._hosts), Recap(1, 1))
        for batch in self._batches:
            self._scene.check(batch)
        self._run(len(self._hosts), Recap(1, 0))

    def measure(self) -> Round:
        """A play over one cluster, and one over all."""
        self._scene.audit.wait_until_quiet()
        one = self._run(1, Recap(1, 0))
        return per_further_cluster(one, self._run(len(self._hosts), Recap(1, 0)), len(self._hosts))

    def _run(self, count: int, wanted: Recap) -> Round:
        hosts = dict(list(self._hosts.items())[:count])
        playbook = self._scene.folder / f"{self.name}-{count}.json"
        taken, recaps = run_fleet(self.name, self._task, hosts, playbook, self._command)
        if recaps != dict.fromkeys(hosts, wanted):
            raise BenchError(
                f"{self.name}: the play did not end in ok={wanted.ok} changed={wanted.changed} "
                f"on each of {count} clusters, so it is no measure"
            )
        return taken


def per_further_cluster(one: Round, many: Round, size: int) -> Round:
    """Time is that of the play over all; memory, what each cluster but the first added to the peak."""
    return replace(many, peak_memory=round((many.peak_memory - one.peak_memory) / (size - 1)))


def _with_kubeconfig(task: dict[str, Any]) -> dict[str, Any]:
    """The task, on the cluster of the host in whose turn it is."""
    ((action, options),) = task.items()
    return {action: {**options, "kubeconfig": _VARIABLES["kubeconfig"]}}
