"""The fixtures that all other tests stand on."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.audit import AuditLog, AuditRecord
from tests.fixtures.playbook import RunPlaybook, StartPlaybook
from tests.fixtures.real_cluster import RealCluster

SAY_TWO_THINGS = """
    - hosts: localhost
      gather_facts: false
      tasks:
        - ansible.builtin.debug:
            msg: first thing
        - ansible.builtin.command: sleep 300
"""


def test_a_namespace_is_empty_and_ready_for_pods(cluster: RealCluster, namespace: str) -> None:
    assert cluster.get("pods", "--namespace", namespace)["items"] == []
    assert cluster.get("serviceaccount", "default", "--namespace", namespace)["metadata"]["name"] == "default"


def test_each_reserved_namespace_has_a_name_of_its_own(
    cluster: RealCluster, reserve_namespace: Callable[[], str]
) -> None:
    first, second = reserve_namespace(), reserve_namespace()
    assert first != second
    assert "NotFound" in cluster.kubectl("get", "namespace", first, check=False)


def test_a_failing_kubectl_fails_the_test_with_its_message(cluster: RealCluster) -> None:
    with pytest.raises(pytest.fail.Exception, match="NotFound"):
        cluster.kubectl("get", "namespace", "no-such-namespace")


def test_helm_installs_from_the_host(cluster: RealCluster, namespace: str, charts_folder: Path) -> None:
    cluster.helm("install", "hello", str(charts_folder / "needs-values"), "--namespace", namespace, "--set", "owner=me")
    assert cluster.get("configmap", "hello-settings", "--namespace", namespace)["data"] == {"owner": "me"}


def test_the_audit_log_tells_what_was_asked_since_a_mark(cluster: RealCluster, namespace: str, audit: AuditLog) -> None:
    cluster.kubectl("create", "configmap", "before", "--namespace", namespace)
    mark = audit.mark()
    cluster.kubectl("create", "configmap", "after", "--namespace", namespace)
    asked = audit.requests(mark, user_agent="kubectl", namespace=namespace)
    assert [(record.verb, record.resource, record.name, record.status) for record in asked] == [
        ("create", "configmaps", "after", 201)
    ]


def test_the_audit_log_counts_what_changes_nothing_apart(cluster: RealCluster, namespace: str, audit: AuditLog) -> None:
    mark = audit.mark()
    cluster.kubectl("create", "configmap", "real", "--namespace", namespace)
    cluster.kubectl("create", "configmap", "tried", "--namespace", namespace, "--dry-run=server")
    cluster.kubectl("create", "token", "default", "--namespace", namespace)
    cluster.kubectl("create", "--filename", "-", "--output", "json", stdin=json.dumps(_review(namespace)))
    asked = audit.requests(mark, user_agent="kubectl", namespace=namespace)
    created = [record for record in asked if record.verb == "create"]
    assert [_kind_of_request(record) for record in created] == ["mutating", "dry run", "token", "review"]


def _review(namespace: str) -> dict[str, Any]:
    asked = {"namespace": namespace, "verb": "list", "resource": "pods"}
    return {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "LocalSubjectAccessReview",
        "metadata": {"namespace": namespace},
        "spec": {"user": "somebody", "resourceAttributes": asked},
    }


def _kind_of_request(record: AuditRecord) -> str:
    kinds = {
        "mutating": record.is_mutating,
        "dry run": record.is_dry_run,
        "token": record.is_token_request,
        "review": record.is_access_review,
    }
    (kind,) = (name for name, applies in kinds.items() if applies)
    return kind


def test_no_setting_of_the_user_reaches_a_test(clean_environment: Path) -> None:
    assert not [name for name in os.environ if name.startswith(("K8S_AUTH_", "KUBE")) or name.endswith("_proxy")]
    assert Path.home() == clean_environment


def test_a_playbook_runs_on_this_checkout(run_playbook: RunPlaybook, pytestconfig: pytest.Config) -> None:
    run = run_playbook("""
        - hosts: localhost
          gather_facts: false
          tasks:
            - ansible.builtin.debug:
                msg: "{{ lookup('ansible.builtin.env', 'TMPDIR') }}"
    """)
    assert run.rc == 0, run.text
    assert str(run.temp_folder) in run.stdout


def test_lines_are_seen_while_the_play_still_runs(start_playbook: StartPlaybook) -> None:
    running = start_playbook(SAY_TWO_THINGS)
    line = running.wait_for_line("first thing")
    running.kill()
    ended = running.wait()
    assert line in ended.lines
    assert ended.rc < 0
