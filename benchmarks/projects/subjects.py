"""The subjects of the project cases: what is made ready before a turn, and checked after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from benchmarks.cases import Case
from benchmarks.measurement import OURS, Round
from benchmarks.real_cluster import RealCluster
from benchmarks.rounds import Subject
from benchmarks.target import Target

from .empty_play import EmptyPlay
from .scene import Scene, scene_on
from .tools import Tool, Work, our_task, tool
from .wanted import Batch

__all__ = ["project_subjects"]


@contextmanager
def project_subjects(
    case: Case, size: int, cluster: RealCluster, target: Target, folder: Path, root: Path
) -> Iterator[Sequence[Subject]]:
    """All subjects of a case on projects, ready to be measured."""
    with scene_on(cluster, target, folder, root) as scene:
        subjects: list[Subject] = []
        for name in case.subjects:
            if name == EmptyPlay.name:
                subjects.append(_empty_play(subjects, scene))
            elif case.work == "projects-first":
                subjects.append(Fresh(tool(name, scene), size, scene))
            else:
                subjects.append(Standing(tool(name, scene), size, scene, drifts=case.work == "projects-drift"))
        yield subjects


class Fresh:
    """Projects that nobody has seen, each time. One project was made before the first turn, so that caches are full."""

    def __init__(self, side: Tool, size: int, scene: Scene) -> None:
        self.name = side.name
        self._side = side
        self._size = size
        self._scene = scene
        self._turn = 0
        self._make(1)

    def measure(self) -> Round:
        """Make them; then see that they are there, and forget them."""
        return self._make(self._size)

    def _make(self, size: int) -> Round:
        self._turn += 1
        batch = self._scene.batch(f"{_label(self.name)}-{self._turn}", self._side.size(size))
        self._side.prepare(batch)
        # No wait until the cluster is quiet: its controllers follow what is made at twenty requests a second each,
        # however much there is to do, so what is left of the turn before adds nothing to what each turn sees.
        taken = _counted(self._side, batch, "made", size, self._scene)
        self._scene.check(batch)
        self._scene.forget(batch)
        return taken


class Standing:
    """Projects that are as they should be, but for one field where they drift. Made, and seen unchanged, before."""

    def __init__(self, side: Tool, size: int, scene: Scene, *, drifts: bool) -> None:
        self.name = side.name
        self._side = side
        self.batch = scene.batch(_label(side.name), side.size(size))
        self._size = size
        self._scene = scene
        self._drifts = drifts
        side.prepare(self.batch)
        side.run(self.batch, "made", size)
        scene.check(self.batch)
        side.run(self.batch, "kept", size)

    def measure(self) -> Round:
        """Go over all projects; then see that all is as it should be."""
        if self._drifts:
            self._scene.drift(self.batch)
        self._scene.audit.wait_until_quiet()
        taken = _counted(self._side, self.batch, "put back" if self._drifts else "kept", self._size, self._scene)
        self._scene.check(self.batch)
        return taken


def _counted(side: Tool, batch: Batch, work: Work, size: int, scene: Scene) -> Round:
    """One turn, with the number of its requests, unless it stands for more than it did."""
    before = scene.audit.end()
    taken = side.run(batch, work, size)
    return taken if side.size(size) != size else replace(taken, requests=scene.audit.requests(before))


def _empty_play(subjects: Sequence[Subject], scene: Scene) -> EmptyPlay:
    ours = next(subject for subject in subjects if isinstance(subject, Standing) and subject.name == OURS)
    return EmptyPlay(our_task(scene), ours.batch, scene)


def _label(name: str) -> str:
    """A subject's name as part of a namespace's."""
    return name.replace(".", "-")
