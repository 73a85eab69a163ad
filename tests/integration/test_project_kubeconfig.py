"""Kubeconfigs of restricted accounts on the real cluster: they work, they end, and they are renewed in time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml

from slipway.cli.main import main
from slipway.cluster.client import Client
from slipway.cluster.connection.connection import connect
from slipway.errors import Forbidden
from slipway.projects.kubeconfig import KubeconfigPlan, WrittenKubeconfig, plan_kubeconfig, write_kubeconfig
from slipway.projects.kubeconfig_target import KubeconfigTarget, kubeconfig_target
from slipway.projects.kubeconfig_text import token_in
from tests.fixtures.audit import AuditLog
from tests.fixtures.real_cluster import RealCluster

LIFETIME = 3600
RBAC = "rbac.authorization.k8s.io/v1"
_SECRET = {
    "apiVersion": "v1",
    "kind": "Secret",
    "metadata": {"name": "project-token", "annotations": {"kubernetes.io/service-account.name": "project"}},
    "type": "kubernetes.io/service-account-token",
}


@pytest.fixture
def project(cluster: RealCluster, namespace: str) -> str:
    """A namespace with an account that may work in it."""
    cluster.kubectl("create", "serviceaccount", "project", "--namespace", namespace)
    who = f"--serviceaccount={namespace}:project"
    cluster.kubectl("create", "rolebinding", "project", "--clusterrole=edit", who, "--namespace", namespace)
    return namespace


@pytest.fixture
def target(client: Client, tmp_path: Path) -> KubeconfigTarget:
    made = kubeconfig_target(client, {"kubeconfig_folder": str(tmp_path / "kubeconfigs")})
    assert made is not None
    return made


@pytest.fixture
def uid(cluster: RealCluster) -> Callable[[str], str]:
    """The live account's uid in a namespace."""
    return lambda namespace: str(cluster.get("serviceaccount", "project", "-n", namespace)["metadata"]["uid"])


def planned(target: KubeconfigTarget, project: str, uid: str | None, **more: Any) -> KubeconfigPlan:
    given = {"kind": "bound", "lifetime": LIFETIME, "now": time.time(), **more}
    return plan_kubeconfig(target, project, given["kind"], given["lifetime"], given["now"], account_uid=uid)


def kubectl(cluster: RealCluster, written: WrittenKubeconfig, *arguments: str) -> subprocess.CompletedProcess[str]:
    assert written.path is not None
    command = [cluster.kubectl_program, "--kubeconfig", written.path, *arguments]
    environment = {"PATH": "/usr/bin:/bin", "HOME": cluster.environment["HOME"]}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def tokens_asked_for(audit: AuditLog, mark: int, namespace: str) -> int:
    return sum(record.is_token_request for record in audit.requests(mark, namespace=namespace))


@pytest.mark.parametrize("kind", ["bound", "secret"])
def test_kubectl_works_with_it_in_the_namespace_and_is_refused_elsewhere(
    cluster: RealCluster,
    client: Client,
    project: str,
    target: KubeconfigTarget,
    uid: Callable[[str], str],
    kind: str,
) -> None:
    if kind == "secret":
        cluster.kubectl("create", "--namespace", project, "-f", "-", stdin=json.dumps(_SECRET))
    live = uid(project)
    plan = planned(target, project, live, kind=kind)
    written = write_kubeconfig(client, plan, account_uid=live)
    assert kubectl(cluster, written, "create", "configmap", "mine").returncode == 0
    assert cluster.get("configmap", "mine", "--namespace", project)["metadata"]["name"] == "mine"
    who = kubectl(cluster, written, "auth", "whoami", "--output", "jsonpath={.status.userInfo.username}")
    assert who.stdout == f"system:serviceaccount:{project}:project"
    for elsewhere in (["get", "pods", "--namespace", "kube-system"], ["get", "nodes"], ["create", "namespace", "x"]):
        refused = kubectl(cluster, written, *elsewhere)
        assert refused.returncode != 0
        assert "Forbidden" in refused.stderr
    assert planned(target, project, live, kind=kind).action == "unchanged"
    assert bool(written.expires) is (kind == "bound")


def test_our_own_client_reads_it_too(
    client: Client, project: str, target: KubeconfigTarget, uid: Callable[[str], str]
) -> None:
    written = write_kubeconfig(client, planned(target, project, uid(project)))
    theirs = Client(connect({"kubeconfig": written.path}, {}))
    assert {found["metadata"]["name"] for found in theirs.list_service_accounts(project)} == {"default", "project"}
    with pytest.raises(Forbidden):
        theirs.list_service_accounts("kube-system")
    theirs.close()


