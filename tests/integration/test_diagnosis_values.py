"""What the notebook knows of an install's secrets, and that it says so when it knows none."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import connect
from slipway.diagnosis.snapshot import Snapshot
from slipway.logs.redact import MARK
from slipway.notebook.install_values import known_secrets
from tests.fixtures.real_cluster import RealCluster

_VALUES = "database:\n  password: hunter2\nimage:\n  tag: 1.2.3\n"


@pytest.fixture
def install(cluster: RealCluster, namespace: str) -> Snapshot:
    """A pod that mounts a Secret with values."""
    literal = f"--from-literal=values.yaml={_VALUES}"
    cluster.kubectl("create", "secret", "generic", "values", literal, "--namespace", namespace)
    return _snapshot(namespace, {"name": "values", "secret": {"secretName": "values"}})


def _snapshot(namespace: str, *volumes: dict[str, Any]) -> Snapshot:
    return Snapshot(
        namespace, datetime.now(UTC), pods=({"metadata": {"namespace": namespace}, "spec": {"volumes": list(volumes)}},)
    )


def test_the_values_in_the_mounted_secret_are_redacted(client: Client, install: Snapshot) -> None:
    known = known_secrets(client, install, ())
    assert known.redactor.redact("password hunter2, tag 1.2.3") == f"password {MARK}, tag 1.2.3"
    assert known.note.startswith("the values of this install are replaced by [redacted], those of other apps are not")


def test_an_account_that_may_not_read_them_is_told_so(cluster: RealCluster, install: Snapshot) -> None:
    options = {"kubeconfig": str(cluster.kubeconfig), "impersonate_user": "nobody-at-all"}
    stranger = Client(connect(options, {}))
    known = known_secrets(stranger, install, ())
    stranger.close()
    assert known.note.startswith("not complete: this account may not read the values")


def test_a_pod_without_values_is_told_so(client: Client, namespace: str) -> None:
    gone = {"name": "values", "secret": {"secretName": "gone"}}
    for install in (_snapshot(namespace), _snapshot(namespace, gone)):
        assert known_secrets(client, install, ()).note.startswith("none: there is no install pod with values")
