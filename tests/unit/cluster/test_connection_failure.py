"""Each way in which a server cannot be talked to has a sentence of its own that says what to do."""

from __future__ import annotations

import datetime as dt
import errno
import pickle
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from http.client import BadStatusLine, IncompleteRead, RemoteDisconnected
from pathlib import Path

import pytest
import trustme

from slipway.cluster.connection.connection import Connection, connect
from slipway.cluster.http.connection_failure import call_failure, dial_failure
from slipway.cluster.http.transport import Transport
from slipway.cluster.request import Request
from slipway.errors import (
    ConnectionFailed,
    ConnectionLost,
    NotKubernetes,
    TimedOut,
    TLSFailed,
    Unreachable,
)
from tests.fixtures.scripted_server import Answer, Serve, tls_of

GET = Request("GET", "/version")
Failing = Callable[[str], ConnectionFailed]


@pytest.fixture
def failing(authority_file: str, monkeypatch: pytest.MonkeyPatch) -> Failing:
    """Ask a server that trusts our CA, and give the error."""
    monkeypatch.setattr("slipway.cluster.http.dial.CONNECT_TIMEOUT", 0.5)

    def ask(url: str) -> ConnectionFailed:
        connection = connect({"host": url, "api_key": "the-token", "ca_cert": authority_file, "allow_http": True}, {})
        with pytest.raises(ConnectionFailed) as caught:
            Transport(connection, pause=lambda _seconds: None).send(GET)
        assert "the-token" not in repr(caught.value)
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None
        return caught.value

    return ask


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port on which the kernel accepts connections and nobody ever answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_a_certificate_of_another_ca(serve: Serve, failing: Failing) -> None:
    server = serve(tls=tls_of(trustme.CA().issue_cert("127.0.0.1")))
    assert str(failing(server.url)) == (
        f"the certificate of {server.address} is not signed by the CA given; check ca_cert or the kubeconfig's CA"
    )


def test_an_expired_certificate(serve: Serve, failing: Failing, authority: trustme.CA) -> None:
    past = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    server = serve(tls=tls_of(authority.issue_cert("127.0.0.1", not_before=past, not_after=past.replace(month=2))))
    assert str(failing(server.url)) == (f"the certificate of {server.address} has expired; renew it on the server")


@pytest.mark.parametrize("name", ["other.example", "127.0.0.2"], ids=["name", "address"])
def test_a_certificate_for_somebody_else(serve: Serve, failing: Failing, authority: trustme.CA, name: str) -> None:
    server = serve(tls=tls_of(authority.issue_cert(name)))
    assert str(failing(server.url)) == (
        f"the certificate of {server.address} is for another name or address; check the server's address"
    )


def test_a_server_name_that_the_certificate_does_not_have(
    serve: Serve, server_tls: ssl.SSLContext, authority_file: str
) -> None:
    server = serve(tls=server_tls)
    trusting = ssl.create_default_context(cafile=authority_file)
    with pytest.raises(ConnectionFailed, match="is for another name or address"):
        Transport(Connection(server.url, trusting, server_name="api.internal")).send(GET)


def test_plain_http_on_a_tls_port(serve: Serve, failing: Failing, server_tls: ssl.SSLContext) -> None:
    server = serve(tls=server_tls)
    assert "check the network, the scheme and the port" in str(failing(server.url.replace("https", "http")))


def test_tls_on_a_plain_port(serve: Serve, failing: Failing) -> None:
    server = serve(Answer(400))
    error = failing(server.url.replace("http", "https"))
    assert "does not speak TLS as expected; check the scheme, the port and the client certificate" in str(error)


def test_a_client_certificate_that_is_wanted(serve: Serve, failing: Failing, authority: trustme.CA) -> None:
    wanting = tls_of(authority.issue_cert("127.0.0.1"))
    wanting.verify_mode = ssl.CERT_REQUIRED
    server = serve(tls=wanting)
    assert "check the scheme, the port and the client certificate" in str(failing(server.url))


def test_a_port_where_nobody_listens(failing: Failing) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    assert str(failing(f"https://127.0.0.1:{port}")) == (
        f"127.0.0.1:{port} refuses the connection; check the address and that the API server runs there"
    )


