"""Where a cluster keeps its things. Everything of one cluster carries the identity of its checkout."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

__all__ = ["STATES", "Place", "cache_folder", "write_private"]

STATES = Path("/var/lib/slipway-cluster")
"""One folder a cluster. Not below HOME: `down` must find the cluster whatever HOME is."""


@dataclass(frozen=True)
class Place:
    """The names and paths of the one cluster of a checkout."""

    checkout: Path

    @property
    def identity(self) -> str:
        """Eight hexadecimal digits, the same as long as the checkout stays where it is."""
        return hashlib.sha256(str(self.checkout).encode()).hexdigest()[:8]

    @property
    def state(self) -> Path:
        """All files of the cluster; gone after `down`."""
        return STATES / self.identity

    @property
    def lock(self) -> Path:
        """What `up` and `down` lock: a folder that is there anyway, so that no lock file stays behind."""
        return self.checkout / "tests" / "cluster"

    @property
    def cgroup(self) -> str:
        """The control group, in every hierarchy, that holds each process of the cluster."""
        return f"slipway-{self.identity}"

    @property
    def interface(self) -> str:
        """The host's end of the veth pair; Linux allows 15 characters."""
        return f"slip-{self.identity}"

    @property
    def keys(self) -> Path:
        """Certificates and private keys."""
        return self.state / "keys"

    @property
    def logs(self) -> Path:
        """One log a daemon."""
        return self.state / "logs"

    @property
    def kubeconfig(self) -> Path:
        """The administrator's kubeconfig."""
        return self.state / "kubeconfig"

    @property
    def audit_log(self) -> Path:
        """JSON lines written by the API server."""
        return self.logs / "audit.jsonl"

    @property
    def record(self) -> Path:
        """What `status` tells; written last, so its presence means that the start was completed."""
        return self.state / "cluster.json"


def cache_folder() -> Path:
    """Where built programs and images stay between clusters, shared by all checkouts of a user."""
    configured = Path(os.environ.get("XDG_CACHE_HOME", ""))
    # The specification of XDG_CACHE_HOME says to ignore a relative path.
    base = configured if configured.is_absolute() else Path.home() / ".cache"
    return base / "slipway" / "cluster"


def write_private(path: Path, text: str) -> None:
    """Write a file that nobody but its owner can read, not even for a moment."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
