"""SUPPORTED_API_GROUPS says of the server's own groups what the server says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from slipway.cluster.api.api_groups import SUPPORTED_API_GROUPS
from slipway.cluster.api.kubernetes_api_groups import KUBERNETES_API_GROUPS
from tests.fixtures.real_cluster import RealCluster

SERVED = sorted(KUBERNETES_API_GROUPS.keys() - {"metrics"})
"""Those that every API server has; the metrics server is an addition."""


@pytest.mark.parametrize("name", SERVED)
def test_each_kind_is_named_as_the_server_names_it(cluster: RealCluster, name: str) -> None:
    group = SUPPORTED_API_GROUPS[name]
    served: dict[str, dict[tuple[str, str], Any]] = {}
    for version in {version for resource in group.resources for version in group.versions_of(resource)}:
        listed = cluster.kubectl("get", "--raw", group.path(version), check=False)
        if listed.startswith("{"):
            kinds = json.loads(listed)["resources"]
            served[version] = {(kind["name"], kind["kind"]): kind["namespaced"] for kind in kinds}
    for resource in group.resources:
        # beta versions are off unless a cluster switches them on
        for version in [version for version in group.versions_of(resource) if version in served][:1]:
            assert served[version].get((resource.plural, resource.kind)) is resource.namespaced, resource
    assert served
