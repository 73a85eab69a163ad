"""Up, down and status: what the launcher can do, each as often as you like."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from . import cgroups, images, network, programs
from .api import ApiServer
from .errors import ClusterError
from .locks import exclusive
from .place import STATES, Place, cache_folder
from .progress import say
from .record import Record, read_record, write_record
from .startup import start_cluster

__all__ = ["down", "status", "up"]

_LOCK_SECONDS = 300


def up(place: Place) -> Path:
    """Bring the cluster up, building what is missing, and return its kubeconfig.

    A healthy cluster made of the same programs and images stays as it is; any other remains go first.
    """
    paths = programs.build_all(cache_folder())
    archives = images.build_all(paths, _made(cache_folder() / "images"))
    with exclusive(place.lock, seconds=_LOCK_SECONDS):
        if not _is_current(place, paths, archives):
            _clear(place)
            try:
                write_record(place, start_cluster(place, paths, archives))
            except ClusterError:
                say(f"left as it is for you to look at, in {place.state}: `make cluster-down` removes it")
                raise
    return place.kubeconfig


def down(place: Place) -> None:
    """Remove all of the cluster: processes, namespaces, control groups and files."""
    with exclusive(place.lock, seconds=_LOCK_SECONDS):
        _clear(place)


def status(place: Place) -> dict[str, Any]:
    """What a test needs to use the cluster; all paths are None when it does not run."""
    record = read_record(place)
    running = record is not None and _is_healthy(place, record)
    paths = record.programs if record and running else {}
    return {
        "running": running,
        "state_folder": str(place.state),
        "kubeconfig": str(place.kubeconfig) if running else None,
        "audit_log": str(place.audit_log) if running else None,
        "logs": str(place.logs) if running else None,
        "api_server": record.api_server if record and running else None,
        **{name: paths.get(name) for name in ("kubectl", "helm3", "helm4")},
        "processes": record.processes if record else {},
    }


def _is_current(place: Place, paths: dict[str, Path], archives: Sequence[Path]) -> bool:
    record = read_record(place)
    if record is None or not _is_healthy(place, record):
        return False
    same = record.programs == {name: str(path) for name, path in paths.items()}
    return same and record.images == [str(path) for path in archives]


def _is_healthy(place: Place, record: Record) -> bool:
    """Whether all daemons live and the API server says that it is ready."""
    # A number alone may belong to another process by now; one in our control group is ours.
    if not set(record.processes.values()) <= cgroups.members(place.cgroup):
        return False
    address = urlsplit(record.api_server)
    if address.hostname is None or address.port is None:
        return False
    return ApiServer(address.hostname, address.port, place.keys).is_ready()


def _clear(place: Place) -> None:
    """Processes first, as they hold the rest."""
    cgroups.kill_all(place.cgroup)
    network.disconnect(place.interface)
    cgroups.remove(place.cgroup)
    if place.state.exists():
        shutil.rmtree(place.state)
    try:
        STATES.rmdir()
    except OSError:  # another checkout's cluster is in it, or it was never made
        return


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
