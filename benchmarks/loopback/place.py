"""Start the loopback server and tell clients where it is."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.errors import BenchError
from benchmarks.target import Target

from .answers import HOST, LISTED_NAMESPACE

__all__ = ["loopback"]

_TOKEN = "bench"  # noqa: S105 - the server takes any


@contextmanager
def loopback(folder: Path, *, megabytes: int, concurrency: int) -> Iterator[Target]:
    """A server of our own on this machine, in a process of its own, with a certificate of its own."""
    authority = folder / "authority.pem"
    command = [sys.executable, "-m", "benchmarks.loopback.server", str(authority), str(megabytes)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        try:
            said = server.stdout.readline().split() if server.stdout else []
            if len(said) != 2:
                raise BenchError("the loopback server did not start; what it said stands above")
            yield _target(folder, authority, port=int(said[0]), pods=int(said[1]), concurrency=concurrency)
        finally:
            server.kill()


def _target(folder: Path, authority: Path, *, port: int, pods: int, concurrency: int) -> Target:
    kubeconfig = folder / "kubeconfig"
    kubeconfig.write_text(json.dumps(_kubeconfig(port, authority)), encoding="utf-8")
    return Target(
        kubeconfig=str(kubeconfig),
        host=HOST,
        port=port,
        authority=str(authority),
        certificate=None,
        headers={"Accept": "application/json", "Authorization": f"Bearer {_TOKEN}"},
        namespace=LISTED_NAMESPACE,
        pods=pods,
        concurrency=concurrency,
    )


def _kubeconfig(port: int, authority: Path) -> dict[str, object]:
    cluster = {"server": f"https://{HOST}:{port}", "certificate-authority": str(authority)}
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "bench",
        "clusters": [{"name": "bench", "cluster": cluster}],
        "users": [{"name": "bench", "user": {"token": _TOKEN}}],
        "contexts": [{"name": "bench", "context": {"cluster": "bench", "user": "bench"}}],
    }
