"""An answer without end, or one that unpacks to far more than it seems: a clear error and bounded memory."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import trustme

from tests.fixtures.planted import PLANTED, SECRET
from tests.hostile.conftest import Serve
from tests.hostile.hostile_server import HostileServer, Script, Wire, endless, http

MOST_EXTRA = 64 * 1024 * 1024
OK = b"HTTP/1.1 200 OK\r\n"
FORBIDDEN = b"HTTP/1.1 403 Forbidden\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
GZIP = b"Content-Encoding: gzip\r\n"
TEXT = PLANTED.encode()
BLOCK = TEXT * 2000
CHUNK = b"%x\r\n%s\r\n" % (len(BLOCK), BLOCK)
LIST = b'{"metadata": {"resourceVersion": "1"}, "items": []}'

Measured = Callable[[HostileServer, str], dict[str, Any]]


@pytest.fixture
def measured(authority: trustme.CA, tmp_path: Path, pytestconfig: pytest.Config) -> Measured:
    """Make the call in a process of its own; give its error and the bytes that it took on top."""
    authority_file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(authority_file))

    def call(server: HostileServer, way: str) -> dict[str, Any]:
        command = [sys.executable, "-m", "tests.hostile.measured_call", server.url, str(authority_file), way]
        done = subprocess.run(command, capture_output=True, check=True, timeout=90, cwd=pytestconfig.rootpath)
        told: dict[str, Any] = json.loads(done.stdout)
        assert SECRET not in told["text"]
        assert "\x1b" not in told["text"]
        return told

    return call


@cache
def packed_zeros() -> bytes:
    """A hundred million bytes, as a hundred thousand."""
    packing = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packing.compress(bytes(1_000_000)) for _million in range(100)) + packing.flush()


def bomb(head: bytes) -> Script:
    return lambda wire: wire.send(head + b"Content-Length: %d\r\n\r\n" % len(packed_zeros()) + packed_zeros())


def long_page(wire: Wire) -> None:
    """Text of which each letter takes four bytes in memory, because one of them does."""
    wire.send(OK + b"\r\n<html>\xf0\x9f\x98\x80" + bytes(30_000_000))


def long_list(wire: Wire) -> None:
    wire.send(OK + b"\r\n[" + b"{}," * 10_000_000 + b"{}]")


def packed_without_end(wire: Wire) -> None:
    """Members of a gzip stream, one after the other, each of which is small."""
    member = gzip.compress(BLOCK)
    wire.send(OK + GZIP + b"\r\n")
    while True:
        wire.send(member * 100)


TOO_LARGE = {
    "a body without length": endless(OK + b"\r\n", BLOCK),
    "chunks without end": endless(OK + CHUNKED, CHUNK),
    "one chunk without end": endless(OK + CHUNKED + b"FFFFFFFFFFFFFFFF\r\n", BLOCK),
    "a length that lies": endless(OK + b"Content-Length: 99999999999999\r\n\r\n", BLOCK),
    "a gzip bomb": bomb(OK + GZIP),
}
OTHERS = {
    "one chunk of all that comes": (endless(OK + CHUNKED + b"-1\r\n", BLOCK), "ConnectionLost"),
    "a line of the chunked encoding without end": (endless(OK + CHUNKED, b"0"), "NotKubernetes"),
    "packed members without end": (packed_without_end, "NotKubernetes"),
    "an encoding that was not asked for": (endless(OK + b"Content-Encoding: br\r\n\r\n", BLOCK), "NotKubernetes"),
    "packed twice": (bomb(OK + b"Content-Encoding: gzip, gzip\r\n"), "NotKubernetes"),
    "a long login page": (long_page, "NotKubernetes"),
    "a long list of nothing": (long_list, "NotKubernetes"),
    "an error without end": (endless(FORBIDDEN + b"\r\n", BLOCK), "Forbidden"),
    "an error message of 10 MB": (
        http(403, json.dumps({"kind": "Status", "message": "x" * 10**7}).encode()),
        "Forbidden",
    ),
    "an error that is a gzip bomb": (bomb(FORBIDDEN + GZIP), "Forbidden"),
    "headers without end": (endless(OK, b"X: " + BLOCK[:60_000] + b"\r\n"), "NotKubernetes"),
    "a header without end": (endless(OK + b"X: ", BLOCK), "NotKubernetes"),
    "nesting without end": (endless(OK + b"\r\n", b"["), "TooLarge"),
}


@pytest.mark.parametrize("way", ["send", "text"])
@pytest.mark.parametrize("answer", TOO_LARGE.values(), ids=TOO_LARGE)
def test_an_answer_that_is_too_large_is_let_go(serve: Serve, measured: Measured, answer: Script, way: str) -> None:
    told = measured(serve(answer), way)
    assert told["error"] == "TooLarge"
    assert told["extra_bytes"] < MOST_EXTRA


@pytest.mark.parametrize(("answer", "error"), OTHERS.values(), ids=OTHERS)
def test_what_else_has_no_end_takes_little_memory(serve: Serve, measured: Measured, answer: Script, error: str) -> None:
    told = measured(serve(answer), "send")
    assert told["error"] == error
    assert told["extra_bytes"] < MOST_EXTRA


def test_a_line_of_a_stream_without_end_is_let_go(serve: Serve, measured: Measured) -> None:
    told = measured(serve(endless(OK + CHUNKED, CHUNK)), "stream")
    assert told["error"] == "TooLarge"
    assert told["extra_bytes"] < MOST_EXTRA


def test_an_event_of_a_watch_without_end_is_let_go(serve: Serve, measured: Measured) -> None:
    told = measured(serve(http(200, LIST), endless(OK + CHUNKED, CHUNK)), "watch")
    assert told["error"] == "TooLarge"
    assert told["extra_bytes"] < MOST_EXTRA


def test_a_list_of_which_each_page_is_too_large_is_let_go(serve: Serve, measured: Measured) -> None:
    told = measured(serve(endless(OK + b"\r\n", BLOCK)), "list")
    assert told["error"] == "TooLarge"
    assert told["extra_bytes"] < MOST_EXTRA
