"""A task runs inside the controller's process or as a module: which way and why, and that both do the same."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.audit import AuditLog
from tests.fixtures.playbook import RunPlaybook
from tests.fixtures.played_tasks import AS_MODULE, comparable, playbook_of, results_of, task
from tests.fixtures.real_cluster import RealCluster

Play = Callable[..., list[dict[str, Any]]]
ReserveNamespace = Callable[[], str]
HERE: dict[str, Any] = {}
WAYS = [pytest.param(HERE, id="in process"), pytest.param(AS_MODULE, id="as a module")]
INSIDE = "project_namespace: runs inside the controller's process"
OUTSIDE = "project_namespace: runs as a module, because "


@pytest.fixture
def environment(cluster: RealCluster, tmp_path: Path) -> dict[str, str]:
    # Ansible looks for the results of asynchronous tasks below the home of the account, not below HOME.
    return {"K8S_AUTH_KUBECONFIG": str(cluster.kubeconfig), "ANSIBLE_ASYNC_DIR": str(tmp_path / "async")}


@pytest.fixture
def play(run_playbook: RunPlaybook, environment: dict[str, str], tmp_path: Path) -> Play:
    """Play tasks and give their results."""

    def run(*tasks: dict[str, Any], arguments: tuple[str, ...] = (), **keywords: Any) -> list[dict[str, Any]]:
        text = playbook_of(*tasks, keep_in=tmp_path, **keywords)
        return list(results_of(run_playbook(text, *arguments, environment=environment), tmp_path))

    return run


def project(namespace: str, *, keywords: dict[str, Any] | None = None, **arguments: Any) -> dict[str, Any]:
    return task("project_namespace", {"name": "shop", "namespace": namespace, **arguments}, **(keywords or {}))


def test_a_task_on_the_controller_runs_inside_its_process(
    run_playbook: RunPlaybook, environment: dict[str, str]
) -> None:
    run = run_playbook(playbook_of(project("in-process-a"), check_mode=True), "-v", environment=environment)
    assert INSIDE in run.stdout
    assert OUTSIDE not in run.stdout
    quiet = run_playbook(playbook_of(project("in-process-a"), check_mode=True), environment=environment)
    assert "project_namespace: runs" not in quiet.text


@pytest.mark.parametrize(
    ("keywords", "reason"),
    [
        (AS_MODULE, "the task uses become"),
        ({"async": 60, "poll": 1}, "the task is asynchronous"),
        ({"vars": {"ansible_connection": "ssh", "ansible_port": 1}}, "the connection is ssh, not local"),
    ],
    ids=["become", "async", "another machine"],
)
def test_a_task_that_must_run_elsewhere_runs_as_a_module_and_v_says_why(
    run_playbook: RunPlaybook, environment: dict[str, str], keywords: dict[str, Any], reason: str
) -> None:
    refused = {"ignore_unreachable": True, **keywords}
    run = run_playbook(playbook_of(project("Not A Name", keywords=refused)), "-v", environment=environment)
    assert OUTSIDE + reason in run.stdout
    assert INSIDE not in run.stdout


@pytest.mark.parametrize("way", WAYS)
def test_the_tasks_environment_names_the_cluster(
    play: Play,
    cluster: RealCluster,
    environment: dict[str, str],
    way: dict[str, Any],
    reserve_namespace: ReserveNamespace,
) -> None:
    del environment["K8S_AUTH_KUBECONFIG"]
    namespace = reserve_namespace()
    given = [
        {},
        {"KUBECONFIG": str(cluster.kubeconfig), "K8S_AUTH_CONTEXT": "gone"},
        {"KUBECONFIG": str(cluster.kubeconfig)},
        {"KUBECONFIG": "/nonexistent", "K8S_AUTH_KUBECONFIG": str(cluster.kubeconfig)},
        {"KUBECONFIG": str(cluster.kubeconfig), "HTTPS_PROXY": "http://127.0.0.1:9"},
    ]
    results = play(*[project(namespace, keywords={**way, "environment": variables}) for variables in given])
    assert [result["failed"] for result in results] == [True, True, False, False, True]
    told = [result.get("msg", "").partition(";")[0] for result in results]
    assert told[0] == "no cluster was named"
    assert told[1].startswith("context 'gone' is not in the kubeconfig ")
    assert told[4].endswith(" is not reached through the proxy")


@pytest.mark.parametrize("way", WAYS)
def test_a_credential_plugin_has_the_tasks_environment(
    play: Play, cluster: RealCluster, tmp_path: Path, way: dict[str, Any], reserve_namespace: ReserveNamespace
) -> None:
    plugin = {
        "apiVersion": "client.authentication.k8s.io/v1",
        "command": "/bin/sh",
        "args": ["-c", '[ "$PLUGIN_PROFILE" = 7 ] && echo "$PLUGIN_ANSWER"'],
    }
    document = json.loads(cluster.kubeconfig.read_text(encoding="utf-8"))
    document["users"][0]["user"] = {"exec": plugin}
    config = tmp_path / "config"
    config.write_text(json.dumps(document), encoding="utf-8")
    answer = '{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"token": "none"}}'
    given = {"PLUGIN_PROFILE": 7, "PLUGIN_ANSWER": "{% raw %}" + answer + "{% endraw %}"}
    namespace = reserve_namespace()
    failed, asked = play(
        project(namespace, kubeconfig=str(config), keywords=way),
        project(namespace, kubeconfig=str(config), keywords={**way, "environment": given}),
    )
    assert failed["msg"].startswith("the credential plugin of the kubeconfig's user ended with exit code 1;")
    assert asked["msg"].startswith("Kubernetes error: 401 Unauthorized")


@pytest.mark.parametrize("way", WAYS)
def test_check_mode_writes_nothing(
    play: Play, audit: AuditLog, way: dict[str, Any], reserve_namespace: ReserveNamespace
) -> None:
    namespace = reserve_namespace()
    mark = audit.mark()
    (result,) = play(project(namespace, keywords={**way, "check_mode": True}))
    assert result["changed"]
    assert not [str(record) for record in audit.requests(mark, namespace=namespace) if record.is_mutating]


def test_both_ways_take_and_refuse_the_same(play: Play, reserve_namespace: ReserveNamespace) -> None:
    namespace = reserve_namespace()
    cases: list[dict[str, Any]] = [
        {"annotations": {"number": 7}},
        {"namespace": "Not A Name"},
        {"namespace": "n" * 64},
        {"unknown": 1},
        {"labels": "not a mapping"},
        {"projects": [{"name": "a"}]},
        {"projects": "not a list of mappings"},
    ]
    options = [{"namespace": namespace, **case} for case in cases]
    results = play(*[project(**case, keywords=way) for case in options for way in (HERE, AS_MODULE)])
    assert [result["failed"] for result in results] == [True] * len(results)
    for here, there in zip(results[::2], results[1::2], strict=True):
        assert comparable(here) == comparable(there)


def test_vaulted_and_dated_values_arrive_as_text_both_ways(
    play: Play, reserve_namespace: ReserveNamespace, tmp_path: Path, cluster: RealCluster
) -> None:
    password = tmp_path / "vault-password"
    password.write_text("open")
    program = str(Path(sys.executable).with_name("ansible-vault"))
    encrypted = subprocess.run(
        [program, "encrypt_string", "--vault-password-file", str(password), "vaulted-text"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout
    variables = tmp_path / "variables.yml"
    variables.write_text(f"given:\n  day: 2026-01-02\n  time: 2026-01-02T03:04:05Z\n  secret: {encrypted}")
    namespace = reserve_namespace()
    options = {"namespace": namespace, "annotations": "{{ given }}"}
    here, there = play(
        project(**options),
        project(**options, keywords=AS_MODULE),
        arguments=("--vault-password-file", str(password), "--extra-vars", f"@{variables}"),
    )
    assert [here.get("msg"), here["changed"], there["changed"]] == [None, True, False]
    annotations = cluster.get("namespace", namespace)["metadata"]["annotations"]
    assert (annotations["day"], annotations["secret"]) == ("2026-01-02", "vaulted-text")
    assert annotations["time"].startswith("2026-01-02T03:04:05")


@pytest.mark.parametrize("way", WAYS)
def test_a_secret_option_is_masked_wherever_it_comes_back(
    run_playbook: RunPlaybook, cluster: RealCluster, namespace: str, way: dict[str, Any]
) -> None:
    token = cluster.kubectl("create", "token", "default", "--namespace", namespace).strip()
    server = cluster.kubectl("config", "view", "--output", "jsonpath={.clusters[0].cluster.server}")
    options = {"host": server, "api_key": token, "validate_certs": False, "name": token}
    tasks = [
        task("project_namespace", {**options, "annotations": {"note": [token]}}, **way),
        task("project_namespace", {**options, "labels": {"note": token}, "unknown": token}, **way),
    ]
    run = run_playbook(playbook_of(*tasks), "-vvv", "--diff")
    assert run.stdout.count("FAILED!") == 2
    assert token not in run.text
    assert "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER" in run.stdout
