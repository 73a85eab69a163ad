"""What docs/client.md shows is what happens on a real cluster."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import connect
from tests.fixtures.real_cluster import RealCluster

DOCUMENT = Path(__file__).parents[2].joinpath("docs", "client.md").read_text(encoding="utf-8")


@pytest.fixture
def running_pod(cluster: RealCluster, namespace: str) -> str:
    """A pod ``web`` that runs until it is deleted."""
    client = Client(connect({"kubeconfig": str(cluster.kubeconfig)}, {}))
    container = {"name": "main", "image": "slipway.test/busybox:1", "command": ["sleep", "600"]}
    spec = {"containers": [container], "terminationGracePeriodSeconds": 0}
    client.create_pod({"metadata": {"name": "web", "namespace": namespace}, "spec": spec})
    for _kind, item in client.watch_pod(namespace).events():
        if item["status"].get("phase") == "Running":
            break
    client.close()
    return "web"


def test_the_samples_run_and_print_what_they_say(
    cluster: RealCluster, namespace: str, running_pod: str, capsys: pytest.CaptureFixture[str]
) -> None:
    samples = "\n".join(re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL))
    samples = samples.replace('{"context": "production"}', repr({"kubeconfig": str(cluster.kubeconfig)}))
    names: dict[str, object] = {}
    exec(compile(samples.replace('"shop"', repr(namespace)), "docs/client.md", "exec"), names)
    state, change, command = capsys.readouterr().out.splitlines()
    assert (state, change, command) == ("connected", "ADDED kube-root-ca.crt", r"b'hello' b'done\n' 3")
    assert isinstance(names["client"], Client)
    names["client"].close()
