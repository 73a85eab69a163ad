"""The long-running programs of a cluster: start them, and wait for what they bring about."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from . import cgroups, sandbox
from .commands import EVIDENCE_LINES
from .errors import ClusterError
from .place import Place

__all__ = ["HOLDER", "Daemons"]

HOLDER = "holder"
"""Holds the namespaces open and does nothing else."""

_PAUSE = 0.05
_SECONDS = 60
_SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Daemons:
    """The daemons of one cluster, by name. They outlive the launcher.

    Each runs in a session of its own and in the cluster's control group, and its log is its only output. None gets
    anything of the caller's environment: a setting for a proxy there would change the cluster.
    """

    def __init__(self, place: Place, *, path: Sequence[Path]) -> None:
        self._place = place
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._environment = {
            "PATH": ":".join([*map(str, path), _SYSTEM_PATH]),
            "HOME": str(place.state / "home"),
            "TMPDIR": str(place.state / "temporary"),
        }

    @property
    def holder(self) -> int:
        """The process that holds the namespaces."""
        return self._processes[HOLDER].pid

    def processes(self) -> dict[str, int]:
        """The process of each daemon by its name."""
        return {name: process.pid for name, process in self._processes.items()}

    def open(self, command: Sequence[str]) -> None:
        """Start the holder, with a command that makes the namespaces."""
        self._spawn(HOLDER, command)

    def start(self, commands: Mapping[str, list[str]], *names: str) -> None:
        """Start those daemons inside the namespaces."""
        for name in names:
            self._spawn(name, sandbox.enter(self.holder, commands[name]))

    def wait(self, name: str, condition: Callable[[], bool], complaint: str) -> None:
        """Wait for what one daemon is to bring about; ClusterError with the end of its log when that fails."""
        process = self._processes[name]
        deadline = time.monotonic() + _SECONDS
        while not condition():
            if process.poll() is not None:
                raise self._failure(name, f"{complaint}: {name} ended with exit code {process.returncode}")
            if time.monotonic() > deadline:
                raise self._failure(name, f"{complaint} after {_SECONDS} s")
            time.sleep(_PAUSE)

    def _spawn(self, name: str, command: Sequence[str]) -> None:
        with self._log(name).open("ab") as output:
            self._processes[name] = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self._environment,
                cwd="/",
                start_new_session=True,
                # Before exec: not even a launcher that is killed right now leaves a process that nobody finds.
                preexec_fn=partial(cgroups.join, self._place.cgroup),  # noqa: PLW1509 - the launcher has no threads
            )

    def _log(self, name: str) -> Path:
        return self._place.logs / f"{name}.log"

    def _failure(self, name: str, message: str) -> ClusterError:
        lines = self._log(name).read_text(encoding="utf-8", errors="replace").splitlines()
        return ClusterError(f"{message} (log: {self._log(name)})", lines[-EVIDENCE_LINES:])
