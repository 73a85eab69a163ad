"""A container's log over lost connections, ends and restarts. The client is a script of answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from slipway.cluster.http.error_answer import api_error
from slipway.errors import ConnectionFailed, Forbidden
from slipway.logs import follow
from slipway.logs.follow import ContainerLog, RunState

STAMPS = [f"2026-01-01T00:00:0{second}.000000000Z".encode() for second in range(10)]


def line(second: int, text: str = "") -> bytes:
    return STAMPS[second] + b" " + (text or f"line {second}").encode()


@dataclass
class Answer:
    """The lines of one connection; it then ends, or breaks off."""

    sent: list[bytes]
    broken: bool = False

    def lines(self) -> Iterator[bytes]:
        yield from self.sent
        if self.broken:
            raise ConnectionFailed("lost", repeatable=True)

    def close(self) -> None:
        pass


@dataclass
class Server:
    """Answers one connection after the other, and tells what became of the run before each."""

    answers: list[Any]
    states: list[RunState]
    previous: bytes = b""
    asked_since: list[str | None] = field(default_factory=list)

    def follow_pod_log(self, *where_and_since: str | None) -> Answer:
        self.asked_since.append(where_and_since[-1])
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, Answer)
        return answer

    def pod_log(self, *_where: str, previous: bool, tail_lines: int) -> bytes:
        assert previous
        assert tail_lines > 0
        return self.previous

    def read(self) -> list[bytes]:
        log = ContainerLog(self, "shop", "web", "main", lambda: self.states.pop(0))  # type: ignore[arg-type]  # a script
        return list(log.lines())


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "PAUSE", 0.0)
    monkeypatch.setattr(follow, "PAUSE_AFTER_END", 0.0)


def test_a_log_ends_with_its_run() -> None:
    assert Server([Answer([line(1), line(2)])], ["ended"]).read() == [b"line 1", b"line 2"]


def test_a_lost_connection_loses_and_repeats_nothing() -> None:
    server = Server([Answer([line(1), line(2)], broken=True), Answer([line(2), line(3)])], ["running", "ended"])
    assert server.read() == [b"line 1", b"line 2", b"line 3"]
    assert server.asked_since == [None, STAMPS[2].decode()]


def test_a_server_that_refuses_connections_for_a_while_is_waited_for() -> None:
    refused = ConnectionFailed("refuses the connection")
    server = Server([Answer([line(1)]), refused, refused, Answer([line(2)])], ["running"] * 3 + ["ended"])
    assert server.read() == [b"line 1", b"line 2"]


def test_a_server_that_stays_away_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "LONGEST_ABSENCE", -1.0)
    with pytest.raises(ConnectionFailed):
        Server([ConnectionFailed("gone")], ["running"]).read()


def test_a_log_that_may_not_be_read_is_told_at_once() -> None:
    with pytest.raises(Forbidden):
        Server([api_error(403, None)], ["running"]).read()


def test_a_container_that_has_not_started_is_asked_again() -> None:
    assert Server([api_error(400, None), Answer([line(1)])], ["running", "ended"]).read() == [b"line 1"]


def test_the_rest_of_a_replaced_run_is_read_and_the_next_run_is_not() -> None:
    server = Server([Answer([line(1)], broken=True)], ["running", "replaced"])
    server.previous = b"\n".join([line(1), line(2), b"unable to retrieve container logs"])
    assert server.read() == [b"line 1", b"line 2"]


def test_the_log_of_a_pod_that_is_gone_ends() -> None:
    assert Server([Answer([line(1)])], ["running", "gone"]).read() == [b"line 1"]


def test_a_line_without_a_stamp_is_shown_and_moves_nothing() -> None:
    server = Server(
        [Answer([b"failed to watch", line(1)], broken=True), Answer([line(1), line(2)])], ["running", "ended"]
    )
    assert server.read() == [b"failed to watch", b"line 1", b"line 2"]