def test_an_unchanged_run_asks_for_no_token_and_one_under_a_third_does(
    client: Client, project: str, target: KubeconfigTarget, uid: Callable[[str], str], audit: AuditLog
) -> None:
    live, now = uid(project), time.time()
    mark = audit.mark()
    first = write_kubeconfig(client, planned(target, project, None))
    assert tokens_asked_for(audit, mark, project) == 1

    mark = audit.mark()
    plan = planned(target, project, live)
    assert plan.action == "unchanged"
    assert write_kubeconfig(client, plan).content == first.content
    assert audit.requests(mark, namespace=project) == []

    late = planned(target, project, live, now=now + LIFETIME * 0.7)
    assert late.action == "renewed"
    mark = audit.mark()
    second = write_kubeconfig(client, late)
    assert tokens_asked_for(audit, mark, project) == 1
    assert second.content != first.content
    assert planned(target, project, live).action == "unchanged"


def test_planning_sends_nothing(
    client: Client, project: str, target: KubeconfigTarget, uid: Callable[[str], str], audit: AuditLog
) -> None:
    live = uid(project)
    mark = audit.mark()
    assert planned(target, project, live).action == "created"
    assert audit.requests(mark, namespace=project) == []


def test_the_token_of_an_account_that_was_made_again_is_dead_and_renewed(
    cluster: RealCluster, client: Client, project: str, target: KubeconfigTarget, uid: Callable[[str], str]
) -> None:
    written = write_kubeconfig(client, planned(target, project, uid(project)))
    cluster.kubectl("delete", "serviceaccount", "project", "--namespace", project)
    cluster.kubectl("create", "serviceaccount", "project", "--namespace", project)
    assert kubectl(cluster, written, "get", "pods").returncode != 0
    plan = planned(target, project, uid(project))
    assert plan.action == "renewed"
    assert kubectl(cluster, write_kubeconfig(client, plan), "get", "pods").returncode == 0


def test_a_longer_time_than_the_server_gives_by_the_old_rule_is_not_taken(
    client: Client, project: str, target: KubeconfigTarget, uid: Callable[[str], str]
) -> None:
    # The API server makes a year of 3607 seconds, which it takes for the token of an old pod.
    write_kubeconfig(client, planned(target, project, uid(project), lifetime=3607))
    assert planned(target, project, uid(project), lifetime=3607).action == "unchanged"


def test_runs_at_the_same_time_leave_one_whole_kubeconfig_that_works(
    cluster: RealCluster, client: Client, project: str, target: KubeconfigTarget, uid: Callable[[str], str]
) -> None:
    live = uid(project)
    plan = planned(target, project, live)
    with ThreadPoolExecutor(6) as threads:
        made = list(threads.map(write_kubeconfig, [client] * 6, [plan] * 6))
    assert os.listdir(str(target.folder)) == [f"{project}.kubeconfig"]
    assert Path(str(plan.path)).read_text() in [one.content for one in made]
    assert planned(target, project, live).action == "unchanged"
    assert kubectl(cluster, made[0], "get", "pods").returncode == 0


def test_a_run_killed_before_the_file_has_its_name_is_mended_by_the_next(
    cluster: RealCluster, client: Client, project: str, target: KubeconfigTarget, uid: Callable[[str], str]
) -> None:
    live, folder = uid(project), str(target.folder)
    code = (
        "import os, signal, sys\n"
        "from slipway.cli.main import main\n"
        "os.rename = lambda *_a, **_k: os.kill(os.getpid(), signal.SIGKILL)\n"
        "main(sys.argv[1:])\n"
    )
    for label in ("app.kubernetes.io/managed-by=slipway", "slipway.dev/project=shop"):
        cluster.kubectl("label", "namespace", project, label)
    arguments = ["kubeconfig", "--namespace", project, "--folder", folder, "--kubeconfig", str(cluster.kubeconfig)]
    killed = subprocess.run([sys.executable, "-c", code, *arguments], timeout=60, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert len(os.listdir(folder)) == 1
    plan = planned(target, project, live)
    assert plan.action == "created"
    assert kubectl(cluster, write_kubeconfig(client, plan), "get", "pods").returncode == 0
    assert os.listdir(folder) == [f"{project}.kubeconfig"]


def test_the_command_makes_one_that_works(
    cluster: RealCluster, project: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for label in ("app.kubernetes.io/managed-by=slipway", "slipway.dev/project=shop"):
        cluster.kubectl("label", "namespace", project, label)
    arguments = ["kubeconfig", "--kubeconfig", str(cluster.kubeconfig), "--namespace", project, "--lifetime", "600"]
    assert main([*arguments, "--output", "-"]) == 0
    document = yaml.safe_load(capsys.readouterr().out)
    assert document["contexts"][0]["context"]["namespace"] == project
    assert main([*arguments, "--folder", str(tmp_path / "made")]) == 0
    path = tmp_path / "made" / f"{project}.kubeconfig"
    written = WrittenKubeconfig(str(path), path.read_text(), "")
    assert token_in(written.content)
    assert kubectl(cluster, written, "create", "configmap", "mine").returncode == 0


def test_the_command_refuses_a_namespace_that_is_no_projects(
    cluster: RealCluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--kubeconfig", str(cluster.kubeconfig), "--folder", str(tmp_path / "made")]
    assert main(["kubeconfig", "--namespace", "kube-system", *arguments]) == 1
    assert "namespace kube-system is not one that slipway made for a project" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
