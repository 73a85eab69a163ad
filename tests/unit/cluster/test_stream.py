"""A long answer line by line: as it comes, to its end or to the moment it breaks, and until it is closed."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterable

import pytest

from slipway.cluster.connection.connection import connect
from slipway.cluster.http.stream import Stream
from slipway.cluster.http.transport import Transport
from slipway.cluster.request import Request
from slipway.errors import ConnectionFailed, NotFound
from tests.fixtures.scripted_server import Answer, Serve, held_open

GET = Request("GET", "/api/v1/namespaces/shop/pods/web/log", {"follow": True})


def opened(serve: Serve, answer: Answer, tls: ssl.SSLContext | None = None, ca_cert: str | None = None) -> Stream:
    server = serve(answer, tls=tls)
    connection = connect({"host": server.url, "api_key": "x", "ca_cert": ca_cert, "allow_http": True}, {})
    return Transport(connection, pause=lambda _seconds: None).stream(GET)


@pytest.mark.parametrize(
    ("chunks", "lines"),
    [
        ([b"a\nb\n"], [b"a", b"b"]),
        ([b"a", b"b\n", b"\n", b"c"], [b"ab", b"", b"c"]),
        ([b"a\r\n\x00\xff\n"], [b"a\r", b"\x00\xff"]),
        ([], []),
    ],
    ids=["whole lines", "lines in pieces", "any bytes", "nothing"],
)
def test_lines_come_whole_however_they_arrive(serve: Serve, chunks: Iterable[bytes], lines: list[bytes]) -> None:
    assert list(opened(serve, Answer(chunks=chunks)).lines()) == lines


def test_a_line_is_given_as_soon_as_it_is_there(serve: Serve) -> None:
    later = threading.Event()
    lines = opened(serve, Answer(chunks=held_open(later, b"now\n"))).lines()
    assert next(lines) == b"now"
    later.set()
    assert list(lines) == []


def test_a_stream_that_breaks_off_says_so_after_what_came(serve: Serve) -> None:
    lines = opened(serve, Answer(chunks=[b"a\n", b"half"], cut=True)).lines()
    assert next(lines) == b"a"
    with pytest.raises(ConnectionFailed, match="the stream broke off") as caught:
        next(lines)
    assert caught.value.repeatable


def test_a_line_without_end_is_given_up(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("slipway.cluster.http.stream.LONGEST_LINE", 100_000)
    stream = opened(serve, Answer(chunks=iter(lambda: b"x" * 65536, b"")))
    with pytest.raises(ConnectionFailed, match="a line is longer than any that Kubernetes sends"):
        list(stream.lines())


def test_a_long_line_is_whole(serve: Serve) -> None:
    assert list(opened(serve, Answer(chunks=[b"x" * 65536] * 20)).lines()) == [b"x" * 65536 * 20]


def test_a_stream_that_is_silent_too_long_broke_off(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("slipway.cluster.http.transport.STREAM_READ_TIMEOUT", 0.2)
    never = threading.Event()
    lines = opened(serve, Answer(chunks=held_open(never, b"a\n"))).lines()
    assert next(lines) == b"a"
    with pytest.raises(ConnectionFailed, match="the stream broke off"):
        next(lines)
    never.set()


@pytest.mark.parametrize("secure", [True, False], ids=["TLS", "plain"])
def test_closing_from_another_thread_ends_a_wait_at_once(
    serve: Serve, server_tls: ssl.SSLContext, authority_file: str, *, secure: bool
) -> None:
    never = threading.Event()
    answer = Answer(chunks=held_open(never, b"a\n"))
    stream = opened(serve, answer, server_tls if secure else None, authority_file if secure else None)
    waiting, got = threading.Event(), []

    def read() -> None:
        for line in stream.lines():
            got.append(line)
            waiting.set()

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    waiting.wait(10)
    stream.close()
    reader.join(10)
    never.set()
    assert (got, reader.is_alive()) == ([b"a"], False)


def test_a_closed_stream_gives_no_line(serve: Serve) -> None:
    stream = opened(serve, Answer(chunks=[b"a\n"]))
    stream.close()
    assert list(stream.lines()) == []
    stream.close()


def test_a_refused_stream_raises_before_its_first_line(serve: Serve) -> None:
    with pytest.raises(NotFound):
        opened(serve, Answer(404))
