"""Where the clients connect to: one API server, told in each form that a client may want."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypedDict

__all__ = ["Target", "write_target"]


class Target(TypedDict):
    """One API server and who we are there. A plain dictionary: reading it costs a starting client nothing.

    Clients that read kubeconfigs get ``kubeconfig``; the bare ones (raw, urllib3) get the rest, as a program
    has it that was written for one server. All paths are of files in a private folder.
    """

    kubeconfig: str
    host: str
    port: int
    authority: str
    """File of the CA."""
    certificate: str | None
    """File of the client's certificate and key, or None where the headers say who we are."""
    headers: dict[str, str]
    """What a bare client sends with each request."""
    namespace: str
    """Whose pods are listed."""
    pods: int
    """How many pods that namespace has."""
    concurrency: int
    """How many requests may be under way at once: the connections that a pool has to hold."""


def write_target(target: Target, folder: Path) -> Path:
    """The file that a client's process reads the target from, closed to other users."""
    path = folder / "target.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps(target), encoding="utf-8")
    return path
