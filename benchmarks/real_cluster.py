"""The real cluster of this checkout: where it is, and namespaces of our own on it that go when we go."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from .errors import BenchError
from .loopback.objects import pod
from .target import Target

__all__ = ["RealCluster", "cluster_target", "create_pods", "running_cluster"]


@dataclass(frozen=True)
class RealCluster:
    """A running cluster's administrator, kubectl, and what the API server writes down of each request."""

    kubeconfig: str
    kubectl_program: str
    audit_log: Path

    def kubectl(self, *arguments: str) -> str:
        """What kubectl printed.

        :raises BenchError: it failed.
        """
        command = [self.kubectl_program, "--kubeconfig", self.kubeconfig, *arguments]
        try:
            ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        except subprocess.TimeoutExpired:
            raise BenchError(f"kubectl {arguments[0]} had no end in two minutes; look at the test cluster") from None
        if ended.returncode:
            raise BenchError(f"kubectl {arguments[0]} failed on the test cluster; look at it with make cluster")
        return ended.stdout


def running_cluster(root: Path) -> RealCluster:
    """The test cluster of this checkout.

    :raises BenchError: it does not run.
    """
    command = [sys.executable, "-m", "tests.cluster", "status"]
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=False)
    status: dict[str, Any] = json.loads(ended.stdout) if ended.returncode == 0 else {}
    if not status.get("running"):
        raise BenchError(
            "this case runs on the real cluster and none is up: start it with make cluster, "
            "or choose a case on loopback: make bench CASE=get"
        )
    return RealCluster(status["kubeconfig"], status["kubectl"], Path(status["audit_log"]))


@contextmanager
def cluster_target(cluster: RealCluster, folder: Path, *, concurrency: int) -> Iterator[Target]:
    """The cluster as a target, with a name for namespaces that are removed at the end, whoever made them."""
    view = json.loads(cluster.kubectl("config", "view", "--raw", "--minify", "--output", "json"))
    server = urlsplit(view["clusters"][0]["cluster"]["server"])
    user = view["users"][0]["user"]
    namespace = f"bench-{uuid4().hex[:8]}"
    target = Target(
        kubeconfig=cluster.kubeconfig,
        host=server.hostname or "",
        port=server.port or 443,
        authority=_file(folder, "authority.pem", view["clusters"][0]["cluster"]["certificate-authority-data"]),
        certificate=_file(folder, "client.pem", user["client-certificate-data"], user["client-key-data"]),
        headers={"Accept": "application/json"},
        namespace=namespace,
        pods=0,
        concurrency=concurrency,
    )
    try:
        yield target
    finally:
        names = [name for name in cluster.kubectl("get", "namespaces", "--output", "name").split() if namespace in name]
        if names:
            cluster.kubectl("delete", "--wait=false", *names)


def create_pods(cluster: RealCluster, namespace: str, megabytes: int, folder: Path) -> int:
    """Fill a new namespace with pods until their list has about so many million bytes; how many they are.

    They wait at a gate, so that they cost the cluster no more than their storage.
    """
    cluster.kubectl("create", "namespace", namespace)
    # A pod that comes before its service account is refused.
    cluster.kubectl("wait", "--for=create", "serviceaccount/default", "--namespace", namespace, "--timeout=60s")
    _create(cluster, [_waiting_pod(0, namespace)], folder)
    one = len(cluster.kubectl("get", "--raw", f"/api/v1/namespaces/{namespace}/pods"))
    count = max(2, round(megabytes * 1_000_000 / one))
    _create(cluster, [_waiting_pod(number, namespace) for number in range(1, count)], folder)
    return count


def _create(cluster: RealCluster, pods: list[dict[str, Any]], folder: Path) -> None:
    manifests = folder / "pods.json"
    manifests.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": pods}), encoding="utf-8")
    cluster.kubectl("create", "--filename", str(manifests))


def _waiting_pod(number: int, namespace: str) -> dict[str, Any]:
    made = pod(number, namespace)
    metadata = {key: made["metadata"][key] for key in ("name", "namespace", "labels", "annotations")}
    spec = {key: value for key, value in made["spec"].items() if key != "nodeName"}
    spec |= {"schedulingGates": [{"name": "slipway.dev/bench"}], "automountServiceAccountToken": False}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


def _file(folder: Path, name: str, *encoded: str) -> str:
    """Decoded and joined, in a file that nobody else can read."""
    path = folder / name
    path.touch(mode=0o600)
    path.write_bytes(b"\n".join(map(base64.b64decode, encoded)))
    return str(path)
