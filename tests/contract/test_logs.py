"""Logs of containers: until now, of the last run, and as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing

import pytest

from slipway.cluster.client import Client
from slipway.errors import BadRequest, Forbidden, NotFound
from tests.contract.conftest import AccountWith, RunPod
from tests.contract.objects import BUSYBOX, Manifest, has_ended, pod

THREE_LINES = "echo one; echo two; echo three"


@pytest.fixture
def talked(run_pod: RunPod, namespace: str) -> str:
    """The name of a pod that said three lines and ended."""
    run_pod(pod("talked", namespace, "sh", "-c", THREE_LINES), has_ended)
    return "talked"


def test_a_log_is_whole(client: Client, namespace: str, talked: str) -> None:
    assert client.pod_log(talked, namespace, timestamps=False) == b"one\ntwo\nthree\n"


def test_each_line_has_the_time_of_the_kubelet(client: Client, namespace: str, talked: str) -> None:
    lines = client.pod_log(talked, namespace).decode().splitlines()
    assert all(re.match(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z (one|two|three)$", line) for line in lines)
    assert len(lines) == 3


def test_a_log_has_its_last_lines_alone(client: Client, namespace: str, talked: str) -> None:
    assert client.pod_log(talked, namespace, timestamps=False, tail_lines=1) == b"three\n"


def test_a_log_is_cut_after_so_many_bytes(client: Client, namespace: str, talked: str) -> None:
    assert client.pod_log(talked, namespace, timestamps=False, limit_bytes=5) == b"one\nt"


def test_the_log_of_the_last_run_is_another_one(client: Client, namespace: str, run_pod: RunPod) -> None:
    command = "if [ -e /shared/ran ]; then echo second; sleep 600; fi; touch /shared/ran; echo first; exit 1"
    manifest = pod("p", namespace, "sh", "-c", command, restartPolicy="OnFailure")
    manifest["spec"]["volumes"] = [{"name": "shared", "emptyDir": {}}]
    manifest["spec"]["containers"][0]["volumeMounts"] = [{"name": "shared", "mountPath": "/shared"}]
    run_pod(manifest, lambda found: found["status"].get("containerStatuses", [{}])[0].get("restartCount") == 1)
    assert client.pod_log("p", namespace, previous=True, timestamps=False) == b"first\n"


def test_a_container_that_ran_once_has_no_last_run(client: Client, namespace: str, talked: str) -> None:
    with pytest.raises(BadRequest) as caught:
        client.pod_log(talked, namespace, previous=True)
    assert (caught.value.attributes.resource, caught.value.attributes.subresource) == ("pods", "log")


def test_a_followed_log_comes_as_it_is_written_and_ends_with_the_container(
    client: Client, namespace: str, run_pod: RunPod
) -> None:
    run_pod(pod("p", namespace, "sh", "-c", "echo ready; until [ -e /tmp/go ]; do sleep 0.1; done; echo done"))
    with closing(client.follow_pod_log("p", namespace)) as stream:
        lines = said(stream.lines())
        assert next(lines) == "ready"
        client.exec("p", namespace, ["touch", "/tmp/go"])
        assert next(lines) == "done"
        assert list(lines) == []


def test_a_followed_log_begins_where_it_is_told(client: Client, namespace: str, talked: str) -> None:
    with closing(client.follow_pod_log(talked, namespace, since_time="2999-01-01T00:00:00Z")) as stream:
        assert list(stream.lines()) == []


def test_a_log_of_a_pod_that_is_not_there_is_not_found(client: Client, namespace: str) -> None:
    with pytest.raises(NotFound) as caught:
        client.pod_log("missing", namespace)
    about = caught.value.attributes
    assert (about.verb, about.resource, about.subresource, about.name) == ("get", "pods", "log", "missing")


def test_a_log_of_a_container_that_is_not_there_is_a_bad_request(client: Client, namespace: str, talked: str) -> None:
    with pytest.raises(BadRequest):
        client.pod_log(talked, namespace, "missing")


def test_the_container_of_several_is_to_be_named(client: Client, namespace: str, run_pod: RunPod) -> None:
    manifest: Manifest = pod("p", namespace, "sh", "-c", "echo main")
    manifest["spec"]["containers"].append({"name": "other", "image": BUSYBOX, "command": ["echo", "other"]})
    run_pod(manifest, has_ended)
    with pytest.raises(BadRequest):
        client.pod_log("p", namespace)
    assert client.pod_log("p", namespace, "other", timestamps=False) == b"other\n"


def test_a_pod_without_a_node_has_an_empty_log(client: Client, namespace: str, run_pod: RunPod) -> None:
    run_pod(pod("p", namespace, nodeSelector={"no": "such-node"}), lambda _found: True)
    assert client.pod_log("p", namespace) == b""


def test_a_log_without_the_right_says_which_is_missing(account_with: AccountWith, namespace: str) -> None:
    nobody = account_with("nobody").client
    with pytest.raises(Forbidden, match="grant it the verb get on pods/log"):
        nobody.pod_log("p", namespace)


def said(lines: Iterator[bytes]) -> Iterator[str]:
    """Lines of a log without the kubelet's time."""
    return (line.decode().partition(" ")[2].rstrip("\n") for line in lines)
