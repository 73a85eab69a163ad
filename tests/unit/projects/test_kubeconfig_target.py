"""Where the kubeconfigs of others lead to: ours unless said otherwise, and never with a secret of ours."""

from __future__ import annotations

import base64
import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import Connection
from slipway.errors import InvalidInput
from slipway.projects.kubeconfig_target import KubeconfigTarget, kubeconfig_target

_CA = trustme.CA().cert_pem.bytes().decode()
_OTHER = trustme.CA().cert_pem.bytes().decode()
_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def target(parameters: dict[str, Any], **connection: Any) -> KubeconfigTarget | None:
    options = {"ssl_context": _TLS, "authority": _CA, **connection}
    return kubeconfig_target(Client(Connection("https://10.0.0.1:6443", **options)), parameters)


def returned(connection: dict[str, Any] | None = None, **parameters: Any) -> KubeconfigTarget:
    made = target({"return_kubeconfig": True, **parameters}, **(connection or {}))
    assert made is not None
    return made


@pytest.mark.parametrize(
    "parameters",
    [{}, {"kubeconfig_folder": "", "return_kubeconfig": False}, {"kubeconfig_server": "https://api.example"}],
    ids=["nothing", "empty", "only a server"],
)
def test_without_a_folder_and_without_a_return_nothing_is_wanted(parameters: dict[str, Any]) -> None:
    assert target(parameters) is None


def test_by_default_it_is_our_own_server_with_all_that_belongs_to_it() -> None:
    made = returned({"server_name": "api.internal", "proxy": "http://proxy.example:3128"})
    assert made == KubeconfigTarget(None, "https://10.0.0.1:6443", _CA, "api.internal", "http://proxy.example:3128")


def test_another_server_has_our_ca_but_not_our_name_for_tls_nor_our_proxy() -> None:
    connection = {"server_name": "api.internal", "proxy": "http://proxy.example:3128"}
    made = returned(connection, kubeconfig_server="https://API.example/k8s/")
    assert made == KubeconfigTarget(None, "https://api.example/k8s", _CA)


def test_another_ca_takes_the_place_of_ours() -> None:
    assert returned(kubeconfig_ca=f"a comment\n{_OTHER}").authority == _OTHER
    assert returned(kubeconfig_ca="system").authority is None
    assert returned({"authority": None}).authority is None


@pytest.mark.parametrize(
    ("proxy", "shown"),
    [
        ("http://me:p1anted@proxy.example:3128", "http://proxy.example:3128"),
        ("http://me:p1@nted@proxy.example:3128", "http://proxy.example:3128"),
        ("https://[::1]:3128", "https://[::1]:3128"),
    ],
)
def test_the_operators_account_at_the_proxy_is_not_given_away(proxy: str, shown: str) -> None:
    assert returned({"proxy": proxy}).proxy == shown


def test_a_folder_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for given, place in (("out/../kc", f"{tmp_path}/kc"), ("~/kc", f"{tmp_path}/home/kc"), ("/srv/kc/", "/srv/kc")):
        made = target({"kubeconfig_folder": given})
        assert made is not None
        assert made.folder == place


@pytest.mark.parametrize(
    ("server", "reason"),
    [
        ("http://api.example", "it begins with http://; write https://"),
        ("api.example:6443", "the API server's address is refused (scheme)"),
        ("https://me:p1anted@api.example", "the API server's address is refused (userinfo)"),
        ("https://api.example/?p1anted", "the API server's address is refused (query)"),
        ('https://api.example/"\n  user: x', "the API server's address is refused (control_character)"),
        ("https://0x7f.1", "the API server's address is refused (ipv4_spelling)"),
    ],
)
def test_a_server_that_the_guard_does_not_take_is_refused(server: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        returned(kubeconfig_server=server)
    assert str(raised.value).startswith(f"kubeconfig_server: {reason}")
    assert "p1anted" not in str(raised.value)


@pytest.mark.parametrize(
    ("authority", "reason"),
    [
        ("/etc/ssl/ca.pem", "there is no certificate in it; give the CA as PEM text"),
        (_CA.replace("M", "A", 3), "there is no certificate in it"),
        ("-----BEGIN CERTIFICATE-----\n\u00e9\n-----END CERTIFICATE-----", "there is no certificate in it"),
        (_CA + "-----BEGIN PRIVATE KEY-----\nAA==\n", "it has a private key, which would be given to all"),
        (_CA * 3000, "it is longer than"),
    ],
    ids=["a path", "damaged", "not ascii", "a key", "too long"],
)
def test_a_ca_that_is_none_is_refused(authority: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        returned(kubeconfig_ca=authority)
    assert str(raised.value).startswith(f"kubeconfig_ca: {reason}")


def test_our_own_ca_that_cannot_be_handed_on_is_not_left_out_in_silence() -> None:
    with pytest.raises(InvalidInput, match="kubeconfig_ca: the CA file of our own connection cannot be handed on"):
        returned({"authority": ""})
    assert returned({"authority": ""}, kubeconfig_ca=_OTHER).authority == _OTHER
    assert returned({"authority": ""}, kubeconfig_ca="system").authority is None


def test_a_connection_that_checks_no_certificate_hands_on_none_but_a_known_ca() -> None:
    unchecked = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    unchecked.check_hostname = False
    unchecked.verify_mode = ssl.CERT_NONE
    with pytest.raises(
        InvalidInput, match="kubeconfig_ca: the CA is not known, since our own connection does not check"
    ):
        returned({"ssl_context": unchecked, "authority": None})
    assert returned({"ssl_context": unchecked}).authority == _CA
    assert returned({"ssl_context": unchecked, "authority": None}, kubeconfig_ca=_OTHER).authority == _OTHER


def test_names_and_data_of_the_file_come_from_the_target() -> None:
    made = returned()
    assert made.cluster == "10.0.0.1:6443"
    assert base64.b64decode(made.authority_data).decode() == _CA
    assert "CERTIFICATE" not in repr(made)
