"""What a namespace records and the runner may not look for: that project fails alone, and nothing is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import connect
from slipway.projects.outcome import ProjectsFailed
from slipway.projects.runner_needs import extra_kind, needs_of
from tests.fixtures.desired_states import with_templates
from tests.fixtures.project_namespace import project_namespace
from tests.fixtures.real_cluster import RealCluster
from tests.fixtures.runner import EXTRA_KINDS, EXTRA_SECRETS, PROFILES, GiveRunner

ReserveNamespace = Callable[[], str]


def test_a_recorded_secret_that_may_not_be_read_fails_that_project_alone(
    cluster: RealCluster, runner_client: Client, reserve_namespace: ReserveNamespace
) -> None:
    place, other = reserve_namespace(), reserve_namespace()
    projects = [{"name": "shop", "namespace": place}, {"name": "blog", "namespace": other, "labels": {"team": "a"}}]
    project_namespace(runner_client, projects=projects)
    cluster.kubectl("annotate", "namespace", place, "--overwrite", "slipway.dev/applied=v1/Secret/someone-s")
    projects[1]["labels"] = {"team": "b"}
    with pytest.raises(ProjectsFailed) as failed:
        project_namespace(runner_client, projects=projects)
    assert list(failed.value.errors) == [place]
    assert cluster.get("namespace", other)["metadata"]["labels"]["team"] == "b"


def test_what_the_runner_may_no_longer_look_for_stays_on_record(
    cluster: RealCluster,
    runner_client: Client,
    give_runner: GiveRunner,
    reserve_namespace: ReserveNamespace,
    tmp_path: Path,
) -> None:
    place = reserve_namespace()
    maps = {"variables": {"maps": [{"name": "one", "data": {"a": "1"}}]}}
    project_namespace(runner_client, name="shop", namespace=place, **with_templates(maps, tmp_path))
    kinds = [kind for kind in EXTRA_KINDS if kind != "ConfigMap"]
    # Of the profiles, without those whose rules hand out rights on ConfigMaps.
    profiles = [profile for profile in PROFILES.values() if "rules" not in profile]
    lesser = give_runner(needs_of(profiles, map(extra_kind, kinds), EXTRA_SECRETS))
    client = Client(connect({"kubeconfig": str(lesser.kubeconfig)}, {}))
    with pytest.raises(ProjectsFailed, match="configmaps"):
        project_namespace(client, name="shop", namespace=place)
    client.close()
    project_namespace(runner_client, name="shop", namespace=place)
    assert "NotFound" in cluster.kubectl("get", "configmap", "one", "-n", place, check=False)
