"""The CA that a connection trusts, as text that can be handed on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import trustme

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import connect
from slipway.cluster.connection.tls import LARGEST_AUTHORITY, authority_pem, certificates_in
from tests.unit.cluster.kubeconfigs import embedded, kubeconfig, write_kubeconfig


def _connected(**options: Any) -> str | None:
    return connect({"host": "https://10.0.0.1", "api_key": "x", **options}, {}).authority


def test_the_ca_of_a_kubeconfig_is_known_after_its_file_is_gone(tmp_path: Path, authority: trustme.CA) -> None:
    cluster = {"certificate-authority-data": embedded(authority.cert_pem.bytes())}
    path = write_kubeconfig(tmp_path / "config", kubeconfig("https://a.example", cluster=cluster))
    assert connect({"kubeconfig": path}, {}).authority == authority.cert_pem.bytes().decode()


@pytest.mark.parametrize("verify", [True, False], ids=["checked", "not checked"])
def test_the_ca_of_the_option_is_known_even_if_it_is_not_used(
    authority: trustme.CA, authority_file: str, *, verify: bool
) -> None:
    assert _connected(ca_cert=authority_file, validate_certs=verify) == authority.cert_pem.bytes().decode()


def test_without_a_ca_there_is_none() -> None:
    assert _connected() is None
    assert _connected(host="http://10.0.0.1", allow_http=True, ca_cert="/nonexistent") is None
    assert authority_pem(None) is None


@pytest.mark.parametrize("kind", ["TRUSTED CERTIFICATE", "X509 CERTIFICATE"])
@pytest.mark.parametrize("beside", [b"", None], ids=["alone", "beside another"])
def test_a_ca_of_which_a_part_cannot_be_handed_on_is_told_from_none(
    kind: str, beside: bytes | None, tmp_path: Path, authority: trustme.CA
) -> None:
    certificate = authority.cert_pem.bytes()
    file = tmp_path / "ca.pem"
    file.write_bytes(certificate.replace(b"CERTIFICATE", kind.encode()) + (certificate if beside is None else beside))
    assert authority_pem(str(file)) == ""


def test_a_ca_file_that_is_too_large_is_not_cut(tmp_path: Path, authority: trustme.CA) -> None:
    file = tmp_path / "ca.pem"
    file.write_bytes(authority.cert_pem.bytes() + b"\n" * LARGEST_AUTHORITY)
    assert authority_pem(str(file)) == ""
    file.write_bytes(authority.cert_pem.bytes())
    assert authority_pem(str(file)) == authority.cert_pem.bytes().decode()


def test_only_certificates_are_taken_from_a_file_that_has_a_key_too(tmp_path: Path, authority: trustme.CA) -> None:
    leaf = authority.issue_cert("a.example")
    certificate = authority.cert_pem.bytes()
    both = tmp_path / "both.pem"
    both.write_bytes(b"# ours\r\n" + leaf.private_key_pem.bytes() + certificate.replace(b"\n", b"\r\n") * 2)
    assert _connected(ca_cert=str(both)) == (certificate * 2).decode()


@pytest.mark.parametrize("text", ["", "text", "-----BEGIN CERTIFICATE-----", "-----BEGIN PRIVATE KEY-----\nAA==\n"])
def test_a_text_without_a_certificate_has_none(text: str) -> None:
    assert certificates_in(text) == ""


def test_the_client_tells_its_connection(authority: trustme.CA, authority_file: str) -> None:
    made = connect({"host": "https://10.0.0.1", "api_key": "x", "ca_cert": authority_file}, {})
    assert Client(made).connection is made
    assert "CERTIFICATE" not in repr(made)
