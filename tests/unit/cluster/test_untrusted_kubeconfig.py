"""A kubeconfig that somebody else wrote: what is taken from it, and that nothing in it acts on this machine."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any

import pytest
import trustme
import yaml

from slipway.cluster.connection.untrusted_kubeconfig import (
    LARGEST_KUBECONFIG,
    UntrustedCluster,
    read_untrusted_kubeconfig,
)
from slipway.errors import ConfigurationError
from tests.unit.cluster.kubeconfigs import embedded, kubeconfig, write_kubeconfig

SERVER = "https://api.cluster.example:6443"
AUTHORITY = trustme.CA()
AUTHORITY_PEM = AUTHORITY.cert_pem.bytes()
CLIENT = AUTHORITY.issue_cert("someone@cluster.example")
CERTIFICATE_PEM = CLIENT.cert_chain_pems[0].bytes()
KEY_PEM = CLIENT.private_key_pem.bytes()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kubeconfig"


def _read(path: Path, cluster: dict[str, Any] | None = None, user: dict[str, Any] | None = None) -> UntrustedCluster:
    return read_untrusted_kubeconfig(
        write_kubeconfig(path, kubeconfig(SERVER, cluster=cluster, user=user)), context=None
    )


def test_server_authority_and_token_are_taken(path: Path) -> None:
    found = _read(path, {"certificate-authority-data": embedded(AUTHORITY_PEM)}, {"token": "the-token"})
    expected = UntrustedCluster(host=SERVER, authority_pem=AUTHORITY_PEM.decode(), token="the-token")
    assert found == expected


def test_an_embedded_certificate_with_its_key_is_taken(path: Path) -> None:
    user = {"client-certificate-data": embedded(CERTIFICATE_PEM), "client-key-data": embedded(KEY_PEM)}
    found = _read(path, user=user)
    assert (found.certificate_pem, found.key_pem) == (CERTIFICATE_PEM.decode(), KEY_PEM.decode())


def test_base64_may_be_broken_into_lines(path: Path) -> None:
    lines = base64.encodebytes(AUTHORITY_PEM).decode()
    assert _read(path, {"certificate-authority-data": lines}).authority_pem == AUTHORITY_PEM.decode()


def test_certificates_are_checked_unless_the_kubeconfig_says_otherwise(path: Path) -> None:
    assert _read(path).verify
    assert _read(path, {"insecure-skip-tls-verify": False}).verify
    assert not _read(path, {"insecure-skip-tls-verify": True}).verify


@pytest.mark.parametrize(
    ("given", "taken"), [("API.Cluster.Example", "api.cluster.example"), ("10.0.0.1", "10.0.0.1"), ("::1", "::1")]
)
def test_the_name_in_the_certificate_may_be_another(path: Path, given: str, taken: str) -> None:
    assert _read(path, {"tls-server-name": given}).server_name == taken


def test_a_token_of_digits_stays_a_text(path: Path) -> None:
    path.write_text(
        f"current-context: a\ncontexts: [{{name: a, context: {{cluster: a, user: a}}}}]\n"
        f"clusters: [{{name: a, cluster: {{server: '{SERVER}'}}}}]\nusers: [{{name: a, user: {{token: 0123456}}}}]\n"
    )
    assert read_untrusted_kubeconfig(str(path), None).token == "0123456"


def test_the_context_that_was_named_goes_before_the_current_one(path: Path) -> None:
    other = kubeconfig("https://other.example", name="other", user={"token": "other-token"})
    write_kubeconfig(path, kubeconfig(SERVER), other)
    found = read_untrusted_kubeconfig(str(path), "other")
    assert (found.host, found.token) == ("https://other.example", "other-token")


def test_what_other_contexts_have_is_not_looked_at(path: Path) -> None:
    other = kubeconfig("https://other.example", name="other", user={"exec": {"command": "id"}})
    assert read_untrusted_kubeconfig(write_kubeconfig(path, kubeconfig(SERVER), other), None).host == SERVER


@pytest.mark.parametrize("nothing", [None, "", "~", "null"], ids=["none", "empty", "tilde", "null"])
def test_a_field_without_a_value_is_as_if_it_were_not_there(path: Path, nothing: str | None) -> None:
    cluster = dict.fromkeys(["certificate-authority", "certificate-authority-data", "tls-server-name"], nothing)
    user = dict.fromkeys(["exec", "auth-provider", "token", "client-key-data"], nothing)
    assert _read(path, cluster, user) == UntrustedCluster(host=SERVER)


def test_fields_that_mean_nothing_to_us_are_left_alone(path: Path) -> None:
    extensions = [{"name": "minikube.sigs.k8s.io", "extension": {"version": "v1.34.0"}}]
    assert _read(path, {"extensions": extensions, "disable-compression": True}) == UntrustedCluster(host=SERVER)


@pytest.mark.parametrize(
    ("section", "field", "value", "why"),
    [
        ("cluster", "certificate-authority", "/etc/passwd", "would open a file of this machine"),
        ("cluster", "proxy-url", "http://evil.example", "would send us by another way"),
        ("user", "client-certificate", "/etc/passwd", "would open a file of this machine"),
        ("user", "client-key", "/etc/shadow", "would open a file of this machine"),
        ("user", "tokenFile", "/var/run/secrets/token", "would open a file of this machine"),
        ("user", "exec", {"command": "touch", "args": ["made-by-exec"]}, "would run a program on this machine"),
        ("user", "exec", {}, "would run a program on this machine"),
        ("user", "auth-provider", {"name": "gcp", "config": {"cmd-path": "id"}}, "would run a program"),
        ("user", "username", "admin", "is of a kind that Kubernetes does not know any more"),
        ("user", "password", "hunter2-secret", "is of a kind that Kubernetes does not know any more"),
        ("user", "as", "system:admin", "would act as somebody else"),
        ("user", "as-uid", "0", "would act as somebody else"),
        ("user", "as-groups", ["system:masters"], "would act as somebody else"),
        ("user", "as-user-extra", {"a": ["b"]}, "would act as somebody else"),
    ],
)
def test_a_field_that_would_act_here_is_refused_by_its_name(
    path: Path, monkeypatch: pytest.MonkeyPatch, section: str, field: str, value: object, why: str
) -> None:
    monkeypatch.chdir(path.parent)
    fields = {field: value, **({"token": "the-secret-token"} if section == "user" else {})}
    with pytest.raises(ConfigurationError) as caught:
        _read(path, **{section: fields})
    message = str(caught.value)
    assert message.startswith(f"the untrusted kubeconfig {path} has the {section}'s {field}, which {why}")
    assert "; ask for one " in message or "; give " in message
    assert "\n" not in message
    assert not any(word in message for word in ("passwd", "evil", "hunter2", "the-secret-token", "touch"))
    assert os.listdir() == ["kubeconfig"]


def test_a_file_that_is_named_is_not_opened(path: Path) -> None:
    pipe = path.parent / "pipe"
    os.mkfifo(pipe)  # whoever opens it waits for ever
    with pytest.raises(ConfigurationError, match="certificate-authority"):
        _read(path, {"certificate-authority": str(pipe)})


@pytest.mark.parametrize(
    ("section", "fields", "problem"),
    [
        ("cluster", {"certificate-authority-data": "?"}, "certificate-authority-data is no base64 of PEM"),
        ("cluster", {"certificate-authority-data": ["a"]}, "certificate-authority-data is no base64 of PEM"),
        (
            "cluster",
            {"certificate-authority-data": embedded(b"\xff")},
            "certificate-authority-data is no base64 of PEM",
        ),
        ("cluster", {"certificate-authority-data": embedded(b"text")}, "is no base64 of the PEM that belongs there"),
        ("cluster", {"certificate-authority-data": embedded(KEY_PEM)}, "is no base64 of the PEM that belongs there"),
        (
            "user",
            {
                "client-certificate-data": embedded(CERTIFICATE_PEM),
                "client-key-data": embedded(b"-----BEGIN PKCS#11 PROVIDER URI-----\n"),
            },
            "client-key-data is no base64 of the PEM that belongs there",
        ),
        ("user", {"client-key-data": embedded(KEY_PEM)}, "are given one without the other"),
        ("user", {"client-certificate-data": embedded(CERTIFICATE_PEM)}, "are given one without the other"),
        ("user", {"token": "a b"}, "token has a character that no token has"),
        ("user", {"token": "a\r\nX-Injected: yes"}, "token has a character that no token has"),
        ("user", {"token": ["a"]}, "token has a character that no token has"),
        ("cluster", {"tls-server-name": "a b"}, "tls-server-name is no host name"),
        ("cluster", {"tls-server-name": "fe80::1%\x1b[2J"}, "tls-server-name is no host name"),
        ("cluster", {"tls-server-name": {"a": "b"}}, "tls-server-name is no host name"),
    ],
)
def test_malformed_data_is_refused_without_quoting_it(
    path: Path, section: str, fields: dict[str, Any], problem: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        _read(path, **{section: fields})
    assert str(caught.value).endswith(f"{problem}; ask for one that kubectl wrote")
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "content",
    [
        "",
        "just a text",
        "[]",
        "a: b: c",
        "\x00",
        "a: &a [1]\nb: *a\n",
        "a: &a {k: v}\nb: &b {<<: [*a, *a]}\nc: {<<: [*b, *b]}\n",
        "[" * 100_000,
        "a: " + "{a: " * 100 + "}" * 100,
    ],
    ids=["empty", "text", "list", "broken", "NUL", "alias", "merges", "endless depth", "depth"],
)
def test_what_is_no_simple_yaml_is_no_kubeconfig(path: Path, content: str) -> None:
    path.write_text(content)
    with pytest.raises(ConfigurationError, match="is no kubeconfig; it must be YAML without aliases and deep nesting"):
        read_untrusted_kubeconfig(str(path), None)


def test_bytes_that_are_no_text_are_no_kubeconfig(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(ConfigurationError, match="is no kubeconfig"):
        read_untrusted_kubeconfig(str(path), None)


def test_tags_make_nothing(path: Path) -> None:
    made = path.parent / "made"
    path.write_text(f"a: !!python/object/apply:os.mkdir ['{made}']\n")
    with pytest.raises(ConfigurationError, match="its current context is not in it"):
        read_untrusted_kubeconfig(str(path), None)
    assert not made.exists()


def test_a_number_that_takes_long_to_compute_is_a_text(path: Path) -> None:
    document = yaml.safe_dump(kubeconfig(SERVER)) + "more: " + ":".join(["1"] * 100_000) + "\n"
    path.write_text(document)
    assert read_untrusted_kubeconfig(str(path), None).host == SERVER


def test_a_kubeconfig_of_more_than_a_mebibyte_is_refused(path: Path) -> None:
    path.write_bytes(b"#" * (LARGEST_KUBECONFIG + 1))
    with pytest.raises(ConfigurationError, match="is longer than 1 MiB; ask for one with one cluster"):
        read_untrusted_kubeconfig(str(path), None)


@pytest.mark.parametrize("missing", ["no-such-file", "", "a\x00b"], ids=["missing", "empty", "NUL"])
def test_a_file_that_cannot_be_read_is_told(path: Path, missing: str) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read; check the path and that you may read it"):
        read_untrusted_kubeconfig(missing and str(path.parent / missing), None)


@pytest.mark.parametrize(("context", "told"), [("nope", "context 'nope'"), (None, "its current context")])
def test_a_context_that_is_not_there_is_told(path: Path, context: str | None, told: str) -> None:
    path.write_text("current-context: \x22\\e[2J\x22\ncontexts: [x, {name: a}, {name: nope, context: text}]\n")
    with pytest.raises(ConfigurationError) as caught:
        read_untrusted_kubeconfig(str(path), context)
    assert str(caught.value).endswith(f": {told} is not in it; set the option context to one that is")


@pytest.mark.parametrize("server", [None, ["https://a.example"]], ids=["none", "list"])
def test_a_server_that_is_no_text_is_empty(path: Path, server: object) -> None:
    assert _read(path, {"server": server}).host == ""


def test_nothing_of_it_is_in_its_repr(path: Path) -> None:
    user = {
        "token": "the-token",
        "client-certificate-data": embedded(CERTIFICATE_PEM),
        "client-key-data": embedded(KEY_PEM),
    }
    shown = repr(_read(path, user=user))
    assert not any(word in shown for word in ("the-token", "PRIVATE", "CERTIFICATE", "cluster.example"))
