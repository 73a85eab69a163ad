"""Two projects whose names meet in one namespace, on the real cluster: the first has it, the other never gets it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from slipway.cluster.client import Client
from slipway.projects.outcome import ProjectsFailed
from tests.fixtures.audit import AuditLog
from tests.fixtures.project_namespace import mutating, project_namespace
from tests.fixtures.real_cluster import RealCluster


@pytest.mark.parametrize("state", ["present", "absent"])
def test_a_dash_in_a_name_gives_nobody_the_namespace_of_another_project(
    cluster: RealCluster, runner_client: Client, reserve_namespace: Callable[[], str], audit: AuditLog, state: str
) -> None:
    taken = reserve_namespace()
    place = f"{taken}-1-2"
    try:
        project_namespace(runner_client, name=f"{taken}-1", id="2")
        before, mark = cluster.get("namespace", place), audit.mark()
        with pytest.raises(ProjectsFailed, match=f"namespace {place} (is|belongs to) another project"):
            project_namespace(runner_client, name=taken, id="1", environment="2", adopt=True, state=state)
        assert cluster.get("namespace", place) == before
        assert not mutating(audit, mark, place)
    finally:
        cluster.kubectl("delete", "namespace", place, "--ignore-not-found", "--wait=false")
