"""A scripted API server, and the programs of the project cases run against it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme

from benchmarks.target import Target, write_target
from tests.fixtures.scripted_server import Answer, ScriptedServer, tls_of

ROOT = Path(__file__).resolve().parents[3]

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def api_server(tmp_path: Path) -> Iterator[Callable[..., ScriptedServer]]:
    """Start a server that gives these answers and can be reached by ``run``."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    started: list[ScriptedServer] = []

    def start(*answers: Answer) -> ScriptedServer:
        started.append(ScriptedServer(*answers, tls=tls_of(authority.issue_cert("127.0.0.1"))))
        return started[-1]

    yield start
    for server in started:
        server.close()
    assert [asked for server in started for asked in server.unexpected] == []


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a program of benchmarks.projects; the last argument, the target's file, is added."""

    def program(server: ScriptedServer, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        target = Target(
            kubeconfig="",
            host="127.0.0.1",
            port=server.server_port,
            authority=str(tmp_path / "authority.pem"),
            certificate=None,
            headers={"Authorization": "Bearer the-token"},
            namespace="bench",
            pods=0,
            concurrency=8,
        )
        command = [sys.executable, "-m", f"benchmarks.projects.{name}", *arguments, str(write_target(target, tmp_path))]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)

    return program
