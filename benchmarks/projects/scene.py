"""Where the project cases play: the cluster, the files, and who cleans up."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.environment import clean_environment
from benchmarks.errors import BenchError
from benchmarks.processes import Command
from benchmarks.real_cluster import RealCluster
from benchmarks.target import Target, write_target

from .audit import Audit
from .wanted import MANAGED, Batch

__all__ = ["Scene", "scene_on"]

_DRIFT = '{"spec":{"hard":{"pods":"7"}}}'
_MINUTES = 30


@dataclass(frozen=True)
class Scene:
    """One run of a case on the cluster."""

    cluster: RealCluster
    target: Target
    target_file: Path
    folder: Path
    root: Path
    audit: Audit
    batches: list[Batch] = field(default_factory=list)
    """Made and not yet forgotten."""

    def batch(self, label: str, size: int) -> Batch:
        """Projects of a name that nobody had, which go with the scene at the latest."""
        made = Batch(f"{self.target['namespace']}-{label}", size)
        self.batches.append(made)
        return made

    def check(self, batch: Batch) -> None:
        """All that the projects should have is there, and as it should be.

        :raises BenchError: something is not.
        """
        self._caretaker("check", batch)

    def forget(self, batch: Batch) -> None:
        """Remove them with all that they have, at once."""
        self._caretaker("forget", batch)
        self.batches.remove(batch)

    def drift(self, batch: Batch) -> None:
        """Change one field of the last project, as somebody else."""
        self.cluster.kubectl(
            *("patch", "resourcequota", MANAGED, "--namespace", batch.namespace(batch.size)),
            *("--type=merge", "--field-manager=drift", "--patch", _DRIFT),
        )

    def program(self, arguments: Sequence[str]) -> Command:
        """A program that sees nothing of the person's settings and keeps its caches in the scene's folder."""
        return Command(arguments, self.root, clean_environment(self.folder))

    def _caretaker(self, verb: str, batch: Batch) -> None:
        program = [sys.executable, "-m", "benchmarks.projects.caretaker", verb, batch.name, str(batch.size)]
        ended = subprocess.run(
            [*program, str(self.target_file)],
            cwd=self.root,
            capture_output=True,
            text=True,
            timeout=_MINUTES * 60,
            check=False,
        )
        if ended.returncode:
            lines = ended.stderr.strip().splitlines() or ["it said nothing"]
            raise BenchError(f"could not {verb} {batch.name}: {lines[-1][:300]}")


@contextmanager
def scene_on(cluster: RealCluster, target: Target, folder: Path, root: Path) -> Iterator[Scene]:
    """A scene whose projects are gone at the end."""
    scene = Scene(cluster, target, write_target(target, folder), folder, root, Audit(cluster.audit_log))
    try:
        yield scene
    finally:
        for batch in list(scene.batches):
            scene.forget(batch)
