"""What was measured on: the machine and the versions. Names no path, no host and no registry."""

from __future__ import annotations

import json
import os
import platform
import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

__all__ = ["PEERS", "machine", "versions"]

PEERS = Path(".build") / "bench-venv"
"""The environment of all subjects, in the checkout. Ours runs there too: same interpreter, same urllib3."""
_DISTRIBUTIONS = {
    "slipway": ("ansible-core", "urllib3"),
    "raw": (),
    "urllib3": ("urllib3",),
    "kubernetes-typed": ("kubernetes", "urllib3"),
    "kubernetes-dynamic": ("kubernetes", "urllib3"),
    "lightkube": ("lightkube", "httpx2", "msgspec"),
    "kr8s": ("kr8s", "httpx"),
    "kubernetes.core": ("ansible-core", "kubernetes", "urllib3"),
    "kubectl": (),
    "kubernetes.core-loop": ("ansible-core", "kubernetes", "urllib3"),
    "empty-play": ("ansible-core",),
}


def machine() -> dict[str, Any]:
    """Processor, cores, memory and kernel of this machine."""
    processors = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = [line.partition(":")[2].strip() for line in processors if line.startswith("model name")]
    return {
        "cpu": models[0] if models else platform.machine(),
        "cores": os.cpu_count(),
        "memory_bytes": os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"),
        "kernel": platform.release(),
    }


def versions(subject: str, place: str, root: Path) -> dict[str, str]:
    """What the subject is made of, and the server where it is not our own."""
    folder = next((root / PEERS).glob("lib/python*/site-packages"))
    installed = {found.name.lower(): found.version for found in distributions(path=[str(folder)])}
    found = {name: installed[name] for name in _DISTRIBUTIONS[subject]}
    if subject != "kubectl":
        found["python"] = platform.python_version()
    if subject == "slipway":
        found["slipway"] = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    if subject.startswith("kubernetes.core"):
        manifest = folder / "ansible_collections" / "kubernetes" / "core" / "MANIFEST.json"
        found["kubernetes.core"] = json.loads(manifest.read_text(encoding="utf-8"))["collection_info"]["version"]
    if place == "cluster":
        # One program in the build: kubectl and the API server have one version.
        found["kubernetes-server"] = _built_kubernetes(root)
    return dict(sorted(found.items()))


def _built_kubernetes(root: Path) -> str:
    modules = (root / "tests" / "cluster" / "programs" / "kubernetes" / "go.mod").read_text(encoding="utf-8")
    required = re.search(r"\bk8s\.io/kubernetes v(\S+)", modules)
    return required.group(1) if required else "unknown"
