"""ansible-playbook as a subject: what one more unchanged task costs in a play."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .environment import clean_environment
from .errors import BenchError
from .machine import PEERS
from .measurement import OURS, Round
from .processes import Command, run_to_end
from .rounds import Subject
from .target import Target

__all__ = ["plays", "tasks"]

_COLLECTIONS = Path(".build") / "collections"
_RECAP = re.compile(r"^localhost\s*:.*\bok=(\d+)\s+changed=(\d+)\s", re.MULTILINE)


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
        play = {"hosts": "localhost", "gather_facts": False, "tasks": [self._task] * count}
        playbook.write_text(json.dumps([play]), encoding="utf-8")
        arguments = [*self._command.arguments, str(playbook)]
        taken, printed = run_to_end(self.name, Command(arguments, self._command.folder, self._command.environment))
        recap = _RECAP.search(printed)
        if recap is None or recap[1] != str(count) or (recap[2] != "0" and not may_change):
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
    programs = root / PEERS / "bin"
    environment = clean_environment(
        folder,
        K8S_AUTH_KUBECONFIG=target["kubeconfig"],
        ANSIBLE_COLLECTIONS_PATH=str(root / _COLLECTIONS),
        ANSIBLE_HOME=str(folder / "ansible"),
        ANSIBLE_LOCALHOST_WARNING="false",
        ANSIBLE_INVENTORY_UNPARSED_WARNING="false",
        ANSIBLE_NOCOLOR="true",
        ANSIBLE_PYTHON_INTERPRETER=str(programs / "python"),
    )
    command = Command([str(programs / "ansible-playbook")], folder, environment)
    wanted = tasks(target["namespace"])
    return [Play(name, size, wanted[name], folder, command) for name in subjects]
