"""Answers that are packed in a way that nobody asked for, or badly: refused before anything is unpacked."""

from __future__ import annotations

import gzip
import zlib

import pytest

from slipway.cluster.request import Request
from slipway.errors import ConnectionFailed, ConnectionLost, Forbidden, NotKubernetes
from tests.fixtures.planted import PLANTED
from tests.hostile.conftest import Failure, Serve, TransportTo
from tests.hostile.hostile_server import http

GET = Request("GET", "/api/v1/pods")
OBJECT = b'{"kind": "' + PLANTED.encode() + b'"}'
PACKED = gzip.compress(OBJECT)
NOT_ASKED_FOR = [
    "deflate",
    "br",
    "zstd",
    "compress",
    "x-gzip",
    "gzip, gzip",
    "gzip, identity",
    "identity, gzip",
    PLANTED,
]
DAMAGED = {
    "no gzip": OBJECT,
    "zlib": zlib.compress(OBJECT),
    "a wrong sum": PACKED[:-8] + b"\0" * 8,
    "something behind it": PACKED + b"more",
    "a second member": PACKED + PACKED,
    "a header alone": PACKED[:10],
    "half of it": PACKED[: len(PACKED) // 2],
    "packed twice": gzip.compress(PACKED),
    "nothing": b"",
}


@pytest.mark.parametrize("encoding", NOT_ASKED_FOR, ids=ascii)
def test_an_encoding_that_nobody_asked_for_is_refused(
    serve: Serve, transport_to: TransportTo, failure: Failure, encoding: str
) -> None:
    server = serve(http(200, PACKED, {"Content-Encoding": encoding}))
    assert type(failure(lambda: transport_to(server).send(GET))) is NotKubernetes
    assert len(server.heard) == 1


@pytest.mark.parametrize("body", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_packed_answer_is_refused(
    serve: Serve, transport_to: TransportTo, failure: Failure, body: bytes
) -> None:
    server = serve(http(200, body, {"Content-Encoding": "gzip"}))
    assert type(failure(lambda: transport_to(server).send(GET))) in {NotKubernetes, ConnectionLost}


@pytest.mark.parametrize("size", [0, 5, 10, len(PACKED) // 2, len(PACKED) - 9, len(PACKED) - 1])
def test_a_text_that_lost_its_end_is_not_taken_for_the_whole(
    serve: Serve, transport_to: TransportTo, failure: Failure, size: int
) -> None:
    server = serve(http(200, PACKED[:size], {"Content-Encoding": "gzip"}))
    assert isinstance(failure(lambda: transport_to(server).text(GET)), ConnectionFailed)


@pytest.mark.parametrize("encoding", ["gzip", "br", "gzip, gzip", PLANTED], ids=ascii)
@pytest.mark.parametrize("body", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_packed_error_is_told_by_its_status(
    serve: Serve, transport_to: TransportTo, failure: Failure, body: bytes, encoding: str
) -> None:
    server = serve(http(403, body, {"Content-Encoding": encoding}))
    assert type(failure(lambda: transport_to(server).send(GET))) is Forbidden


def test_a_packed_stream_is_not_unpacked(serve: Serve, transport_to: TransportTo) -> None:
    server = serve(http(200, PACKED, {"Content-Encoding": "gzip"}))
    assert b"".join(transport_to(server).stream(GET).lines()).startswith(PACKED[:5])
    assert b"Accept-Encoding" not in server.heard[0]
