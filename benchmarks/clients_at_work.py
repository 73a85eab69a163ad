"""The Python clients and kubectl as subjects: what each is started with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from scripts.link_package import link_package

from .cases import Case
from .environment import clean_environment
from .machine import PEERS
from .measurement import Round
from .processes import Command, Resident, run_to_end
from .rounds import Subject
from .target import Target, write_target

__all__ = ["clients_at_work"]

_LINKED = Path(".build") / "bench-package"
"""The library as an installed package has it: an editable install would add its import hook to each start."""


class PythonStart:
    """A Python program that is started anew in each round; one start before the first compiles what it imports."""

    def __init__(self, name: str, command: Command) -> None:
        self.name = name
        self._command = command
        self.measure()

    def measure(self) -> Round:
        """Start it and wait for its end."""
        taken, printed = run_to_end(self.name, self._command)
        # What the program says of its memory does not include this process, from which it was forked.
        return replace(taken, peak_memory=json.loads(printed.splitlines()[-1])["peak_memory"])


class KubectlStart:
    """kubectl, started anew in each round; one start before the first fills its discovery cache."""

    def __init__(self, name: str, command: Command) -> None:
        self.name = name
        self._command = command
        self.measure()

    def measure(self) -> Round:
        """Start it and wait for its end."""
        return run_to_end(self.name, self._command)[0]


@contextmanager
def clients_at_work(
    case: Case, size: int, target: Target, folder: Path, root: Path, kubectl: str
) -> Iterator[Sequence[Subject]]:
    """All subjects of a case that is done by clients, ready to be measured.

    :param folder: private; what the clients cache and write lies there.
    :param kubectl: the program, for the cases that ask for it.
    """
    link_package(root, root / _LINKED)
    environment = clean_environment(folder, PYTHONPATH=str(root / _LINKED))
    written = str(write_target(target, folder))
    python = str(root / PEERS / "bin" / "python")
    mode, work = ("once", "get") if case.work == "start" else ("turns", case.work)
    with ExitStack() as stack:
        subjects: list[Subject] = []
        for name in case.subjects:
            worker = [python, "-m", "benchmarks.worker", mode, name, work, str(size), written]
            command = Command(worker, root, environment)
            if name == "kubectl":
                asked = [kubectl, "--kubeconfig", target["kubeconfig"], "get", "namespace", *["default"] * size]
                subjects.append(KubectlStart(name, replace(command, arguments=asked)))
            elif mode == "once":
                subjects.append(PythonStart(name, command))
            else:
                resident = Resident(name, command)
                stack.callback(resident.close)
                subjects.append(resident)
        yield subjects
