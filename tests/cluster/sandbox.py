"""The namespaces a cluster lives in: its own network, and its own view of the host's file system.

One process holds them open. Nothing on the host names them, so they go with the last process: no mount, no
interface and no socket can stay behind, whatever is killed when.
"""

from __future__ import annotations

import shlex
from pathlib import Path

__all__ = ["READY_FILE", "enter", "hold", "inside", "prepare_view"]

READY_FILE = "/run/slipway-ready"
"""Appears inside when the namespaces are complete."""

_HOSTS = "127.0.0.1 localhost\n"
# CoreDNS answers here. It knows the cluster's names only, so that a foreign registry does not exist at once.
_RESOLVER = "nameserver 127.0.0.1\n"

# /etc    foreign names are asked of the cluster's own name server, never of the machine's.
# /run    the sockets of containerd's shims have a fixed path there, and two clusters must not meet.
# /var    kubelet, CNI and the pods' logs write to fixed paths below it; what they write goes with the namespace.
#         The state folder is put back on top: container images do not belong into memory.
# The holder takes no argument; the state folder there tells people whose it is.
# --make-rshared: from here on the cluster's own processes see each other's mounts, as volumes with propagation need.
_VIEW = """\
set -e
mount --make-rprivate /
mount -t overlay -o lowerdir={state}/etc:/etc overlay /etc
mount -t tmpfs -o mode=0755 tmpfs /run
mkdir /run/upper /run/work /run/state
mount --bind {state} /run/state
mount -t overlay -o lowerdir=/var,upperdir=/run/upper,workdir=/run/work overlay /var
mount --move /run/state {state}
mount --make-rshared /
echo 1 > /proc/sys/net/ipv4/ip_forward
ip link set lo up
touch {ready}
exec {holder} {state}
"""


def prepare_view(state: Path) -> None:
    """Write the files that take the place of the host's."""
    etc = state / "etc"
    etc.mkdir()
    (etc / "hosts").write_text(_HOSTS, encoding="ascii")
    (etc / "resolv.conf").write_text(_RESOLVER, encoding="ascii")


def hold(state: Path, holder: Path) -> list[str]:
    """The command that makes the namespaces and holds them open with the program `holder`."""
    script = _VIEW.format(state=shlex.quote(str(state)), holder=shlex.quote(str(holder)), ready=READY_FILE)
    return ["unshare", "--mount", "--net", "--propagation", "private", "sh", "-c", script]


def enter(holder: int, command: list[str]) -> list[str]:
    """The same command, run inside the namespaces that the process `holder` holds.

    Not `ip netns exec`: that remounts /sys and hides the control groups.
    """
    namespaces = Path("/proc", str(holder), "ns")
    return ["nsenter", f"--mount={namespaces / 'mnt'}", f"--net={namespaces / 'net'}", *command]


def inside(holder: int, path: str) -> Path:
    """Where the host finds what is at `path` inside."""
    return Path("/proc", str(holder), "root", path.lstrip("/"))
