"""connection_status: each thing that can stand between us and a cluster has a name of its own."""

from __future__ import annotations

import pytest
import trustme

from slipway.errors import (
    Forbidden,
    NotFound,
    NotKubernetes,
    Redirected,
    ServerFailed,
    TLSFailed,
    Unauthorized,
    Unreachable,
)
from tests.contract.conftest import AccountWith, ClientWith, GatewayTo, Server
from tests.fixtures.scripted_server import Answer, ScriptedServer, status_object, tls_of


def test_an_administrator_is_connected(client_with: ClientWith, server: Server) -> None:
    status = client_with(kubeconfig=str(server.kubeconfig)).connection_status()
    assert (status.state, status.connected, status.error) == ("connected", True, None)


def test_an_account_without_any_rights_is_connected(account_with: AccountWith) -> None:
    assert account_with("nobody").client.connection_status().state == "connected"


def test_an_account_below_a_path_of_a_gateway_is_connected(account_with: AccountWith, gateway_for: GatewayTo) -> None:
    _gateway, client = gateway_for(account_with("nobody"), prefix="/k8s/clusters/c-abc")
    assert client.connection_status().state == "connected"


def test_a_token_that_nobody_knows_is_unauthenticated(client_with: ClientWith, server: Server) -> None:
    status = client_with(host=server.url, ca_cert=server.ca_file, api_key="nobody").connection_status()
    assert (status.state, status.connected, type(status.error)) == ("unauthenticated", False, Unauthorized)


def test_a_user_of_no_group_is_forbidden(client_with: ClientWith, server: Server) -> None:
    """The rights to discovery are those of the group system:authenticated, which the server adds to all but this."""
    anonymous = {"impersonate_user": "system:anonymous", "impersonate_groups": ["system:unauthenticated"]}
    status = client_with(kubeconfig=str(server.kubeconfig), **anonymous).connection_status()
    assert (status.state, type(status.error)) == ("forbidden", Forbidden)


def test_a_port_where_nobody_listens_is_unreachable(client_with: ClientWith, server: Server) -> None:
    host, _colon, _port = server.url.rpartition(":")
    status = client_with(host=f"{host}:1", ca_cert=server.ca_file, api_key="any").connection_status()
    assert (status.state, type(status.error)) == ("unreachable", Unreachable)


def test_a_name_that_does_not_exist_is_unreachable(client_with: ClientWith, server: Server) -> None:
    status = client_with(host="https://no-such-name.invalid", ca_cert=server.ca_file, api_key="any").connection_status()
    assert status.state == "unreachable"


def test_a_certificate_of_another_authority_is_a_tls_error(client_with: ClientWith, server: Server) -> None:
    status = client_with(host=server.url, api_key="any").connection_status()
    assert (status.state, type(status.error)) == ("tls_error", TLSFailed)
    assert "is not signed by the CA given" in str(status.error)


def test_a_certificate_for_another_name_is_a_tls_error(client_with: ClientWith, server: Server) -> None:
    # the server's certificate has its address and not this one, which leads there by way of the same machine
    _scheme, _slashes, place = server.url.partition("//")
    host, _colon, port = place.rpartition(":")
    mapped = f"https://[::ffff:{host}]:{port}"
    status = client_with(host=mapped, ca_cert=server.ca_file, api_key="any").connection_status()
    assert status.state == "tls_error"


@pytest.mark.parametrize(
    ("answer", "state", "error"),
    [
        (Answer(200, b"<html>Welcome</html>", {"Content-Type": "text/html"}), "not_kubernetes", NotKubernetes),
        (Answer(200, {"version": "1.0"}), "not_kubernetes", NotKubernetes),
        (Answer(404, b"no such page"), "not_kubernetes", NotKubernetes),
        (Answer(404, b"404 page not found"), "not_kubernetes", NotFound),
        (Answer(403, b"<html>Blocked</html>", {"Content-Type": "text/html"}), "not_kubernetes", NotKubernetes),
        (Answer(302, b"", {"Location": "https://login.example/"}), "not_kubernetes", Redirected),
        (Answer(500, status_object(500, "InternalError")), "failing", ServerFailed),
    ],
    ids=[
        "a web page",
        "other JSON",
        "no such page",
        "no such page of a Go server",
        "a page that blocks",
        "a login page",
        "an error of the server",
    ],
)
def test_what_answers_but_is_no_working_api_server(
    client_with: ClientWith,
    gateway_authority: trustme.CA,
    gateway_ca_file: str,
    answer: Answer,
    state: str,
    error: type,
) -> None:
    other = ScriptedServer(*[answer] * 4, tls=tls_of(gateway_authority.issue_cert("127.0.0.1")))
    try:
        status = client_with(host=other.url, ca_cert=gateway_ca_file, api_key="any").connection_status()
    finally:
        other.close()
    assert (status.state, type(status.error)) == (state, error)


def test_a_status_says_what_to_do(client_with: ClientWith, server: Server) -> None:
    status = client_with(host=server.url, ca_cert=server.ca_file, api_key="nobody").connection_status()
    assert "renew the token" in str(status.error)
