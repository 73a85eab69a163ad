"""ansible-playbook as a measured process: one ansible-core and one interpreter for all sides."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .environment import clean_environment
from .errors import BenchError
from .machine import PEERS
from .measurement import Round
from .memory import HeldMemory
from .processes import Command, run_to_end
from .target import Target

__all__ = ["Recap", "ansible_playbook", "run_fleet", "run_play"]

_COLLECTIONS = Path(".build") / "collections"
_RECAP = re.compile(r"^(\S+)\s*:.*\bok=(\d+)\s+changed=(\d+)\s", re.MULTILINE)


@dataclass(frozen=True)
class Recap:
    """How many tasks a play did, and how many of them changed something."""

    ok: int
    changed: int


def ansible_playbook(target: Target, folder: Path, root: Path, *collections: Path) -> Command:
    """The program, without a playbook.

    :param collections: folders of more collections than ours and those of the ``ansible`` distribution.
    """
    programs = root / PEERS / "bin"
    environment = clean_environment(
        folder,
        K8S_AUTH_KUBECONFIG=target["kubeconfig"],
        ANSIBLE_COLLECTIONS_PATH=":".join(map(str, (root / _COLLECTIONS, *collections))),
        ANSIBLE_HOME=str(folder / "ansible"),
        ANSIBLE_LOCALHOST_WARNING="false",
        ANSIBLE_INVENTORY_UNPARSED_WARNING="false",
        ANSIBLE_NOCOLOR="true",
        ANSIBLE_PYTHON_INTERPRETER=str(programs / "python"),
    )
    return Command([str(programs / "ansible-playbook")], folder, environment)


def run_play(name: str, tasks: Sequence[dict[str, Any]], playbook: Path, command: Command) -> tuple[Round, Recap]:
    """Write a play of these tasks and run it.

    :raises BenchError: it failed, or did not say how it ended.
    """
    _write_play("localhost", tasks, playbook)
    taken, printed = run_to_end(name, replace(command, arguments=[*command.arguments, str(playbook)]))
    recap = _recaps(printed).get("localhost")
    if recap is None:
        raise BenchError(f"{name}: the play ended without a recap, so it is no measure")
    return taken, recap


def run_fleet(
    name: str, task: dict[str, Any], hosts: Mapping[str, Mapping[str, str]], playbook: Path, command: Command
) -> tuple[Round, dict[str, Recap]]:
    """Write a play of this task over these hosts, each with its variables, and run it with a fork for each.

    Memory is what all processes of the play held together at their peak, and each host has a recap.

    :raises BenchError: it failed.
    """
    inventory = playbook.with_name(f"inventory-{playbook.name}")
    of_all = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    inventory.write_text(json.dumps({"all": {"hosts": hosts, "vars": of_all}}), encoding="utf-8")
    _write_play("all", [task], playbook)
    arguments = ["--inventory", str(inventory), "--forks", str(len(hosts)), str(playbook)]
    held = HeldMemory()
    taken, printed = run_to_end(name, replace(command, arguments=[*command.arguments, *arguments]), held.watch)
    return replace(taken, peak_memory=held.peak), _recaps(printed)


def _write_play(hosts: str, tasks: Sequence[dict[str, Any]], playbook: Path) -> None:
    play = {"hosts": hosts, "gather_facts": False, "tasks": tasks}
    playbook.write_text(json.dumps([play]), encoding="utf-8")


def _recaps(printed: str) -> dict[str, Recap]:
    return {host: Recap(int(ok), int(changed)) for host, ok, changed in _RECAP.findall(printed)}
