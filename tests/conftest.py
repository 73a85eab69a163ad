"""What every test is given: see the modules named here."""

from __future__ import annotations

pytest_plugins = [
    "tests.fixtures.cluster_tier",
    "tests.fixtures.environment",
    "tests.fixtures.playbook",
    "tests.fixtures.properties",
    "tests.fixtures.real_cluster",
    "tests.fixtures.runner",
    "tests.fixtures.managed_app",  # after those that it imports, so that pytest explains their asserts too
]
