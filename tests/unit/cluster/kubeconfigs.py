"""Kubeconfigs as tests need them."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import yaml

__all__ = ["embedded", "kubeconfig", "write_kubeconfig"]


def kubeconfig(
    server: str,
    *,
    name: str = "main",
    user: dict[str, Any] | None = None,
    cluster: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """One context, cluster and user of the same name; the context is the current one."""
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": name,
        "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
        "clusters": [{"name": name, "cluster": {"server": server, **(cluster or {})}}],
        "users": [{"name": name, "user": user or {}}],
    }


def write_kubeconfig(path: Path, *documents: dict[str, Any]) -> str:
    """Write the documents as one; the first one's context is the current one."""
    merged = dict(documents[0])
    for key in ("contexts", "clusters", "users"):
        merged[key] = [entry for document in documents for entry in document[key]]
    path.write_text(yaml.safe_dump(merged), encoding="utf-8")
    return str(path)


def embedded(pem: bytes) -> str:
    return base64.b64encode(pem).decode()
