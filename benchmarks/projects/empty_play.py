"""The play of ours with an action that does nothing: what Ansible takes of our time."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measurement import Round
from benchmarks.playbook import ansible_playbook, run_play

from .scene import Scene
from .tools import Task
from .wanted import Batch

__all__ = ["EmptyPlay"]

_ACTION = '''\
import json
import os

from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):
    """Takes what slipway's takes, and answers what that answered once."""

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        with open(os.path.join(os.path.dirname(__file__), "result.json"), encoding="utf-8") as file:
            result.update(json.load(file))
        return result
'''


class EmptyPlay:
    """A subject. Ready when made: ours has answered once, and the collection ``bench.empty`` is written."""

    name = "empty-play"

    def __init__(self, ours: Task, batch: Batch, scene: Scene) -> None:
        collections = scene.folder / "collections"
        actions = collections / "ansible_collections" / "bench" / "empty" / "plugins" / "action"
        actions.mkdir(parents=True)
        (actions / "project_namespace.py").write_text(_ACTION, encoding="utf-8")
        ours.keep_result(batch, actions / "result.json")
        (arguments,) = ours.task(batch).values()
        self._task = {"bench.empty.project_namespace": arguments}
        self._playbook: Path = scene.folder / "empty-play.json"
        self._command = ansible_playbook(scene.target, scene.folder, scene.root, collections)
        self.measure()

    def measure(self) -> Round:
        """Run the play."""
        return run_play(self.name, [self._task], self._playbook, self._command)[0]
