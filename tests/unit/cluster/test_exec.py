"""A command in a container: what it wrote and how it ended, over a real WebSocket, once and in time."""

from __future__ import annotations

import json
import ssl
import struct
import sys
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from slipway.cluster import command_output
from slipway.cluster import exec as exec_module
from slipway.cluster.client import Client
from slipway.cluster.command_output import ExecResult
from slipway.cluster.connection import Connection
from slipway.cluster.errors import (
    ConfigurationError,
    ConnectionLost,
    Forbidden,
    InvalidInput,
    NotFound,
    NotKubernetes,
    Redirected,
    ServerFailed,
    SlipwayError,
    TimedOut,
    TooLarge,
)
from tests.fixtures.scripted_server import status_object
from tests.unit.cluster.command_server import CommandServer, Session, ended, failed

Script = Callable[[Session], None]
STDOUT, STDERR, STATUS = 1, 2, 3


@pytest.fixture
def run() -> Iterator[Callable[..., ExecResult]]:
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


Run = Callable[..., ExecResult]


def ends_with(code: int, *told: tuple[int, bytes]) -> Script:
    def script(session: Session) -> None:
        session.accept()
        for channel, data in told:
            session.tell(channel, data)
        session.tell(STATUS, ended(code))
        session.close()

    return script


def answers(status: bytes) -> Script:
    def script(session: Session) -> None:
        session.accept()
        session.tell(STATUS, status)
        session.close()

    return script


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


def test_a_refusal_names_both_rights_that_it_takes(run: Run) -> None:
    body = json.dumps(status_object(403, "Forbidden")).encode()
    with pytest.raises(Forbidden) as caught:
        run(lambda session: session.reject(403, body))
    assert str(caught.value) == (
        "Kubernetes error: 403 Forbidden on create pods/web/exec in namespace shop: this account may not run commands "
        "there; grant it get and create on pods/exec"
    )


@pytest.mark.parametrize(
    ("status", "error"),
    [(302, Redirected), (404, NotFound), (500, ServerFailed)],
    ids=["redirect", "no pod", "failure"],
)
def test_a_refusal_is_the_error_of_its_status(run: Run, status: int, error: type[SlipwayError]) -> None:
    with pytest.raises(error) as caught:
        run(lambda session: session.reject(status, b"secret-of-the-server", Location="http://169.254.169.254/"))
    assert "secret" not in str(caught.value)
    assert "169.254" not in str(caught.value)
    assert (caught.value.__context__, caught.value.__cause__) == (None, None)


def test_an_endless_refusal_ends(run: Run) -> None:
    def script(session: Session) -> None:
        session.sock.sendall(b"HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            session.sock.sendall(b"4000\r\n%s\r\n" % (b"x" * 0x4000))

    with pytest.raises(NotFound):
        run(script)


@pytest.mark.parametrize("protocol", [None, "v4.channel.k8s.io"], ids=["none", "one that cannot end stdin"])
def test_a_server_that_does_not_speak_our_protocol_is_told(run: Run, protocol: str | None) -> None:
    def script(session: Session) -> None:
        session.request.subprotocols.append("v4.channel.k8s.io")
        session.accept(protocol)

    with pytest.raises(NotKubernetes, match=r"does not run commands as Kubernetes 1.30 and newer do"):
        run(script, stdin=b"")


@pytest.mark.parametrize(
    "answer",
    [
        b"220 mail.example.com ESMTP\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Protocol: \xff\r\n\r\n",
        b"HTTP/1.1 101 X\r\n" + b"A: " + b"x" * 200_000,
    ],
    ids=["mail", "no WebSocket", "continue", "no accept key", "no text", "endless header"],
)
def test_an_answer_that_is_no_websocket_is_told(run: Run, answer: bytes) -> None:
    with pytest.raises(NotKubernetes) as caught:
        run(lambda session: session.sock.sendall(answer))
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    "frame",
    [b"\x83\x00", b"\xf2\x01a", b"\x82\xff" + b"\x00" * 12, b"\x89\x7e\x00\x80" + b"p" * 128],
    ids=["unknown opcode", "reserved bits", "masked by the server", "long ping"],
)
def test_a_broken_frame_is_told(run: Run, frame: bytes) -> None:
    def script(session: Session) -> None:
        session.accept()
        session.sock.sendall(frame)
        session.ends()

    with pytest.raises((NotKubernetes, ConnectionLost)):
        run(script)


