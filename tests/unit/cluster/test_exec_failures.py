"""Commands that are refused, break off, or meet a server that is hostile: the right error, in time, and never twice."""

from __future__ import annotations

import json
import struct

import pytest

from slipway.cluster.api import command_output
from slipway.errors import (
    ConnectionLost,
    Forbidden,
    NotFound,
    NotKubernetes,
    Redirected,
    ServerFailed,
    SlipwayError,
    TimedOut,
    TooLarge,
)
from tests.fixtures.scripted_server import status_object
from tests.unit.cluster.command_server import STATUS, STDERR, STDOUT, Run, Script, Session, ends_with, failed


def answers(status: bytes) -> Script:
    """The script of a command that ends at once, so."""

    def script(session: Session) -> None:
        session.accept()
        session.tell(STATUS, status)
        session.close()

    return script


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
