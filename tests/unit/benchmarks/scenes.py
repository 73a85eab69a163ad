"""A scene of the project cases without a cluster."""

from __future__ import annotations

from pathlib import Path

from benchmarks.projects.audit import Audit
from benchmarks.projects.scene import Scene
from benchmarks.real_cluster import RealCluster
from benchmarks.target import Target

__all__ = ["audit_log", "scene_in"]


def audit_log(folder: Path) -> Path:
    """The audit log, empty."""
    log = folder / "audit.jsonl"
    log.touch()
    return log


def scene_in(folder: Path, audit: Audit, *, kubeconfig: str = "") -> Scene:
    """Everything in one folder, and nothing to connect to."""
    target = Target(
        kubeconfig=kubeconfig,
        host="",
        port=0,
        authority="",
        certificate=None,
        headers={},
        namespace="bench",
        pods=0,
        concurrency=1,
    )
    cluster = RealCluster("", "", folder / "audit.jsonl")
    return Scene(cluster, target, folder / "target.json", folder, folder, audit)
