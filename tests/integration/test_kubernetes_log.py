"""kubernetes.log of real plays on the real cluster, beside the API server's own audit log."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.audit import AuditLog
from tests.fixtures.playbook import RunPlaybook
from tests.fixtures.played_tasks import AS_MODULE, playbook_of, results_of, task
from tests.fixtures.real_cluster import RealCluster
from tests.fixtures.running_playbook import PlaybookRun

ReserveNamespace = Callable[[], str]
Play = Callable[..., PlaybookRun]
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def log(clean_environment: Path) -> Path:
    return clean_environment / ".local" / "state" / "slipway" / "kubernetes.log"


@pytest.fixture
def lines(log: Path) -> Lines:
    def read() -> list[dict[str, Any]]:
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []

    return read


@pytest.fixture
def play(run_playbook: RunPlaybook, cluster: RealCluster, tmp_path: Path) -> Play:
    """Play tasks on the cluster; `variables` are the environment of ansible-playbook."""

    def run(*tasks: dict[str, Any], variables: Mapping[str, str] | None = None, **keywords: Any) -> PlaybookRun:
        environment = {"K8S_AUTH_KUBECONFIG": str(cluster.kubeconfig), **(variables or {})}
        return run_playbook(playbook_of(*tasks, keep_in=tmp_path, **keywords), environment=environment)

    return run


def project(namespace: str, *, keywords: dict[str, Any] | None = None, **options: Any) -> dict[str, Any]:
    return task("project_namespace", {"name": "shop", "namespace": namespace, **options}, **(keywords or {}))


def about(lines: list[dict[str, Any]], event: str) -> list[tuple[str, str, str]]:
    """Verb, object and namespace of the lines of an event."""
    return [
        (line["verb"], line.get("object", ""), line.get("namespace", "")) for line in lines if line["event"] == event
    ]


def test_every_change_is_in_the_log_as_it_is_in_the_servers_audit_log(
    play: Play, lines: Lines, audit: AuditLog, reserve_namespace: ReserveNamespace
) -> None:
    namespace, mark = reserve_namespace(), audit.mark()
    play(project(namespace))
    recorded = {
        record.event["auditID"]: (record.verb, record.status)
        for record in audit.requests(mark)
        if record.is_mutating and namespace in (record.namespace, record.name)
    }
    changes = {line["request_id"]: (line["verb"], line["status"]) for line in lines() if line["event"] == "change"}
    assert len(changes) >= 3
    assert changes == recorded


def test_a_run_that_changes_nothing_leaves_no_line(
    play: Play, lines: Lines, reserve_namespace: ReserveNamespace
) -> None:
    namespace = reserve_namespace()
    play(project(namespace))
    before = lines()
    assert before
    play(project(namespace))
    play(project(namespace, labels={"team": "blue"}, keywords={"check_mode": True}))
    assert lines() == before


def test_at_debug_level_every_request_is_in_the_log(
    play: Play, lines: Lines, audit: AuditLog, reserve_namespace: ReserveNamespace
) -> None:
    namespace, mark = reserve_namespace(), audit.mark()
    play(project(namespace), variables={"SLIPWAY_LOG_LEVEL": "debug"})
    recorded = {record.event["auditID"]: (record.verb, record.status) for record in audit.requests(mark)}
    logged = {line["request_id"]: (line["verb"], line["status"]) for line in lines()}
    assert {line["event"] for line in lines()} >= {"request", "change"}
    assert {request_id: recorded.get(request_id) for request_id in logged} == logged


def test_a_dry_run_is_a_request_and_no_change(play: Play, lines: Lines, reserve_namespace: ReserveNamespace) -> None:
    namespace = reserve_namespace()
    play(project(namespace))
    written = len(lines())
    play(
        project(namespace, labels={"team": "blue"}, keywords={"check_mode": True}),
        variables={"SLIPWAY_LOG_LEVEL": "debug"},
    )
    assert {line["event"] for line in lines()[written:]} == {"request"}


@pytest.mark.parametrize("keywords", [{}, AS_MODULE], ids=["in process", "as a module"])
def test_a_refused_task_leaves_the_request_and_the_task(
    play: Play, lines: Lines, log: Path, reserve_namespace: ReserveNamespace, keywords: dict[str, Any]
) -> None:
    play(project(reserve_namespace(), impersonate_user="nobody-at-all", keywords=keywords))
    *requests, ended = lines()
    assert requests
    assert {(line["event"], line["severity"], line["code"], line["status"]) for line in requests} == {
        ("request_failed", "warning", "forbidden", 403)
    }
    assert (ended["event"], ended["task"], ended["code"]) == ("task_failed", "project_namespace", "forbidden")
    assert "nobody-at-all" not in log.read_text()  # who may not is in the server's message


def test_a_module_logs_what_the_same_task_in_process_logs(
    play: Play, lines: Lines, reserve_namespace: ReserveNamespace
) -> None:
    first, second = reserve_namespace(), reserve_namespace()
    debug = {"SLIPWAY_LOG_LEVEL": "debug"}
    play(project(first), variables=debug)
    here = lines()
    play(project(second, keywords=AS_MODULE), variables=debug)
    there = json.loads(json.dumps(lines()[len(here) :]).replace(second, first))
    assert sorted(about(there, "change")) == sorted(about(here, "change"))
    assert sorted(about(there, "request")) == sorted(about(here, "request"))


def _play_on_three_hosts(run_playbook: RunPlaybook, cluster: RealCluster, **variables: str) -> None:
    """Two tasks on each of three hosts: six workers, each a process of its own."""
    hosts = [{"ansible.builtin.add_host": {"name": name, "ansible_connection": "local"}} for name in "abc"]
    looking = project("run-id-{{ inventory_hostname }}", keywords={"check_mode": True})
    text = json.dumps(
        [
            {"hosts": "localhost", "gather_facts": False, "tasks": hosts},
            {"hosts": "a:b:c", "gather_facts": False, "tasks": [looking, looking]},
        ]
    )
    environment = {"K8S_AUTH_KUBECONFIG": str(cluster.kubeconfig), "SLIPWAY_LOG_LEVEL": "debug", **variables}
    run = run_playbook(text, "--forks", "3", environment=environment)
    assert run.rc == 0, run.text


def test_all_tasks_hosts_and_workers_of_a_run_have_its_id(
    run_playbook: RunPlaybook, cluster: RealCluster, lines: Lines
) -> None:
    _play_on_three_hosts(run_playbook, cluster)
    first = lines()
    assert len(first) >= 6
    assert len({line["run_id"] for line in first}) == 1
    _play_on_three_hosts(run_playbook, cluster, SLIPWAY_RUN_ID="pipeline-17")
    assert {line["run_id"] for line in lines()[len(first) :]} == {"pipeline-17"}
    _play_on_three_hosts(run_playbook, cluster)
    assert len({line["run_id"] for line in lines()}) == 3


def test_the_log_is_its_owners_alone(play: Play, log: Path, reserve_namespace: ReserveNamespace) -> None:
    play(project(reserve_namespace()))
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700
    assert [path.name for path in log.parent.iterdir()] == ["kubernetes.log"]


def test_a_log_that_cannot_be_written_stops_nothing_and_is_told_once(
    play: Play, tmp_path: Path, reserve_namespace: ReserveNamespace
) -> None:
    run = play(*[project(reserve_namespace()) for _number in range(3)], variables={"SLIPWAY_LOG": str(tmp_path)})
    assert [(result["failed"], result["changed"]) for result in results_of(run, tmp_path)] == [(False, True)] * 3
    told = " ".join(run.text.split())
    assert told.count(f"the log {tmp_path} cannot be written: Is a directory; set SLIPWAY_LOG to") == 1


def test_a_setting_that_cannot_be_right_fails_the_task_before_anything_is_sent(
    play: Play, tmp_path: Path, cluster: RealCluster, reserve_namespace: ReserveNamespace
) -> None:
    namespace = reserve_namespace()
    (result,) = results_of(play(project(namespace), variables={"SLIPWAY_LOG_LEVEL": "loud"}), tmp_path)
    assert result["msg"] == "SLIPWAY_LOG_LEVEL must be one of debug, info, warning, error"
    assert cluster.kubectl("get", "namespace", namespace, "--ignore-not-found") == ""
