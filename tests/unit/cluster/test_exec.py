"""A command in a container: what it wrote and how it ended, over a real WebSocket."""

from __future__ import annotations

import json
import ssl
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from socket import socket
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from slipway.cluster.api import exec as exec_module
from slipway.cluster.api.command_output import ExecResult
from slipway.cluster.client import Client
from slipway.cluster.connection.connection import Connection
from slipway.cluster.connection.renewal import Renewal
from slipway.cluster.reporting.debug import DEBUG_OFF
from slipway.cluster.reporting.kubernetes_log import KubernetesLog
from slipway.cluster.reporting.log_file import LogFile
from slipway.cluster.reporting.report import Report
from slipway.errors import ConfigurationError, InvalidInput, NotFound, SlipwayError
from tests.unit.cluster.command_server import (
    STATUS,
    STDERR,
    STDOUT,
    CommandServer,
    Run,
    Session,
    ended,
    ends_with,
)


def test_what_a_command_wrote_comes_by_channel_with_its_exit_code(run: Run) -> None:
    result = run(ends_with(3, (STDOUT, b"on"), (STDERR, b"\xff\n"), (STDOUT, b"e\n")))
    assert result == ExecResult(b"one\n", b"\xff\n", 3)


def test_success_is_exit_code_0(run: Run) -> None:
    assert run(ends_with(0)) == ExecResult(b"", b"", 0)


def test_the_request_names_container_and_command_and_who_we_are(run: Run) -> None:
    asked: list[Session] = []

    def script(session: Session) -> None:
        asked.append(session)
        ends_with(0)(session)

    run(script, ["sh", "-c", "a b&c=d"], container="main", path="/k8s/clusters/c-abc")
    url = urlsplit(asked[0].request.target)
    assert url.path == "/k8s/clusters/c-abc/api/v1/namespaces/shop/pods/web/exec"
    assert parse_qs(url.query) == {
        "container": ["main"],
        "command": ["sh", "-c", "a b&c=d"],
        "stdin": ["false"],
        "stdout": ["true"],
        "stderr": ["true"],
    }
    assert asked[0].headers["authorization"] == "Bearer the-token"
    assert len(asked[0].headers["audit-id"]) == 36
    assert asked[0].request.subprotocols == ["v5.channel.k8s.io", "v4.channel.k8s.io"]


def test_a_message_may_come_in_fragments_with_others_between(run: Run) -> None:
    def script(session: Session) -> None:
        session.accept("v4.channel.k8s.io")
        session.tell(STDOUT, b"on", finished=False)
        session.ping()
        session.tell(STDOUT, b"e", begins=False)
        session.tell(STDERR, b"")
        session.tell(STATUS, ended(0)[:9], finished=False)
        session.tell(STATUS, ended(0)[9:], begins=False)
        session.close()

    assert run(script) == ExecResult(b"one", b"", 0)


def test_a_command_reads_what_it_is_given_and_then_its_end(run: Run) -> None:
    heard: list[bytes] = []

    def script(session: Session) -> None:
        assert session.request.subprotocols == ["v5.channel.k8s.io"]
        session.accept()
        while (message := session.heard()) != b"\xff\x00":
            heard.append(message)
        session.tell(STATUS, ended(0))
        session.close()

    run(script, stdin=b"x" * 100_000)
    assert {message[0] for message in heard} == {0}
    assert b"".join(message[1:] for message in heard) == b"x" * 100_000


def test_a_command_may_write_much_before_it_has_read_all(run: Run) -> None:
    size = 4 * 1024 * 1024

    def script(session: Session) -> None:
        session.accept()
        for _part in range(8):
            session.tell(STDOUT, b"o" * (size // 8))
        while session.heard() != b"\xff\x00":
            pass
        session.tell(STATUS, ended(0))
        session.close()

    assert len(run(script, stdin=b"i" * size).stdout) == size


def test_a_command_that_reads_nothing_may_end_early(run: Run) -> None:
    assert run(ends_with(0, (STDOUT, b"done")), stdin=b"i" * 8_000_000).stdout == b"done"


def test_over_tls_the_certificate_is_checked(authority_file: str, server_tls: ssl.SSLContext) -> None:
    server = CommandServer(lambda sock: ends_with(0, (STDOUT, b"x" * 1_000_000))(Session(sock)), server_tls)
    try:
        trusting = Client(Connection(server.url, ssl.create_default_context(cafile=authority_file)))
        assert len(trusting.exec("web", "shop", ["true"], stdin=b"i" * 100_000).stdout) == 1_000_000
        with pytest.raises(SlipwayError, match="is not signed by the CA given"):
            Client(Connection(server.url, ssl.create_default_context())).exec("web", "shop", ["true"])
    finally:
        server.close()


def test_a_server_that_does_not_hang_up_is_not_waited_for_long(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exec_module, "LINGER", 0.1)

    def script(session: Session) -> None:
        session.accept()
        session.tell(STDOUT, b"done")
        session.tell(STATUS, ended(0))
        session.ends()

    assert run(script, timeout=60).stdout == b"done"


@pytest.mark.parametrize("command", ["ls -l", [], ""], ids=repr)
def test_a_command_is_a_list(run: Run, command: Any) -> None:
    with pytest.raises(InvalidInput, match="give the command as a list"):
        run(ends_with(0), command)


def test_without_wsproto_a_line_says_what_to_install(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "wsproto", None)
    with pytest.raises(ConfigurationError, match="the Python package 'wsproto' is missing") as caught:
        run(lambda session: session.ends())
    assert caught.value.__cause__ is None


def test_a_refused_credential_is_renewed_once_before_the_command_begins() -> None:
    tokens: list[str] = []

    def script(sock: socket) -> None:
        session = Session(sock)
        tokens.append(session.headers["authorization"])
        if len(tokens) == 1:
            session.reject(401)
        else:
            ends_with(0, (STDOUT, b"done"))(session)

    server = CommandServer(script)
    first = Connection(server.url, None, authorization="Bearer first")
    renewal = Renewal(lambda _seconds: replace(first, authorization="Bearer second"), ())
    client = Client(replace(first, renewal=renewal))
    try:
        assert client.exec("web", "shop", ["true"]).stdout == b"done"
    finally:
        client.close()
        server.close()
    assert tokens == ["Bearer first", "Bearer second"]


@pytest.mark.parametrize(("status", "event"), [(None, "change"), (404, "request_failed")], ids=["run", "refused"])
def test_a_command_is_in_the_log_with_its_request_id(tmp_path: Path, status: int | None, event: str) -> None:
    ids: list[str] = []

    def script(sock: socket) -> None:
        session = Session(sock)
        ids.append(session.headers["audit-id"])
        if status:
            session.reject(status)
        else:
            ends_with(1)(session)

    server = CommandServer(script)
    log = tmp_path / "kubernetes.log"
    client = Client(Connection(server.url, None), report=Report(KubernetesLog(LogFile(str(log))), DEBUG_OFF))
    try:
        with suppress(NotFound):
            client.exec("web", "shop", ["sh", "-c", "secret"])
    finally:
        client.close()
        server.close()
    (line,) = map(json.loads, log.read_text().splitlines())
    assert (line["event"], line["request_id"], line["verb"]) == (event, ids[0], "create")
    assert (line["object"], line["namespace"]) == ("Pod/web/exec", "shop")
    assert "secret" not in log.read_text()
