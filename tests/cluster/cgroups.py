"""The control groups of a cluster.

Every process of a cluster is born in its group and cannot leave it, whoever its parent was and however that ended.
So the group answers which processes belong to the cluster, also after a kill -9 of the launcher.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from .errors import ClusterError

__all__ = ["create", "hierarchies", "join", "kill_all", "members", "remove"]

_DAEMONS = "daemons"
_PAUSE = 0.05


def hierarchies(mounts: Path = Path("/proc/self/mounts")) -> list[Path]:
    """Where the hierarchies are mounted: one for version 2, one a controller for version 1, or both kinds."""
    fields = (line.split() for line in mounts.read_text(encoding="utf-8").splitlines())
    return [Path(mount) for _, mount, kind, *_ in fields if kind in {"cgroup", "cgroup2"}]


def create(name: str) -> None:
    """Make the cluster's group, and below it the group of its daemons; pods get their own beside it."""
    try:
        for root in hierarchies():
            daemons = root / name / _DAEMONS
            daemons.mkdir(parents=True, exist_ok=True)
            _delegate(root)
            _delegate(root / name)
            _fill_cpuset(root / name)
            _fill_cpuset(daemons)
    except OSError as error:
        where = "a container may need --privileged and --cgroupns=host"
        raise ClusterError(f"control group {name} cannot be made ({error}): {where}") from None


def join(name: str) -> None:
    """Move the calling process into the group of the daemons."""
    for root in hierarchies():
        (root / name / _DAEMONS / "cgroup.procs").write_text("0", encoding="ascii")


def members(name: str) -> set[int]:
    """All living processes of the cluster, those in pods too."""
    found: set[int] = set()
    for root in hierarchies():
        for folder, _, _ in os.walk(root / name):
            found.update(_processes(Path(folder)))
    return found


def kill_all(name: str, *, seconds: float = 20) -> None:
    """Kill until nobody is left: a process may fork while its neighbours are being killed."""
    deadline = time.monotonic() + seconds
    while living := members(name):
        if time.monotonic() > deadline:
            raise ClusterError(f"processes survive SIGKILL: {sorted(living)}")
        for process in living:
            _kill(process)
        time.sleep(_PAUSE)


def remove(name: str, *, seconds: float = 10) -> None:
    """Remove the group and all below it; the kernel refuses for a moment after the last process."""
    deadline = time.monotonic() + seconds
    for root in hierarchies():
        for folder, _, _ in os.walk(root / name, topdown=False):
            _remove_folder(Path(folder), deadline)


def _delegate(path: Path) -> None:
    """Let groups below a version 2 group use its controllers; version 1 has no such file."""
    available = path / "cgroup.controllers"
    if available.exists():
        wanted = " ".join(f"+{controller}" for controller in available.read_text(encoding="ascii").split())
        (path / "cgroup.subtree_control").write_text(wanted, encoding="ascii")


def _fill_cpuset(path: Path) -> None:
    """Version 1 refuses processes in a cpuset that names no CPU, and a new one names none."""
    for file in (path / "cpuset.cpus", path / "cpuset.mems"):
        if (path / "cpuset.effective_cpus").exists() and not file.read_text(encoding="ascii").strip():
            file.write_text((path.parent / file.name).read_text(encoding="ascii"), encoding="ascii")


def _processes(folder: Path) -> set[int]:
    try:
        return {int(line) for line in (folder / "cgroup.procs").read_text(encoding="ascii").split()}
    except FileNotFoundError:  # a pod's group may go while we look
        return set()


def _kill(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return


def _remove_folder(folder: Path, deadline: float) -> None:
    while folder.exists():
        try:
            folder.rmdir()
        except OSError:
            if time.monotonic() > deadline:
                raise ClusterError(f"the control group {folder} cannot be removed") from None
            time.sleep(_PAUSE)
