"""Many projects on the real cluster: nothing to do is a few reads by pages and no write, one drift is one write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import connect
from slipway.cluster.reporting.report import NO_REPORT, Report
from tests.fixtures.audit import AuditLog, AuditRecord
from tests.fixtures.project_namespace import CHECK, actions, project_namespace
from tests.fixtures.real_cluster import RealCluster
from tests.fixtures.runner import Runner
from tests.soak.counts import count, tell

PROFILE: dict[str, Any] = {
    "quota": {"pods": "20", "requests.cpu": "1.5"},
    "network": {"default_deny": True},
}


class Ids(Report):
    """Keeps the Audit-ID of each call, by which the audit log knows it."""

    def __init__(self) -> None:
        super().__init__(NO_REPORT._log, NO_REPORT.debug)
        self.ids: set[str] = set()

    def answered(self, *_arguments: Any, request_id: str, **_more: Any) -> None:
        self.ids.add(request_id)

    def failed(self, *_arguments: Any, request_id: str, **_more: Any) -> None:
        self.ids.add(request_id)

    def records(self, audit: AuditLog, mark: int) -> list[AuditRecord]:
        """What the API server recorded of these calls; the next ones are counted anew."""
        found = [record for record in audit.requests(mark) if record.event["auditID"] in self.ids]
        assert len(found) == len(self.ids)
        self.ids = set()
        return found


@pytest.fixture
def places(cluster: RealCluster) -> Iterator[list[str]]:
    """Names that no namespace has; what has them is deleted in the end, which takes kubectl minutes for a thousand."""
    begin = f"test-{uuid4().hex[:8]}"
    made = [f"{begin}-{number}" for number in range(count(120, 1000))]
    yield made
    cluster.kubectl("delete", "namespace", *made, "--ignore-not-found", "--wait=false", timeout=1200)


def test_of_many_projects_nothing_to_do_is_a_few_reads_and_one_drift_is_one_write(
    cluster: RealCluster, runner: Runner, places: list[str], audit: AuditLog
) -> None:
    many = len(places)
    projects = [{"name": "shop", "id": str(number), "namespace": place} for number, place in enumerate(places)]
    given: dict[str, Any] = {"profile": "all", "profiles": {"all": PROFILE}}
    report = Ids()
    client = Client(connect({"kubeconfig": str(runner.kubeconfig)}, {}), report=report)
    assert project_namespace(client, projects=projects, **given)["counts"]["changed"] == many
    report.ids = set()

    reads = []
    for some in (projects, projects[: many // 2]):
        mark = audit.mark()
        assert project_namespace(client, projects=some, **given)["counts"]["changed"] == 0
        made = report.records(audit, mark)
        assert {record.verb for record in made} == {"list"}
        reads.append(sorted(record.resource for record in made if "continue=" not in record.uri))
    assert reads[0] == reads[1]
    assert len(reads[0]) < 8

    cluster.kubectl(
        *("patch", "resourcequota", "slipway-project", "-n", places[many // 3], "--type=merge"),
        *("-p", '{"spec":{"hard":{"pods":"21"}}}'),
    )
    told = {"kind": "ResourceQuota", "name": "slipway-project", "action": "updated", "fields": ["spec.hard.pods"]}
    predicted = project_namespace(client, CHECK, projects=projects, **given)
    report.ids = set()
    mark = audit.mark()
    mended = project_namespace(client, projects=projects, **given)
    written = [record for record in report.records(audit, mark) if record.is_mutating]
    assert [(record.verb, record.namespace) for record in written] == [("patch", places[many // 3])]
    (action,) = mended["projects"][0]["actions"]
    assert {key: action[key] for key in told} == told
    assert actions(predicted) == actions(mended) == [("updated", "ResourceQuota")]
    client.close()
    tell(f"{many} projects: {len(reads[0])} lists of nothing to do, as for {many // 2}; one drift, one write")
