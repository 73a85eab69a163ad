"""ansible-playbook as a measured process: one ansible-core and one interpreter for all sides."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .environment import clean_environment
from .errors import BenchError
from .machine import PEERS
from .measurement import Round
from .processes import Command, run_to_end
from .target import Target

__all__ = ["Recap", "ansible_playbook", "run_play"]

_COLLECTIONS = Path(".build") / "collections"
_RECAP = re.compile(r"^localhost\s*:.*\bok=(\d+)\s+changed=(\d+)\s", re.MULTILINE)


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
    play = {"hosts": "localhost", "gather_facts": False, "tasks": tasks}
    playbook.write_text(json.dumps([play]), encoding="utf-8")
    taken, printed = run_to_end(name, replace(command, arguments=[*command.arguments, str(playbook)]))
    recap = _RECAP.search(printed)
    if recap is None:
        raise BenchError(f"{name}: the play ended without a recap, so it is no measure")
    return taken, Recap(int(recap[1]), int(recap[2]))
