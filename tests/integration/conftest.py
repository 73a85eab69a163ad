"""Fixtures for tests that meet real programs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import connect
from tests.cluster.images import CHARTS_FOLDER
from tests.fixtures.real_cluster import RealCluster


@pytest.fixture(scope="session")
def charts_folder() -> Path:
    """The folder of the test charts, for a Helm outside of the cluster."""
    return CHARTS_FOLDER


@pytest.fixture
def client(cluster: RealCluster) -> Iterator[Client]:
    """The library's client of the real cluster, as its administrator."""
    made = Client(connect({"kubeconfig": str(cluster.kubeconfig)}, {}))
    yield made
    made.close()
