"""ansible-playbook as a subject: what one more unchanged task costs in a play."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .errors import BenchError
from .measurement import OURS, Round
from .playbook import Recap, ansible_playbook, run_play
from .processes import Command
from .rounds import Subject
from .target import Target

__all__ = ["plays", "tasks"]


class Play:
    """A play of one task and a play of ``size`` more. Ready when made: what the task asks for is there."""

    def __init__(self, name: str, size: int, task: dict[str, Any], folder: Path, command: Command) -> None:
        self.name = name
        self._size = size
        self._command = command
        self._task = task
        self._folder = folder
        self._run(1, may_change=True)

    def measure(self) -> Round:
        """The long play less the short one; memory is the long one's."""
        short, long = self._run(1), self._run(1 + self._size)
        return Round(long.seconds - short.seconds, long.cpu_seconds - short.cpu_seconds, long.peak_memory)

    def _run(self, count: int, *, may_change: bool = False) -> Round:
        playbook = self._folder / f"{self.name}-{count}.json"
        taken, recap = run_play(self.name, [self._task] * count, playbook, self._command)
        if recap.ok != count or (recap != Recap(count, 0) and not may_change):
            raise BenchError(f"{self.name}: the play did not end in ok={count} changed=0, so it is no measure")
        return taken


def tasks(namespace: str) -> dict[str, dict[str, Any]]:
    """The task of each side. Ours looks at three objects, the peer's at one: the nearest that both do."""
    return {
        OURS: {"slipway.kubernetes.project_namespace": {"name": "bench", "namespace": f"{namespace}-ours"}},
        "kubernetes.core": {
            "kubernetes.core.k8s": {
                "definition": {
                    "apiVersion": "v1",
                    "kind": "Namespace",
                    "metadata": {"name": f"{namespace}-peer", "labels": {"project": "bench"}},
                }
            }
        },
    }


def plays(subjects: Sequence[str], size: int, target: Target, folder: Path, root: Path) -> list[Subject]:
    """The subjects of noop-task: one ansible-core, one interpreter, two collections."""
    command = ansible_playbook(target, folder, root)
    wanted = tasks(target["namespace"])
    return [Play(name, size, wanted[name], folder, command) for name in subjects]
