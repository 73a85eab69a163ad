"""The sides of the project cases: what each is given, and how it is run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

from benchmarks.errors import BenchError
from benchmarks.machine import PEERS
from benchmarks.measurement import OURS, Round
from benchmarks.playbook import Recap, ansible_playbook, run_play
from benchmarks.processes import Command, run_to_end

from .inputs import LOOP, LOOP_SIZE
from .scene import Scene
from .wanted import Batch, objects_file, projects_file, template

__all__ = ["Loop", "Program", "Task", "Tool", "Work", "extrapolated", "our_task", "tool"]

Work = Literal["made", "kept", "put back"]
"""What a run has to do: everything, nothing, or one field."""


class Tool(Protocol):
    """One side."""

    name: str

    def size(self, projects: int) -> int:
        """How many projects it really works on when it stands for so many."""

    def prepare(self, batch: Batch) -> None:
        """Write its input."""

    def run(self, batch: Batch, work: Work, projects: int) -> Round:
        """Run it once from start to end, and give what ``projects`` of them take."""


class Program:
    """A program that takes the file of objects: kubectl, raw."""

    def __init__(self, name: str, scene: Scene, arguments: Callable[[Path], Sequence[str]]) -> None:
        self.name = name
        self._scene = scene
        self._arguments = arguments

    def size(self, projects: int) -> int:
        """All."""
        return projects

    def prepare(self, batch: Batch) -> None:
        """Write all objects into one file."""
        with self._file(batch).open("w", encoding="utf-8") as file:
            file.writelines(objects_file(batch))

    def run(self, batch: Batch, work: Work, projects: int) -> Round:  # noqa: ARG002 - it does not say what it did
        """Run it; the objects are checked by the scene."""
        return run_to_end(self.name, self._scene.program(self._arguments(self._file(batch))))[0]

    def _file(self, batch: Batch) -> Path:
        return self._scene.folder / f"{batch.name}.yaml"


class Task:
    """A play of one task that takes all projects: ours, kubernetes.core."""

    def __init__(self, name: str, scene: Scene, command: Command, task: Callable[[str], dict[str, Any]]) -> None:
        self.name = name
        self._scene = scene
        self._command = command
        self._task = task

    def size(self, projects: int) -> int:
        """All."""
        return projects

    def prepare(self, batch: Batch) -> None:
        """Write the file that the task names."""
        with self.file(batch).open("w", encoding="utf-8") as file:
            file.writelines(projects_file(batch) if self.name == OURS else objects_file(batch))

    def run(self, batch: Batch, work: Work, projects: int) -> Round:  # noqa: ARG002 - it takes all
        """Run the play, which must say that it did what there was to do."""
        taken, recap = self._play(self.task(batch))
        _expect(self.name, recap, work)
        return taken

    def task(self, batch: Batch) -> dict[str, Any]:
        """The task, for these projects."""
        return self.task_on(str(self.file(batch)))

    def task_on(self, file: str) -> dict[str, Any]:
        """The task, for the projects in a file; its path may be a template's expression."""
        return self._task(file)

    def file(self, batch: Batch) -> Path:
        """The file that ``prepare`` writes."""
        return self._scene.folder / f"{batch.name}.yaml"

    def keep_result(self, batch: Batch, file: Path) -> None:
        """Run it and write what it returned."""
        kept = {"ansible.builtin.copy": {"content": "{{ result | to_json }}", "dest": str(file), "mode": "0600"}}
        self._play({**self.task(batch), "register": "result"}, kept)

    def _play(self, *tasks: dict[str, Any]) -> tuple[Round, Recap]:
        return run_play(self.name, tasks, self._scene.folder / f"{self.name}.json", self._command)


class Loop:
    """A task of kubernetes.core in a loop over projects: few of them, and what more would take by what each adds."""

    def __init__(self, name: str, scene: Scene, command: Command) -> None:
        self.name = name
        self._scene = scene
        self._command = command
        self._template = scene.folder / "project.yaml.j2"
        self._template.write_text(template(), encoding="utf-8")

    def size(self, projects: int) -> int:
        """Some, and one more for the play that shows what a play takes at the least."""
        return projects if projects <= LOOP_SIZE else 1 + LOOP_SIZE

    def prepare(self, batch: Batch) -> None:
        """Nothing: the template is the same for all, and the projects stand in the play."""

    def run(self, batch: Batch, work: Work, projects: int) -> Round:
        """A play of one project and one of some more, where they are too many for one play."""
        if projects <= LOOP_SIZE:
            return self._run(batch, range(1, projects + 1), work)
        short = self._run(batch, [1], "kept" if work == "put back" else work)
        return extrapolated(short, self._run(batch, range(2, batch.size + 1), work), LOOP_SIZE, projects)

    def _run(self, batch: Batch, numbers: Sequence[int], work: Work) -> Round:
        task = {
            "kubernetes.core.k8s": {"template": str(self._template)},
            "loop": [{"name": batch.name, "id": number} for number in numbers],
        }
        taken, recap = run_play(self.name, [task], self._scene.folder / f"{self.name}.json", self._command)
        _expect(self.name, recap, work)
        return taken


def extrapolated(one: Round, many: Round, size: int, wanted: int) -> Round:
    """What ``wanted`` projects take, by what one and ``size`` of them took: a play starts once, a project adds."""
    factor = (wanted - size) / (size - 1)
    return Round(
        many.seconds + (many.seconds - one.seconds) * factor,
        many.cpu_seconds + (many.cpu_seconds - one.cpu_seconds) * factor,
        many.peak_memory,
    )


def tool(name: str, scene: Scene) -> Tool:
    """The side of this name."""
    if name == "kubectl":
        program = [scene.cluster.kubectl_program, "--kubeconfig", scene.target["kubeconfig"]]
        applying = [*program, "apply", "--server-side", "--force-conflicts", "--filename"]
        return Program(name, scene, lambda file: [*applying, str(file)])
    if name == "raw":
        python = [str(scene.root / PEERS / "bin" / "python"), "-m", "benchmarks.projects.raw"]
        return Program(name, scene, lambda file: [*python, str(file), str(scene.target_file)])
    command = ansible_playbook(scene.target, scene.folder, scene.root)
    if name == LOOP:
        return Loop(name, scene, command)
    if name == "kubernetes.core":
        return Task(name, scene, command, lambda file: {"kubernetes.core.k8s": {"src": file}})
    return our_task(scene)


def our_task(scene: Scene) -> Task:
    """Our own side."""
    command = ansible_playbook(scene.target, scene.folder, scene.root)
    return Task(OURS, scene, command, lambda file: {"slipway.kubernetes.project_namespace": {"projects_file": file}})


def _expect(name: str, recap: Recap, work: Work) -> None:
    wanted = Recap(1, 0 if work == "kept" else 1)
    if recap != wanted:
        raise BenchError(
            f"{name}: the play did not end in ok={wanted.ok} changed={wanted.changed}, so it is no measure"
        )
