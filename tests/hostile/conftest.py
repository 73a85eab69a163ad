"""Hostile servers, the client on its way to them, and what it dialled."""

from __future__ import annotations

import ipaddress
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import pytest
import trustme

from slipway.cluster.connection.connection import Connection
from slipway.cluster.http.transport import Transport
from slipway.errors import SlipwayError
from tests.fixtures.planted import SECRET, assert_nothing_is_kept
from tests.fixtures.scripted_server import tls_of
from tests.hostile.hostile_server import HostileServer, Script

_GENEROUS = 20.0
"""Seconds after which a call has missed its deadline, on a machine however slow."""


class Serve(Protocol):
    def __call__(self, *scripts: Script, **options: Any) -> HostileServer: ...


class ConnectionTo(Protocol):
    def __call__(self, server: HostileServer, **options: Any) -> Connection: ...


class TransportTo(Protocol):
    def __call__(self, server: HostileServer, **options: Any) -> Transport: ...


Failure = Callable[[Callable[[], object]], SlipwayError]


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def authority_pem(authority: trustme.CA) -> str:
    return authority.cert_pem.bytes().decode()


@pytest.fixture(scope="session")
def server_tls(authority: trustme.CA) -> ssl.SSLContext:
    return tls_of(authority.issue_cert("127.0.0.1", "127.0.0.2", "cluster.example"))


@pytest.fixture
def serve(server_tls: ssl.SSLContext) -> Iterator[Serve]:
    """Start a server, with TLS unless told otherwise."""
    started: list[HostileServer] = []

    def start(*scripts: Script, **options: Any) -> HostileServer:
        started.append(HostileServer(*scripts, **{"tls": server_tls, **options}))
        return started[-1]

    yield start
    for server in started:
        server.close()


@pytest.fixture
def connection_to(authority_pem: str) -> ConnectionTo:
    """Make a connection that trusts our CA, sends the planted secret as its token and has two seconds a call."""

    def make(server: HostileServer, **options: Any) -> Connection:
        trusting = ssl.create_default_context(cadata=authority_pem)
        given = {"ssl_context": trusting, "authorization": f"Bearer {SECRET}", "timeout": 2.0, **options}
        return Connection(server.url, **given)

    return make


@pytest.fixture
def transport_to(connection_to: ConnectionTo) -> Iterator[TransportTo]:
    """Make a transport that does not wait before repetitions."""
    made: list[Transport] = []

    def make(server: HostileServer, **options: Any) -> Transport:
        made.append(Transport(connection_to(server, **options), pause=lambda _seconds: None))
        return made[-1]

    yield make
    for transport in made:
        transport.close()


@pytest.fixture
def failure() -> Failure:
    """Do something that must end in an error of ours, in time, which keeps nothing of what the server sent."""

    def error_of(call: Callable[[], object]) -> SlipwayError:
        outcome: list[object] = []
        thread = threading.Thread(target=_done, args=[call, outcome], daemon=True)
        thread.start()
        thread.join(_GENEROUS)
        assert outcome, f"no end within {_GENEROUS} s"
        (error,) = outcome
        assert isinstance(error, SlipwayError), repr(error)
        assert_nothing_is_kept(error)
        return error

    return error_of


def _done(call: Callable[[], object], outcome: list[object]) -> None:
    try:
        outcome.append(call())
    except BaseException as error:  # noqa: BLE001  # the test looks whether it is one of ours
        outcome.append(error)


class _Dialled:
    """What this process connected to or resolved; nothing but the loopback is reached."""

    def __init__(self) -> None:
        self.active = False
        self.places: list[Any] = []
        sys.addaudithook(self._hook)

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.active and event == "socket.connect" and isinstance(arguments[1], tuple):
            place = tuple(arguments[1][:2])
            self.places.append(place)
            if not ipaddress.ip_address(place[0]).is_loopback:
                raise ConnectionRefusedError
        elif self.active and event in {"socket.getaddrinfo", "socket.gethostbyname"}:
            self.places.append(arguments[0])


_DIALLED = _Dialled()


@pytest.fixture
def dialled() -> Iterator[list[Any]]:
    """Addresses connected to, and names resolved, since the test began. An audit hook cannot be taken back."""
    _DIALLED.places = []
    _DIALLED.active = True
    yield _DIALLED.places
    _DIALLED.active = False
