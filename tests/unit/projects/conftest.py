"""A client of a server that follows a script, and where kubeconfigs go."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import Connection
from slipway.projects.kubeconfig_target import KubeconfigTarget
from tests.fixtures.scripted_server import Answer, ScriptedServer
from tests.unit.projects.kubeconfig_files import SERVER, ServeClient


@pytest.fixture
def serve() -> Iterator[ServeClient]:
    """Start a server that gives these answers and is asked for no more; give a client of it, too."""
    started: list[tuple[Client, ScriptedServer]] = []

    def start(*answers: Answer) -> tuple[Client, ScriptedServer]:
        server = ScriptedServer(*answers)
        started.append((Client(Connection(server.url, None, authorization="Bearer ours")), server))
        return started[-1]

    yield start
    for client, server in started:
        client.close()
        server.close()
        assert server.unexpected == []


@pytest.fixture
def target(tmp_path: Path) -> KubeconfigTarget:
    """A folder that is not there yet."""
    return KubeconfigTarget(str(tmp_path / "kubeconfigs"), SERVER, "PEM\n")
