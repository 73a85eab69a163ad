"""The launcher of the real cluster: up, down and status on a second cluster, whatever is killed when."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.place import Place
from tests.fixtures.real_cluster import RealCluster

_SOURCES = Path(__file__).resolve().parents[1] / "cluster"
_FOREIGN_FOLDERS = [
    Path(path)
    for path in ("/opt/containerd", "/run/containerd", "/var/lib/cni", "/var/lib/kubelet", "/var/log/containers")
]
"""Where these programs write unless they are told or kept not to."""


class Launcher:
    """The launcher of another checkout than ours: its cluster is another one too."""

    def __init__(self, checkout: Path, environment: dict[str, str]) -> None:
        shutil.copytree(_SOURCES, checkout / "tests" / "cluster")
        self.place = Place(checkout)
        self._command = [sys.executable, "-m", "tests.cluster"]
        self._settings: dict[str, Any] = {"cwd": checkout, "env": environment, "text": True}

    def run(self, command: str) -> str:
        """Return what the command printed; one that failed fails the test."""
        ended = subprocess.run(
            [*self._command, command], capture_output=True, timeout=100, check=False, **self._settings
        )
        assert ended.returncode == 0, ended.stderr
        return str(ended.stdout)

    def status(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self.run("status"))
        return answer

    def killed_in_the_middle(self) -> None:
        """Start a cluster and kill the launcher once the API server has begun to speak."""
        launcher = subprocess.Popen([*self._command, "up"], stderr=subprocess.DEVNULL, **self._settings)
        log = self.place.logs / "kube-apiserver.log"
        wait_until(lambda: log.exists() and log.stat().st_size > 0)
        launcher.kill()
        launcher.wait(timeout=10)

    def remains(self) -> list[str]:
        """All that the machine still has of this cluster."""
        found = [str(path) for path in (self.place.state, *cgroups_of(self.place)) if path.exists()]
        found += [f"process {process}" for process in processes_of(self.place)]
        links = subprocess.run(["/sbin/ip", "-brief", "link"], capture_output=True, text=True, check=True, timeout=10)
        return found + [line for line in links.stdout.splitlines() if self.place.interface in line]


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it did not happen within a minute"
        time.sleep(0.05)


def cgroups_of(place: Place) -> list[Path]:
    return list(Path("/sys/fs/cgroup").glob(f"**/*{place.identity}*"))


def processes_of(place: Place) -> list[str]:
    """Processes that are in the cluster's groups, carry its paths, or hold its mounts."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            contents = [(process / file).read_bytes() for file in ("cgroup", "environ", "cmdline", "mountinfo")]
        except OSError:  # ended; one that its parent has not noticed yet shows nothing but its former group
            continue
        if any(place.cgroup.encode() in content or str(place.state).encode() in content for content in contents):
            found.append(process.name)
    return found


@pytest.fixture
def launcher(cluster: RealCluster, tmp_path: Path, machine_environment: dict[str, str]) -> Iterator[Launcher]:
    """Give a second launcher; the first cluster is there already, so nothing is left to be built."""
    second = Launcher(tmp_path / "checkout", machine_environment)
    yield second
    second.run("down")


def test_up_ends_with_a_healthy_cluster_whatever_was_killed_and_down_leaves_nothing(launcher: Launcher) -> None:
    there_before = [path for path in _FOREIGN_FOLDERS if path.exists()]
    launcher.killed_in_the_middle()
    assert not launcher.status()["running"]

    answer = launcher.run("up")
    first = launcher.status()
    assert first["running"]
    assert answer == f"KUBECONFIG={first['kubeconfig']}\n"
    assert stat.S_IMODE(Path(first["kubeconfig"]).stat().st_mode) == 0o600

    os.kill(first["processes"]["kube-proxy"], signal.SIGKILL)
    wait_until(lambda: not launcher.status()["running"])
    assert launcher.run("up") == answer
    healed = launcher.status()
    assert healed["running"]
    assert not set(healed["processes"].values()) & set(first["processes"].values())

    assert launcher.run("up") == answer
    assert launcher.status() == healed  # a healthy cluster is left alone

    launcher.run("down")
    assert launcher.remains() == []
    assert [path for path in _FOREIGN_FOLDERS if path.exists()] == there_before
    launcher.run("down")  # nothing to do is no error


def test_down_removes_what_a_killed_start_left(launcher: Launcher) -> None:
    launcher.killed_in_the_middle()
    assert launcher.remains()
    launcher.run("down")
    assert launcher.remains() == []


def test_an_image_of_a_foreign_registry_is_refused_by_the_clusters_own_name_server(
    cluster: RealCluster, namespace: str
) -> None:
    cluster.kubectl("run", "foreign", "--image=registry.example.com/none:1", "--namespace", namespace)
    waiting = "--for=jsonpath={.status.containerStatuses[0].state.waiting.reason}"
    cluster.kubectl("wait", "pod/foreign", "--namespace", namespace, waiting, "--timeout=30s")
    cluster.kubectl("wait", "pod/foreign", "--namespace", namespace, f"{waiting}=ImagePullBackOff", "--timeout=30s")
    events = cluster.get("events", "--namespace", namespace, "--field-selector=reason=Failed")["items"]
    assert "lookup registry.example.com on 127.0.0.1:53: no such host" in events[0]["message"]