def test_a_frame_that_says_it_is_endless_is_not_waited_for(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command_output, "LARGEST_OUTPUT", 100_000)

    def script(session: Session) -> None:
        session.accept()
        session.sock.sendall(b"\x82\x7f" + struct.pack(">Q", 2**62) + b"\x01")
        while True:
            session.sock.sendall(b"x" * 50_000)

    with pytest.raises(TooLarge):
        run(script)


def test_more_output_than_is_held_is_an_error_that_says_what_to_do(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command_output, "LARGEST_OUTPUT", 1024 * 1024)
    with pytest.raises(TooLarge) as caught:
        run(ends_with(0, (STDOUT, b"x" * 600_000), (STDERR, b"x" * 600_000)))
    assert str(caught.value) == (
        "the command wrote more than 1 MiB; let it write less, or to a file. It may go on in the container"
    )


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (failed("InternalError"), ServerFailed),
        (failed("NonZeroExitCode"), ServerFailed),
        (failed("NonZeroExitCode", causes=[{"reason": "ExitCode", "message": "many"}]), ServerFailed),
        (failed("NonZeroExitCode", causes="none"), ServerFailed),
        (b"not JSON", ServerFailed),
        (b"[" * 60_000, ServerFailed),
        (b"[]", ServerFailed),
        (b"x" * 70_000, TooLarge),
    ],
    ids=["not run", "no causes", "no number", "strange causes", "no JSON", "too deep", "no object", "too long"],
)
def test_an_end_that_is_no_exit_code_is_an_error_without_the_servers_words(
    run: Run, status: bytes, error: type[SlipwayError]
) -> None:
    with pytest.raises(error) as caught:
        run(answers(status))
    assert "secret-of-the-server" not in str(caught.value)


def test_a_channel_that_no_command_writes_is_told(run: Run) -> None:
    with pytest.raises(NotKubernetes, match="the server sends what no command writes"):
        run(ends_with(0, (7, b"x")))


def test_an_end_without_an_exit_code_is_a_lost_command(run: Run) -> None:
    def script(session: Session) -> None:
        session.accept()
        session.tell(STDOUT, b"x")
        session.close()

    with pytest.raises(ConnectionLost, match="it may go on in the container"):
        run(script)


@pytest.mark.parametrize("begun", [True, False])
def test_a_connection_that_breaks_leaves_open_whether_it_ran(run: Run, *, begun: bool) -> None:
    def script(session: Session) -> None:
        if begun:
            session.accept()

    with pytest.raises(ConnectionLost) as caught:
        run(script)
    assert str(caught.value) == (
        "the connection to the command was lost; it may have run, and may go on in the container"
    )


@pytest.mark.parametrize("begun", [True, False])
def test_a_command_that_does_not_end_in_time_is_left(run: Run, *, begun: bool) -> None:
    def script(session: Session) -> None:
        if begun:
            session.accept()
        session.ends()

    with pytest.raises(TimedOut, match=r"the command did not end within 0.3 s; it may go on in the container"):
        run(script, timeout=0.3)


def test_a_trickle_does_not_move_the_deadline(run: Run) -> None:
    def script(session: Session) -> None:
        session.accept()
        while True:
            session.tell(STDOUT, b".")
            session.sock.settimeout(0.05)
            try:
                session.ends()
            except TimeoutError:
                continue

    with pytest.raises(TimedOut):
        run(script, timeout=0.5)


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
