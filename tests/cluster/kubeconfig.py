"""Kubeconfig files: who is where."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from .certificates import Pair
from .place import write_private

__all__ = ["write_kubeconfig"]


def write_kubeconfig(path: Path, *, server: str, authority: Path, user: Pair) -> Path:
    """Write a kubeconfig that needs no other file, and return its path. JSON is YAML, and has one way to quote."""
    name = "slipway-test"
    identity = {"client-certificate-data": _encoded(user.certificate), "client-key-data": _encoded(user.key)}
    cluster = {"server": server, "certificate-authority-data": _encoded(authority)}
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": name, "cluster": cluster}],
        "users": [{"name": name, "user": identity}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
        "current-context": name,
    }
    write_private(path, json.dumps(config, indent=2) + "\n")
    return path


def _encoded(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()