def test_a_name_that_nobody_has(failing: Failing) -> None:
    assert str(failing("https://no-such-host.invalid:6443")) == (
        "no-such-host.invalid cannot be resolved; check the server's address and the name service"
    )


def test_an_address_without_a_route() -> None:
    error = dial_failure(OSError(errno.ENETUNREACH, "Network is unreachable"), "10.0.0.1:6443")
    assert isinstance(error, Unreachable)
    assert str(error) == "10.0.0.1:6443 cannot be reached; check the address and the network"


def test_an_address_that_does_not_answer() -> None:
    error = dial_failure(TimeoutError(), "10.0.0.1:6443")
    assert isinstance(error, TimedOut)
    assert "does not answer in time; check the address, the port and the firewall" in str(error)


def test_a_certificate_that_is_not_valid_yet(serve: Serve, failing: Failing, authority: trustme.CA) -> None:
    future = dt.datetime.now(dt.UTC) + dt.timedelta(days=10)
    issued = authority.issue_cert("127.0.0.1", not_before=future, not_after=future + dt.timedelta(days=1))
    assert "is not valid yet; check the clocks of both machines" in str(failing(serve(tls=tls_of(issued)).url))


def test_a_server_that_never_begins_to_speak_tls(failing: Failing, silent_port: int) -> None:
    assert "does not answer in time; check the address, the port" in str(failing(f"https://127.0.0.1:{silent_port}"))


def test_a_server_that_takes_the_request_and_is_silent(
    serve: Serve, failing: Failing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("slipway.cluster.http.transport.READ_TIMEOUT", 0.2)
    released = threading.Event()
    error = failing(serve(Answer(until=released)).url)
    released.set()
    assert "does not answer in time" in str(error)


def test_a_proxy_that_is_not_there(authority_file: str) -> None:
    options = {"host": "https://10.0.0.1", "api_key": "x", "ca_cert": authority_file, "proxy": "http://127.0.0.1:9"}
    with pytest.raises(ConnectionFailed, match=r"is not reached through the proxy; check the option proxy and the \*_"):
        Transport(connect(options, {}), pause=lambda _seconds: None).send(GET)


@pytest.mark.parametrize("failure", [dial_failure, call_failure])
def test_a_strange_place_is_not_quoted(failure: Callable[[BaseException, str], ConnectionFailed]) -> None:
    assert "\x1b" not in str(failure(ConnectionResetError(), "evil\x1b[2J"))


@pytest.mark.parametrize(
    ("error", "kind", "repeatable"),
    [
        (ConnectionResetError(), ConnectionLost, True),
        (ssl.SSLEOFError(), ConnectionLost, True),
        (IncompleteRead(b""), ConnectionLost, True),
        (RemoteDisconnected(), ConnectionLost, True),
        (ssl.SSLError("alert certificate required"), TLSFailed, False),
        (BadStatusLine("SSH-2.0"), NotKubernetes, False),
        (TimeoutError(), TimedOut, False),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_what_happened_during_a_call_tells_whether_it_may_be_repeated(
    error: Exception, kind: type[ConnectionFailed], *, repeatable: bool
) -> None:
    made = call_failure(error, "10.0.0.1:6443")
    assert (type(made), made.repeatable) == (kind, repeatable)


@pytest.mark.parametrize("repeatable", [True, False])
def test_the_error_survives_a_pickle_round_trip(repeatable: bool) -> None:  # noqa: FBT001  # a parameter of pytest
    again = pickle.loads(pickle.dumps(ConnectionFailed("gone", repeatable=repeatable)))
    assert (type(again), str(again), again.repeatable) == (ConnectionFailed, "gone", repeatable)


def test_no_key_or_ca_is_needed_on_disk_after_connecting(
    serve: Serve, server_tls: ssl.SSLContext, authority: trustme.CA, tmp_path: Path
) -> None:
    ca_file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    server = serve(Answer(body={"major": "1"}), tls=server_tls)
    connection = connect({"host": server.url, "api_key": "x", "ca_cert": str(ca_file)}, {})
    ca_file.unlink()
    assert Transport(connection).send(GET) == {"major": "1"}
