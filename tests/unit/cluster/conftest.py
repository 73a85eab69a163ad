"""Servers on the loopback, and the client on its way to them."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from slipway.cluster.api.command_output import ExecResult
from slipway.cluster.client import Client
from slipway.cluster.connection.connection import Connection
from slipway.cluster.http.transport import Transport
from tests.fixtures.scripted_server import Answer, ScriptedServer, Serve, tls_of
from tests.unit.cluster.command_server import CommandServer, Run, Script, Session


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """The CA of the servers that the client trusts."""
    return trustme.CA()


@pytest.fixture(scope="session")
def authority_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("authority") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


@pytest.fixture(scope="session")
def server_tls(authority: trustme.CA) -> ssl.SSLContext:
    """A server that has a certificate of the trusted CA for its address."""
    return tls_of(authority.issue_cert("127.0.0.1"))


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start servers; at the end none may have been asked for more than the test wrote down."""
    started: list[ScriptedServer] = []

    def start(*answers: Answer, tls: ssl.SSLContext | None = None) -> ScriptedServer:
        started.append(ScriptedServer(*answers, tls=tls))
        return started[-1]

    yield start
    for server in started:
        server.close()
    assert [asked for server in started for asked in server.unexpected] == []


@pytest.fixture
def pauses() -> list[float]:
    """The pauses that the client of ``transport_to`` made, in seconds."""
    return []


@pytest.fixture
def transport_to(pauses: list[float]) -> Iterator[Callable[[str], Transport]]:
    """Make a transport without TLS that notes its pauses instead of waiting."""
    made: list[Transport] = []

    def make(url: str) -> Transport:
        made.append(Transport(Connection(url, None, authorization="Bearer the-token"), pause=pauses.append))
        return made[-1]

    yield make
    for transport in made:
        transport.close()


@pytest.fixture
def run() -> Iterator[Run]:
    """Run a command on a server that follows a script."""
    servers: list[CommandServer] = []

    def run_on(script: Script, command: Any = ("true",), *, path: str = "", **options: Any) -> ExecResult:
        servers.append(CommandServer(lambda sock: script(Session(sock))))
        client = Client(Connection(servers[-1].url + path, None, authorization="Bearer the-token"))
        try:
            return client.exec("web", "shop", command, **{"timeout": 10, **options})
        finally:
            client.close()

    yield run_on
    for server in servers:
        server.close()
        # A command is never begun a second time.
        assert server.connections <= 1
