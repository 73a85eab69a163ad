"""A server that cannot prove who it is: not one byte of a request is sent to it."""

from __future__ import annotations

import datetime as dt
import ssl
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from slipway.cluster.request import Request
from slipway.errors import SlipwayError, TLSFailed
from tests.fixtures.scripted_server import tls_of
from tests.hostile.conftest import Failure, Serve, TransportTo
from tests.hostile.hostile_server import http

GET = Request("GET", "/api/v1/pods")
NOW = dt.datetime.now(dt.UTC)
YEAR = dt.timedelta(days=365)
Issue = Callable[[trustme.CA], trustme.LeafCert]
BAD: dict[str, tuple[Issue, str]] = {
    "of another CA": (lambda _ca: trustme.CA().issue_cert("127.0.0.1"), "is not signed by the CA given"),
    "of another CA of the same name": (
        lambda _ca: trustme.CA(organization_name="trustme").issue_cert("127.0.0.1"),
        "is not signed by the CA given",
    ),
    "expired": (
        lambda ca: ca.issue_cert("127.0.0.1", not_before=NOW - 2 * YEAR, not_after=NOW - YEAR),
        "has expired; renew it on the server",
    ),
    "not yet valid": (
        lambda ca: ca.issue_cert("127.0.0.1", not_before=NOW + YEAR, not_after=NOW + 2 * YEAR),
        "is not valid yet; check the clocks of both machines",
    ),
    "for another name": (lambda ca: ca.issue_cert("attacker.example"), "is for another name or address"),
    "for another address": (lambda ca: ca.issue_cert("127.0.0.3"), "is for another name or address"),
    "for the address as a name": (lambda ca: ca.issue_cert(common_name="127.0.0.1"), "is for another name or address"),
}
"""How the certificate is made of the trusted CA, and what is said."""


def refused_by(server_tls: ssl.SSLContext, serve: Serve, transport_to: TransportTo, failure: Failure) -> SlipwayError:
    server = serve(http(200), tls=server_tls)
    error = failure(lambda: transport_to(server).send(GET))
    assert type(error) is TLSFailed
    assert server.heard == []
    return error


@pytest.mark.parametrize(("issue", "told"), BAD.values(), ids=BAD)
def test_a_bad_certificate_is_refused_before_anything_is_sent(
    serve: Serve, transport_to: TransportTo, failure: Failure, authority: trustme.CA, issue: Issue, told: str
) -> None:
    error = refused_by(tls_of(issue(authority)), serve, transport_to, failure)
    assert told in str(error)


@pytest.mark.parametrize(("issue", "told"), BAD.values(), ids=BAD)
def test_a_bad_certificate_is_refused_for_a_stream_too(
    serve: Serve, transport_to: TransportTo, failure: Failure, authority: trustme.CA, issue: Issue, told: str
) -> None:
    server = serve(http(200), tls=tls_of(issue(authority)))
    error = failure(lambda: transport_to(server).stream(GET))
    assert type(error) is TLSFailed
    assert told in str(error)


def test_a_bad_certificate_is_not_asked_for_again(serve: Serve, transport_to: TransportTo, failure: Failure) -> None:
    server = serve(http(200), tls=tls_of(trustme.CA().issue_cert("127.0.0.1")))
    failure(lambda: transport_to(server).send(GET))
    assert server.connections == 1


def test_a_certificate_that_its_owner_signed_is_refused(
    serve: Serve, transport_to: TransportTo, failure: Failure, tmp_path: Path
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kubernetes")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), NOW - YEAR, NOW + YEAR)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "server.pem"
    secret_pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem.write_bytes(secret_pem + certificate.public_bytes(Encoding.PEM))
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(pem)
    assert "is not signed by the CA given" in str(refused_by(own, serve, transport_to, failure))


def test_a_client_certificate_that_is_demanded_is_asked_of_the_user(
    serve: Serve, transport_to: TransportTo, failure: Failure, authority: trustme.CA
) -> None:
    demanding = tls_of(authority.issue_cert("127.0.0.1"))
    demanding.verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(demanding)
    error = refused_by(demanding, serve, transport_to, failure)
    assert "check the scheme, the port and the client certificate" in str(error)


def test_a_version_of_tls_that_is_too_old_is_refused(
    serve: Serve, transport_to: TransportTo, failure: Failure, authority: trustme.CA
) -> None:
    old = tls_of(authority.issue_cert("127.0.0.1"))
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    refused_by(old, serve, transport_to, failure)


def test_a_certificate_that_turns_bad_is_seen_on_the_next_connection(
    serve: Serve, transport_to: TransportTo, failure: Failure, server_tls: ssl.SSLContext
) -> None:
    server = serve(lambda wire: wire.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"), tls=server_tls)
    transport = transport_to(server)
    assert transport.send(GET) == {}
    server.speak_tls_as(tls_of(trustme.CA().issue_cert("127.0.0.1")))
    assert type(failure(lambda: transport.send(GET))) is TLSFailed
    assert len(server.heard) == 1
