"""Fixtures for tests that meet real programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cluster.images import CHARTS_FOLDER


@pytest.fixture(scope="session")
def charts_folder() -> Path:
    """The folder of the test charts, for a Helm outside of the cluster."""
    return CHARTS_FOLDER
