"""Credentials and certificates that change while we run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from slipway.cluster.connection.connection import Connection
from slipway.cluster.connection.credential_plugin import credentials_of_plugin
from slipway.cluster.connection.renewal import Renewal
from slipway.cluster.connection_status import connection_status
from slipway.cluster.http import transport as transport_module
from slipway.cluster.http.transport import Transport
from slipway.cluster.request import Request
from slipway.errors import ConfigurationError, Unauthorized
from tests.fixtures.scripted_server import Answer, ScriptedServer, Serve

GET = Request("GET", "/api/v1/pods")
FINE = Answer(body={"kind": "PodList"})
_MADE: list[Transport] = []


@pytest.fixture(autouse=True)
def closed_after() -> Iterator[None]:
    yield
    while _MADE:
        _MADE.pop().close()


def renewed_by(server: ScriptedServer, *again: str | Exception, files: tuple[str, ...] = ()) -> Transport:
    """A transport that has these tokens, one after the other, when it connects again."""
    following = list(again)

    def connect_again(_seconds: float) -> Connection:
        token = following.pop(0)
        if isinstance(token, Exception):
            raise token
        return replace(first, authorization=f"Bearer {token}")

    first = Connection(server.url, None, authorization="Bearer first")
    _MADE.append(Transport(replace(first, renewal=Renewal(connect_again, files))))
    return _MADE[-1]


def tokens(server: ScriptedServer) -> list[str]:
    return [asked.headers["authorization"].removeprefix("Bearer ") for asked in server.asked]


def test_an_expired_credential_is_renewed_once_and_the_call_goes_on(serve: Serve) -> None:
    server = serve(Answer(401), FINE)
    assert renewed_by(server, "second").send(GET) == {"kind": "PodList"}
    assert tokens(server) == ["first", "second"]


def test_a_create_that_was_not_authenticated_is_sent_again_with_fresh_credentials(serve: Serve) -> None:
    server = serve(Answer(401), Answer(201, {"kind": "Pod"}))
    renewed_by(server, "second").send(Request("POST", "/api/v1/pods", body={}))
    assert tokens(server) == ["first", "second"]


def test_a_server_that_refuses_the_fresh_credentials_too_is_asked_no_more(serve: Serve) -> None:
    server = serve(Answer(401), Answer(401))
    with pytest.raises(Unauthorized):
        renewed_by(server, "second", "third").send(GET)
    assert tokens(server) == ["first", "second"]


def test_the_servers_refusal_is_told_when_there_are_no_fresh_credentials(serve: Serve) -> None:
    server = serve(Answer(401))
    with pytest.raises(Unauthorized) as caught:
        renewed_by(server, ConfigurationError("the plugin failed")).send(GET)
    assert caught.value.__context__ is None
    assert tokens(server) == ["first"]


@pytest.mark.parametrize("change", ["rewritten", "replaced", "gone"])
def test_a_changed_file_is_read_before_the_next_call(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    monkeypatch.setattr(transport_module, "LOOK_AT_FILES", -1.0)
    certificate = tmp_path / "tls.crt"
    certificate.write_text("one")
    server = serve(FINE, FINE, FINE)
    transport = renewed_by(server, "second", files=(str(certificate),))
    transport.send(GET)
    if change == "rewritten":
        certificate.write_text("another")
    elif change == "replaced":
        (tmp_path / "new").write_text("two")
        (tmp_path / "new").rename(certificate)
    else:
        certificate.unlink()
    transport.send(GET)
    transport.send(GET)
    assert tokens(server) == ["first", "second", "second"]


def test_a_file_that_cannot_be_used_yet_leaves_what_worked(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport_module, "LOOK_AT_FILES", -1.0)
    kubeconfig = tmp_path / "config"
    kubeconfig.write_text("one")
    server = serve(FINE, FINE)
    transport = renewed_by(server, ConfigurationError("half written"), "second", files=(str(kubeconfig),))
    kubeconfig.write_text("two, in part")
    transport.send(GET)
    kubeconfig.write_text("two, whole")
    transport.send(GET)
    assert tokens(server) == ["first", "second"]


def test_files_are_looked_at_once_a_second_at_most(serve: Serve, tmp_path: Path) -> None:
    certificate = tmp_path / "tls.crt"
    server = serve(FINE, FINE)
    transport = renewed_by(server, files=(str(certificate),))
    transport.send(GET)
    certificate.write_text("new")
    transport.send(GET)
    assert tokens(server) == ["first", "first"]


def waiting_for_a_plugin(server: ScriptedServer, seconds: float) -> Transport:
    """A transport whose credential plugin does not end; a call may take so many seconds."""

    def connect_again(left: float) -> Connection:
        credentials_of_plugin({"command": "sleep", "args": ["600"]}, {}, left)
        raise AssertionError

    first = Connection(server.url, None, authorization="Bearer first", timeout=seconds)
    _MADE.append(Transport(replace(first, renewal=Renewal(connect_again, ()))))
    return _MADE[-1]


def test_a_plugin_that_does_not_end_ends_the_call_and_is_named(serve: Serve) -> None:
    transport = waiting_for_a_plugin(serve(Answer(401)), 0.3)
    with pytest.raises(ConfigurationError, match=r"the kubeconfig's user \(sleep\) did not end within"):
        transport.send(GET)


def test_a_plugin_that_does_not_end_is_no_fault_of_the_server(serve: Serve) -> None:
    found = connection_status(waiting_for_a_plugin(serve(Answer(401)), 0.3))
    assert found.state == "unauthenticated"
    assert "did not end" in str(found.error)


def test_who_waits_for_anothers_renewal_waits_no_longer_than_the_call_may_take(serve: Serve) -> None:
    transport = waiting_for_a_plugin(serve(Answer(401)), 0.3)
    with transport._renewing, pytest.raises(ConfigurationError, match="another call still waits for the credential"):
        transport.send(GET)
