"""What goes over the wire, and what of an answer comes back."""

from __future__ import annotations

import gzip
import ssl
import sys
from collections.abc import Callable

import pytest

from slipway.cluster.connection.connection import Connection
from slipway.cluster.http import dial
from slipway.cluster.http.transport import Transport
from slipway.cluster.reporting.report import report_for
from slipway.cluster.request import Request
from slipway.errors import ApiError, ConfigurationError, ConnectionFailed, Forbidden, NotKubernetes, TooLarge
from slipway.resource_attributes import ResourceAttributes
from tests.fixtures.scripted_server import Answer, Serve, status_object

GET = Request("GET", "/api/v1/pods", attributes=ResourceAttributes(verb="list", resource="pods"))
TransportTo = Callable[[str], Transport]
NO_OBJECTS = [
    Answer(body=b""),
    Answer(body=b"<html>log in</html>", headers={"Content-Type": "text/html"}),
    Answer(body=b'{"kind": "Pod'),
    Answer(body=[]),
    Answer(body="text"),
    Answer(body=b"[" * 100_000),
    Answer(body=b"\xff\xfe\x00"),
    Answer(204, b""),
]
NO_OBJECT_IDS = ["empty", "login page", "cut JSON", "list", "string", "deep", "no text", "no content"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_never_followed(serve: Serve, transport_to: TransportTo, status: int) -> None:
    elsewhere = serve()
    server = serve(Answer(status, headers={"Location": f"{elsewhere.url}/api/v1/pods"}))
    with pytest.raises(ApiError, match="redirects are never followed"):
        transport_to(server.url).send(GET)
    assert elsewhere.asked == []


def test_the_token_is_sent_in_its_header_and_nowhere_else(serve: Serve, transport_to: TransportTo) -> None:
    server = serve(Answer())
    transport_to(server.url).send(Request("GET", "/api/v1/pods", {"labelSelector": "a=b"}))
    (asked,) = server.asked
    assert asked.headers["authorization"] == "Bearer the-token"
    assert asked.path == "/api/v1/pods?labelSelector=a%3Db"
    assert asked.headers["user-agent"].startswith("slipway/")


def test_impersonation_names_the_user_and_each_group(serve: Serve) -> None:
    server = serve(Answer())
    Transport(Connection(server.url, None, impersonate_user="jane", impersonate_groups=("dev", "ops"))).send(GET)
    assert server.asked[0].headers["impersonate-user"] == "jane"
    assert server.asked[0].headers["impersonate-group"] == "dev,ops"


def test_a_path_in_the_servers_address_stays_in_front(serve: Serve, transport_to: TransportTo) -> None:
    server = serve(Answer())
    transport_to(f"{server.url}/k8s/clusters/c-1").send(GET)
    assert server.asked[0].path == "/k8s/clusters/c-1/api/v1/pods"


def test_a_connection_is_used_again(serve: Serve, transport_to: TransportTo) -> None:
    server = serve(Answer(body={"kind": "Pod"}), Answer(404), Answer(body={}), Answer(body=b"log"), Answer())
    transport = transport_to(server.url)
    transport.send(GET)
    with pytest.raises(ApiError):
        transport.send(GET)
    transport.send(GET)
    transport.text(GET)
    transport.send(GET)
    assert server.connections == 1


def test_a_closed_client_can_be_used_again(serve: Serve, transport_to: TransportTo) -> None:
    server = serve(Answer(), Answer())
    transport = transport_to(server.url)
    transport.send(GET)
    transport.close()
    transport.send(GET)
    assert server.connections == 2


@pytest.mark.parametrize("answer", NO_OBJECTS, ids=NO_OBJECT_IDS)
def test_what_is_no_json_object_is_no_answer_of_an_api_server(
    serve: Serve, transport_to: TransportTo, answer: Answer
) -> None:
    server = serve(answer)
    with pytest.raises(ConnectionFailed, match="does not answer as a Kubernetes API server does; check the server's"):
        transport_to(server.url).send(GET)


@pytest.mark.parametrize(
    "body",
    [{"kind": "Status", "message": ["x"], "reason": {}}, status_object(403, "Forbidden\x1b[2J")],
    ids=["strange status", "escape in the reason"],
)
def test_a_strange_status_object_is_a_refusal_all_the_same(
    serve: Serve, transport_to: TransportTo, body: object
) -> None:
    server = serve(Answer(403, body, headers={"Content-Type": "x" * 1000}))
    with pytest.raises(ApiError) as caught:
        transport_to(server.url).send(GET)
    assert str(caught.value) == (
        "Kubernetes error: 403 Forbidden: this account may not list pods; "
        "grant it the verb list on pods, or use another account"
    )


@pytest.mark.parametrize("answer", NO_OBJECTS, ids=NO_OBJECT_IDS)
def test_an_error_is_of_our_class_whatever_its_body_is(serve: Serve, transport_to: TransportTo, answer: Answer) -> None:
    server = serve(Answer(403, answer.body, headers={"Content-Type": "x" * 1000}))
    with pytest.raises(Forbidden) as caught:
        transport_to(server.url).send(GET)
    hint = "the answer is not that of an API server" if answer.body != b"" else "this account may not list pods"
    assert hint in str(caught.value)


def test_an_error_without_end_is_cut(serve: Serve, transport_to: TransportTo, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = iter(lambda: b"x" * 65536, b"")
    server = serve(Answer(403, chunks=endless))
    with pytest.raises(ApiError, match="403"):
        transport_to(server.url).send(GET)


def test_an_answer_that_is_too_long_is_refused(
    serve: Serve, transport_to: TransportTo, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(Answer(chunks=iter(lambda: b"x" * 65536, b"")))
    transport = Transport(Connection(server.url, None, largest_answer=2 * 1024**2))
    with pytest.raises(TooLarge, match="is longer than 2 MiB; nothing of it is used"):
        transport.send(GET)


def test_a_packed_answer_is_asked_for_and_unpacked(serve: Serve, transport_to: TransportTo) -> None:
    server = serve(Answer(body=gzip.compress(b'{"a": 1}'), headers={"Content-Encoding": "gzip"}))
    assert transport_to(server.url).send(GET) == {"a": 1}
    assert server.asked[0].headers["accept-encoding"] == "gzip"


def test_a_stream_is_never_packed(serve: Serve, transport_to: TransportTo) -> None:
    server = serve(Answer(chunks=[b"a line\n"]))
    assert list(transport_to(server.url).stream(GET).lines()) == [b"a line"]
    assert "accept-encoding" not in server.asked[0].headers


@pytest.mark.parametrize("packing", ["br", "gzip, gzip", "x" * 1000], ids=["brotli", "twice", "nonsense"])
def test_an_answer_packed_in_a_way_that_nobody_asked_for_is_refused(
    serve: Serve, transport_to: TransportTo, packing: str
) -> None:
    server = serve(Answer(body=b"{}", headers={"Content-Encoding": packing}))
    with pytest.raises(NotKubernetes, match="in an encoding that was not asked for"):
        transport_to(server.url).send(GET)


def test_a_proxy_is_asked_with_its_own_account_and_never_sees_the_token(serve: Serve) -> None:
    proxy = serve(Answer(407))
    connection = Connection(
        "https://cluster.example:6443",
        ssl.create_default_context(),
        authorization="Bearer the-token",
        proxy=f"http://me:p%40ss@{proxy.address}",
    )
    with pytest.raises(ConnectionFailed, match="is not reached through the proxy"):
        Transport(connection, pause=lambda _seconds: None).send(GET)
    asked = proxy.asked[0]
    assert (asked.method, asked.path) == ("CONNECT", "cluster.example:6443")
    assert asked.headers["proxy-authorization"] == "Basic bWU6cEBzcw=="
    assert "authorization" not in asked.headers


def test_without_urllib3_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "urllib3.connection", None)
    dial._connection_classes.cache_clear()
    with pytest.raises(ConfigurationError, match=r"'urllib3' is missing or older than 2.3; install it"):
        Transport(Connection("http://127.0.0.1", None))


def test_a_page_in_place_of_kubernetes_is_told_to_the_debug_switch_alone(serve: Serve) -> None:
    shown: list[str] = []
    report = report_for({"SLIPWAY_LOG": "off"}, slipway_debug=True, show=shown.append)
    server = serve(Answer(body=b"<html>log in at the proxy</html>"))
    with pytest.raises(NotKubernetes) as caught:
        Transport(Connection(server.url, None), report=report).send(GET)
    assert any("log in at the proxy" in line for line in shown)
    assert "log in" not in str(caught.value)
