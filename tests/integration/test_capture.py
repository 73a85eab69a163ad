"""Logs of the real cluster's kubelet, captured."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from slipway.cli.main import main
from slipway.cluster.client import Client
from slipway.errors import ApiError, InvalidInput
from slipway.logs.capture import Capture, capture
from slipway.logs.redact import Redactor
from slipway.logs.scope import check_selector
from tests.fixtures.real_cluster import RealCluster

_SHELL = ["sh", "-c"]


def _pod(cluster: RealCluster, namespace: str, name: str, scripts: dict[str, str], **spec: Any) -> None:
    containers = [
        {"name": container, "image": "slipway.test/busybox:1", "command": [*_SHELL, script]}
        for container, script in scripts.items()
    ]
    manifest = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": namespace, "labels": {"app": name}},
        "spec": {"terminationGracePeriodSeconds": 0, "containers": containers, **spec},
    }
    cluster.kubectl("create", "-f", "-", stdin=json.dumps(manifest))


def _text(made: Capture, path: str) -> list[str]:
    """The lines of one log, without the kubelet's time."""
    return [line.partition(" ")[2] for line in (Path(made.folder) / path).read_text().splitlines()]


def test_init_main_and_ephemeral_containers_are_captured(
    cluster: RealCluster, client: Client, namespace: str, tmp_path: Path
) -> None:
    first = {"name": "first", "image": "slipway.test/busybox:1", "command": [*_SHELL, "echo prepared"]}
    _pod(cluster, namespace, "web", {"main": "echo serving; exec sleep 600"}, initContainers=[first])
    cluster.kubectl("wait", "--for=condition=Ready", "pod/web", "-n", namespace, "--timeout=60s")
    debug = ["--image=slipway.test/busybox:1", "--container=debugger", "--profile=general"]
    cluster.kubectl("debug", "web", "-n", namespace, *debug, "--", "sh", "-c", "echo looking; exec sleep 600")
    path = "{.status.ephemeralContainerStatuses[0].state.running}"
    cluster.kubectl("wait", f"--for=jsonpath={path}", "pod/web", "-n", namespace, "--timeout=60s")
    made = capture(client, str(tmp_path / "logs"), namespace)
    assert made.errors == ()
    assert _text(made, "web/first.log") == ["prepared"]
    assert _text(made, "web/main.log") == ["serving"]
    assert _text(made, "web/debugger.log") == ["looking"]


def test_the_run_before_a_crash_is_captured(
    cluster: RealCluster, client: Client, namespace: str, tmp_path: Path
) -> None:
    _pod(cluster, namespace, "web", {"main": "echo about to crash; exit 1"})
    path = "{.status.containerStatuses[0].restartCount}=1"
    cluster.kubectl("wait", f"--for=jsonpath={path}", "pod/web", "-n", namespace, "--timeout=60s")
    made = capture(client, str(tmp_path / "logs"), namespace)
    assert _text(made, "web/main.previous.log") == ["about to crash"]


def test_a_pod_without_a_node_does_not_fail_the_capture(
    cluster: RealCluster, client: Client, namespace: str, tmp_path: Path
) -> None:
    _pod(cluster, namespace, "web", {"main": "echo serving; exec sleep 600"})
    _pod(cluster, namespace, "waiting", {"main": "true"}, nodeSelector={"no": "such-node"})
    cluster.kubectl("wait", "--for=condition=Ready", "pod/web", "-n", namespace, "--timeout=60s")
    made = capture(client, str(tmp_path / "logs"), namespace)
    assert ([log.path for log in made.logs], made.errors) == (["web/main.log"], ())


def test_a_selector_picks_the_pods(cluster: RealCluster, client: Client, namespace: str, tmp_path: Path) -> None:
    for name in ("web", "other"):
        _pod(cluster, namespace, name, {"main": "echo serving; exec sleep 600"})
    cluster.kubectl("wait", "--for=condition=Ready", "pod/web", "pod/other", "-n", namespace, "--timeout=60s")
    made = capture(client, str(tmp_path / "logs"), namespace, selector="app=other")
    assert [log.pod for log in made.logs] == ["other"]


def test_the_command_captures_and_says_where(
    cluster: RealCluster, namespace: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _pod(cluster, namespace, "web", {"main": "echo serving; exec sleep 600"})
    cluster.kubectl("wait", "--for=condition=Ready", "pod/web", "-n", namespace, "--timeout=60s")
    arguments = ["capture", "--namespace", namespace, "--kubeconfig", str(cluster.kubeconfig)]
    assert main([*arguments, "--output", str(tmp_path / "logs")]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"captured logs: 1, in {tmp_path}/logs",
        "redaction: none, logs are as the pods wrote them; check before sharing",
    ]
    assert main([*arguments, "--output", str(tmp_path / "logs")]) == 1
    assert capsys.readouterr().err == f"slipway: {tmp_path}/logs exists already; name a new folder\n"


@pytest.mark.parametrize(
    "selector",
    [
        *("app", "!app", "app=web", "app==web", "app!=web", "app=", "a=b,c!=d", " a = b , !c ", "in=x"),
        *("tier in (web, api)", "tier notin (web)", "generation>3", "app.kubernetes.io/instance=web", "a in ()"),
        *("a b c=", "app=web,", ",", "=web", "app=we b", "app in web", "-a", "a/b/c", "x" * 64, "a>b"),
    ],
)
def test_a_selector_is_refused_here_just_when_the_api_server_refuses_it(
    client: Client, namespace: str, selector: str
) -> None:
    assert _takes(lambda: check_selector(selector)) == _takes(lambda: client.list_pods(namespace, labels=selector))


def _takes(ask: Callable[[], object]) -> bool:
    """Whether it is taken; an error of the server's other than BadRequest is passed on."""
    try:
        ask()
    except InvalidInput:
        return False
    except ApiError as error:
        if error.status != 400:
            raise
        return False
    return True


def test_a_namespace_that_does_not_exist_is_told(
    cluster: RealCluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["capture", "--namespace", "never-made", "--kubeconfig", str(cluster.kubeconfig)]
    assert main([*arguments, "--output", str(tmp_path / "logs")]) == 1
    assert capsys.readouterr().err.startswith("slipway: namespace never-made does not exist; ")
    assert not (tmp_path / "logs").exists()


def test_secrets_escapes_and_long_lines_of_a_real_log(
    cluster: RealCluster, client: Client, namespace: str, tmp_path: Path
) -> None:
    script = r"printf 'password hunter2-and-more\033[2J\n'; head -c 40000 /dev/zero | tr '\0' x; echo; exec sleep 600"
    _pod(cluster, namespace, "web", {"main": script})
    cluster.kubectl("wait", "--for=condition=Ready", "pod/web", "-n", namespace, "--timeout=60s")
    made = _captured_with_lines(client, tmp_path, namespace, lines=2)
    shown, long = _text(made, "web/main.log")
    assert shown == r"password [redacted]\x1b[2J"
    assert long == "x" * 40_000  # the kubelet stores it in pieces and joins them


def _captured_with_lines(client: Client, folder: Path, namespace: str, lines: int) -> Capture:
    for attempt in range(100):
        redactor = Redactor({"password": "hunter2-and-more"})
        made = capture(client, str(folder / f"logs-{attempt}"), namespace, redactor=redactor)
        if made.logs and made.logs[0].lines >= lines:
            break
        Event().wait(0.2)
    return made
