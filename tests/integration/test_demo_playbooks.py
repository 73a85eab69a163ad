"""The playbooks that `make demo` runs, on the real cluster."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures.audit import AuditLog, AuditRecord
from tests.fixtures.managed_app import APPS_NAMESPACE
from tests.fixtures.playbook import RunPlaybook
from tests.fixtures.real_cluster import RealCluster

_SITE_NAMESPACES = frozenset({"shop-1", "shop-1-staging", "billing-2"})


@pytest.fixture
def variables(pytestconfig: pytest.Config) -> tuple[str, str]:
    """What makes the playbooks take the test cluster's own charts and images."""
    return ("--extra-vars", f"@{pytestconfig.rootpath / 'playbooks' / 'vars' / 'test-cluster.yml'}")


def _of_the_site(record: AuditRecord) -> bool:
    return record.namespace in _SITE_NAMESPACES or (
        record.namespace == APPS_NAMESPACE and record.name.endswith("-storefront")
    )


def test_a_second_run_of_the_site_changes_nothing_and_writes_nothing(
    cluster: RealCluster, audit: AuditLog, run_playbook: RunPlaybook, variables: tuple[str, str]
) -> None:
    environment = {"KUBECONFIG": str(cluster.kubeconfig)}
    first = run_playbook(Path("playbooks/site.yml"), *variables, environment=environment)
    assert first.rc == 0, first.text
    mark = audit.mark()
    second = run_playbook(Path("playbooks/site.yml"), *variables, environment=environment)
    assert "changed=0" in second.stdout, second.text
    asked = [record for record in audit.requests(mark) if _of_the_site(record)]
    assert asked, "the second run must have read something"
    assert [str(record) for record in asked if record.is_mutating] == []


def test_a_failing_app_is_rescued_by_its_notebook_which_leaves_a_report(
    cluster: RealCluster, run_playbook: RunPlaybook, variables: tuple[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "report"
    run = run_playbook(
        Path("playbooks/demo_failure.yml"),
        *variables,
        "--extra-vars",
        f"demo_report_folder={folder}",
        environment={"KUBECONFIG": str(cluster.kubeconfig)},
    )
    assert run.rc == 0, run.text
    assert "rescued=1" in run.stdout
    report = folder / "app_install_failed.html"
    assert report.stat().st_mode & 0o777 == 0o600
    assert "the migration table is locked" in report.read_text(encoding="utf-8")
